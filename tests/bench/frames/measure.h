#pragma once

#include <string>
#include <vector>

#include "tests/bench/frames/player.h"

namespace hallows::bench {

// One figure of one run. Names and meanings: demos/bench_frames/README.md.
struct Metric {
  std::string name;
  double value = 0;
};

struct RunPlan {
  uint32_t warmup = 60;  // frames that aren't measured; they are drawn like all others
  uint32_t frames = 300;
};

// Plays frames 0 .. warmup + frames - 1 and measures the last `frames` of them.
std::vector<Metric> measure(Player& player, const RunPlan& plan);
// NaN where there is no metric of that name.
double find_metric(const std::vector<Metric>& metrics, std::string_view name);

// Medians over runs, with the smallest and largest: one JSON object a metric and line, in the form
// {"peer", "scene", "size", "metric", "value", "min", "max", "n"}, as an array.
struct RunLabel {
  std::string peer, scene, size;
};
std::string figures_json(const RunLabel& label, const std::vector<std::vector<Metric>>& runs);

}  // namespace hallows::bench
