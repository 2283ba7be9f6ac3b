#pragma once

#include <algorithm>
#include <limits>

#include "layout/tree_data.h"

// What the algorithms of layout/ share. Internal to the module.
namespace hallows::layout {

// One run of layout().
struct Engine {
  TreeData& t;
  Scratch& scratch;
  LayoutOutput out;
  uint32_t depth = 0;
  // Set when intrinsic widths were found to depend on a definite height (aspect ratios).
  bool widths_use_height = false;
  bool touched = false;      // boxes were written in a subtree that is only measured
  bool reach_known = false;  // by the algorithm that has just ended
  float leaf_overflow = 0;   // how far the lines of the leaf just laid out go beyond its bottom

  const NodeStyle& style(NodeIndex n) const { return t.style(n); }
  const Links& links(NodeIndex n) const { return t.links.data()[n]; }
  Rect& box(NodeIndex n) { return t.boxes.data()[n]; }
  NodeCache& cache(NodeIndex n) { return t.cache(n); }
  uint8_t& state(NodeIndex n) { return t.states.data()[n]; }
  bool rtl(NodeIndex n) const { return (t.states.data()[n] & kRtl) != 0; }
};

// Widths of the four sides, dp: padding, border and scrollbars where said.
struct Sides {
  float left = 0, top = 0, right = 0, bottom = 0;
  float across() const { return left + right; }
  float down() const { return top + bottom; }
  float sum(int axis) const { return axis == 0 ? left + right : top + bottom; }
  float start(int axis) const { return axis == 0 ? left : top; }
  float end(int axis) const { return axis == 0 ? right : bottom; }
};

// The question asked of a box: what size, under these constraints?
using SpaceFlag = uint16_t;
constexpr uint16_t kFixedWidth = 1 << 0;   // `width` is the border box
constexpr uint16_t kFixedHeight = 1 << 1;  // `height` is the border box
// The fixed height came from content: percentages inside don't resolve against it.
constexpr uint16_t kHeightIsIndefinite = 1 << 2;
constexpr uint16_t kFillWidth =
    1 << 3;  // auto width fills `width` (block level) instead of being fitted into it
constexpr uint16_t kInFlow = 1 << 4;  // block level in a block container: its margins may collapse
// Only the answer is wanted: no box is written, and any remembered answer will do.
constexpr uint16_t kMeasure = 1 << 5;
// height, min-height, max-height and the ratio don't count: what does the content need?
constexpr uint16_t kIgnoreHeight = 1 << 6;
constexpr uint16_t kStretchWidth =
    1 << 8;  // auto width fills, and the ratio has no say (flex and grid stretch)
constexpr uint16_t kWantBaseline = 1 << 7;  // with kMeasure: baselines are asked for as well

struct Space {
  float width = 0;             // fixed: border box; otherwise what there is, margins taken off
  float height = kIndefinite;  // fixed: border box; otherwise what there is, or indefinite
  float percent_width = 0;     // base of horizontal percentages and of all padding
  float percent_height = kIndefinite;  // base of vertical percentages, or indefinite
  uint16_t flags = 0;
};

// The answer. Baselines count from the top of the border box.
struct Answer {
  float width = 0, height = 0;
  float first_baseline = LeafAnswer::kNoBaseline;
  float last_baseline = LeafAnswer::kNoBaseline;
};

// A box whose width is known and whose content is to be laid out.
struct Frame {
  NodeIndex n;
  const NodeStyle* style;
  Sides inset;           // padding + border + scrollbars
  float edge_x, edge_y;  // padding + border of the two sides of an axis
  float width;
  float height;                  // border box, or indefinite until the content is known
  float min_height, max_height;  // border box
  float percent_width;           // base of this box's own padding
  float inner_percent_height;    // base of percentages inside, content box, or indefinite
  bool rtl;
  bool measure;             // kMeasure
  bool want_baseline;       // always when not only measured
  bool flow_root;           // margins inside stay inside
  bool no_ratio_minimum;    // a picture: the content makes no ratio's height higher
  bool height_from_ratio;   // the content may still make it higher (automatic minimum)
  bool min_height_content;  // min-height is a content keyword
  bool max_height_content;
  NodeIndex only_child;  // of a frame without a node (the root's container)
  float inner_width() const { return std::max(0.0f, width - inset.across()); }
  float inner_height() const {
    return is_definite(height) ? std::max(0.0f, height - inset.down()) : kIndefinite;
  }
};

inline float clamp_size(float v, float lo, float hi) {
  return std::max(lo, std::min(v, hi));
}

// sizing.cpp -------------------------------------------------------------------------------------
constexpr float kNoLimit = std::numeric_limits<float>::infinity();
// Padding + border of a box, percentages against `base` (indefinite: 0).
inline Sides padding_border(const NodeStyle& s, float base) {
  if ((s.flags & kHasInsets) == 0) return {};
  const float b = std::max(0.0f, base);
  const auto side = [b](Length padding, float border) {
    return border + std::max(0.0f, padding.resolve(b));
  };
  return {side(s.padding.left, s.border.left), side(s.padding.top, s.border.top),
          side(s.padding.right, s.border.right), side(s.padding.bottom, s.border.bottom)};
}
// Room of scrollbars, given which ones the node's state says are there.
Sides scrollbars(const NodeStyle& s, uint8_t state);
// Those of a box of this width, whose padding and border they leave room for.
inline Sides fit_scrollbars(Sides bars, float width, float edge_x) {
  const float room = std::max(0.0f, width - edge_x);
  bars.left = std::min(bars.left, room);
  bars.right = std::min(bars.right, room);
  return bars;
}
// Margins; auto counts as 0, percentages against `base` (indefinite: 0).
inline Sides margins(const NodeStyle& s, float base) {
  if ((s.flags & kHasMargin) == 0) return {};
  const float b = std::max(0.0f, base);
  const auto side = [b](Length margin) { return margin.is_keyword() ? 0 : margin.resolve(b); };
  return {side(s.margin.left), side(s.margin.top), side(s.margin.right), side(s.margin.bottom)};
}
// A size property as border box size: `v` is dp, or percent with a definite base.
inline float border_box(const NodeStyle& s, Length v, float base, float edge) {
  const float size = v.resolve(base) + (s.box_sizing == BoxSizing::ContentBox ? edge : 0);
  return std::max(size, edge);
}
// Resolves everything of a box but its content. CSS Sizing 3, 4.
// `bars`: which auto scrollbars are there (kScrollbarX, kScrollbarY).
Frame make_frame(Engine& e, NodeIndex n, const Space& space, uint8_t bars = 0);
// The height of the border box once the content needs `natural` (border box).
float finish_height(const Frame& f, float natural);
// The preferred aspect ratio (CSS Sizing 4, 5): width / height of the box that it is the ratio of;
// a natural one is always that of the content box. 0: none.
struct Ratio {
  float value = 0;
  BoxSizing of = BoxSizing::ContentBox;
  explicit operator bool() const { return value > 0; }
};
// Sizes through the ratio: border box from border box.
float ratio_width(Ratio ratio, float height, float edge_x, float edge_y);
float ratio_height(Ratio ratio, float width, float edge_x, float edge_y);
inline Ratio preferred_ratio(const Engine& e, NodeIndex n) {
  const NodeStyle& s = e.style(n);
  if (s.aspect_ratio > 0) return {s.aspect_ratio, s.box_sizing};
  const uint32_t leaf = e.t.cache(n).leaf;
  return leaf == 0 ? Ratio{} : Ratio{e.t.leaves.data()[leaf].natural_ratio};
}
inline bool is_replaced(const Engine& e, NodeIndex n) {
  return e.t.leaves.data()[e.t.cache(n).leaf].kind == Leaf::Kind::Replaced;
}
// Sizing 3, 5.2.2: a replaced box whose size or maximum is a percentage can be as small as nothing
// where its container's size depends on it.
inline bool is_compressible(const Engine& e, NodeIndex n, int axis) {
  const NodeStyle& s = e.style(n);
  return (s.size[axis].is_percent() || s.max_size[axis].is_percent()) && is_replaced(e, n);
}
// Border box height that is definite before layout: a fixed one, dp, a percentage of a definite
// base; clamped. Otherwise indefinite.
float definite_height(const Engine& e, NodeIndex n, const Space& space, const Sides& edges);
struct HeightLimits {
  float min, max;
};
inline HeightLimits height_limits(const NodeStyle& s, float percent_base, float edge_y) {
  HeightLimits out{edge_y, kNoLimit};
  const auto known = [percent_base](Length v) {
    return v.is_dp() || (v.is_percent() && is_definite(percent_base));
  };
  if (known(s.min_size[1])) out.min = border_box(s, s.min_size[1], percent_base, edge_y);
  if (known(s.max_size[1])) out.max = border_box(s, s.max_size[1], percent_base, edge_y);
  return out;
}

// intrinsic.cpp ----------------------------------------------------------------------------------
// Min- and max-content width of n's content box. `inner_height`: its content height if definite.
MinMax content_widths(Engine& e, NodeIndex n, float inner_height);
// The outer widths that n contributes to a parent whose own width depends on them (CSS Sizing 3,
// 5.2): width, min-width, max-width and margins included. `percent_height`: base of percentages
// of height; `stretch_height`: its border box height if the parent stretches it to a known one.
MinMax width_contribution(Engine& e, NodeIndex n, float percent_height, float stretch_height);
// The same without margins.
MinMax border_box_contribution(Engine& e, NodeIndex n, float percent_height, float stretch_height);
// fit-content, min-content, max-content of n's border box in `available` (border box).
float intrinsic_width(Engine& e, NodeIndex n, Length keyword, float available, const Sides& inset,
                      float inner_height);

// layout.cpp -------------------------------------------------------------------------------------
// Lays n out: its answer and, unless only measured, the boxes of its descendants relative to it.
Answer layout_node(Engine& e, NodeIndex n, const Space& space);
// Forgets what an edited node remembered.
void refresh(Engine& e, NodeIndex n);
inline bool in_flow(const NodeStyle& s) {
  return s.display != Display::None && s.position != Position::Absolute;
}
// Writes a box's place and size; tells snap when it changed.
inline void set_box(Engine& e, NodeIndex n, const Rect& placed) {
  Rect& box = e.box(n);
  if (box == placed) return;
  mark_box(e.t, n, box.x != placed.x || box.y != placed.y ? kMoved : 0);
  box = placed;
}
// Extends the reach of a box of `size` by its child c.
void extend_reach(Reach& out, const TreeData& t, NodeIndex c, Size size);
// Zeroes the boxes of n and its descendants (display: none).
void hide(Engine& e, NodeIndex n);
// The shift of position: relative; percentages against the containing block (Position 3, 3.4).
Vec2 relative_shift(const TreeData& t, NodeIndex n, float width, float height, bool rtl);
LeafAnswer ask_leaf(Engine& e, NodeIndex n, const LeafQuery& query);

// block.cpp, flex.cpp, grid.cpp, absolute.cpp
// ------------------------------------------------------ Each lays out the content of a box whose
// frame is made, and gives its answer.
Answer layout_block(Engine& e, const Frame& f);
Answer layout_flex(Engine& e, const Frame& f);
Answer layout_grid(Engine& e, const Frame& f);
MinMax block_widths(Engine& e, NodeIndex n, float inner_height);
MinMax flex_widths(Engine& e, NodeIndex n, float inner_height);
MinMax grid_widths(Engine& e, NodeIndex n, float inner_height);
bool establishes_flow_root(const Engine& e, NodeIndex n);
// The edges of the lines of a laid out grid, for absolute children with a placement.
struct GridLines;
// Lays out the absolute boxes whose containing block is f's box, which has its final size.
void layout_absolutes(Engine& e, const Frame& f, float height, const GridLines* grid = nullptr);
// The area of an absolute child of a grid: start and end along an axis, from the padding edge of
// the container; `whole` is the padding box.
struct Span1 {
  float start, end;
};
Span1 grid_area_of(const GridLines& grid, const Engine& e, NodeIndex child, int axis, Span1 whole);
// Places one absolute box; see absolute.cpp.
struct ContainingBlock;
void layout_absolute(Engine& e, NodeIndex n, const ContainingBlock& block);
// Places the root as the only child of a flow root of the given size.
void layout_root(Engine& e, const LayoutInput& input);

// overflow.cpp
// ------------------------------------------------------------------------------------- The
// scrollable overflow area of n, from its padding box, given n's box as `size`.
// `percent_width`: the base of its padding.
Rect scrollable_area(const TreeData& t, NodeIndex n, Size size, float percent_width);

}  // namespace hallows::layout
