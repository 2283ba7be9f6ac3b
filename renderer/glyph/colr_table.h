#pragma once

#include <cstdint>
#include <span>

#include "renderer/glyph/color_gradient.h"

namespace hallows::glyph {

// The bytes of a table of a font file, or of one font of a collection; empty where it has none or
// its directory is damaged.
std::span<const uint8_t> sfnt_table(std::span<const uint8_t> font, uint32_t index, uint32_t tag);

// A colour of the palette, or kForeground, times an alpha.
struct PaletteColor {
  static constexpr uint16_t kForeground = 0xFFFF;
  uint16_t index = 0;
  double alpha = 1;
};

enum class PaintKind : uint8_t {
  Unknown,  // of a later version, or damaged: draws nothing
  Layers,
  Solid,
  Linear,
  Radial,
  Sweep,
  Glyph,       // the child within an outline
  ColorGlyph,  // another glyph's paint
  Moved,       // the child under a matrix
  Composite,
};

// One paint of the graph. Offsets are into the table.
struct Paint {
  PaintKind kind = PaintKind::Unknown;
  uint32_t child = 0;          // Glyph, Moved; Composite: the source
  uint32_t backdrop = 0;       // Composite
  uint8_t mode = 0;            // Composite
  uint16_t glyph = 0;          // Glyph, ColorGlyph
  uint32_t first_layer = 0;    // Layers
  uint8_t layer_count = 0;     // Layers
  PaletteColor color;          // Solid
  uint32_t color_line = 0;     // gradients
  bool variable_line = false;  // its stops are longer
  double numbers[6] = {};      // gradients, in the table's order, font units; Sweep: half turns
  Matrix matrix;               // Moved
};

struct StopRecord {
  double at = 0;
  PaletteColor color;
};

// Reads an OpenType COLR table of version 1. What lies outside the bytes reads as 0, so that
// nothing in a damaged font can do harm. Variations of paints are not applied: they stand as in the
// default instance.
class ColrTable {
 public:
  ColrTable() = default;
  explicit ColrTable(std::span<const uint8_t> bytes);

  // The paint of a glyph; 0: it has none here.
  uint32_t root_of(uint32_t glyph) const;
  // The paint of a layer; 0: there is no such layer.
  uint32_t layer(uint32_t index) const;
  Paint read(uint32_t offset) const;
  Extend extend_of(uint32_t color_line) const;
  uint32_t stop_count(uint32_t color_line) const;
  StopRecord stop(const Paint& gradient, uint32_t index) const;
  // False where the glyph has no clip box. Font units: left, bottom, right, top.
  bool clip_box(uint32_t glyph, double (&box)[4]) const;

 private:
  uint32_t u8(size_t at) const { return at < bytes_.size() ? bytes_[at] : 0u; }
  uint32_t u16(size_t at) const { return u8(at) << 8 | u8(at + 1); }
  uint32_t u24(size_t at) const { return u16(at) << 8 | u8(at + 2); }
  uint32_t u32(size_t at) const { return u16(at) << 16 | u16(at + 2); }
  double i16(size_t at) const { return static_cast<int16_t>(u16(at)); }
  double f2dot14(size_t at) const { return i16(at) / 16384; }
  double fixed(size_t at) const { return static_cast<int32_t>(u32(at)) / 65536.0; }
  uint32_t offset24(uint32_t base, size_t at) const;
  void read_gradient(uint32_t offset, uint32_t format, Paint& out) const;
  void read_matrix(uint32_t offset, uint32_t format, Paint& out) const;

  std::span<const uint8_t> bytes_;
  uint32_t base_glyphs_ = 0, layers_ = 0, clips_ = 0;  // offsets of lists; 0: none
};

}  // namespace hallows::glyph
