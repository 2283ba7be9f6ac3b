#pragma once

#include <cstdint>

#include "renderer/glyph/glyph_atlas.h"
#include "renderer/scene/paint.h"
#include "renderer/scene/path_data.h"
#include "rt-kernel/base/buffer.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::prepare {

// Rasterises closed outlines to exact area coverage: each edge adds its signed area to the pixels
// it crosses and its height to the pixel after; one running sum a row turns that into coverage.
// Edges that overlap in one pixel are summed, so there a self-crossing outline is only approximate.
class CoverageRaster {
 public:
  static constexpr Px kLargestSide = 1022;
  // Reserves for regions of kLargestSide squared.
  CoverageRaster();

  // Starts a region (device pixels); what lies outside is clipped away.
  void begin(RectPx region);
  void line(Vec2 from, Vec2 to);
  // Adds an outline under a transform; open contours are closed.
  void path(const scene::PathView& path, const Affine& to_px);
  // A quarter of an ellipse around `centre`: from angle index `quarter` (0: right to bottom, 1:
  // bottom to left, 2: left to top, 3: top to right; y down), counted clockwise.
  void quarter_ellipse(Vec2 centre, Vec2 radii, int quarter);
  // From here on lines and quarters go through `m`; begin() takes it back.
  void transform(const Affine& m) { transform_ = m; }
  // From here on lines count against the winding: what they enclose is taken away.
  void subtract() { sign_ = -1; }
  void finish(scene::FillRule rule, const glyph::TexelRows& out);

 private:
  bool outside(Vec2 low, Vec2 high) const;
  void edge_row(size_t row, float x0, float x1, float dy);

  Buffer<float> sums_;
  Px width_ = 0, height_ = 0;
  Vec2 origin_;
  Affine transform_;
  float sign_ = 1;
};

// Strokes with round caps and joins: coverage by distance to the flattened line, which is exact to
// half a level for widths of a pixel and more. `width`: device pixels.
void stroke_coverage(const scene::PathView& path, const Affine& to_px, float width, RectPx region,
                     const glyph::TexelRows& out);

}  // namespace hallows::prepare
