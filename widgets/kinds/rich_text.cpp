#include <algorithm>

#include "widgets/kinds/kinds.h"
#include "widgets/layout_view.h"
#include "widgets/property.h"
#include "widgets/scene_build.h"
#include "widgets/style.h"

// One paragraph of the text's own content and then its Spans', each with what it says of style.
namespace hallows::widgets::kinds {
namespace {

constexpr size_t kMaxSpans = 64;  // of one text; further ones have the text's own style

void update_leaf(UiData& ui, uint32_t element) {
  text::TextStyle styles[kMaxSpans];
  text::StyledRange ranges[kMaxSpans];
  size_t count = 0;
  ui.edit_text.clear();
  const std::string_view own = text_of(ui, element, PropertyId::Content);
  ui.edit_text.append(std::span<const char>(own));
  for (uint32_t c = ui.elements[element].first_child; c != 0; c = ui.elements[c].next) {
    if (ui.elements[c].kind != ElementKind::Span) continue;
    const std::string_view content = text_of(ui, c, PropertyId::Content);
    const uint32_t start = static_cast<uint32_t>(ui.edit_text.size());
    ui.edit_text.append(std::span<const char>(content));
    if (count == kMaxSpans || content.empty()) continue;
    styles[count] = make_text_style(ui, c);
    ranges[count] = {{start, static_cast<uint32_t>(ui.edit_text.size())}, &styles[count]};
    ++count;
  }
  const text::TextStyle style = make_text_style(ui, element);
  const text::ParagraphStyle paragraph = make_paragraph_style(ui, element);
  text::ParagraphInput input;
  input.text = {ui.edit_text.data(), ui.edit_text.size()};
  input.style = &style;
  input.paragraph = &paragraph;
  input.ranges = {ranges, count};
  set_leaf_text(ui, element, input);
}

void paint(UiData& ui, const PaintInput& input) {
  const uint32_t leaf = ui.elements[input.element].leaf;
  if (leaf == 0) return;
  // Span 0 is the text's own style; range i is span i + 1.
  Color colors[kMaxSpans + 1];
  size_t count = 0;
  colors[count++] = ui.inherited[input.element].color;
  for (uint32_t c = ui.elements[input.element].first_child; c != 0; c = ui.elements[c].next) {
    if (ui.elements[c].kind != ElementKind::Span || count > kMaxSpans) continue;
    if (text_of(ui, c, PropertyId::Content).empty()) continue;
    colors[count++] = ui.inherited[c].color;
  }
  const Rect content = content_box(ui, input.element);
  ui.leaves[leaf].paragraph.place(content.width);
  paint_text(ui, {input.element, {content.x, content.y}, input.scale}, {colors, count});
}

}  // namespace

const KindOps& rich_text_ops() {
  static constexpr KindOps kOps = {
      .mount = add_text_leaf, .update_leaf = update_leaf, .paint = paint, .role = "label"};
  return kOps;
}

const KindOps& span_ops() {
  static constexpr KindOps kOps = {};
  return kOps;
}

}  // namespace hallows::widgets::kinds
