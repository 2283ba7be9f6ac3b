#include "widgets/kinds/kinds.h"
#include "widgets/property.h"

namespace hallows::widgets::kinds {
namespace {

void layout_style(UiData& ui, uint32_t element, layout::LayoutStyle& style) {
  style.display = layout::Display::None;
  for (const Popup& popup : ui.windows[ui.elements[element].window].popups) {
    if (popup.element == element) style.display = layout::Display::Grid;
  }
  style.align_self = layout::Align::Start;
  style.justify_self = layout::Align::Start;
}

void child_style(UiData&, uint32_t, layout::LayoutStyle& style) {
  if (style.position == layout::Position::Absolute) return;
  style.grid_column.start = {1, 0};
  style.grid_row.start = {1, 0};
}

// Where stage 6 put it against its anchor; the program's own position doesn't count.
void fix_style(UiData& ui, uint32_t element, layout::LayoutStyle& style) {
  style.position = layout::Position::Absolute;
  style.inset = {};
  for (const Popup& popup : ui.windows[ui.elements[element].window].popups) {
    if (popup.element != element) continue;
    style.inset.left = layout::Length::dp(popup.left);
    style.inset.top = layout::Length::dp(popup.top);
  }
}

}  // namespace

const KindOps& popup_ops() {
  static constexpr KindOps kOps = {.layout_style = layout_style,
                                   .child_style = child_style,
                                   .fix_style = fix_style,
                                   .role = "group"};
  return kOps;
}

}  // namespace hallows::widgets::kinds
