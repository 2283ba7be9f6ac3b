#pragma once

#include "layout/engine.h"

namespace hallows::layout {

// What an absolute box is placed in. All coordinates are relative to the border box of the node
// that makes the containing block.
struct ContainingBlock {
  NodeIndex n = kNoNode;  // the node that makes it: its box isn't written yet, so here is its size
  Size size;
  Sides inset;       // padding + border + scrollbars
  Span1 area[2];     // the containing block itself, x and y
  Span1 statics[2];  // where the box would stand if it were in flow
  Align static_align[2] = {Align::Start, Align::Start};  // physical: Start is left or top
  Vec2 parent_offset;                                    // border box of the box's parent
  bool rtl = false;                                      // of the containing block
  bool fixed_statics = false;                            // statics were filled in by the caller
};

enum class AxisSense : uint8_t { Forward, Reversed };  // Forward: to the right, down
// Start, Center or End in physical terms: left or top is Start.
Align physical(Align align, AxisSense sense);
// Lays out the absolute boxes below `top` that have no nearer containing block.
void layout_loose(Engine& e, NodeIndex top, const ContainingBlock& block, const GridLines* grid);

}  // namespace hallows::layout
