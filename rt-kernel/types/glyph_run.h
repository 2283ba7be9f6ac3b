#pragma once

#include <cstdint>
#include <span>

#include "rt-kernel/types/font_face.h"

namespace hallows {

using GlyphId = Id<struct GlyphTag, uint16_t>;

// One glyph where layout put it: pen position in dp from the origin of its text box, y down, the
// baseline already in y. Not rounded: the renderer bins x to a quarter device pixel.
struct PlacedGlyph {
  GlyphId glyph;
  uint16_t flags = 0;  // bit 0: colour glyph
  float x = 0;
  float y = 0;
};

// Glyphs of one face, size and colour span, in visual order. `glyphs` points into arrays of the
// paragraph that made the run and is valid until that paragraph is laid out again.
struct GlyphRun {
  FontFaceId face;
  float size = 0;     // em size, dp
  uint32_t span = 0;  // index of the style span (colour is the widget's business)
  std::span<const PlacedGlyph> glyphs;
};

// A straight line that belongs to text: underline, strike. dp, from the origin of the text box.
struct TextLine {
  float x = 0, y = 0, width = 0, thickness = 0;
  uint32_t span = 0;
};

}  // namespace hallows
