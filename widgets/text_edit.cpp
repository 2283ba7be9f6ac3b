#include "widgets/text_edit.h"

#include <algorithm>

#include "rt-kernel/base/utf8.h"
#include "widgets/binding.h"
#include "widgets/event.h"
#include "widgets/geometry.h"
#include "widgets/layout_view.h"
#include "widgets/property.h"
#include "widgets/scene_build.h"
#include "widgets/scroll.h"
#include "widgets/style.h"

namespace hallows::widgets {
namespace {

constexpr int64_t kBlinkNs = 530'000'000;
constexpr Color kSelection{0x5b, 0x5b, 0xd6, 0x50};
constexpr float kCaretWidth = 1.5f;  // dp

EditRec& edit_of(UiData& ui, uint32_t element) {
  return ui.edits[ui.elements[element].edit];
}

std::string_view content_of(const UiData& ui, uint32_t element) {
  return text_of(ui, element, PropertyId::Content);
}

text::TextRange selection_of(const EditRec& edit) {
  return {std::min(edit.caret, edit.anchor), std::max(edit.caret, edit.anchor)};
}

bool multiline(const UiData& ui, uint32_t element) {
  return bool_of(ui, element, PropertyId::Multiline, false);
}

void touch(UiData& ui, uint32_t element) {
  EditRec& edit = edit_of(ui, element);
  edit.blink_start = ui.now;
  edit.caret_shown = true;
  ui.windows[ui.elements[element].window].caret_moved = true;
  mark(ui, element, Dirt::Paint);
}

// The content with `range` replaced; one `change` for the application.
void replace_text(UiData& ui, uint32_t element, text::TextRange range, std::string_view with) {
  const std::string_view old = content_of(ui, element);
  range.start = std::min<uint32_t>(range.start, static_cast<uint32_t>(old.size()));
  range.end = std::clamp<uint32_t>(range.end, range.start, static_cast<uint32_t>(old.size()));
  if (range.start == range.end && with.empty()) return;
  Value made;
  const size_t size = old.size() - (range.end - range.start) + with.size();
  if (size > 0) {
    char* bytes = ui.heap.make_text_buffer(size, made);
    if (bytes == nullptr) {
      tell(ui, "value-heap-full", "the text could not grow; it stays as it was");
      return;
    }
    old.copy(bytes, range.start);
    with.copy(bytes + range.start, with.size());
    old.substr(range.end).copy(bytes + range.start + with.size(), old.size() - range.end);
  } else {
    made = Value::literal("");
  }
  EditRec& edit = edit_of(ui, element);
  edit.caret = edit.anchor = range.start + static_cast<uint32_t>(with.size());
  edit.affinity = text::Affinity::Downstream;
  set_by_user(ui, element, PropertyId::Content, made);
  mark(ui, element, Dirt::Text);
  touch(ui, element);
  const ElementId id = handle_of(ui, element);
  update_edit_leaf(ui, element);  // further keys of this frame move over the new text
  raise_event(ui, element, EventId::Change, {&made, 1});
  evaluate_dirty(ui);
  if (index_of(ui, id) == 0) return;
}

// Control characters stay out; newlines only where there are several lines.
size_t clean(std::string_view text, bool lines, char (&out)[64]) {
  size_t size = 0;
  for (const char c : text) {
    const bool control = static_cast<uint8_t>(c) < 0x20 || c == 0x7F;
    if (control && !(c == '\n' && lines) && c != '\t') continue;
    if (size < sizeof out) out[size++] = c;
  }
  return size;
}

void commit(UiData& ui, uint32_t element, std::string_view text) {
  char kept[64];
  const size_t size = clean(text, multiline(ui, element), kept);
  edit_of(ui, element).preedit.clear();
  replace_text(ui, element, selection_of(edit_of(ui, element)), {kept, size});
}

void set_preedit(UiData& ui, uint32_t element, const InputEvent& event) {
  EditRec& edit = edit_of(ui, element);
  // What was selected gives way when composing begins.
  if (edit.preedit.empty() && edit.caret != edit.anchor) {
    replace_text(ui, element, selection_of(edit), {});
  }
  edit.preedit.clear();
  for (size_t i = 0; i < event.text_size; ++i) edit.preedit.try_push(event.text[i]);
  edit.preedit_caret = std::min<uint32_t>(event.caret, static_cast<uint32_t>(edit.preedit.size()));
  mark(ui, element, Dirt::Text);
  touch(ui, element);
}

uint32_t back_code_points(std::string_view text, uint32_t at, uint32_t count) {
  while (count > 0 && at > 0) {
    --at;
    while (at > 0 && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80) --at;
    --count;
  }
  return at;
}

uint32_t forward_code_points(std::string_view text, uint32_t at, uint32_t count) {
  while (count > 0 && at < text.size()) {
    ++at;
    while (at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80) ++at;
    --count;
  }
  return at;
}

void delete_surrounding(UiData& ui, uint32_t element, const InputEvent& event) {
  const EditRec& edit = edit_of(ui, element);
  const std::string_view text = content_of(ui, element);
  const uint32_t caret = std::min<uint32_t>(edit.caret, static_cast<uint32_t>(text.size()));
  const text::TextRange range = {back_code_points(text, caret, event.before),
                                 forward_code_points(text, caret, event.after)};
  replace_text(ui, element, range, {});
  EditRec& after = edit_of(ui, element);
  after.caret = after.anchor = range.start;
}

text::Paragraph& paragraph_of(UiData& ui, uint32_t element) {
  return ui.leaves[ui.elements[element].leaf].paragraph;
}

// Keys work on lines as they would be placed now.
void place(UiData& ui, uint32_t element) {
  const Rect content = content_box(ui, element);
  paragraph_of(ui, element).place(multiline(ui, element) ? content.width : 1e9f);
}

void move_caret(UiData& ui, uint32_t element, text::CaretMove how, bool extend) {
  EditRec& edit = edit_of(ui, element);
  place(ui, element);
  const text::Paragraph& paragraph = paragraph_of(ui, element);
  const bool jumps = how == text::CaretMove::Left || how == text::CaretMove::Right;
  if (!extend && jumps && edit.caret != edit.anchor) {
    // Without Shift an arrow leaves the selection at its end on that side.
    const text::TextRange range = selection_of(edit);
    const float at_start = paragraph.caret({range.start}).x;
    const float at_end = paragraph.caret({range.end}).x;
    const bool start_is_left = at_start <= at_end;
    edit.caret = (how == text::CaretMove::Left) == start_is_left ? range.start : range.end;
  } else {
    const text::TextPosition to = paragraph.move({edit.caret, edit.affinity}, how, edit.goal_x);
    edit.caret = to.offset;
    edit.affinity = to.affinity;
  }
  if (!extend) edit.anchor = edit.caret;
  touch(ui, element);
}

void delete_unit(UiData& ui, uint32_t element, text::DeleteUnit unit) {
  EditRec& edit = edit_of(ui, element);
  if (edit.caret != edit.anchor) {
    replace_text(ui, element, selection_of(edit), {});
    return;
  }
  place(ui, element);
  replace_text(ui, element, paragraph_of(ui, element).deletion(edit.caret, unit), {});
}

// Whole or not at all.
bool copy_selection(UiData& ui, uint32_t element) {
  const text::TextRange range = selection_of(edit_of(ui, element));
  std::string_view text = content_of(ui, element).substr(range.start, range.end - range.start);
  WindowRequest request;
  const size_t pieces = text.size() / (request.text.size() - 3) + 1;  // cut_utf8: 3 bytes short
  if (ui.requests.capacity() - ui.requests.size() < pieces) {
    tell(ui, "copy-too-long", "the selection is too long for the clipboard: it was not copied");
    return false;
  }
  request.kind = WindowRequestKind::SetClipboard;
  request.window = {ui.elements[element].window};
  while (!text.empty()) {
    const size_t size = cut_utf8(text, request.text.size());
    text.copy(request.text.data(), size);
    request.text_size = static_cast<uint8_t>(size);
    text.remove_prefix(size);
    request.flags = text.empty() ? 0 : 1;
    request_window(ui, request);
  }
  return true;
}

bool control_key(UiData& ui, uint32_t element, const InputEvent& event) {
  switch (static_cast<char>(event.key)) {
    case 'a':
      select_all(ui, element);
      return true;
    case 'c':
      copy_selection(ui, element);
      return true;
    case 'x':
      if (!copy_selection(ui, element)) return true;
      replace_text(ui, element, selection_of(edit_of(ui, element)), {});
      return true;
    case 'v':
      request_window(
          ui, {.kind = WindowRequestKind::AskClipboard, .window = {ui.elements[element].window}});
      return true;
    default:
      return false;
  }
}

bool movement(const InputEvent& event, bool control, bool lines, text::CaretMove& how) {
  using text::CaretMove;
  switch (event.key) {
    case Key::Left:
      how = control ? CaretMove::WordLeft : CaretMove::Left;
      return true;
    case Key::Right:
      how = control ? CaretMove::WordRight : CaretMove::Right;
      return true;
    case Key::Home:
      how = control ? CaretMove::TextStart : CaretMove::LineStart;
      return true;
    case Key::End:
      how = control ? CaretMove::TextEnd : CaretMove::LineEnd;
      return true;
    case Key::Up:
      how = lines ? CaretMove::Up : CaretMove::TextStart;
      return lines;
    case Key::Down:
      how = lines ? CaretMove::Down : CaretMove::TextEnd;
      return lines;
    default:
      return false;
  }
}

// A position of the paragraph (preedit included) back in the content.
uint32_t content_offset(const EditRec& edit, uint32_t offset) {
  const uint32_t size = static_cast<uint32_t>(edit.preedit.size());
  if (offset <= edit.caret) return offset;
  return offset >= edit.caret + size ? offset - size : edit.caret;
}

uint32_t shown_caret(const EditRec& edit) {
  return edit.caret + (edit.preedit.empty() ? 0 : edit.preedit_caret);
}

}  // namespace

void add_edit(UiData& ui, uint32_t element) noexcept {
  if (ui.free_edits.empty()) {
    ++ui.refused;
    tell(ui, "too-many-inputs", "the UI has more text inputs than its limits allow");
    return;
  }
  ui.elements[element].edit = ui.free_edits.back();
  ui.free_edits.pop();
  edit_of(ui, element) = {};
}

void text_event(UiData& ui, uint8_t window, const InputEvent& event) noexcept {
  const uint32_t element = index_of(ui, ui.windows[window].focus);
  if (element == 0 || ui.elements[element].edit == 0 || !is_enabled(ui, element)) return;
  switch (event.kind) {
    case InputKind::Text:
      commit(ui, element, {event.text.data(), event.text_size});
      break;
    case InputKind::Preedit:
      set_preedit(ui, element, event);
      break;
    case InputKind::DeleteSurrounding:
      delete_surrounding(ui, element, event);
      break;
    default:
      break;
  }
}

bool edit_key(UiData& ui, uint32_t element, const InputEvent& event) noexcept {
  if (ui.elements[element].edit == 0 || ui.elements[element].leaf == 0) return false;
  const bool control = (event.mods & mod_bit(Mod::Control)) != 0;
  const bool shift = (event.mods & mod_bit(Mod::Shift)) != 0;
  const bool lines = multiline(ui, element);
  if (!edit_of(ui, element).preedit.empty()) return true;  // the input method has the keys
  text::CaretMove how{};
  if (movement(event, control, lines, how)) {
    move_caret(ui, element, how, shift);
    return true;
  }
  switch (event.key) {
    case Key::Backspace:
      delete_unit(ui, element,
                  control ? text::DeleteUnit::WordBackward : text::DeleteUnit::Backward);
      return true;
    case Key::Delete:
      delete_unit(ui, element, control ? text::DeleteUnit::WordForward : text::DeleteUnit::Forward);
      return true;
    case Key::Enter:
      if (lines && !control) {
        replace_text(ui, element, selection_of(edit_of(ui, element)), "\n");
        return true;
      }
      raise_event(ui, element, EventId::Submit, {});
      return true;
    default:
      break;
  }
  if (control) return control_key(ui, element, event);
  // Keys that type arrive as Text: no handler above may take a blank for a press.
  const uint16_t code = static_cast<uint16_t>(event.key);
  return code > 0 && code < 128 && (event.mods & mod_bit(Mod::Alt)) == 0;
}

bool edit_pointer(UiData& ui, uint32_t element, const InputEvent& event, Vec2 local) noexcept {
  if (ui.elements[element].edit == 0 || ui.elements[element].leaf == 0) return false;
  if (event.kind == InputKind::PointerUp) return false;
  EditRec& edit = edit_of(ui, element);
  place(ui, element);
  const Rect content = content_box(ui, element);
  const Vec2 scrolled = ui.scrolls[ui.elements[element].scroll].offset;
  const text::TextPosition at =
      paragraph_of(ui, element)
          .hit_test({local.x - content.x + scrolled.x, local.y - content.y + scrolled.y});
  edit.caret = content_offset(edit, at.offset);
  edit.affinity = at.affinity;
  const bool extends =
      event.kind == InputKind::PointerMove || (event.mods & mod_bit(Mod::Shift)) != 0;
  if (!extends) edit.anchor = edit.caret;
  PointerState& pointer = ui.windows[ui.elements[element].window].pointer;
  const bool twice = event.kind == InputKind::PointerDown &&
                     pointer.last_tapped == handle_of(ui, element) &&
                     ui.now.ns - pointer.last_tap.ns < 400'000'000;
  if (twice) {
    const text::TextRange word = paragraph_of(ui, element).word_at(at.offset);
    edit.anchor = word.start;
    edit.caret = word.end;
  }
  if (event.kind == InputKind::PointerDown) {
    pointer.last_tapped = handle_of(ui, element);
    pointer.last_tap = ui.now;
  }
  touch(ui, element);
  return true;
}

void start_edit(UiData& ui, uint32_t element) noexcept {
  if (ui.elements[element].edit == 0) return;
  EditRec& edit = edit_of(ui, element);
  const uint32_t size = static_cast<uint32_t>(content_of(ui, element).size());
  edit.caret = std::min(edit.caret, size);
  edit.anchor = std::min(edit.anchor, size);
  touch(ui, element);
}

void end_edit(UiData& ui, uint32_t element) noexcept {
  if (ui.elements[element].edit == 0) return;
  EditRec& edit = edit_of(ui, element);
  if (!edit.preedit.empty()) {
    edit.preedit.clear();
    mark(ui, element, Dirt::Text);
  }
  mark(ui, element, Dirt::Paint);
}

void select_all(UiData& ui, uint32_t element) noexcept {
  if (ui.elements[element].edit == 0) return;
  EditRec& edit = edit_of(ui, element);
  edit.anchor = 0;
  edit.caret = static_cast<uint32_t>(content_of(ui, element).size());
  touch(ui, element);
}

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
