#pragma once

#include <string_view>

#include "rt-kernel/types/input_event.h"

namespace hallows::runtime {

struct KeyChord {
  Key key = Key::Unknown;
  uint8_t mods = 0;
};
// "Enter", "a", "Ctrl+Shift+Left". Unknown where the text names no key.
KeyChord parse_key_chord(std::string_view text);

}  // namespace hallows::runtime
