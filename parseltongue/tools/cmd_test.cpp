#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "parseltongue/compiler/program_store.h"
#include "parseltongue/interpreter/interpreter.h"
#include "parseltongue/tools/commands.h"
#include "parseltongue/tools/exit_code.h"
#include "parseltongue/tools/report.h"
#include "parseltongue/tools/sources.h"
#include "renderer/image/decode.h"
#include "renderer/image/encode_png.h"
#include "rt-kernel/port/headless/headless_port.h"
#include "ui-sched/app/session.h"
#include "ui-sched/runtime/test_driver.h"

namespace hallows::tools {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> files;
  std::string filter;
  bool bless = false;
};

struct Score {
  int passed = 0;
  int failed = 0;
};

// The session of one test with what its script needs.
struct Stage {
  const Options* options;
  Session* session;
  fs::path accepted;  // folder of accepted pictures
  HeadlessPort& port() const { return static_cast<HeadlessPort&>(session->port()); }
};

HeadlessPort& port_of(void* stage) {
  return static_cast<Stage*>(stage)->port();
}

std::string compare_screenshot(void* context, WindowId window, std::string_view name) {
  const Stage& stage = *static_cast<Stage*>(context);
  SizePx size;
  const std::vector<uint32_t> pixels = stage.session->picture(window, size);
  const fs::path file = stage.accepted / (std::string(name) + ".png");
  if (stage.options->bless) {
    std::error_code error;
    fs::create_directories(stage.accepted, error);
    const Result<bool> written = image::write_png(file.string(), pixels, size, size.width);
    return written ? std::string() : written.error().message;
  }
  const Result<ImageBlob> accepted = image::load(file.string());
  if (!accepted) return "no accepted picture " + file.string() + ": run with --bless to accept";
  if (accepted->size == size && accepted->pixels == pixels) return {};
  const fs::path got = stage.accepted / (std::string(name) + ".got.png");
  const Result<bool> written = image::write_png(got.string(), pixels, size, size.width);
  return "the picture differs from " + file.string() + "; what was drawn: " +
         (written ? got.string() : written.error().message + " (" + written.error().why + ")");
}

runtime::ScriptedInput scripted_input(Stage& stage) {
  runtime::ScriptedInput input;
  input.context = &stage;
  input.send = [](void* s, const InputEvent& event) { port_of(s).send(event); };
  input.send_text = [](void* s, WindowId w, std::string_view text) {
    port_of(s).send_text(w, text);
  };
  input.resize = [](void* s, WindowId w, SizePx size) { port_of(s).resize(w, size); };
  input.set_scale = [](void* s, WindowId w, float scale) { port_of(s).set_scale(w, scale); };
  input.screenshot = compare_screenshot;
  return input;
}

bool run_test(const std::string& path, const Options& options, const format::Program& program,
              const format::TestDecl& test) {
  runtime::TestDriver* attached = nullptr;
  const runtime::AppLink link = runtime::TestDriver::link(attached);
  SessionConfig config;
  config.program = &program;
  config.backend = BackendChoice::Cpu;
  config.port = PortChoice::Headless;
  config.app = &link;
  Result<std::unique_ptr<Session>> session = Session::create(config);
  if (!session) {
    report(session.error());
    return false;
  }
  Stage stage{&options, session->get(), fs::path(path).parent_path() / "accepted"};
  runtime::TestDriver driver((*session)->engine(), (*session)->drive(), scripted_input(stage));
  attached = &driver;
  const std::vector<runtime::TestFailure> failures = driver.run(test);
  const std::string_view name = program.tables.texts[test.name.value];
  std::printf("%s  %s: %.*s\n", failures.empty() ? "ok  " : "FAIL", path.c_str(),
              static_cast<int>(name.size()), name.data());
  for (const runtime::TestFailure& f : failures) {
    std::printf("      %s:%u:%u: %s\n", path.c_str(), f.place.line, f.place.column,
                f.message.c_str());
  }
  attached = nullptr;
  return failures.empty();
}

void run_file(const std::string& path, const Options& options, Score& score) {
  const ptl::CompileResult result = ptl::compile(path, disk_loader());
  if (report(result.diagnostics, result.files, Format::Text) != 0) {
    std::printf("FAIL  %s: does not compile\n", path.c_str());
    ++score.failed;
    return;
  }
  const format::Program program = interpreter::make_program(result.program->tables());
  for (const format::TestDecl& test : program.tables.tests) {
    const std::string_view name = program.tables.texts[test.name.value];
    if (!options.filter.empty() && name.find(options.filter) == std::string_view::npos) continue;
    ++(run_test(path, options, program, test) ? score.passed : score.failed);
  }
}

}  // namespace

void add_test(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("test", "Runs the test blocks of files, headless, in virtual time");
  command->add_option("files", o->files, "Parseltongue files")->required();
  command->add_option("--filter", o->filter, "Only tests whose name holds this text");
  command->add_flag("--bless", o->bless, "Accept the screenshots as they are now");
  command->callback([o, &exit_code] {
    Score score;
    for (const std::string& path : o->files) run_file(path, *o, score);
    std::printf("%d passed, %d failed\n", score.passed, score.failed);
    const bool found = score.passed + score.failed > 0 || o->filter.empty();
    if (!found) std::fprintf(stderr, "error: no test has `%s` in its name\n", o->filter.c_str());
    exit_code = found && score.failed == 0 ? kFine : kInputHasErrors;
  });
}

}  // namespace hallows::tools
