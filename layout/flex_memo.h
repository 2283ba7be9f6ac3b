#pragma once

#include "layout/flex.h"

namespace hallows::layout {

// What one item was when its container was laid out last.
struct FlexSeen {
  float cross_target;  // main size that the cross size was measured at
  float cross, first_baseline, last_baseline;
  float final_main, final_cross;  // what it was laid out with at last ...
  Answer answer;                  // ... and what came of it
  Rect box;
  Reach reach;
  bool has_cross, has_final;
};

// The items of a large container from one final layout to the next. While the container's own
// question stays the same, an item that didn't change isn't looked at again: one changed row of a
// thousand costs that row and a walk over this array.
struct FlexMemo {
  static constexpr uint32_t kLeastItems = 64;   // smaller containers are faster without
  static constexpr uint32_t kMostChanged = 64;  // beyond, all items are looked at

  bool valid = false;
  bool plain = false;  // every child is an item: none absolute, static or display: none
  Frame frame{};
  Buffer<FlexItem> items;
  Buffer<FlexSeen> seen;
  Buffer<NodeIndex> nodes;    // of `items`: searched when one changed
  Buffer<NodeIndex> changed;  // since the last final layout
};

// The memo of f's node when it is large enough and the layout is final; null otherwise.
FlexMemo* memo_of(Engine& e, const Frame& f);
// Items as remembered, changed ones made anew; all of them when the question is another one.
void collect_from_memo(Engine& e, const Frame& f, FlexBox& box);
size_t memo_bytes(const TreeData& t);

}  // namespace hallows::layout
