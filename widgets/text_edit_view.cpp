#include <algorithm>

#include "widgets/event.h"
#include "widgets/geometry.h"
#include "widgets/layout_view.h"
#include "widgets/scene_build.h"
#include "widgets/scroll.h"
#include "widgets/style.h"
#include "widgets/text_edit.h"
#include "widgets/text_edit_data.h"

namespace hallows::widgets {
namespace {

constexpr int64_t kBlinkNs = 530'000'000;
constexpr Color kSelection{0x5b, 0x5b, 0xd6, 0x50};
constexpr float kCaretWidth = 1.5f;  // dp
constexpr float kCaretMargin = 12;   // dp that show above and below it

}  // namespace

void update_edit_leaf(UiData& ui, uint32_t element) noexcept {
  ElementRec& record = ui.elements[element];
  if (record.leaf == 0 || record.edit == 0) return;
  EditRec& edit = edit_of(ui, element);
  const std::string_view content = content_of(ui, element);
  // The program may have given a shorter text.
  edit.caret = std::min<uint32_t>(edit.caret, static_cast<uint32_t>(content.size()));
  edit.anchor = std::min<uint32_t>(edit.anchor, static_cast<uint32_t>(content.size()));
  const text::TextStyle style = make_text_style(ui, element);
  text::ParagraphStyle paragraph = make_paragraph_style(ui, element);
  if (!multiline(ui, element)) paragraph.wrap = text::Wrap::NoWrap;
  paragraph.elide = text::Elide::None;
  ui.edit_text.clear();
  ui.edit_text.append(content.substr(0, edit.caret));
  ui.edit_text.append(std::span<const char>(edit.preedit));
  ui.edit_text.append(content.substr(edit.caret));
  text::ParagraphInput input;
  input.text = {ui.edit_text.data(), ui.edit_text.size()};
  input.style = &style;
  input.paragraph = &paragraph;
  if (set_leaf_text(ui, element, input)) mark(ui, element, Dirt::Paint);
}

void paint_edit(UiData& ui, uint32_t element, Scale scale) noexcept {
  const ElementRec& record = ui.elements[element];
  if (record.leaf == 0 || record.edit == 0) return;
  place(ui, element);
  const EditRec& edit = edit_of(ui, element);
  text::Paragraph& paragraph = paragraph_of(ui, element);
  const Rect content = content_box(ui, element);
  const Window& window = ui.windows[record.window];
  const bool focused = index_of(ui, window.focus) == element;
  // A single line slides so that the caret shows.
  Vec2 slide = record.scroll == 0 ? Vec2{} : ui.scrolls[record.scroll].offset;
  const Rect caret = paragraph.caret({shown_caret(edit), edit.affinity});
  if (!multiline(ui, element)) {
    slide.x = std::clamp(slide.x, caret.x + kCaretWidth - content.width, caret.x);
    slide.x = std::max(0.0f, slide.x);
    if (record.scroll != 0) ui.scrolls[record.scroll].offset.x = slide.x;
  }
  const Vec2 origin = {content.x - slide.x, content.y - (multiline(ui, element) ? slide.y : 0)};
  if (edit.caret != edit.anchor && focused) {
    Rect rects[32];
    const size_t count = paragraph.selection(selection_of(edit), rects);
    for (size_t i = 0; i < count; ++i) {
      fill_px(
          ui,
          intersect({origin.x + rects[i].x, origin.y + rects[i].y, rects[i].width, rects[i].height},
                    content),
          kSelection, 0);
    }
  }
  paint_text(ui, {element, origin, scale}, {});
  if (!edit.preedit.empty()) {
    Rect rects[8];
    const uint32_t end = edit.caret + static_cast<uint32_t>(edit.preedit.size());
    const size_t count = paragraph.selection({edit.caret, end}, rects);
    for (size_t i = 0; i < count; ++i) {
      fill_px(ui,
              {origin.x + rects[i].x, origin.y + rects[i].bottom() - 1.5f, rects[i].width, 1.5f},
              ui.inherited[element].color, 0);
    }
  }
  if (focused && window.focused && edit.caret_shown) {
    fill_px(ui, {origin.x + caret.x, origin.y + caret.y, kCaretWidth, caret.height},
            ui.inherited[element].color, 0);
  }
}

void reveal_caret(UiData& ui, uint8_t index) noexcept {
  const uint32_t element = index_of(ui, ui.windows[index].focus);
  if (element == 0 || ui.elements[element].edit == 0 || ui.elements[element].leaf == 0) return;
  EditRec& edit = edit_of(ui, element);
  if (!edit.reveal) return;
  edit.reveal = false;
  const Rect box = box_of(ui, element);
  if (!multiline(ui, element)) {  // it slides its line itself
    reveal(ui, element, {0, 0, box.width, box.height});
    return;
  }
  place(ui, element);
  const Rect content = content_box(ui, element);
  Rect caret = paragraph_of(ui, element).caret({shown_caret(edit), edit.affinity});
  caret.x += content.x;
  caret.y += content.y - kCaretMargin;
  caret.width = kCaretWidth;
  caret.height += 2 * kCaretMargin;
  reveal(ui, element, caret);
}

void commit_caret(UiData& ui, uint8_t index) noexcept {
  Window& window = ui.windows[index];
  if (!window.caret_moved) return;
  window.caret_moved = false;
  const uint32_t element = index_of(ui, window.focus);
  if (element == 0 || ui.elements[element].edit == 0 || ui.elements[element].leaf == 0) return;
  const EditRec& edit = edit_of(ui, element);
  const Rect content = content_box(ui, element);
  Rect caret = paragraph_of(ui, element).caret({shown_caret(edit), edit.affinity});
  const Vec2 slide =
      ui.elements[element].scroll == 0 ? Vec2{} : ui.scrolls[ui.elements[element].scroll].offset;
  caret.x += content.x - slide.x;
  caret.y += content.y;
  caret.width = kCaretWidth;
  caret = map_bounds(to_window(ui, element), caret);
  if (caret == window.caret_rect) return;
  window.caret_rect = caret;
  WindowRequest request;
  request.kind = WindowRequestKind::CaretRect;
  request.window = {index};
  request.rect = caret;
  request_window(ui, request);
}

void blink_caret(UiData& ui, uint8_t index) noexcept {
  const Window& window = ui.windows[index];
  const uint32_t element = index_of(ui, window.focus);
  if (element == 0 || ui.elements[element].edit == 0) return;
  EditRec& edit = edit_of(ui, element);
  const bool shown_now = !window.focused || ((ui.now.ns - edit.blink_start.ns) / kBlinkNs) % 2 == 0;
  if (shown_now == edit.caret_shown) return;
  edit.caret_shown = shown_now;
  mark(ui, element, Dirt::Paint);
}

Instant next_blink(const UiData& ui, uint8_t index) noexcept {
  const Window& window = ui.windows[index];
  const uint32_t element = index_of(ui, window.focus);
  if (element == 0 || ui.elements[element].edit == 0 || !window.focused) return {INT64_MAX};
  const EditRec& edit = ui.edits[ui.elements[element].edit];
  const int64_t phases = (ui.now.ns - edit.blink_start.ns) / kBlinkNs + 1;
  return {edit.blink_start.ns + phases * kBlinkNs};
}

}  // namespace hallows::widgets
