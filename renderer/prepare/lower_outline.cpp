// Filled outlines: paths, and glyphs that are too large for bitmaps.
#include <algorithm>
#include <array>
#include <cmath>

#include "renderer/prepare/lower.h"
#include "renderer/prepare/shape_key.h"

namespace hallows::prepare {
namespace {

// Parts `m` into whole pixels, which it returns, and the rest.
template <class Point>
Point take_whole(Affine& m) {
  const float x = std::floor(m.tx), y = std::floor(m.ty);
  m.tx -= x;
  m.ty -= y;
  return {static_cast<Px>(x), static_cast<Px>(y)};
}

// Without antialiasing a pixel is in or out.
constexpr std::array<uint8_t, 256> kBilevel = [] {
  std::array<uint8_t, 256> curve{};
  for (size_t i = 128; i < 256; ++i) curve[i] = 255;
  return curve;
}();

int cell_at(Px offset, Px side) {
  return offset < 0 ? 0 : offset / side;
}

}  // namespace

// Which cells of a row are seen and not made yet: CellRow::wanted.
uint32_t Lowerer::wanted_cells(const FilledOutline& outline, const OutlineGrid& grid,
                               const CellRow& row, Vec2Px origin) {
  uint32_t wanted = 0;
  for (int i = 0; i < OutlineGrid::kColumns && row.first_column + i < grid.columns(); ++i) {
    const RectPx cell = grid.cell(row.first_column + i, row.row);
    if (!emitter_.visible(translate(cell, origin.x, origin.y))) continue;
    if (shapes_.find_cell(outline, cell) == nullptr) wanted |= 1u << i;
  }
  return wanted;
}

// Emits the cells of a row; neighbours that are wholly covered become one quad. False where one is
// missing.
bool Lowerer::emit_cells(const FilledOutline& outline, const OutlineGrid& grid, const CellRow& row,
                         const OutlineDraw& draw) {
  bool complete = true;
  RectPx solid;
  for (int i = 0; i < OutlineGrid::kColumns && row.first_column + i < grid.columns(); ++i) {
    const RectPx cell = grid.cell(row.first_column + i, row.row);
    const RectPx dst = translate(cell, draw.origin.x, draw.origin.y);
    if (!emitter_.visible(dst)) continue;
    const glyph::Sprite* sprite = shapes_.find_cell(outline, cell);
    if (sprite == nullptr) {
      complete = false;
    } else if (sprite->width > 0) {
      emitter_.mask(dst, texels_of(*sprite), draw.paint);
    } else if (sprite->solid && solid.x1 == dst.x0 && !solid.empty()) {
      solid.x1 = dst.x1;
    } else if (sprite->solid) {
      emitter_.cover(solid, draw.paint);
      solid = dst;
    }
  }
  emitter_.cover(solid, draw.paint);
  return complete;
}

// False where something is missing. `outline.bounds` and the cells lie relative to the origin.
bool Lowerer::filled_outline(const FilledOutline& outline, const OutlineDraw& draw) {
  const RectPx all = translate(outline.bounds, draw.origin.x, draw.origin.y);
  const RectPx shown = intersect(all, emitter_.clip());
  if (shown.empty() || !emitter_.visible(all)) return true;
  const OutlineGrid grid(outline.bounds);
  constexpr int kColumns = OutlineGrid::kColumns;
  const int first_row = cell_at(shown.y0 - all.y0, grid.side_y);
  const int last_row = std::min(cell_at(shown.y1 - 1 - all.y0, grid.side_y), grid.rows() - 1);
  const int first = cell_at(shown.x0 - all.x0, grid.side_x) / kColumns * kColumns;
  const int last = std::min(cell_at(shown.x1 - 1 - all.x0, grid.side_x), grid.columns() - 1);
  bool complete = true;
  for (int y = first_row; y <= last_row; ++y) {
    for (int x = first; x <= last; x += kColumns) {
      CellRow row = {x, y, 0};
      row.wanted = wanted_cells(outline, grid, row, draw.origin);
      if (row.wanted != 0) complete = shapes_.make_cells(outline, grid, row) && complete;
      complete = emit_cells(outline, grid, row, draw) && complete;
    }
  }
  return complete;
}

bool Lowerer::filled_path(const scene::Path& p, RectPx bounds, Vec2Px origin, const Paint& paint) {
  FilledOutline outline;
  outline.path = scene_.path(p.path);
  outline.rule = p.rule;
  outline.to_px = p.to_px;
  const auto whole = take_whole<Vec2Px>(outline.to_px);
  outline.bounds = translate(bounds, -whole.x, -whole.y);
  KeyHash name(2);
  name.ints(p.path.value, static_cast<int>(p.rule)).affine(outline.to_px);
  outline.name = name.key();
  return filled_outline(outline, {{origin.x + whole.x, origin.y + whole.y}, paint});
}

// A glyph under `to_px`, from ems to the node's pixels.
bool Lowerer::filled_glyph(const OutlineCache::Outline& glyph, Affine to_px, uint8_t luminance,
                           const OutlineDraw& draw) {
  FilledOutline outline;
  outline.path = outlines_.path(glyph);
  if (outline.path.verbs.empty()) return true;
  outline.to_px = to_px;
  const auto whole = take_whole<Vec2Px>(outline.to_px);
  outline.bounds = scene::transformed_bounds(outline.to_px, glyph.bounds);
  if (outline.bounds.empty()) return true;
  outline.curve =
      glyph.antialias == Antialias::Grey ? contrast_[luminance].data() : kBilevel.data();
  KeyHash name(7);
  name.word(glyph.key).word(luminance).affine(outline.to_px);
  outline.name = name.key();
  return filled_outline(outline, {{draw.origin.x + whole.x, draw.origin.y + whole.y}, draw.paint});
}

}  // namespace hallows::prepare
