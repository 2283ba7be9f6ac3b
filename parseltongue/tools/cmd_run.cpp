#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <cstdio>
#include <map>
#include <memory>
#include <vector>

#include "layout/text/missing_characters.h"
#include "parseltongue/compiler/program_store.h"
#include "parseltongue/interpreter/interpreter.h"
#include "parseltongue/tools/commands.h"
#include "parseltongue/tools/exit_code.h"
#include "parseltongue/tools/inputs.h"
#include "parseltongue/tools/report.h"
#include "parseltongue/tools/sources.h"
#include "parseltongue/tools/stage_dump.h"
#include "renderer/image/encode_png.h"
#include "rt-kernel/base/trace.h"
#include "rt-kernel/base/write_file.h"
#include "rt-kernel/port/display_name.h"
#include "rt-kernel/rt/partition.h"
#include "ui-sched/app/session.h"
#include "ui-sched/trace_export.h"

namespace hallows::tools {
namespace {

struct Options {
  std::string file, window, screenshot, stats, trace, dump;
  std::string backend = "auto", port = "auto";
  std::vector<std::string> inputs;  // name=value
  float scale = 1;
  uint64_t frames = 0;
};

const std::map<std::string, BackendChoice> kBackends = {
    {"auto", BackendChoice::Auto}, {"cpu", BackendChoice::Cpu}, {"vulkan", BackendChoice::Vulkan}};
const std::map<std::string, PortChoice> kPorts = {
    {"auto", PortChoice::Auto}, {"headless", PortChoice::Headless}, {"glfw", PortChoice::Glfw}};

constexpr float kLargest = 16'384;  // dp, of a window's side

// "WxH" in dp; 0 x 0 for an empty text; negative where it can't be read.
Size parse_size(const std::string& text) {
  if (text.empty()) return {};
  Size size;
  const char* const end = text.data() + text.size();
  const auto width = std::from_chars(text.data(), end, size.width, std::chars_format::fixed);
  if (width.ec != std::errc() || width.ptr == end || *width.ptr != 'x') return {-1, -1};
  const auto height = std::from_chars(width.ptr + 1, end, size.height, std::chars_format::fixed);
  if (height.ec != std::errc() || height.ptr != end) return {-1, -1};
  const auto fits = [](float dp) { return dp >= 1 && dp <= kLargest; };  // no NaN
  return fits(size.width) && fits(size.height) ? size : Size{-1, -1};
}

bool write_or_report(const std::string& path, const std::string& bytes) {
  const Result<bool> written = write_file(path, bytes);
  if (!written) report(written.error());
  return static_cast<bool>(written);
}

int save_outputs(const Options& options, Session& session) {
  bool fine = true;
  if (!options.screenshot.empty()) {
    SizePx size;
    const std::vector<uint32_t> pixels = session.picture({0}, size);
    const Result<bool> written = image::write_png(options.screenshot, pixels, size, size.width);
    if (!written) report(written.error());
    fine = fine && static_cast<bool>(written);
  }
  const sched::FrameLedger& ledger = session.engine().ledger;
  if (!options.stats.empty()) {
    fine = write_or_report(options.stats, sched::ledger_json(ledger)) && fine;
  }
  if (!options.trace.empty()) {
    fine = write_or_report(options.trace, sched::trace_json(ledger)) && fine;
  }
  std::fputs(dump_stage(session, WindowId{0}, options.dump).c_str(), stdout);
  return fine ? kFine : kMachineLacks;
}

// Real time in a window; else virtual time, as many refreshes as were asked for.
Result<bool> play(const Options& options, Session& session, TimeChoice time) {
  if (time == TimeChoice::Real) return session.run(options.frames);
  session.drive().settle();
  for (uint64_t i = 0; i < options.frames; ++i) session.drive().advance(kUsualRefresh);
  return true;
}

int run_program(const Options& options, const format::Program& program) {
  PortChoice port = kPorts.at(options.port);
  // Who wants a picture or a dump wants no window, unless it is asked for by name.
  const bool asks_for_files = !options.screenshot.empty() || !options.dump.empty();
  if (port == PortChoice::Auto && asks_for_files) port = PortChoice::Headless;
  const bool shown =
      port == PortChoice::Glfw || (port == PortChoice::Auto && display_name() != nullptr);
  SessionConfig config;
  config.program = &program;
  config.backend = kBackends.at(options.backend);
  config.port = port;
  config.time = shown ? TimeChoice::Real : TimeChoice::Virtual;
  config.scale = options.scale;
  if (!options.trace.empty()) {
    trace_enable(true);
    trace_register_thread("main");
  }
  if (shown) rt::enter_partition({});
  Result<std::unique_ptr<Session>> made = Session::create(config);
  if (!made) {
    report(made.error());
    return kMachineLacks;
  }
  Session& session = **made;
  report(session.report().notes, {}, Format::Text);
  const Result<GivenInputs> inputs =
      read_inputs(options.inputs, program.tables, session.engine().heap);
  if (!inputs) {
    report(inputs.error());
    return kBadCommandLine;
  }
  const Result<bool> opened =
      session.open({WindowId{0}, {}, parse_size(options.window), inputs->slots});
  if (!opened) {
    report(opened.error());
    return kMachineLacks;
  }
  const Result<bool> played = play(options, session, config.time);
  if (!played) report(played.error());
  std::fprintf(stderr, "port %s, back end %s\n", session.report().port,
               session.report().backend.c_str());
  std::fputs(sched::ledger_text(session.engine().ledger).c_str(), stderr);
  for (const widgets::Problem& p : widgets::problems(session.engine().ui)) {
    if (p.place.line != 0) std::fprintf(stderr, "%u:%u: ", p.place.line, p.place.column);
    std::fprintf(stderr, "warning: %s [%s]\n", p.message, p.code);
  }
  report(session.engine().assets.take_problems(), {}, Format::Text);
  report(text::missing_characters(session.engine().text), {}, Format::Text);
  const int saved = save_outputs(options, session);
  return played ? saved : static_cast<int>(kMachineLacks);
}

int run(const Options& options) {
  if (parse_size(options.window).width < 0) {
    std::fprintf(stderr,
                 "error: --window wants a size such as 1280x720, at most 16384x16384, not `%s`\n",
                 options.window.c_str());
    return kBadCommandLine;
  }
  const ptl::CompileResult result = ptl::compile(options.file, disk_loader());
  if (report(result.diagnostics, result.files, Format::Text) != 0) return kInputHasErrors;
  const format::Program program = interpreter::make_program(result.program->tables());
  if (!program.tables.main) {
    std::fprintf(stderr, "%s: error: there is no window and no component to show\n",
                 options.file.c_str());
    return kInputHasErrors;
  }
  return run_program(options, program);
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("run", "Runs a UI in a window, or headless");
  command->add_option("file", o->file, "Parseltongue file")->required();
  command->add_option("--window", o->window, "Size of the window in dp, WxH");
  command->add_option("--set", o->inputs, "An input of the window, name=value; may stand often");
  command->add_option("--scale", o->scale, "Headless: device pixels per dp")
      ->check(CLI::Range(0.25f, 8.0f))
      ->check([](const std::string& text) {
        return text.find_first_not_of("0123456789.") == std::string::npos ? ""
                                                                          : "a number is wanted";
      });
  command->add_option("--backend", o->backend, "What draws")
      ->check(CLI::IsMember({"auto", "cpu", "vulkan"}));
  command->add_option("--port", o->port, "Where it is shown")
      ->check(CLI::IsMember({"auto", "headless", "glfw"}));
  command
      ->add_option(
          "--frames", o->frames,
          "Stop after so many frames (headless: refreshes; a window that is still makes none)")
      ->check(CLI::Range(uint64_t{0}, uint64_t{1'000'000'000}));
  command->add_option("--screenshot", o->screenshot, "Write the last picture as PNG");
  command->add_option("--stats", o->stats, "Write the frame ledger as JSON");
  command->add_option("--trace", o->trace, "Write a trace that ui.perfetto.dev opens");
  command->add_option("--dump", o->dump, "Print what a stage wrote (plan: for the last frame)")
      ->check(CLI::IsMember(std::vector<std::string>(kDumpStages.begin(), kDumpStages.end())));
  command->callback([o, &exit_code] { exit_code = run(*o); });
}

}  // namespace hallows::tools
