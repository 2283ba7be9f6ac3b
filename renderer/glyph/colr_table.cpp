// OpenType 1.9, COLR: "COLR version 1 additions". Formats of paints by their numbers there; an odd
// one, where an even one stands before it, is the same with variations.
#include "renderer/glyph/colr_table.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hallows::glyph {
namespace {

constexpr size_t kHeader = 34;
constexpr size_t kGlyphRecord = 6, kClipRecord = 7;

uint32_t big_endian(std::span<const uint8_t> bytes, size_t at) {
  if (at + 4 > bytes.size()) return 0;
  return uint32_t{bytes[at]} << 24 | uint32_t{bytes[at + 1]} << 16 | uint32_t{bytes[at + 2]} << 8 |
         bytes[at + 3];
}

// `m` about a centre.
Matrix about(const Matrix& m, double x, double y) {
  return concat({1, 0, x, 0, 1, y}, concat(m, {1, 0, -x, 0, 1, -y}));
}

}  // namespace

std::span<const uint8_t> sfnt_table(std::span<const uint8_t> font, uint32_t index, uint32_t tag) {
  constexpr uint32_t kCollection = 0x74746366;  // 'ttcf'
  size_t directory = 0;
  if (big_endian(font, 0) == kCollection) {
    if (index >= big_endian(font, 8)) return {};
    directory = big_endian(font, 12 + size_t{index} * 4);
  }
  const uint32_t count = big_endian(font, directory + 4) >> 16;
  for (uint32_t i = 0; i < count; ++i) {
    const size_t record = directory + 12 + size_t{i} * 16;
    if (big_endian(font, record) != tag) continue;
    const size_t first = big_endian(font, record + 8), length = big_endian(font, record + 12);
    if (first > font.size() || length > font.size() - first) return {};
    return font.subspan(first, length);
  }
  return {};
}

ColrTable::ColrTable(std::span<const uint8_t> bytes) : bytes_(bytes) {
  if (bytes.size() < kHeader || u16(0) < 1) return;
  base_glyphs_ = u32(14);
  layers_ = u32(18);
  clips_ = u32(22);
}

uint32_t ColrTable::root_of(uint32_t glyph) const {
  if (base_glyphs_ == 0) return 0;
  const size_t first = size_t{base_glyphs_} + 4;
  const size_t most = bytes_.size() > first ? (bytes_.size() - first) / kGlyphRecord : 0;
  size_t low = 0, high = std::min<size_t>(u32(base_glyphs_), most);
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const uint32_t found = u16(first + middle * kGlyphRecord);
    if (found == glyph) return base_glyphs_ + u32(first + middle * kGlyphRecord + 2);
    (found < glyph ? low : high) = found < glyph ? middle + 1 : middle;
  }
  return 0;
}

uint32_t ColrTable::layer(uint32_t index) const {
  if (layers_ == 0 || index >= u32(layers_)) return 0;
  const uint32_t offset = u32(size_t{layers_} + 4 + size_t{index} * 4);
  return offset == 0 ? 0 : layers_ + offset;
}

bool ColrTable::clip_box(uint32_t glyph, double (&box)[4]) const {
  if (clips_ == 0 || u8(clips_) != 1) return false;
  const size_t first = size_t{clips_} + 5;
  const size_t most = bytes_.size() > first ? (bytes_.size() - first) / kClipRecord : 0;
  size_t low = 0, high = std::min<size_t>(u32(size_t{clips_} + 1), most);
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const size_t record = first + middle * kClipRecord;
    if (glyph < u16(record)) {
      high = middle;
    } else if (glyph > u16(record + 2)) {
      low = middle + 1;
    } else {
      const size_t at = offset24(clips_, record + 4);
      for (size_t i = 0; i < 4; ++i) box[i] = i16(at + 1 + i * 2);
      return at != 0;
    }
  }
  return false;
}

// Relative to `base`; 0 stays 0.
uint32_t ColrTable::offset24(uint32_t base, size_t at) const {
  const uint32_t offset = u24(at);
  return offset == 0 ? 0 : base + offset;
}

Extend ColrTable::extend_of(uint32_t color_line) const {
  const uint32_t mode = u8(color_line);
  return mode == 1 ? Extend::Repeat : mode == 2 ? Extend::Reflect : Extend::Pad;
}

uint32_t ColrTable::stop_count(uint32_t color_line) const {
  return color_line == 0 ? 0 : u16(size_t{color_line} + 1);
}

StopRecord ColrTable::stop(const Paint& gradient, uint32_t index) const {
  const size_t size = gradient.variable_line ? 10 : 6;
  const size_t at = size_t{gradient.color_line} + 3 + index * size;
  return {f2dot14(at), {static_cast<uint16_t>(u16(at + 2)), f2dot14(at + 4)}};
}

void ColrTable::read_gradient(uint32_t offset, uint32_t format, Paint& out) const {
  out.kind = format == 4 ? PaintKind::Linear : format == 6 ? PaintKind::Radial : PaintKind::Sweep;
  out.color_line = offset24(offset, size_t{offset} + 1);
  for (size_t i = 0; i < 6; ++i) {
    const size_t at = size_t{offset} + 4 + i * 2;
    const bool radius = format == 6 && (i == 2 || i == 5);  // unsigned
    const bool angle = format == 8 && i >= 2;
    out.numbers[i] = radius ? u16(at) : angle ? f2dot14(at) : i16(at);
  }
}

// All kinds of transforms: 12 to 31.
void ColrTable::read_matrix(uint32_t offset, uint32_t format, Paint& out) const {
  out.kind = PaintKind::Moved;
  out.child = offset24(offset, size_t{offset} + 1);
  const size_t at = size_t{offset} + 4;
  Matrix& m = out.matrix;
  size_t centre = 0;  // where it stands
  switch (format) {
    case 12: {
      const size_t affine = offset24(offset, at);
      m = {fixed(affine),     fixed(affine + 8),  fixed(affine + 16),
           fixed(affine + 4), fixed(affine + 12), fixed(affine + 20)};
      return;
    }
    case 14:
      m = {1, 0, i16(at), 0, 1, i16(at + 2)};
      return;
    case 16:
    case 18:
      m = {f2dot14(at), 0, 0, 0, f2dot14(at + 2), 0};
      centre = format == 18 ? at + 4 : 0;
      break;
    case 20:
    case 22:
      m = {f2dot14(at), 0, 0, 0, f2dot14(at), 0};
      centre = format == 22 ? at + 2 : 0;
      break;
    case 24:
    case 26: {
      const double angle = f2dot14(at) * std::numbers::pi;
      m = {std::cos(angle), -std::sin(angle), 0, std::sin(angle), std::cos(angle), 0};
      centre = format == 26 ? at + 2 : 0;
      break;
    }
    default: {  // 28, 30: skew
      const double x = f2dot14(at) * std::numbers::pi, y = f2dot14(at + 2) * std::numbers::pi;
      m = {1, -std::tan(x), 0, std::tan(y), 1, 0};
      centre = format == 30 ? at + 4 : 0;
    }
  }
  if (centre != 0) m = about(m, i16(centre), i16(centre + 2));
}

Paint ColrTable::read(uint32_t offset) const {
  Paint out;
  if (offset == 0 || offset >= bytes_.size()) return out;
  const size_t at = offset;
  uint32_t format = u8(at);
  const bool paired = (format >= 2 && format <= 9) || (format >= 12 && format <= 31);
  out.variable_line = paired && format % 2 == 1;
  if (out.variable_line) --format;
  if (format == 1) {
    out.kind = PaintKind::Layers;
    out.layer_count = static_cast<uint8_t>(u8(at + 1));
    out.first_layer = u32(at + 2);
  } else if (format == 2) {
    out.kind = PaintKind::Solid;
    out.color = {static_cast<uint16_t>(u16(at + 1)), f2dot14(at + 3)};
  } else if (format >= 4 && format <= 8) {
    read_gradient(offset, format, out);
  } else if (format == 10) {
    out.kind = PaintKind::Glyph;
    out.child = offset24(offset, at + 1);
    out.glyph = static_cast<uint16_t>(u16(at + 4));
  } else if (format == 11) {
    out.kind = PaintKind::ColorGlyph;
    out.glyph = static_cast<uint16_t>(u16(at + 1));
  } else if (format >= 12 && format <= 30) {
    read_matrix(offset, format, out);
  } else if (format == 32) {
    out.kind = PaintKind::Composite;
    out.child = offset24(offset, at + 1);
    out.mode = static_cast<uint8_t>(u8(at + 4));
    out.backdrop = offset24(offset, at + 5);
  }
  return out;
}

}  // namespace hallows::glyph
