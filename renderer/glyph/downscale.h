#pragma once

#include <cstdint>

#include "renderer/glyph/glyph_raster.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::glyph {

// A colour bitmap as the font stores it: premultiplied BGRA rows, `pitch` bytes apart, its first
// texel `left` to the right of the pen and `top` above the baseline.
struct ColorStrike {
  const uint8_t* texels = nullptr;
  int pitch = 0;
  uint32_t width = 0, height = 0;
  int left = 0, top = 0;
};

struct StrikePlace {
  double scale = 1;
  double x = 0;  // of the pen, device pixels
};

// Scales what a window (device pixels from the pen, y down) shows of a strike into `out` (area
// average; bilinear where it grows), placed so that sub-pixel offsets of the scaled origin are kept
// within the bitmap. False when the result would be too large; a result without a pixel is left as
// it is.
bool downscale(const ColorStrike& strike, StrikePlace place, RectPx window, GlyphBitmap& out);

}  // namespace hallows::glyph
