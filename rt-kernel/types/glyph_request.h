#pragma once

#include <cstdint>

#include "rt-kernel/types/font_face.h"
#include "rt-kernel/types/glyph_run.h"

namespace hallows {

// Names one glyph's picture or outline: what the caches key by and what a worker is asked to make.
struct GlyphKey {
  FontFaceId face;
  GlyphId glyph;
  uint16_t size_q6 = 0;         // em size, 1/64 device pixel
  uint8_t bin = 0;              // quarter pixel of x: 0 to 3; of kColorTile: which tile
  uint8_t luminance_class = 0;  // of the text colour: 0 (dark) to 4 (light); or one of these
  static constexpr uint8_t kColorGlyph = 7;  // BGRA
  static constexpr uint8_t kOutline = 6;     // of all sizes: size and bin are 0
  static constexpr uint8_t kColorTile = 5;   // a part of a large one; its size is in 1/4 pixel
  static constexpr uint8_t kForeground = 8;  // added to the two of colour: what takes the text's
  constexpr bool is_outline() const { return luminance_class == kOutline; }
  constexpr bool is_color() const {
    const int kind = luminance_class & ~kForeground;
    return kind == kColorGlyph || kind == kColorTile;
  }
  friend bool operator==(GlyphKey, GlyphKey) = default;
  constexpr uint64_t packed() const {
    return uint64_t{face.value} << 48 | uint64_t{glyph.value} << 32 | uint64_t{size_q6} << 16 |
           uint64_t{bin} << 8 | luminance_class;
  }
};

// What a frame lacks. Workers answer with a glyph::GlyphOutline where the key is one's, else with a
// glyph::GlyphBitmap.
struct GlyphRequest {
  GlyphKey key;
};

}  // namespace hallows
