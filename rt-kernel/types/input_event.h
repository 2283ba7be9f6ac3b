#pragma once

#include <array>
#include <cstdint>

#include "rt-kernel/base/time.h"
#include "rt-kernel/types/geometry.h"

namespace hallows {

// There is no global window: every event, plan and stage carries one of these.
struct WindowId {
  uint8_t value = 0;
  friend bool operator==(WindowId, WindowId) = default;
};
// Open at once; ids are below it. A further one isn't opened.
constexpr uint32_t kMaxWindows = 8;

enum class InputKind : uint8_t {
  PointerMove,        // position
  PointerDown,        // position, button
  PointerUp,          // position, button
  PointerLeave,       // -
  Wheel,              // position, delta (dp, down and right are positive)
  KeyDown,            // key, mods (repeat: flags bit 0)
  KeyUp,              // key, mods
  Text,               // text: committed by the input method
  Preedit,            // text, caret: replaces the earlier preedit; empty ends it
  DeleteSurrounding,  // before, after in code points, from the input method
  Resize,             // size_px, scale
  ScaleChange,        // scale
  FocusIn,
  FocusOut,
  CloseRequest,
  Expose,  // the window system lost the pixels: draw all
};

enum class Key : uint16_t {
  Unknown = 0,
  // Printable keys are their unshifted US character ('a' .. 'z', '0' .. '9', ' ', '-' ...).
  Enter = 256,
  Escape,
  Tab,
  Backspace,
  Delete,
  Insert,
  Left,
  Right,
  Up,
  Down,
  Home,
  End,
  PageUp,
  PageDown,
  F1,
  F2,
  F3,
  F4,
  F5,
  F6,
  F7,
  F8,
  F9,
  F10,
  F11,
  F12,
  Shift,
  Control,
  Alt,
  Super,
};

enum class Mod : uint8_t { None = 0, Shift = 1, Control = 2, Alt = 4, Super = 8 };
constexpr uint8_t mod_bit(Mod m) {
  return static_cast<uint8_t>(m);
}

// InputEvent.flags, by kind.
constexpr uint8_t kKeyRepeat = 1;          // KeyDown: the key is held
constexpr uint8_t kTextFromClipboard = 2;  // Text: the answer to AskClipboard
constexpr uint8_t kTextMore = 4;           // Text: another piece of the same text follows

// One event as the platform thread stamped it. Fixed size: it travels on a ring. Longer committed
// text is split at code points into several events.
struct InputEvent {
  InputKind kind = InputKind::PointerMove;
  WindowId window;
  uint8_t button = 0;  // 0 left, 1 right, 2 middle
  uint8_t mods = 0;
  uint8_t flags = 0;
  uint8_t text_size = 0;
  Key key = Key::Unknown;
  Instant time;
  Vec2 position;  // dp, window space
  Vec2 delta;     // dp
  SizePx size_px;
  float scale = 1;
  uint16_t caret = 0;  // Preedit: byte offset in text
  uint16_t before = 0, after = 0;
  std::array<char, 48> text{};
};
static_assert(sizeof(InputEvent) <= 128);

}  // namespace hallows
