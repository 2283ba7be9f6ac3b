#include "tests/bench/frames/measure.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "rt-kernel/base/clock.h"

namespace hallows::bench {
namespace {

double wall_ms() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
}

double ms(Duration d) {
  return static_cast<double>(d.ns) * 1e-6;
}

// Nearest rank; `sorted` isn't empty.
double quantile(const std::vector<double>& sorted, double q) {
  const auto rank = static_cast<size_t>(std::ceil(q * static_cast<double>(sorted.size())));
  return sorted[std::clamp<size_t>(rank, 1, sorted.size()) - 1];
}

// A line such as "VmRSS:  1234 kB" of a file in /proc, in MiB; NaN where there is none.
double proc_mib(const char* path, std::string_view key) {
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    if (line.starts_with(key)) return std::strtod(line.c_str() + key.size(), nullptr) / 1024;
  }
  return std::nan("");
}

struct Sums {
  double ui_ms = 0;
  double frames = 0;
  std::vector<double> wall;
  std::array<double, kStageCount> stage_ms{};
  WorkCounts work;  // added up: only those that metrics are made of
};

void add_record(Sums& sums, const FrameRecord& record) {
  sums.ui_ms += ms(record.ui_cpu);
  for (uint32_t i = 0; i < kStageCount; ++i) sums.stage_ms[i] += ms(record.stage_time[i]);
  WorkCounts& work = sums.work;
  work.bindings += record.work.bindings;
  work.elements_created += record.work.elements_created;
  work.elements_live = record.work.elements_live;
  work.texts_shaped += record.work.texts_shaped;
  work.nodes_laid_out += record.work.nodes_laid_out;
  work.nodes_painted += record.work.nodes_painted;
  work.quads += record.work.quads;
  work.draws += record.work.draws;
  work.damage_px += record.work.damage_px;
  work.copied_px += record.work.copied_px;
  work.upload_bytes += record.work.upload_bytes;
}

void play_frame(Player& player, uint64_t f, Sums& sums) {
  const double start = wall_ms();
  const Duration cpu = thread_cpu_time();
  player.change(f);
  sums.ui_ms += ms(thread_cpu_time() - cpu);
  const uint32_t drawn = player.draw();
  sums.wall.push_back(wall_ms() - start);
  sums.frames += drawn;
  if (drawn > 0) add_record(sums, player.last());
}

void add_times(std::vector<Metric>& out, Sums& sums, double cpu_ms) {
  const auto n = static_cast<double>(sums.wall.size());
  double total = 0;
  for (const double wall : sums.wall) total += wall;
  std::sort(sums.wall.begin(), sums.wall.end());
  out.push_back({"wall_p50", quantile(sums.wall, 0.5)});
  out.push_back({"wall_p95", quantile(sums.wall, 0.95)});
  out.push_back({"wall_p99", quantile(sums.wall, 0.99)});
  out.push_back({"wall_mean", total / n});
  out.push_back({"ui_ms", sums.ui_ms / n});
  out.push_back({"raster_ms", (cpu_ms - sums.ui_ms) / n});
  out.push_back({"cpu_ms", cpu_ms / n});
  for (uint32_t i = 0; i < kStageCount; ++i) {
    const auto stage = static_cast<Stage>(i);
    if (stage == Stage::Wait || stage == Stage::Present) continue;  // part of no sync frame
    out.push_back({std::string("stage_") + kStageNames[i] + "_ms", sums.stage_ms[i] / n});
  }
}

void add_counts(std::vector<Metric>& out, const Sums& sums, double window_px) {
  const auto n = static_cast<double>(sums.wall.size());
  const WorkCounts& work = sums.work;
  out.push_back({"frames", sums.frames});
  out.push_back({"damage_share", static_cast<double>(work.damage_px) / n / window_px});
  out.push_back({"copied_share", static_cast<double>(work.copied_px) / n / window_px});
  out.push_back({"elements", work.elements_live / 1.0});
  out.push_back({"elements_created", work.elements_created / n});
  out.push_back({"bindings", work.bindings / n});
  out.push_back({"texts_shaped", work.texts_shaped / n});
  out.push_back({"nodes_laid_out", work.nodes_laid_out / n});
  out.push_back({"nodes_painted", work.nodes_painted / n});
  out.push_back({"quads", work.quads / n});
  out.push_back({"draws", work.draws / n});
  out.push_back({"upload_bytes", static_cast<double>(work.upload_bytes) / n});
}

void add_memory(std::vector<Metric>& out) {
  const Metric figures[] = {{"rss_mib", proc_mib("/proc/self/status", "VmRSS:")},
                            {"rss_peak_mib", proc_mib("/proc/self/status", "VmHWM:")},
                            {"pss_mib", proc_mib("/proc/self/smaps_rollup", "Pss:")}};
  for (const Metric& figure : figures) {
    if (!std::isnan(figure.value)) out.push_back(figure);
  }
}

}  // namespace

std::vector<Metric> measure(Player& player, const RunPlan& plan) {
  ASSERT(plan.frames > 0);
  Sums warm, sums;
  warm.wall.reserve(plan.warmup);
  sums.wall.reserve(plan.frames);
  for (uint32_t f = 0; f < plan.warmup; ++f) play_frame(player, f, warm);
  const Duration cpu = process_cpu_time();
  for (uint32_t f = 0; f < plan.frames; ++f) play_frame(player, plan.warmup + f, sums);
  const double cpu_ms = ms(process_cpu_time() - cpu);
  const SizePx size = runtime::window_of(player.session().engine(), {0}).size;
  std::vector<Metric> out;
  add_times(out, sums, cpu_ms);
  add_counts(out, sums, static_cast<double>(size.width) * size.height);
  add_memory(out);
  return out;
}

double find_metric(const std::vector<Metric>& metrics, std::string_view name) {
  for (const Metric& metric : metrics) {
    if (metric.name == name) return metric.value;
  }
  return std::nan("");
}

std::string figures_json(const RunLabel& label, const std::vector<std::vector<Metric>>& runs) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Metric& metric : runs.at(0)) {
    std::vector<double> values;
    for (const std::vector<Metric>& run : runs) values.push_back(find_metric(run, metric.name));
    std::sort(values.begin(), values.end());
    all.push_back({{"peer", label.peer},
                   {"scene", label.scene},
                   {"size", label.size},
                   {"metric", metric.name},
                   {"value", std::round(quantile(values, 0.5) * 1e4) / 1e4},
                   {"min", std::round(values.front() * 1e4) / 1e4},
                   {"max", std::round(values.back() * 1e4) / 1e4},
                   {"n", values.size()}});
  }
  std::string text = "[\n";
  for (size_t i = 0; i < all.size(); ++i) {
    text += all[i].dump() + (i + 1 < all.size() ? ",\n" : "\n");
  }
  return text + "]\n";
}

}  // namespace hallows::bench
