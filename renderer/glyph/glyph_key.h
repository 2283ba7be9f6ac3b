#pragma once

#include "rt-kernel/types/color.h"
#include "rt-kernel/types/glyph_request.h"

namespace hallows::glyph {

constexpr uint32_t kSubpixelBins = 4;
constexpr uint32_t kLuminanceClasses = 5;
// Glyphs up to this em size may be rasterised in the frame; larger ones are a worker's.
constexpr float kSmallGlyphPx = 48;
// Above this em size a glyph is not drawn (counted): text that large belongs in a path.
constexpr float kLargestGlyphPx = 512;

// Perceived lightness of a text colour in five steps: which contrast curve its coverage goes
// through.
uint8_t luminance_class(Color color);

struct BinnedX {
  int32_t px = 0;   // whole pixels
  uint8_t bin = 0;  // quarters
};
// Rounds to the nearest quarter (flooring costs 0.02 of SSIM against the reference pictures).
BinnedX bin_x(float x);

// The key that draws `glyph` at `x` (device pixels); y is rounded to the pixel.
GlyphKey key_of(FontFaceId face, float size_px, GlyphId glyph, uint8_t bin, uint8_t luminance);

}  // namespace hallows::glyph
