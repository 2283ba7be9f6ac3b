#pragma once

#include "layout/flex.h"

namespace hallows::layout {

// A long column that stacks its items as high as they ask to be (a list): nothing flexes, so a
// changed item moves those below it and changes no other. What is needed to do just that: one
// changed row of a thousand costs that row and two additions an item.
struct FlexMemo {
  static constexpr uint32_t kLeastItems = 64;   // smaller containers are as fast without
  static constexpr uint32_t kMostChanged = 32;  // beyond, all items are looked at

  struct Item {
    NodeIndex n;
    float target;                     // main size
    float margin_sum, margin_before;  // along the main axis
    bool reaches;                     // something sticks out of it
  };

  bool valid = false;
  Frame frame{};  // the question that the rest answers
  Buffer<Item> items;
  Buffer<NodeIndex> changed;  // since the last final layout
  // Of the outermost items, from their own tops.
  float first_baseline = LeafAnswer::kNoBaseline;
  float last_baseline = LeafAnswer::kNoBaseline;
};

// The answer of box's frame, when it is remembered and only a few items changed; their boxes are
// written unless the frame is only measured. False: lay it out in full.
bool restack(Engine& e, FlexBox& box, Answer* out);
// Remembers a container that was just laid out, if it is of the kind that can be stacked again.
void remember_stack(Engine& e, const FlexBox& box);
// The items, which are all children, of a container that is remembered; otherwise none. They stand
// side by side in memory.
inline std::span<const FlexMemo::Item> remembered_items(const TreeData& t, NodeIndex container) {
  if ((t.links.data()[container].mark & kHadMemo) == 0) return {};
  const FlexMemo* memo = t.memos.data()[t.cache(container).memo];
  if (memo == nullptr || !memo->valid) return {};
  return {memo->items.data(), memo->items.size()};
}

}  // namespace hallows::layout
