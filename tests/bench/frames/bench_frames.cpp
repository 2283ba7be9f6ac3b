// bench_frames --scene S2|S3|S5 --size 720|1080 --backend cpu|vulkan --json OUT
//
// Plays a scene of the frame-time benchmark, one frame after the other without pacing, and writes
// what a frame costs. Scenes and metrics: demos/bench_frames/README.md. Figures that are quoted
// come from the preset `bench`.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>

#include "parseltongue/tools/exit_code.h"
#include "parseltongue/tools/report.h"
#include "parseltongue/tools/sources.h"
#include "renderer/image/encode_png.h"
#include "rt-kernel/base/write_file.h"
#include "tests/bench/frames/measure.h"

namespace {

using namespace hallows;
using namespace hallows::bench;

struct Options {
  std::string scene;
  int lines = 720;
  std::string backend = "cpu";
  RunPlan plan;
  uint32_t runs = 1;
  std::string json, screenshot;
};

Scene scene_named(const std::string& name) {
  return name == "S2" ? Scene::S2 : name == "S3" ? Scene::S3 : Scene::S5;
}

bool save_picture(const std::string& path, Session& session) {
  SizePx size;
  const std::vector<uint32_t> pixels = session.picture({0}, size);
  const Result<bool> written = image::write_png(path, pixels, size, size.width);
  if (!written) tools::report(written.error());
  return static_cast<bool>(written);
}

bool save_json(const std::string& path, const std::string& text) {
  if (path.empty()) {
    std::fputs(text.c_str(), stdout);
    return true;
  }
  const Result<bool> written = write_file(path, text);
  if (!written) tools::report(written.error());
  return static_cast<bool>(written);
}

void print_summary(const RunLabel& label, const std::vector<Metric>& m) {
  const auto value = [&m](const char* name) { return find_metric(m, name); };
  std::fprintf(stderr,
               "%s %s %s: wall p50 %.3f p95 %.3f p99 %.3f ms; cpu %.3f ms (ui %.3f, raster %.3f); "
               "%.0f draws, damage %.1f %%\n",
               label.peer.c_str(), label.scene.c_str(), label.size.c_str(), value("wall_p50"),
               value("wall_p95"), value("wall_p99"), value("cpu_ms"), value("ui_ms"),
               value("raster_ms"), value("draws"), 100 * value("damage_share"));
}

int run(const Options& options) {
  const SizePx size = options.lines == 720 ? SizePx{1280, 720} : SizePx{1920, 1080};
  const RunLabel label{"hallows-" + options.backend, options.scene, std::to_string(options.lines)};
  const PlaySpec spec{scene_named(options.scene), size,
                      options.backend == "cpu" ? BackendChoice::Cpu : BackendChoice::Vulkan};
  std::vector<std::vector<Metric>> runs;
  for (uint32_t i = 0; i < options.runs; ++i) {
    Result<std::unique_ptr<Player>> player = Player::create(spec);
    if (!player) {
      tools::report(player.error());
      return tools::kMachineLacks;
    }
    runs.push_back(measure(**player, options.plan));
    print_summary(label, runs.back());
    if (find_metric(runs.back(), "frames") != options.plan.frames) {
      std::fprintf(stderr,
                   "error: %.0f of %u frames were drawn; the figures would be no frame times\n",
                   find_metric(runs.back(), "frames"), options.plan.frames);
      return tools::kInputHasErrors;
    }
    const bool last = i + 1 == options.runs;
    if (last && !options.screenshot.empty() &&
        !save_picture(options.screenshot, (*player)->session())) {
      return tools::kMachineLacks;
    }
  }
  return save_json(options.json, figures_json(label, runs)) ? tools::kFine : tools::kMachineLacks;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Plays a scene of the frame-time benchmark and writes what a frame costs");
  app.add_option("--scene", options.scene,
                 "S2 (a label changes), S3 (a table scrolls), S5 (relayout)")
      ->required()
      ->check(CLI::IsMember({"S2", "S3", "S5"}));
  app.add_option("--size", options.lines, "720 (1280x720) or 1080 (1920x1080)")
      ->check(CLI::IsMember({720, 1080}));
  app.add_option("--backend", options.backend, "cpu or vulkan")
      ->check(CLI::IsMember({"cpu", "vulkan"}));
  app.add_option("--frames", options.plan.frames, "Measured frames (300)")
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--warmup", options.plan.warmup, "Frames before them (60)")
      ->check(CLI::Range(0, 1'000'000));
  app.add_option("--runs", options.runs, "Medians over so many runs (1)")
      ->check(CLI::Range(1, 100));
  app.add_option("--json", options.json, "Where the figures go; stdout without it");
  app.add_option("--screenshot", options.screenshot, "Write the last picture as PNG");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? tools::kFine : tools::kBadCommandLine;
  }
  return run(options);
}
