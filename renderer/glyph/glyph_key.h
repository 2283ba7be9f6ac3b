#pragma once

#include "rt-kernel/types/color.h"
#include "rt-kernel/types/glyph_request.h"

namespace hallows::glyph {

constexpr uint32_t kSubpixelBins = 4;
constexpr uint32_t kLuminanceClasses = 5;
// From this em size up, device pixels, a glyph is drawn by its outline, below it as a bitmap.
constexpr float kPathGlyphPx = 48;
// From this em size up the outline is asked for ahead, so that text which grows shows no gap.
constexpr float kAheadGlyphPx = 40;
// Text above this em size is not drawn (counted): it comes from nonsense sizes.
constexpr float kLargestTextPx = 16'384;
// Colour glyphs are bitmaps of at most this em size.
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
// The key of its outline, whatever the size.
GlyphKey outline_key(FontFaceId face, GlyphId glyph);

}  // namespace hallows::glyph
