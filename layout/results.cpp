#include "layout/engine.h"
#include "layout/layout_tree.h"

namespace hallows::layout {

namespace {

const Slot* written_slot(const TreeData& t, NodeIndex n) {
  const NodeCache& cache = t.cache(n);
  return cache.written < kSlots ? &cache.slots[cache.written] : nullptr;
}

}  // namespace

Rect LayoutTree::box(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  return n == kNoNode ? Rect{} : data_->boxes[n];
}

Edges<float> LayoutTree::border(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  return n == kNoNode ? Edges<float>{} : data_->style(n).border;
}

Edges<float> LayoutTree::padding(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  if (n == kNoNode) return {};
  const NodeStyle& s = data_->style(n);
  const Slot* slot = written_slot(*data_, n);
  const Sides all = padding_border(s, slot == nullptr ? 0 : slot->percent_width);
  return {all.top - s.border.top, all.right - s.border.right, all.bottom - s.border.bottom,
          all.left - s.border.left};
}

float LayoutTree::first_baseline(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  const Slot* slot = n == kNoNode ? nullptr : written_slot(*data_, n);
  return slot == nullptr ? LeafAnswer::kNoBaseline : slot->first_baseline;
}
float LayoutTree::last_baseline(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  const Slot* slot = n == kNoNode ? nullptr : written_slot(*data_, n);
  return slot == nullptr ? LeafAnswer::kNoBaseline : slot->last_baseline;
}

Size LayoutTree::scrollbar_size(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  if (n == kNoNode) return {};
  const Slot* slot = written_slot(*data_, n);
  const NodeStyle& s = data_->style(n);
  const float edge = padding_border(s, slot == nullptr ? 0 : slot->percent_width).across();
  const Sides bars = fit_scrollbars(scrollbars(s, data_->states[n]), data_->boxes[n].width, edge);
  return {bars.across(), bars.down()};
}

Size LayoutTree::scroll_size(NodeId node) const noexcept {
  const Rect area = scroll_area(node);
  return {area.width, area.height};
}

Rect LayoutTree::scroll_area(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  if (n == kNoNode) return {};
  const Slot* slot = written_slot(*data_, n);
  return scrollable_area(*data_, n, {data_->boxes[n].width, data_->boxes[n].height},
                         slot == nullptr ? 0 : slot->percent_width);
}

}  // namespace hallows::layout
