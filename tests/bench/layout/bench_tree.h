#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "layout/layout.h"

// The benchmark trees: a list of rows, or a full 10-ary tree, of nested flex containers.
namespace hallows::layout_bench {

struct TreeShape {
  std::string name;               // "list-90", "deep-4"
  std::vector<uint32_t> fan_out;  // children at each depth
};
std::vector<TreeShape> shapes();

struct BenchTree {
  layout::LayoutTree tree;
  std::vector<layout::NodeId> nodes;   // depth-first, the root first
  std::vector<layout::NodeId> leaves;  // depth-first
  std::vector<float> leaf_heights;     // their height, or min-height for those that grow
  std::vector<uint8_t> leaf_grows;
  uint32_t marked[3] = {};  // first, middle and last leaf (indices of `leaves`)

  explicit BenchTree(uint32_t capacity) : tree(capacity) {}
  void set_leaf_height(uint32_t leaf, float height);
};
BenchTree* build(const TreeShape& shape);
constexpr float kWide = 1000, kNarrow = 700, kAvailableHeight = 800;
constexpr float kToggle[2] = {8, 20};
constexpr float kAllAdd = 4;

}  // namespace hallows::layout_bench
