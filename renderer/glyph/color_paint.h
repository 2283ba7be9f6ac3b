#pragma once

#include <cstdint>

#include "renderer/glyph/color_canvas.h"
#include "renderer/glyph/colr_table.h"

// FreeType's own name for the record; its headers stay in the .cpp files.
struct FT_FaceRec_;  // NOLINT(readability-identifier-naming): FreeType's name

namespace hallows::glyph {

// One glyph of a font with a COLR table, at a size.
struct ColorGlyph {
  FT_FaceRec_* face = nullptr;
  ColrTable table;
  uint32_t glyph = 0;
  double px_per_em = 0;
  double x = 0;  // of the pen, device pixels
};

enum class PaintResult : uint8_t {
  Painted,
  NoColors,  // the table says nothing of this glyph
  Refused,   // its paints go in a circle, or there are too many
};

// Where the glyph may have ink: its clip box, else a few ems around the pen. Whole pixels, y down.
RectPx color_bounds(const ColorGlyph& glyph);

// Paints layers (version 0) or the graph of paints (version 1: solid and gradient fills with every
// extend mode, all transforms, composite modes, nested colour glyphs) into the canvas' window, with
// the colours of the font's first palette. The graph is read here, not by FreeType: 2.12 is built
// without that. Not thread-safe for one face; allocates.
PaintResult paint_color_glyph(const ColorGlyph& glyph, ColorCanvas& canvas);

}  // namespace hallows::glyph
