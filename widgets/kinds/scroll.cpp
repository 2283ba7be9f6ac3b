#include "widgets/scroll.h"

#include "widgets/kinds/kinds.h"

namespace hallows::widgets::kinds {
namespace {

void scroll_style(UiData&, uint32_t, layout::LayoutStyle& style) {
  style.display = layout::Display::FlowRoot;
  style.overflow = {layout::Overflow::Auto, layout::Overflow::Auto};
}

// A column whose items keep their heights: rows one below the other, apart by the gap.
void list_style(UiData&, uint32_t, layout::LayoutStyle& style) {
  style.display = layout::Display::Flex;
  style.flex_direction = layout::FlexDirection::Column;
  style.overflow = {layout::Overflow::Auto, layout::Overflow::Auto};
}

void list_child(UiData&, uint32_t, layout::LayoutStyle& style) {
  style.flex_shrink = 0;
}

}  // namespace

const KindOps& scroll_ops() {
  static constexpr KindOps kOps = {
      .mount = add_scroll, .layout_style = scroll_style, .role = "scrollarea"};
  return kOps;
}

const KindOps& list_ops() {
  static constexpr KindOps kOps = {
      .mount = add_scroll, .layout_style = list_style, .child_style = list_child, .role = "list"};
  return kOps;
}

}  // namespace hallows::widgets::kinds
