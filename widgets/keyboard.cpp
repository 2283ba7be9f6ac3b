#include <cstdio>

#include "widgets/binding.h"
#include "widgets/element_tree.h"
#include "widgets/event.h"
#include "widgets/geometry.h"
#include "widgets/kind_ops.h"
#include "widgets/property.h"
#include "widgets/scroll.h"

namespace hallows::widgets {
namespace {

constexpr float kArrowScroll = 40;  // dp

struct NamedKey {
  Key key;
  const char* name;
};
constexpr NamedKey kNames[] = {
    {Key::Enter, "Enter"},         {Key::Escape, "Escape"},     {Key::Tab, "Tab"},
    {Key::Backspace, "Backspace"}, {Key::Delete, "Delete"},     {Key::Insert, "Insert"},
    {Key::Left, "Left"},           {Key::Right, "Right"},       {Key::Up, "Up"},
    {Key::Down, "Down"},           {Key::Home, "Home"},         {Key::End, "End"},
    {Key::PageUp, "PageUp"},       {Key::PageDown, "PageDown"}, {Key::Shift, "Shift"},
    {Key::Control, "Ctrl"},        {Key::Alt, "Alt"},           {Key::Super, "Super"},
};

bool has_mod(const InputEvent& event, Mod mod) {
  return (event.mods & mod_bit(mod)) != 0;
}

size_t base_name(Key key, char* out, size_t room) {
  const uint16_t code = static_cast<uint16_t>(key);
  if (key == static_cast<Key>(' ')) return static_cast<size_t>(std::snprintf(out, room, "Space"));
  if (code > 0 && code < 128) {
    const char c = static_cast<char>(code);
    out[0] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return 1;
  }
  if (key >= Key::F1 && key <= Key::F12) {
    const int number = code - static_cast<int>(Key::F1) + 1;
    return static_cast<size_t>(std::snprintf(out, room, "F%d", number));
  }
  for (const NamedKey& named : kNames) {
    if (named.key == key) return static_cast<size_t>(std::snprintf(out, room, "%s", named.name));
  }
  return 0;
}

bool run_shortcuts(UiData& ui, uint8_t index, std::string_view key) {
  const Window& window = ui.windows[index];
  for (uint32_t e = index_of(ui, window.focus); e != 0; e = ui.elements[e].parent) {
    if (handles(ui, e, EventId::Shortcut) && is_enabled(ui, e) && raise_shortcut(ui, e, key)) {
      return true;
    }
  }
  for (uint32_t e = window.element; e != 0; e = next_in_tree(ui, e, window.element)) {
    if (handles(ui, e, EventId::Shortcut) && is_enabled(ui, e) && raise_shortcut(ui, e, key)) {
      return true;
    }
  }
  return false;
}

// The kind itself, then `key` handlers, from the focused element upward.
bool send_key(UiData& ui, uint32_t focus, const InputEvent& event, std::string_view name) {
  const Value value = ui.heap.make_text(name);
  for (uint32_t e = focus; e != 0;) {
    const ElementId id = handle_of(ui, e);
    const KindOps& ops = ops_of(ui, ui.elements[e].kind);
    if (handles(ui, e, EventId::KeyPress) && is_enabled(ui, e)) {
      raise_event(ui, e, EventId::KeyPress, {&value, 1});
      if (index_of(ui, id) == 0) return true;
    }
    if (ops.key != nullptr && is_enabled(ui, e) && ops.key(ui, e, event)) return true;
    if (handles(ui, e, EventId::KeyPress)) return false;
    e = index_of(ui, id) == 0 ? 0 : ui.elements[e].parent;
  }
  return false;
}

bool scroll_key(UiData& ui, uint8_t index, const InputEvent& event) {
  const Window& window = ui.windows[index];
  uint32_t element = index_of(ui, window.focus);
  if (element == 0) element = index_of(ui, window.pointer.hovered);
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if (ui.elements[e].scroll == 0 || ui.elements[e].kind == ElementKind::TextInput) continue;
    const ScrollRec& scroll = ui.scrolls[ui.elements[e].scroll];
    const float page = scroll.view.height * 0.9f;
    Vec2 delta;
    switch (event.key) {
      case Key::PageUp:
        delta = {0, -page};
        break;
      case Key::PageDown:
        delta = {0, page};
        break;
      case Key::Home:
        delta = {0, scroll.first.y - scroll.offset.y};
        break;
      case Key::End:
        delta = {0, scroll.extent.height};
        break;
      case Key::Up:
        delta = {0, -kArrowScroll};
        break;
      case Key::Down:
        delta = {0, kArrowScroll};
        break;
      case Key::Left:
        delta = {-kArrowScroll, 0};
        break;
      case Key::Right:
        delta = {kArrowScroll, 0};
        break;
      default:
        return false;
    }
    if (scroll_by(ui, e, delta)) return true;
  }
  return false;
}

void close_popup(UiData& ui, Window& window) {
  const uint32_t popup = window.popups.back().element;
  set_by_user(ui, popup, PropertyId::Open, Value::from_bool(false));
}

}  // namespace

size_t key_name(const InputEvent& event, char (&out)[32]) noexcept {
  size_t size = 0;
  const auto add = [&](const char* text) {
    for (const char* c = text; *c != 0 && size < sizeof out; ++c) out[size++] = *c;
  };
  if (has_mod(event, Mod::Control) && event.key != Key::Control) add("Ctrl+");
  if (has_mod(event, Mod::Alt) && event.key != Key::Alt) add("Alt+");
  if (has_mod(event, Mod::Shift) && event.key != Key::Shift) add("Shift+");
  if (has_mod(event, Mod::Super) && event.key != Key::Super) add("Super+");
  char base[12];
  const size_t count = base_name(event.key, base, sizeof base);
  for (size_t i = 0; i < count && size < sizeof out; ++i) out[size++] = base[i];
  return count == 0 ? 0 : size;
}

void key_event(UiData& ui, uint8_t index, const InputEvent& event) noexcept {
  if (event.kind != InputKind::KeyDown) return;
  Window& window = ui.windows[index];
  char name[32];
  const size_t size = key_name(event, name);
  if (size == 0) return;
  const std::string_view key(name, size);
  if (run_shortcuts(ui, index, key)) return;
  const uint32_t focus = index_of(ui, window.focus);
  if (send_key(ui, focus == 0 ? window.element : focus, event, key)) return;
  if (event.key == Key::Escape && !window.popups.empty()) {
    close_popup(ui, window);
    return;
  }
  const bool plain = !has_mod(event, Mod::Control) && !has_mod(event, Mod::Alt);
  if (event.key == Key::Tab && plain) {
    focus_next(ui, index, has_mod(event, Mod::Shift));
    return;
  }
  const bool presses = event.key == Key::Enter || event.key == static_cast<Key>(' ');
  const uint32_t now = index_of(ui, window.focus);
  if (presses && plain && now != 0 && press_element(ui, now)) return;
  scroll_key(ui, index, event);
}

}  // namespace hallows::widgets
