#include <algorithm>

#include "widgets/element_tree.h"
#include "widgets/kind_ops.h"
#include "widgets/property.h"
#include "widgets/style.h"

namespace hallows::widgets {
namespace {

constexpr uint16_t kWeights[] = {100, 300, 400, 400, 500, 600, 700, 900};

uint16_t weight_of(const Value& value) {
  if (value.is_keyword(format::KeywordSet::Weight)) {
    return kWeights[std::min<uint16_t>(value.as_keyword().index, std::size(kWeights) - 1)];
  }
  // In steps of 25: each weight is a face with its shaping plans, and an animation runs through
  // many.
  const int64_t weight = std::clamp<int64_t>(value.as_int(), 1, 1000);
  return static_cast<uint16_t>(std::max<int64_t>((weight + 12) / 25 * 25, 1));
}

text::LineHeight line_height_of(const UiData& ui, uint32_t element, const Value& value) {
  if (value.is(value::ValueKind::Length)) {
    return {text::LineHeight::Kind::Absolute, to_dp(ui, element, value)};
  }
  if (value.is(value::ValueKind::Percent)) {
    return {text::LineHeight::Kind::Factor, static_cast<float>(value.as_float() * 0.01)};
  }
  if (value.is(value::ValueKind::Float) || value.is(value::ValueKind::Int)) {
    return {text::LineHeight::Kind::Factor, static_cast<float>(value.as_float())};
  }
  return {};
}

// "tnum, ss01, liga 0": tags of four letters, each with an optional value.
void read_features(std::string_view list, text::TextStyle& style) {
  style.features.clear();
  size_t at = 0;
  while (at < list.size()) {
    while (at < list.size() && (list[at] == ' ' || list[at] == ',')) ++at;
    if (at + 4 > list.size()) return;
    text::FontFeature feature;
    for (int i = 0; i < 4; ++i) {
      feature.tag = feature.tag << 8 | static_cast<uint8_t>(list[at++]);
    }
    while (at < list.size() && list[at] == ' ') ++at;
    if (at < list.size() && list[at] >= '0' && list[at] <= '9') {
      feature.value = 0;
      while (at < list.size() && list[at] >= '0' && list[at] <= '9') {
        feature.value = feature.value * 10 + static_cast<uint32_t>(list[at++] - '0');
      }
    }
    if (!style.features.try_push(feature)) return;
  }
}

text::FontStackId stack_of(UiData& ui, std::string_view family) {
  const text::FontStackId stack = ui.text.fonts().find_stack(family);
  if (!stack && !family.empty()) {
    tell(ui, "unknown-font-family", "no font stack has the name that `family` gives");
  }
  return stack;
}

void read_text(UiData& ui, uint32_t element, Inherited& style) {
  if (const Value* v = shown(ui, element, PropertyId::FontSize); v != nullptr && !v->is_none()) {
    const value::Length size = v->as_length();
    style.text.size = std::max(0.01f, size.dp + (size.em + size.percent * 0.01f) * style.text.size);
  }
  ui.inherited[element].text.size = style.text.size;  // em of the properties below
  if (const Value* v = shown(ui, element, PropertyId::FontWeight); v != nullptr)
    style.text.weight = weight_of(*v);
  if (const Value* v = shown(ui, element, PropertyId::Italic); v != nullptr) {
    style.text.slant = v->as_bool() ? text::Slant::Italic : text::Slant::Upright;
  }
  if (const Value* v = shown(ui, element, PropertyId::Family); v != nullptr) {
    style.text.stack = stack_of(ui, v->as_text());
  }
  if (const Value* v = shown(ui, element, PropertyId::LineHeight); v != nullptr) {
    style.text.line_height = line_height_of(ui, element, *v);
  }
  if (const Value* v = shown(ui, element, PropertyId::LetterSpacing); v != nullptr) {
    style.text.letter_spacing = to_dp(ui, element, *v);
  }
  if (const Value* v = shown(ui, element, PropertyId::Features); v != nullptr) {
    read_features(v->as_text(), style.text);
  }
  if (const Value* v = shown(ui, element, PropertyId::Language); v != nullptr) {
    style.text.language = text::Language(v->as_text());
  }
}

void resolve(UiData& ui, uint32_t element, Inherited& style) {
  read_text(ui, element, style);
  if (const Value* v = shown(ui, element, PropertyId::TextColor); v != nullptr)
    style.color = v->as_color();
  const int align = keyword_of(ui, element, PropertyId::AlignText, -1);
  if (align >= 0) style.align = static_cast<text::TextAlign>(align);
  const int direction = keyword_of(ui, element, PropertyId::Direction, -1);
  if (direction == 0) style.direction = layout::Direction::Ltr;
  if (direction == 1) style.direction = layout::Direction::Rtl;
  if (direction == 2) style.direction = layout::Direction::Inherit;
  style.enabled = style.enabled && bool_of(ui, element, PropertyId::Enabled, true);
}

bool same(const Inherited& a, const Inherited& b) {
  return a.text == b.text && a.align == b.align && a.direction == b.direction &&
         a.color == b.color && a.enabled == b.enabled;
}

// What of the later stages the difference touches.
Dirt difference(const Inherited& a, const Inherited& b) {
  Dirt dirt = Dirt::None;
  if (!(a.text == b.text) || a.align != b.align) dirt |= Dirt::Text | Dirt::Layout;
  if (a.direction != b.direction) dirt |= Dirt::Text | Dirt::Layout;
  if (!(a.color == b.color)) dirt |= Dirt::Paint;
  if (a.enabled != b.enabled) dirt |= Dirt::Paint | Dirt::Semantics;
  return dirt;
}

void resolve_element(UiData& ui, uint32_t element) {
  ElementRec& record = ui.elements[element];
  const Inherited before = ui.inherited[element];
  Inherited style = record.parent == 0 ? Inherited{} : ui.inherited[record.parent];
  resolve(ui, element, style);
  ui.inherited[element] = style;
  record.state = static_cast<uint16_t>(style.enabled ? record.state & ~StateDisabled
                                                     : record.state | StateDisabled);
  if (same(before, style) && !record.subtree_style) return;
  record.subtree_style = false;
  mark(ui, element, difference(before, style));
  for (uint32_t c = record.first_child; c != 0; c = ui.elements[c].next) {
    mark(ui, c, Dirt::Style);
  }
  if (record.kind == ElementKind::Span && record.parent != 0) mark(ui, record.parent, Dirt::Text);
}

}  // namespace

uint32_t theme_at(const UiData& ui, uint32_t instance) noexcept {
  for (uint32_t i = instance; i != 0; i = ui.instances[i].parent) {
    const uint32_t element = ui.instances[i].element;
    if (element == 0) continue;
    const Value* theme = target_of(ui, element, PropertyId::ThemeName);
    if (theme != nullptr && theme->is(value::ValueKind::Theme)) {
      return static_cast<uint32_t>(theme->as_int());
    }
  }
  return UINT32_MAX;
}

text::TextStyle make_text_style(const UiData& ui, uint32_t element) noexcept {
  text::TextStyle style = ui.inherited[element].text;
  switch (keyword_of(ui, element, PropertyId::Decoration, 0)) {
    case 1:
      style.decoration = text::kUnderline;
      break;
    case 2:
      style.decoration = text::kStrike;
      break;
    case 3:
      style.decoration = text::kOverline;
      break;
    default:
      style.decoration = text::kDecorationNone;
  }
  return style;
}

text::ParagraphStyle make_paragraph_style(const UiData& ui, uint32_t element) noexcept {
  const Inherited& inherited = ui.inherited[element];
  text::ParagraphStyle style;
  style.align = inherited.align;
  if (inherited.direction == layout::Direction::Ltr) style.direction = unicode::BaseDirection::Ltr;
  if (inherited.direction == layout::Direction::Rtl) style.direction = unicode::BaseDirection::Rtl;
  switch (keyword_of(ui, element, PropertyId::Wrap, -1)) {
    case 0:
      style.wrap = text::Wrap::NoWrap;
      break;
    case 3:
      style.overflow_wrap = text::OverflowWrap::Anywhere;
      break;
    case 4:
      style.overflow_wrap = text::OverflowWrap::BreakWord;
      break;
    case 5:
      style.word_break = unicode::WordBreak::KeepAll;
      break;
    case 6:
      style.word_break = unicode::WordBreak::BreakAll;
      break;
    default:
      break;
  }
  style.elide = static_cast<text::Elide>(keyword_of(ui, element, PropertyId::Elide, 0));
  const Value* lines = shown(ui, element, PropertyId::MaxLines);
  if (lines != nullptr) {
    style.max_lines = static_cast<uint32_t>(std::clamp<int64_t>(lines->as_int(), 0, 1 << 20));
  }
  return style;
}

bool resolve_styles(UiData& ui, uint8_t index) noexcept {
  Window& window = ui.windows[index];
  if (!any(window.dirt & (Dirt::Style | Dirt::Layout | Dirt::Text))) return false;
  const auto by_depth = [&](uint32_t a, uint32_t b) {
    return ui.elements[a].depth != ui.elements[b].depth
               ? ui.elements[a].depth < ui.elements[b].depth
               : a < b;
  };
  std::sort(window.touched.begin(), window.touched.end(), by_depth);
  // Children that inherit anew are appended; they are deeper than what was before them.
  for (size_t i = 0; i < window.touched.size(); ++i) {
    const uint32_t element = window.touched[i];
    if (!any(ui.elements[element].dirt & Dirt::Style)) continue;
    ui.elements[element].dirt = ui.elements[element].dirt & ~Dirt::Style;
    resolve_element(ui, element);
  }
  for (size_t i = 0; i < window.touched.size(); ++i) {
    const uint32_t element = window.touched[i];
    const ElementRec& record = ui.elements[element];
    // A child that was dirty before its parent marked it has been visited with the old values.
    if (any(record.dirt & Dirt::Style)) {
      ui.elements[element].dirt = ui.elements[element].dirt & ~Dirt::Style;
      resolve_element(ui, element);
    }
    if (any(record.dirt & Dirt::Layout) && record.box) {
      ui.tree.set_style(record.box, make_layout_style(ui, element));
      window.dirt |= Dirt::Layout;
    }
  }
  window.dirt = window.dirt & ~Dirt::Style;
  return true;
}

}  // namespace hallows::widgets
