#include "widgets/text_edit.h"

#include <algorithm>

#include "rt-kernel/base/hash.h"
#include "rt-kernel/base/utf8.h"
#include "widgets/binding.h"
#include "widgets/event.h"
#include "widgets/text_edit_data.h"

namespace hallows::widgets {
namespace {

void touch(UiData& ui, uint32_t element) {
  EditRec& edit = edit_of(ui, element);
  edit.blink_start = ui.now;
  edit.caret_shown = true;
  edit.reveal = true;
  ui.windows[ui.elements[element].window].caret_moved = true;
  mark(ui, element, Dirt::Paint);
}

// A part of the content and what takes its place.
struct Splice {
  text::TextRange range;
  std::string_view with;
  uint8_t flags = 0;  // of the Text event that brings it
};

// The content with the splice in it. False where the heap is full: it was told.
bool make_content(UiData& ui, std::string_view old, const Splice& splice, Value& made) {
  const auto [start, end] = splice.range;
  const size_t size = old.size() - (end - start) + splice.with.size();
  if (size == 0) {
    made = Value::literal("");
    return true;
  }
  char* bytes = ui.heap.make_text_buffer(size, made);
  if (bytes == nullptr) {
    tell(ui, "value-heap-full", "the text could not grow; it stays as it was");
    return false;
  }
  old.copy(bytes, start);
  splice.with.copy(bytes + start, splice.with.size());
  old.substr(end).copy(bytes + start + splice.with.size(), old.size() - end);
  return true;
}

// One `change` for the application.
void set_content(UiData& ui, uint32_t element, const Value& made) {
  edit_of(ui, element).affinity = text::Affinity::Downstream;
  set_by_user(ui, element, PropertyId::Content, made);
  mark(ui, element, Dirt::Text);
  touch(ui, element);
  update_edit_leaf(ui, element);  // further keys of this frame move over the new text
  raise_event(ui, element, EventId::Change, {&made, 1});
  evaluate_dirty(ui);
}

void replace_text(UiData& ui, uint32_t element, Splice splice) {
  const std::string_view old = content_of(ui, element);
  auto& [start, end] = splice.range;
  start = std::min<uint32_t>(start, static_cast<uint32_t>(old.size()));
  end = std::clamp<uint32_t>(end, start, static_cast<uint32_t>(old.size()));
  if (start == end && splice.with.empty()) return;
  Value made;
  if (!make_content(ui, old, splice, made)) return;
  EditRec& edit = edit_of(ui, element);
  EditHistory::Change change;
  change.input = handle_of(ui, element);
  change.start = start;
  change.removed = old.substr(start, end - start);
  change.inserted = splice.with;
  change.before = hash_bytes(old);
  change.after = hash_bytes(made.as_text());
  change.caret = edit.caret;
  change.anchor = edit.anchor;
  change.follows = edit.unmoved;
  change.pasted = (splice.flags & kTextFromClipboard) != 0;
  change.more = (splice.flags & kTextMore) != 0;
  ui.edit_history.record(change);
  edit.caret = edit.anchor = start + static_cast<uint32_t>(splice.with.size());
  edit.unmoved = true;
  set_content(ui, element, made);
}

enum class Way : uint8_t { Back, Again };

void change_step(UiData& ui, uint32_t element, Way way) {
  const ElementId id = handle_of(ui, element);
  const std::string_view old = content_of(ui, element);
  const uint64_t hash = hash_bytes(old);
  EditHistory::Step step;
  const bool found = way == Way::Back ? ui.edit_history.undo(id, hash, step)
                                      : ui.edit_history.redo(id, hash, step);
  Value made;
  if (!found) return;
  if (!make_content(ui, old, {{step.start, step.start + step.size}, step.wanted}, made)) return;
  EditRec& edit = edit_of(ui, element);
  edit.caret = step.caret;
  edit.anchor = step.anchor;
  edit.unmoved = false;
  set_content(ui, element, made);
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

void commit(UiData& ui, uint32_t element, const InputEvent& event) {
  char kept[64];
  const size_t size = clean({event.text.data(), event.text_size}, multiline(ui, element), kept);
  edit_of(ui, element).preedit.clear();
  replace_text(ui, element, {selection_of(edit_of(ui, element)), {kept, size}, event.flags});
}

void set_preedit(UiData& ui, uint32_t element, const InputEvent& event) {
  EditRec& edit = edit_of(ui, element);
  // What was selected gives way when composing begins.
  if (edit.preedit.empty() && edit.caret != edit.anchor) {
    replace_text(ui, element, {selection_of(edit), {}});
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
  replace_text(ui, element, {range, {}});
  EditRec& after = edit_of(ui, element);
  after.caret = after.anchor = range.start;
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
  edit.unmoved = false;
  touch(ui, element);
}

void delete_unit(UiData& ui, uint32_t element, text::DeleteUnit unit) {
  EditRec& edit = edit_of(ui, element);
  if (edit.caret != edit.anchor) {
    replace_text(ui, element, {selection_of(edit), {}});
    return;
  }
  place(ui, element);
  replace_text(ui, element, {paragraph_of(ui, element).deletion(edit.caret, unit), {}});
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
      replace_text(ui, element, {selection_of(edit_of(ui, element)), {}});
      return true;
    case 'v':
      request_window(
          ui, {.kind = WindowRequestKind::AskClipboard, .window = {ui.elements[element].window}});
      return true;
    case 'z':
      change_step(ui, element, (event.mods & mod_bit(Mod::Shift)) != 0 ? Way::Again : Way::Back);
      return true;
    case 'y':
      change_step(ui, element, Way::Again);
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
      commit(ui, element, event);
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
        replace_text(ui, element, {selection_of(edit_of(ui, element)), "\n"});
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
  edit.unmoved = false;
  touch(ui, element);
  return true;
}

void start_edit(UiData& ui, uint32_t element) noexcept {
  if (ui.elements[element].edit == 0) return;
  EditRec& edit = edit_of(ui, element);
  const uint32_t size = static_cast<uint32_t>(content_of(ui, element).size());
  edit.caret = std::min(edit.caret, size);
  edit.anchor = std::min(edit.anchor, size);
  edit.unmoved = false;
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
  edit.unmoved = false;
  touch(ui, element);
}

}  // namespace hallows::widgets
