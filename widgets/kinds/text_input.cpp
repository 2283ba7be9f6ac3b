#include "widgets/kinds/kinds.h"
#include "widgets/layout_view.h"
#include "widgets/scroll.h"
#include "widgets/text_edit.h"

namespace hallows::widgets::kinds {
namespace {

void mount(UiData& ui, uint32_t element) {
  add_text_leaf(ui, element);
  add_scroll(ui, element);
  add_edit(ui, element);
}

// As wide as it is given, at least a few characters; its text never widens it.
void layout_style(UiData& ui, uint32_t element, layout::LayoutStyle& style) {
  const float em = ui.inherited[element].text.size;
  style.overflow = {layout::Overflow::Hidden, layout::Overflow::Hidden};
  style.min_size[0] = layout::Length::dp(em * 4);
}

void paint(UiData& ui, const PaintInput& input) {
  paint_edit(ui, input.element, input.scale);
}

}  // namespace

const KindOps& text_input_ops() {
  static constexpr KindOps kOps = {.mount = mount,
                                   .layout_style = layout_style,
                                   .update_leaf = update_edit_leaf,
                                   .paint = paint,
                                   .key = edit_key,
                                   .pointer = edit_pointer,
                                   .role = "textbox"};
  return kOps;
}

}  // namespace hallows::widgets::kinds
