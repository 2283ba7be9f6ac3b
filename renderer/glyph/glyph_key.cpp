#include "renderer/glyph/glyph_key.h"

#include <cmath>

namespace hallows::glyph {

uint8_t luminance_class(Color color) {
  // Rec. 709 weights on sRGB values, in 1/65536: close enough to lightness for five steps.
  const uint32_t luma = (13933u * color.r + 46871u * color.g + 4732u * color.b) >> 16;
  return static_cast<uint8_t>((luma * (kLuminanceClasses - 1) + 127) / 255);
}

BinnedX bin_x(float x) {
  const auto quarters = static_cast<int32_t>(std::floor(x * kSubpixelBins + 0.5f));
  return {quarters >> 2, static_cast<uint8_t>(quarters & 3)};
}

GlyphKey key_of(FontFaceId face, float size_px, GlyphId glyph, uint8_t bin, uint8_t luminance) {
  constexpr float kLargest = 1000;  // as 1/64 px it fits into 16 bits
  const float clamped = std::fmin(std::fmax(size_px, 1.0f), kLargest);
  return {face, glyph, static_cast<uint16_t>(std::lround(clamped * 64)), bin, luminance};
}

GlyphKey outline_key(FontFaceId face, GlyphId glyph) {
  return {face, glyph, 0, 0, GlyphKey::kOutline};
}

GlyphKey color_key(FontFaceId face, float size_px, GlyphId glyph, uint8_t bin) {
  return key_of(face, size_px, glyph, bin, GlyphKey::kColorGlyph);
}

GlyphKey color_tile_key(FontFaceId face, float size_px, GlyphId glyph, uint8_t tile) {
  const float clamped = std::fmin(std::fmax(size_px, 1.0f), kLargestColorPx);
  return {face, glyph, static_cast<uint16_t>(std::lround(clamped * 4)), tile, GlyphKey::kColorTile};
}

bool is_color_tile(const GlyphKey& key) {
  return (key.luminance_class & ~GlyphKey::kForeground) == GlyphKey::kColorTile;
}

double color_size(const GlyphKey& key) {
  return key.size_q6 / (is_color_tile(key) ? 4.0 : 64.0);
}

double color_shift(const GlyphKey& key) {
  return is_color_tile(key) ? 0 : key.bin / double{kSubpixelBins};
}

// Sides grow with the size so that 4 tiles to the left and below reach 0.4 ems at least, 12 to the
// right and above 1.2.
RectPx color_tile(float size_px, uint8_t tile) {
  const Px side = size_px <= 2400 ? 256 : 512;
  const Px x = (tile % kTileColumns - 4) * side, y = (tile / kTileColumns - 12) * side;
  return {x, y, x + side, y + side};
}

}  // namespace hallows::glyph
