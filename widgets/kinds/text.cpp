#include "widgets/kinds/kinds.h"
#include "widgets/layout_view.h"
#include "widgets/property.h"
#include "widgets/scene_build.h"
#include "widgets/style.h"

namespace hallows::widgets::kinds {
namespace {

void update_leaf(UiData& ui, uint32_t element) {
  const text::TextStyle style = make_text_style(ui, element);
  const text::ParagraphStyle paragraph = make_paragraph_style(ui, element);
  text::ParagraphInput input;
  input.text = text_of(ui, element, PropertyId::Content);
  input.style = &style;
  input.paragraph = &paragraph;
  set_leaf_text(ui, element, input);
}

void paint(UiData& ui, const PaintInput& input) {
  const uint32_t leaf = ui.elements[input.element].leaf;
  if (leaf == 0) return;
  const Rect content = content_box(ui, input.element);
  ui.leaves[leaf].paragraph.place(content.width);
  paint_text(ui, {input.element, {content.x, content.y}, input.scale}, {});
}

}  // namespace

const KindOps& text_ops() {
  static constexpr KindOps kOps = {
      .mount = add_text_leaf, .update_leaf = update_leaf, .paint = paint, .role = "label"};
  return kOps;
}

}  // namespace hallows::widgets::kinds
