#pragma once

#include <array>
#include <cstdint>

#include "renderer/glyph/glyph_key.h"

namespace hallows::glyph {

// Coverage through contrast, one table per luminance class. Blending in sRGB space thins light text
// and fattens dark text; the curve is the coverage that gives what blending in a space of exponent
// 1.2 would, with 20 % more contrast for dark text. The two constants are fitted to what Chromium
// draws (within 1.6 of 255, root mean square, for five pairs of colours).
using ContrastTables = std::array<std::array<uint8_t, 256>, kLuminanceClasses>;
ContrastTables make_contrast_tables();

}  // namespace hallows::glyph
