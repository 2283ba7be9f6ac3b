// The coverage of filled outlines, cell by cell.
#include <algorithm>
#include <cstring>

#include "renderer/prepare/shape_key.h"
#include "renderer/prepare/shapes.h"

namespace hallows::prepare {

using glyph::BitmapFormat;
using glyph::Sprite;
using glyph::TexelRows;

namespace {

uint64_t cell_key(const FilledOutline& outline, RectPx cell) {
  return KeyHash(6).word(outline.name).rect(cell).key();
}

// True where every texel is `value`.
bool all_are(const TexelRows& texels, RectPx cell, uint8_t value) {
  for (Px y = 0; y < cell.height(); ++y) {
    const uint8_t* row = texels.row(static_cast<size_t>(y));
    // A row of equal bytes: its first is the value, and each equals the one before.
    if (row[0] != value) return false;
    if (std::memcmp(row, row + 1, static_cast<size_t>(cell.width() - 1)) != 0) return false;
  }
  return true;
}

}  // namespace

OutlineGrid::OutlineGrid(RectPx outline_bounds) : bounds(outline_bounds) {
  const bool small = bounds.width() <= kSmall && bounds.height() <= kSmall;
  side_x = small ? bounds.width() : kCell;
  side_y = small ? bounds.height() : kCell;
}

RectPx OutlineGrid::cell(int column, int row) const {
  const Px x = bounds.x0 + column * side_x, y = bounds.y0 + row * side_y;
  return {x, y, std::min(x + side_x, bounds.x1), std::min(y + side_y, bounds.y1)};
}

void ShapeCache::begin_frame(int64_t raster_px) {
  raster_budget_px_ = raster_px;
  postponed_ = false;
}

const Sprite* ShapeCache::find_cell(const FilledOutline& outline, RectPx cell) {
  return atlas_.find(cell_key(outline, cell));
}

bool ShapeCache::insert_cell(const FilledOutline& outline, RectPx cell, const TexelRows& from) {
  const uint64_t key = cell_key(outline, cell);
  const bool solid = all_are(from, cell, 255);
  TexelRows texels;
  if (solid || all_are(from, cell, 0)) {
    Sprite* sprite = make(key, BitmapFormat::Coverage, {}, &texels);
    if (sprite == nullptr) return false;
    sprite->solid = solid;
    return true;
  }
  const SizePx size = {cell.width(), cell.height()};
  if (make(key, BitmapFormat::Coverage, size, &texels) == nullptr) return false;
  const auto width = static_cast<size_t>(size.width);
  for (size_t y = 0; y < static_cast<size_t>(size.height); ++y) {
    const uint8_t* in = from.row(y);
    uint8_t* out = texels.row(y);
    if (outline.curve == nullptr) {
      std::memcpy(out, in, width);
    } else {
      for (size_t x = 0; x < width; ++x) out[x] = outline.curve[in[x]];
    }
  }
  return true;
}

bool ShapeCache::make_cells(const FilledOutline& outline, const OutlineGrid& grid, CellRow row) {
  const int last = std::min(row.first_column + OutlineGrid::kColumns, grid.columns()) - 1;
  RectPx region = grid.cell(row.first_column, row.row);
  region.x1 = grid.cell(last, row.row).x1;
  if (raster_budget_px_ <= 0) {
    postponed_ = true;
    return false;
  }
  raster_budget_px_ -= region.area();
  const auto stride = static_cast<size_t>(region.width());
  cell_texels_.clear();
  const TexelRows texels = {cell_texels_.extend(stride * static_cast<size_t>(region.height())),
                            stride};
  raster_.begin(region);
  raster_.path(outline.path, outline.to_px);
  raster_.finish(outline.rule, texels);
  for (int column = row.first_column; column <= last; ++column) {
    if ((row.wanted >> (column - row.first_column) & 1) == 0) continue;
    const RectPx cell = grid.cell(column, row.row);
    if (!insert_cell(outline, cell, {texels.first + (cell.x0 - region.x0), stride})) return false;
  }
  return true;
}

}  // namespace hallows::prepare
