#pragma once

#include "rt-kernel/base/nonblocking.h"
#include "widgets/ui_data.h"

// Stage 2: input becomes gestures, gestures become handler calls, one by one.
namespace hallows::widgets {

inline bool handles(const UiData& ui, uint32_t element, EventId event) {
  return (ui.elements[element].handles >> static_cast<uint32_t>(event) & 1) != 0;
}
// Runs the element's handlers of the event: its own, then those of the components whose root it is.
// Bindings are evaluated when they have ended. False when there was none.
bool raise_event(UiData& ui, uint32_t element, EventId event,
                 std::span<const Value> values) noexcept HALLOWS_NONBLOCKING;
// As above for `shortcut`, where the handler's key is `key`.
bool raise_shortcut(UiData& ui, uint32_t element,
                    std::string_view key) noexcept HALLOWS_NONBLOCKING;
// Nearest element from `element` upward that is enabled and handles one of the events (bits).
uint32_t nearest_handler(const UiData& ui, uint32_t element,
                         uint64_t events) noexcept HALLOWS_NONBLOCKING;
constexpr uint64_t bit_of(EventId event) {
  return uint64_t{1} << static_cast<uint32_t>(event);
}
inline bool is_enabled(const UiData& ui, uint32_t element) {
  return (ui.elements[element].state & (StateDisabled | StateExiting)) == 0;
}

// The element is about to go: pointer and focus let go of it.
void forget_element(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;

// ---- Pointer ----
void pointer_event(UiData& ui, uint8_t window,
                   const InputEvent& event) noexcept HALLOWS_NONBLOCKING;
// Holds that became long: called with the time of the frame.
void check_long_press(UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;
Instant next_long_press(const UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;
// A `press` without a pointer (Enter, Space, accessibility).
bool press_element(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// The element under a still pointer may have changed after layout.
void refresh_hover(UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;

// ---- Keys ----
void key_event(UiData& ui, uint8_t window, const InputEvent& event) noexcept HALLOWS_NONBLOCKING;
// "Ctrl+Shift+A", "Enter": as `key` and `shortcut` name it. Writes into `out`, returns its size.
size_t key_name(const InputEvent& event, char (&out)[32]) noexcept HALLOWS_NONBLOCKING;

// ---- Focus ----
enum class FocusVia : uint8_t { Pointer, Keyboard };
bool is_focusable(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// 0: nobody.
void move_focus(UiData& ui, uint8_t window, uint32_t element,
                FocusVia via) noexcept HALLOWS_NONBLOCKING;
bool focus_next(UiData& ui, uint8_t window, bool backward) noexcept HALLOWS_NONBLOCKING;
// The element or its first focusable descendant; 0: none.
uint32_t first_focusable(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;

bool take_events(UiData& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
void request_window(UiData& ui, const WindowRequest& request) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::widgets
