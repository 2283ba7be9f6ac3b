// Times the engine on the benchmark trees: layout_bench [--rounds N] [--expect heights.json]
// [--write-trees FILE] [--yoga COMMAND] [TREE...]. Where the expectations are given (or found in
// the source tree), roots, marked rectangles and sums are held against them before anything is
// timed.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "layout/snap.h"
#include "rt-kernel/base/clock.h"
#include "tests/bench/layout/bench_tree.h"

#ifndef HALLOWS_SOURCE_DIR
#define HALLOWS_SOURCE_DIR "."
#endif

namespace {

using namespace hallows;
using namespace hallows::layout;
using namespace hallows::layout_bench;
using nlohmann::json;

struct Options {
  int rounds = 5;
  std::string expect = HALLOWS_SOURCE_DIR "/tests/bench/layout/heights.json";
  std::string yoga;
  std::string write_trees;
  std::vector<std::string> trees;
};

// CPU time of this thread, in seconds: other load on the machine doesn't count.
double now() {
  return static_cast<double>(thread_cpu_time().ns) * 1e-9;
}

LayoutOutput run(BenchTree& b, float width) {
  LayoutInput input;
  input.root = b.nodes[0];
  input.available = {width, kAvailableHeight};
  return layout::layout(b.tree, input);
}

// The same with stage 7 for a window of 1280 x 720.
SnapOutput snap_view(BenchTree& b) {
  return snap(b.tree, {b.nodes[0], Scale{1}, RectPx{0, 0, 1280, 720}});
}

struct Facts {
  double height = 0, sum_w = 0, sum_h = 0;
  double leaves[3][4] = {};
};
Facts facts_of(const BenchTree& b) {
  Facts out;
  out.height = b.tree.box(b.nodes[0]).height;
  for (const NodeId n : b.nodes) {
    out.sum_w += b.tree.box(n).width;
    out.sum_h += b.tree.box(n).height;
  }
  for (int i = 0; i < 3; ++i) {
    const NodeId leaf = b.leaves[b.marked[i]];
    const Rect box = b.tree.box(leaf);
    double x = 0, y = 0;
    for (NodeId n = leaf; n; n = b.tree.parent(n)) {
      x += b.tree.box(n).x;
      y += b.tree.box(n).y;
    }
    const double r[4] = {x, y, box.width, box.height};
    std::copy(r, r + 4, out.leaves[i]);
  }
  return out;
}

int check(const char* what, const BenchTree& b, const json& expected) {
  const Facts f = facts_of(b);
  int wrong = 0;
  const auto near = [&](double got, double want, double tolerance, const char* name) {
    if (std::abs(got - want) <= tolerance) return;
    ++wrong;
    std::printf("  WRONG %s %s: %.3f instead of %.3f\n", what, name, got, want);
  };
  near(f.height, expected["height"], 0.1, "root height");
  const double slack = 1 + 0.001 * static_cast<double>(b.nodes.size());
  near(f.sum_w, expected["sum"][0], slack, "sum of widths");
  near(f.sum_h, expected["sum"][1], slack, "sum of heights");
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 4; ++k) near(f.leaves[i][k], expected["leaves"][i][k], 0.1, "marked leaf");
  }
  return wrong;
}

void set_all(BenchTree& b, float add) {
  for (uint32_t i = 0; i < b.leaves.size(); ++i) b.set_leaf_height(i, b.leaf_heights[i] + add);
}

// Everything that heights.json says about a tree; 0 when all of it holds.
int check_tree(BenchTree& b, const json& expected) {
  int wrong = 0;
  run(b, kWide);
  wrong += check("wide", b, expected["wide"]);
  run(b, kNarrow);
  wrong += check("narrow", b, expected["narrow"]);
  for (int k = 0; k < 3; ++k) {
    b.set_leaf_height(b.marked[k], kToggle[1]);
    run(b, kWide);
    wrong += check("toggled", b, expected["toggled"][static_cast<size_t>(k)]);
    b.set_leaf_height(b.marked[k], kToggle[0]);
  }
  set_all(b, kAllAdd);
  run(b, kWide);
  wrong += check("all", b, expected["all"]);
  set_all(b, 0);
  run(b, kWide);
  wrong += check("wide again", b, expected["wide"]);
  return wrong;
}

struct Times {
  double first = 1e9, sweep = 1e9, turn = 1e9, all = 1e9, all_set = 1e9;  // ns per node
  double sweep_snap = 1e9;
  double leaf[3] = {1e9, 1e9, 1e9}, leaf_snap[3] = {1e9, 1e9, 1e9};  // µs
  double noop = 1e9;                                                 // µs
  size_t bytes = 0;                                                  // a node
  uint32_t noop_visits = 0, leaf_visits[3] = {}, sweep_visits = 0;
};

template <class Fn>
double per_call(double seconds, Fn fn) {
  int n = 0;
  const double from = now();
  double to = from;
  do {
    fn(n++);
    fn(n++);
    to = now();
  } while (to - from < seconds);
  return (to - from) / n;
}

void time_widths(BenchTree& b, Times& t) {
  const double scale = 1e9 / static_cast<double>(b.nodes.size());
  float width = kWide;
  // Widths that were never used before: nothing remembered for an earlier one helps.
  static float offset = 0;
  offset += 0.013f;
  const auto next = [&] {
    width = width - 0.75f < kNarrow ? kWide - std::fmod(offset += 0.017f, 0.7f) : width - 0.75f;
    return width;
  };
  t.sweep = std::min(
      t.sweep, scale * per_call(0.05, [&](int) { t.sweep_visits = run(b, next()).nodes_visited; }));
  t.sweep_snap = std::min(t.sweep_snap, scale * per_call(0.05, [&](int) {
                                          run(b, next());
                                          snap_view(b);
                                        }));
  t.turn = std::min(t.turn,
                    scale * per_call(0.05, [&](int i) { run(b, i % 2 != 0 ? kWide : kNarrow); }));
  run(b, kWide);
}

void time_all(BenchTree& b, Times& t) {
  const double scale = 1e9 / static_cast<double>(b.nodes.size());
  for (int i = 0; i < 4; ++i) {
    const double a = now();
    set_all(b, i % 2 == 0 ? kAllAdd : 0);
    const double m = now();
    run(b, kWide);
    t.all = std::min(t.all, scale * (now() - m));
    t.all_set = std::min(t.all_set, scale * (m - a));
  }
}

double median_toggle(BenchTree& b, uint32_t leaf, bool with_snap, uint32_t* visits) {
  std::vector<double> samples;
  for (int i = 0; i < 41; ++i) {
    b.set_leaf_height(leaf, kToggle[(i + 1) % 2]);
    const double from = now();
    const LayoutOutput out = run(b, kWide);
    if (with_snap) snap_view(b);
    samples.push_back((now() - from) * 1e6);
    *visits = out.nodes_visited;
  }
  b.set_leaf_height(leaf, kToggle[0]);
  run(b, kWide);
  snap_view(b);
  std::nth_element(samples.begin(), samples.begin() + 20, samples.end());
  return samples[20];
}

void time_tree(const TreeShape& shape, int rounds, Times& t) {
  for (int r = 0; r < rounds; ++r) {
    const std::unique_ptr<BenchTree> b(build(shape));
    const double scale = 1e9 / static_cast<double>(b->nodes.size());
    const double from = now();
    run(*b, kWide);
    t.first = std::min(t.first, scale * (now() - from));
    t.bytes = b->tree.bytes_per_node();
    time_widths(*b, t);
    time_all(*b, t);
    for (int k = 0; k < 3; ++k) {
      const double plain = median_toggle(*b, b->marked[k], false, &t.leaf_visits[k]);
      const double snapped = median_toggle(*b, b->marked[k], true, &t.leaf_visits[k]);
      t.leaf[k] = std::min(t.leaf[k], plain);
      t.leaf_snap[k] = std::min(t.leaf_snap[k], snapped);
    }
    t.noop = std::min(
        t.noop, 1e6 * per_call(0.002, [&](int) { t.noop_visits = run(*b, kWide).nodes_visited; }));
  }
}

void print(const TreeShape& shape, size_t nodes, const Times& t) {
  std::printf(
      "%-9s %7zu | %6.0f %6.0f %6.0f %6.0f %6.0f (+%.0f) | %8.2f %8.2f %8.2f | "
      "%8.2f %8.2f %8.2f | %6.3f %u | %zu\n",
      shape.name.c_str(), nodes, t.first, t.sweep, t.sweep_snap, t.turn, t.all, t.all_set,
      t.leaf[0], t.leaf[1], t.leaf[2], t.leaf_snap[0], t.leaf_snap[1], t.leaf_snap[2], t.noop,
      t.noop_visits, t.bytes);
}

json node_of(const BenchTree& b, NodeId n, int64_t parent) {
  const LayoutStyle s = b.tree.style(n);
  const bool leaf = !b.tree.first_child(n), grows = s.flex_grow == 1;
  const char* direction = s.flex_direction == FlexDirection::Column ? "column" : "row";
  const Length width = s.size[0];
  json wide;
  if (width.is_percent()) wide = std::to_string(width.value()) + "%";
  if (width.is_dp()) wide = width.value();
  json padding;
  if (!leaf) {
    padding = {s.padding.top.value(), s.padding.right.value(), s.padding.bottom.value(),
               s.padding.left.value()};
  }
  return {parent,
          leaf ? json(0) : json(direction),
          s.flex_wrap == FlexWrap::Wrap,
          wide,
          grows,
          leaf ? (grows ? s.min_size : s.size)[1].value() : 0,
          padding,
          leaf ? 0 : s.gap[0].value()};
}

// Nodes, marked leaves, and the heights that CSS gives, with and without its automatic minimum
// widths. Changes the tree.
json describe(const TreeShape& shape, BenchTree& b) {
  json nodes = json::array();
  std::vector<int64_t> index(b.nodes.size() * 2, -1);  // by handle
  for (size_t i = 0; i < b.nodes.size(); ++i) {
    const NodeId parent = b.tree.parent(b.nodes[i]);
    index[b.nodes[i].index] = static_cast<int64_t>(i);
    nodes.push_back(node_of(b, b.nodes[i], parent ? index[parent.index] : -1));
  }
  const auto heights = [&] {
    run(b, kWide);
    const float wide = b.tree.box(b.nodes[0]).height;
    run(b, kNarrow);
    return json{{"wide", wide}, {"narrow", b.tree.box(b.nodes[0]).height}};
  };
  const json height = heights();
  for (const NodeId n : b.nodes) {
    LayoutStyle s = b.tree.style(n);
    s.min_size[0] = Length::dp(0);
    b.tree.set_style(n, s);
  }
  return {{"name", shape.name},
          {"nodes", nodes},
          {"marked", b.marked},
          {"height", height},
          {"withoutMinimums", heights()}};
}

bool is_wanted(const Options& options, const TreeShape& shape) {
  const auto& only = options.trees;
  return only.empty() || std::find(only.begin(), only.end(), shape.name) != only.end();
}

Options parse(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--rounds") == 0 && i + 1 < argc) {
      o.rounds = std::atoi(argv[++i]);
    } else if (std::strcmp(argv[i], "--expect") == 0 && i + 1 < argc) {
      o.expect = argv[++i];
    } else if (std::strcmp(argv[i], "--yoga") == 0 && i + 1 < argc) {
      o.yoga = argv[++i];
    } else if (std::strcmp(argv[i], "--write-trees") == 0 && i + 1 < argc) {
      o.write_trees = argv[++i];
    } else {
      o.trees.push_back(argv[i]);
    }
  }
  return o;
}

// The trees that are timed, for another engine: see yoga_bench.mjs.
bool write_trees(const Options& options) {
  json trees = json::array();
  for (const TreeShape& shape : shapes()) {
    if (!is_wanted(options, shape)) continue;
    const std::unique_ptr<BenchTree> b(build(shape));
    trees.push_back(describe(shape, *b));
  }
  std::ofstream out(options.write_trees);
  out << json{{"wide", kWide},
              {"narrow", kNarrow},
              {"add", kAllAdd},
              {"toggle", kToggle},
              {"trees", trees}};
  if (!out) std::printf("%s can't be written\n", options.write_trees.c_str());
  return out.good();
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  std::ifstream in(options.expect);
  const json expected = in ? json::parse(in, nullptr, false) : json();
  const bool known = expected.contains("trees");
  if (!known) std::printf("no expectations at %s: nothing is checked\n", options.expect.c_str());
  int wrong = 0;
  for (const TreeShape& shape : shapes()) {
    if (!known || !expected["trees"].contains(shape.name)) continue;
    const std::unique_ptr<BenchTree> b(build(shape));
    const int bad = check_tree(*b, expected["trees"][shape.name]);
    std::printf("%s: %s\n", shape.name.c_str(), bad == 0 ? "as expected" : "WRONG");
    wrong += bad;
  }
  std::printf(
      "tree        nodes | ns a node: first, new widths, the same with snapping, two widths "
      "in turn, all leaves (+ setters) | µs, leaf first, middle, last | with snapping 1280x720 "
      "| no-op µs, visits | bytes a node\n");
  for (const TreeShape& shape : shapes()) {
    if (!is_wanted(options, shape)) continue;
    Times t;
    const std::unique_ptr<BenchTree> b(build(shape));
    time_tree(shape, options.rounds, t);
    print(shape, b->nodes.size(), t);
  }
  if (!options.write_trees.empty() && !write_trees(options)) return 1;
  if (!options.yoga.empty()) {
    std::fflush(stdout);
    if (std::system(options.yoga.c_str()) != 0) {
      std::printf("the Yoga command failed\n");
      return 1;
    }
  }
  return wrong == 0 ? 0 : 1;
}
