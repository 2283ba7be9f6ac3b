#pragma once

#include "rt-kernel/types/color.h"
#include "rt-kernel/types/geometry.h"
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
// From this em size up a colour glyph is drawn in tiles, of which only those in sight are made.
constexpr float kColorTilePx = 200;
// Colour glyphs above this em size are not drawn (counted).
constexpr float kLargestColorPx = 4800;

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
// The keys of a colour glyph, whole or a tile of it (tiles lie on whole pixels).
GlyphKey color_key(FontFaceId face, float size_px, GlyphId glyph, uint8_t bin);
GlyphKey color_tile_key(FontFaceId face, float size_px, GlyphId glyph, uint8_t tile);
// Whether a key means a tile of a colour glyph, or what takes the text's colour in one.
bool is_color_tile(const GlyphKey& key);
// The em size that a key of a colour glyph means, device pixels.
double color_size(const GlyphKey& key);
// How far right of its pixel the pen of such a glyph stands; of a tile: 0.
double color_shift(const GlyphKey& key);

// Tiles lie in 16 columns and 16 rows around the pen: tile = 16 * row + column.
constexpr int kTileColumns = 16;
// Where a tile lies, device pixels from the pen, y down.
RectPx color_tile(float size_px, uint8_t tile);

}  // namespace hallows::glyph
