#pragma once

#include "layout/engine.h"

// The parts of flex layout (CSS Flexbox 1, section 9). Internal to layout/flex*.cpp.
namespace hallows::layout {

using ItemFlag = uint16_t;
constexpr uint16_t kStretchItem =
    1 << 0;  // align-self: stretch, cross size auto, no auto margin across
constexpr uint16_t kAutoBefore =
    1 << 1;  // auto margin at the main start (in the container's direction)
constexpr uint16_t kAutoAfter = 1 << 2;  // ... at the main end
constexpr uint16_t kAutoCrossBefore = 1 << 3;
constexpr uint16_t kAutoCrossAfter = 1 << 4;
constexpr uint16_t kFrozen = 1 << 5;
constexpr uint16_t kLateMinimum =
    1 << 6;  // the automatic minimum isn't known yet; it is at most the base size
constexpr uint16_t kBaselineItem = 1 << 7;  // takes part in baseline alignment
constexpr uint16_t kLastBaselineItem = 1 << 8;
constexpr uint16_t kClampedUp = 1 << 9;  // min violation of this round
constexpr uint16_t kClampedDown = 1 << 10;
constexpr uint16_t kOffsetItem = 1 << 12;     // position: relative with an inset
constexpr uint16_t kDefiniteBasis = 1 << 11;  // the used flex basis doesn't depend on the content

// Sizes are border boxes, main and cross; margins are physical.
struct FlexItem {
  NodeIndex n;
  uint16_t flags;
  Align align;  // of the item across, resolved
  uint8_t unused;
  Sides margin;
  float base, hypothetical, target;
  float min, max;    // of the main size
  float edge, bars;  // padding + border; scrollbars: main
  float grow, shrink;
  float cross;  // hypothetical, then used cross size
  float first_baseline, last_baseline;
  float main_at, cross_at;  // of the border box, from the content box's main and cross start
};

struct FlexLine {
  uint32_t first, count;
  float main_sum;  // hypothetical outer sizes and gaps
  float cross, cross_at;
  float ascent, descent, last_ascent, last_descent;  // baseline groups
  bool exact;  // the hypothetical sizes fill the container: nothing is left over
};

struct FlexBox {
  const Frame* f;
  const NodeStyle* style;
  FlexItem* items;
  uint32_t count;
  FlexLine* lines;
  uint32_t line_count;
  int main, cross;                // axes: 0 horizontal, 1 vertical
  float inner_main, inner_cross;  // of the content box, or indefinite
  float gap, line_gap;
  bool main_reversed;   // main start is right or bottom
  bool cross_reversed;  // cross start (after wrap-reverse) is right or bottom
  bool wraps;
  bool plain;  // every child is an item, and none is static
};

// 9.1: the axes; the items, in order-modified document order.
FlexBox make_axes(const Frame& f);
void collect_items(Engine& e, FlexBox& box);
// One item as 9.1 and 9.2 start with it.
void init_item(Engine& e, const FlexBox& box, NodeIndex n, FlexItem& item);
void size_base(Engine& e, const FlexBox& box, FlexItem& item);
// 9.2: base sizes, limits, hypothetical main sizes.
void size_bases(Engine& e, FlexBox& box);
// Fills in an automatic minimum that size_bases put off (only shrinking asks for it).
void late_minimum(Engine& e, const FlexBox& box, FlexItem& item);
// 9.3: lines.
void break_lines(Engine& e, FlexBox& box);
// 9.7: main sizes of a line's items.
void resolve_lengths(Engine& e, const FlexBox& box, FlexLine& line);
// 9.4: cross sizes of items and lines. `inner_cross` of the box must be definite or indefinite.
void size_cross(Engine& e, FlexBox& box);
// Of one item in a line, once both have their cross sizes (9.6).
float cross_place(const FlexBox& box, const FlexLine& line, const FlexItem& item);
// 9.5, 9.6: places along and across.
void align_main(const FlexBox& box, const FlexLine& line);
void align_cross(FlexBox& box);
// The border box width that a column's item has across (or is measured at).
enum class MainSize : uint8_t {
  Styled,   // the height property counts, for the ratio
  Ignored,  // only the content
  Used,     // the flexed height
};
float column_item_width(Engine& e, const FlexBox& box, const FlexItem& item,
                        MainSize height = MainSize::Styled);
// The height of an item at a border box width, as its content makes it.
Answer measure_item(Engine& e, const FlexBox& box, const FlexItem& item, float width);
// The space for the final layout of an item.
Space final_space(const FlexBox& box, const FlexItem& item);
Align resolve_align_self(const NodeStyle& parent, const NodeStyle& child);

}  // namespace hallows::layout
