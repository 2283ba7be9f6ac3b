#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "layout/layout.h"
#include "layout/layout_tree.h"

// Reads trees of the format layout-cases/1 (JSON: styles in CSS terms, expected rectangles).
namespace hallows::layout_cases {

// A measure leaf of unbreakable words: widths, one height, a space between, a baseline.
struct Words {
  std::vector<float> widths;
  float height = 0;
  float space = 0;
  float baseline = 0;
};

struct CaseNode {
  layout::NodeId id;
  const nlohmann::json* source = nullptr;
  int depth = 0;
};

// A case as a tree ready for layout; nodes in depth-first order, the root first.
struct CaseTree {
  layout::LayoutTree tree;
  std::vector<CaseNode> nodes;
  std::vector<std::unique_ptr<Words>> words;
  layout::LayoutInput input;
};

layout::LayoutStyle style_of(const nlohmann::json& style,
                             std::vector<layout::GridTrack> (&tracks)[4]);
std::unique_ptr<CaseTree> build_case(const nlohmann::json& test);

// How a laid out case compares. `boxes`: every rectangle within `tolerance`.
struct Verdict {
  bool boxes = true;
  bool scrolls = true;  // scrollable sizes within 1/8 px
  int wrong_nodes = 0;
};
Verdict compare(const CaseTree& tree, double tolerance);
// Expected and got, side by side, one node a line.
std::string side_by_side(const CaseTree& tree, double tolerance);

}  // namespace hallows::layout_cases
