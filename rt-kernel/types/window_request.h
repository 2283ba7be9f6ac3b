#pragma once

#include <array>
#include <cstdint>

#include "rt-kernel/types/input_event.h"

namespace hallows {

enum class WindowRequestKind : uint8_t {
  Open,  // size (dp), text = title
  Close,
  SetTitle,      // text
  SetCursor,     // cursor
  SetSize,       // size (dp)
  CaretRect,     // rect: where the input method shows its window
  SetClipboard,  // text, in pieces: flags bit 0 = more follows
  AskClipboard,  // answered by Text events
};

enum class CursorShape : uint8_t { Arrow, Text, Hand, ResizeH, ResizeV, Hidden };

// What the engine asks of the platform thread. Fixed size: it travels on a ring.
struct WindowRequest {
  WindowRequestKind kind = WindowRequestKind::Open;
  WindowId window;
  CursorShape cursor = CursorShape::Arrow;
  uint8_t flags = 0;
  uint8_t text_size = 0;
  Size size;
  Rect rect;
  std::array<char, 80> text{};
};

}  // namespace hallows
