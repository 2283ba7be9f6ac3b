#include "tests/bench/layout/bench_tree.h"

namespace hallows::layout_bench {

using namespace layout;

namespace {

// By depth of the container: padding (top, right, bottom, left), gap, and the widths that its
// children take in turn: percent, growing from basis 0, dp (0: auto).
constexpr float kPadding[5][4] = {{8, 8, 8, 8}, {2, 4, 2, 4}, {2, 2, 2, 2}, {0, 1, 0, 1}, {}};
constexpr float kGap[5] = {4, 4, 2, 1, 1};
constexpr float kPercent[5] = {80, 7, 80, 7, 80}, kPercentStep[5] = {5, 1, 5, 1, 5};
constexpr float kPx[5] = {0, 80, 68, 4, 2}, kPxStep[5] = {0, 6, 8, 1, 1};

LayoutStyle size_in_turn(uint32_t depth, uint32_t i) {
  LayoutStyle s;
  const float v = static_cast<float>((i / 3) % 4);
  if (i % 3 == 0) {
    s.size[0] = Length::percent(kPercent[depth] + kPercentStep[depth] * v);
    if (depth == 0) s.flex_wrap = FlexWrap::Wrap;
  } else if (i % 3 == 1) {
    s.flex_grow = 1;
    s.flex_basis = Length::dp(0);
  } else if (kPx[depth] > 0) {
    s.size[0] = Length::dp(kPx[depth] + kPxStep[depth] * v);
  }
  return s;
}

struct Builder {
  BenchTree& out;
  const TreeShape& shape;

  NodeId leaf(LayoutStyle s) {
    const uint32_t n = static_cast<uint32_t>(out.leaves.size());
    const float height = 5 + static_cast<float>(((n + 1) * 0x9e3779b1u) >> 30);
    const bool grows = s.flex_grow == 1;
    (grows ? s.min_size : s.size)[1] = Length::dp(height);
    const NodeId id = out.tree.create();
    out.tree.set_style(id, s);
    out.nodes.push_back(id);
    out.leaves.push_back(id);
    out.leaf_heights.push_back(height);
    out.leaf_grows.push_back(grows ? 1 : 0);
    return id;
  }

  NodeId node(uint32_t depth, LayoutStyle s) {
    if (depth == shape.fan_out.size()) return leaf(s);
    s.display = Display::Flex;
    s.flex_direction = depth % 2 != 0 ? FlexDirection::Row : FlexDirection::Column;
    const float* p = kPadding[depth];
    s.padding = {Length::dp(p[0]), Length::dp(p[1]), Length::dp(p[2]), Length::dp(p[3])};
    s.gap = {Length::dp(kGap[depth]), Length::dp(kGap[depth])};
    const NodeId id = out.tree.create();
    out.tree.set_style(id, s);
    out.nodes.push_back(id);
    for (uint32_t i = 0; i < shape.fan_out[depth]; ++i) {
      out.tree.insert(id, node(depth + 1, size_in_turn(depth, i)));
    }
    return id;
  }
};

}  // namespace

std::vector<TreeShape> shapes() {
  return {{"list-9", {9, 10, 10}},  {"list-90", {90, 10, 10}},    {"list-901", {901, 10, 10}},
          {"deep-3", {10, 10, 10}}, {"deep-4", {10, 10, 10, 10}}, {"deep-5", {10, 10, 10, 10, 10}}};
}

void BenchTree::set_leaf_height(uint32_t leaf, float height) {
  LayoutStyle s = tree.style(leaves[leaf]);
  (leaf_grows[leaf] != 0 ? s.min_size : s.size)[1] = Length::dp(height);
  tree.set_style(leaves[leaf], s);
}

BenchTree* build(const TreeShape& shape) {
  uint32_t count = 1, level = 1;
  for (const uint32_t f : shape.fan_out) {
    level *= f;
    count += level;
  }
  BenchTree* out = new BenchTree(count);
  Builder{*out, shape}.node(0, {});
  out->marked[1] = static_cast<uint32_t>(out->leaves.size() / 2);
  out->marked[2] = static_cast<uint32_t>(out->leaves.size() - 1);
  for (const uint32_t m : out->marked) {
    out->leaf_heights[m] = kToggle[0];
    out->set_leaf_height(m, kToggle[0]);
  }
  return out;
}

}  // namespace hallows::layout_bench
