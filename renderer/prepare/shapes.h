#pragma once

#include <cstdint>
#include <span>

#include "renderer/glyph/glyph_atlas.h"
#include "renderer/prepare/coverage.h"
#include "renderer/scene/paint.h"
#include "renderer/scene/primitive.h"

namespace hallows::prepare {

enum class BoxShape : uint8_t {
  Outer,  // the whole rounded box
  Inner,  // without its border
  Ring,   // the border alone
};

// A rounded box by its sizes: the quarter turns and what is cut off for the border.
struct BoxOutline {
  SizePx size;
  scene::Corners radii;  // fitted: they don't overlap
  Edges<Px> border;
  BoxShape shape = BoxShape::Outer;
};

// CSS Backgrounds 3, section 5.5: radii whose sum is longer than a side are all scaled down.
scene::Corners fit_radii(scene::Corners radii, SizePx size);

// A rounded box as columns and rows of cells: only corner cells need coverage, unless corners meet.
// Columns lie at [0, x[0]), [x[0], x[1]), [x[1], width); a merged axis is one single cell.
struct BoxCells {
  Px x[2] = {}, y[2] = {};
  bool merged_x = false, merged_y = false;
};
BoxCells cells_of(const BoxOutline& box);

// A filled outline of any size. Its coverage is made in cells: only those that an edge crosses take
// texels.
struct FilledOutline {
  uint64_t name = 0;  // of path, transform, rule and curve
  PathView path;
  Affine to_px;
  scene::FillRule rule = scene::FillRule::NonZero;
  const uint8_t* curve = nullptr;  // what each of 256 levels becomes; null: itself
  RectPx bounds;                   // device pixels, as to_px gives them
};

// How an outline's bounds are cut: small ones are one cell, larger ones rows of square cells, which
// are rasterised some columns at a time, always the same ones, so that no pixel depends on what
// else is drawn.
struct OutlineGrid {
  static constexpr Px kSmall = 128;
  static constexpr Px kCell = 64;
  static constexpr int kColumns = 8;  // rasterised at once
  explicit OutlineGrid(RectPx outline_bounds);
  int columns() const { return (bounds.width() + side_x - 1) / side_x; }
  int rows() const { return (bounds.height() + side_y - 1) / side_y; }
  RectPx cell(int column, int row) const;
  RectPx bounds;
  Px side_x = 0, side_y = 0;
};

// Up to kColumns cells, the first in a column that kColumns divides.
struct CellRow {
  int first_column = 0, row = 0;
  uint32_t wanted = 0;  // bit i: first_column + i
};

// Makes the small coverage pictures that drawing needs, once each, in the atlas. Engine thread;
// null when the atlas or the frame's budget of texels has no room (draw it in a later frame).
class ShapeCache {
 public:
  ShapeCache(glyph::GlyphAtlas& atlas, size_t texel_budget);

  // The coverage of one cell (column 0 to 2, row 0 to 2) of a box.
  const glyph::Sprite* box_cell(const BoxOutline& box, const BoxCells& cells, int column, int row);
  // The blurred coverage of a box, as nine patches: see ShadowCells.
  const glyph::Sprite* shadow(SizePx box, const scene::Corners& radii, float sigma);
  // The part `tile` (device pixels) of a path's stroke.
  const glyph::Sprite* stroke_tile(const PathView& data, const scene::Path& path,
                                   const Affine& to_px, RectPx tile);
  // A cell of an outline; null when it was not made yet.
  const glyph::Sprite* find_cell(const FilledOutline& outline, RectPx cell);
  // Makes those cells of a row whose bits in `wanted` are set. False where one
  // found no room.
  bool make_cells(const FilledOutline& outline, const OutlineGrid& grid, CellRow row);
  // The part `tile` of a rounded box under any transform.
  const glyph::Sprite* turned_box_tile(RectPx box, const scene::Corners& radii, const Affine& to_px,
                                       RectPx tile);
  // 256 premultiplied colours.
  const glyph::Sprite* ramp(std::span<const scene::GradientStop> stops);

  // `raster_px`: what the frame may rasterise of outlines; what is beyond waits for the next one.
  void begin_frame(int64_t raster_px);
  // Something found no room in this frame's bounds, and will in the next one's.
  bool postponed() const { return postponed_; }

 private:
  bool insert_cell(const FilledOutline& outline, RectPx cell, const glyph::TexelRows& from);
  glyph::Sprite* make(uint64_t key, glyph::BitmapFormat format, SizePx size,
                      glyph::TexelRows* texels);

  glyph::GlyphAtlas& atlas_;
  size_t texel_budget_;
  CoverageRaster raster_;
  Buffer<float> rows_;           // scratch of shadows
  Buffer<uint8_t> cell_texels_;  // scratch of rows of cells
  int64_t raster_budget_px_ = 0;
  bool postponed_ = false;
};

// How a shadow's sprite is laid out: `reach` outside the box, `inset` inside. An axis that is long
// enough has one repeated column (or row) in the middle of its sprite; else it is drawn as it is.
struct ShadowCells {
  Px reach = 0, inset = 0;
  bool repeat_x = false, repeat_y = false;
  SizePx sprite;  // size of the sprite
};
ShadowCells shadow_cells(SizePx box, const scene::Corners& radii, float sigma);

}  // namespace hallows::prepare
