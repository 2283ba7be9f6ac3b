// Rounded boxes, their borders and shadows, as solids and cells of coverage.
#include <algorithm>
#include <cmath>

#include "renderer/prepare/lower.h"

namespace hallows::prepare {
namespace {

RectPx cell_rect(const BoxCells& cells, RectPx box, int column, int row) {
  const Px x0 = column == 0 ? 0 : cells.x[column - 1];
  const Px x1 = column == 2 ? box.width() : cells.x[column];
  const Px y0 = row == 0 ? 0 : cells.y[row - 1];
  const Px y1 = row == 2 ? box.height() : cells.y[row];
  return translate({x0, y0, x1, y1}, box.x0, box.y0);
}

// Whether a cell holds curves. In a merged axis the one cell is all of it.
bool is_corner(const BoxCells& cells, int column, int row) {
  const bool x = cells.merged_x ? column == 0 : column != 1;
  const bool y = cells.merged_y ? row == 0 : row != 1;
  return x && y;
}

bool draws_fill(const scene::RRect& r) {
  return r.fill.a != 0;
}
bool draws_border(const scene::RRect& r) {
  return r.border_color.a != 0 && r.border != Edges<Px>{};
}

}  // namespace

// The curved cells of a shape. An even axis that is merged has its one cell hold both ends.
void Lowerer::box_corners(const BoxOutline& box, RectPx rect, const Paint& paint) {
  const BoxCells cells = cells_of(box);
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      if (!is_corner(cells, column, row)) continue;
      const RectPx dst = cell_rect(cells, rect, column, row);
      if (dst.empty() || !emitter_.visible(dst)) continue;
      const glyph::Sprite* sprite = shapes_.box_cell(box, cells, column, row);
      if (sprite == nullptr) {
        missing_shape();
        continue;
      }
      emitter_.mask(dst, texels_of(*sprite), paint);
    }
  }
}

// What lies between the curved cells: the top and bottom strips and the whole middle row.
void Lowerer::box_body(const BoxOutline& box, RectPx rect, const Paint& paint) {
  const BoxCells cells = cells_of(box);
  const RectPx body = box.shape == BoxShape::Inner ? inset(rect, box.border) : rect;
  const Px x0 = rect.x0 + cells.x[0], x1 = rect.x0 + cells.x[1];
  const Px y0 = rect.y0 + cells.y[0], y1 = rect.y0 + cells.y[1];
  if (!cells.merged_x) {
    emitter_.cover({x0, body.y0, x1, cells.merged_y ? body.y1 : y0}, paint);
    if (!cells.merged_y) emitter_.cover({x0, y1, x1, body.y1}, paint);
  }
  if (!cells.merged_y) emitter_.cover({body.x0, y0, body.x1, y1}, paint);
}

void Lowerer::fill_box(const BoxOutline& box, RectPx rect, const Paint& paint) {
  if (box.radii.none() && box.shape == BoxShape::Outer) return emitter_.cover(rect, paint);
  box_corners(box, rect, paint);
  box_body(box, rect, paint);
}

// The straight parts of a border.
void Lowerer::ring_edges(const BoxOutline& box, RectPx rect, const Paint& paint) {
  const BoxCells cells = cells_of(box);
  const RectPx body = inset(rect, box.border);
  const Px x0 = rect.x0 + cells.x[0], x1 = rect.x0 + cells.x[1];
  const Px y0 = rect.y0 + cells.y[0], y1 = rect.y0 + cells.y[1];
  if (!cells.merged_x) {
    emitter_.cover({x0, rect.y0, x1, body.y0}, paint);
    emitter_.cover({x0, body.y1, x1, rect.y1}, paint);
  }
  if (!cells.merged_y) {
    emitter_.cover({rect.x0, y0, body.x0, y1}, paint);
    emitter_.cover({body.x1, y0, rect.x1, y1}, paint);
  }
}

// An opaque fill in an opaque border. Corners: all of the box in the border's colour, then the
// inside over it. So each edge mixes two neighbours only, and nothing from below shines through
// where they meet.
void Lowerer::bordered_box(const BoxOutline& ring, RectPx rect, const Paint& fill,
                           const Paint& border) {
  BoxOutline inner = ring, outer = ring;
  inner.shape = BoxShape::Inner;
  outer.shape = BoxShape::Outer;
  const BoxCells cells = cells_of(ring);
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      if (!is_corner(cells, column, row)) continue;
      const RectPx dst = cell_rect(cells, rect, column, row);
      if (dst.empty() || !emitter_.visible(dst)) continue;
      const glyph::Sprite* under = shapes_.box_cell(outer, cells, column, row);
      const Texels under_texels = under != nullptr ? texels_of(*under) : Texels{};
      const glyph::Sprite* inside = shapes_.box_cell(inner, cells, column, row);
      if (under == nullptr || inside == nullptr) {
        missing_shape();
        continue;
      }
      emitter_.mask(dst, under_texels, border);
      emitter_.mask(dst, texels_of(*inside), fill);
    }
  }
  ring_edges(ring, rect, border);
  box_body(inner, rect, fill);
}

void Lowerer::square_box(const scene::RRect& r, RectPx body, const Paint& fill,
                         const Paint& border) {
  if (draws_fill(r)) emitter_.cover(border.opaque ? body : r.rect, fill);
  emitter_.cover({r.rect.x0, r.rect.y0, r.rect.x1, body.y0}, border);
  emitter_.cover({r.rect.x0, body.y1, r.rect.x1, r.rect.y1}, border);
  emitter_.cover({r.rect.x0, body.y0, body.x0, body.y1}, border);
  emitter_.cover({body.x1, body.y0, r.rect.x1, body.y1}, border);
}

void Lowerer::rrect(const scene::RRect& r, uint8_t fade) {
  if (r.rect.empty()) return;
  BoxOutline box;
  box.size = {r.rect.width(), r.rect.height()};
  box.radii = fit_radii(r.radii, box.size);
  box.border = {std::clamp(r.border.top, 0, box.size.height),
                std::clamp(r.border.right, 0, box.size.width),
                std::clamp(r.border.bottom, 0, box.size.height),
                std::clamp(r.border.left, 0, box.size.width)};
  const Paint fill = solid_paint(r.fill, fade);
  const Paint border = solid_paint(r.border_color, fade);
  if (!draws_border(r)) {
    if (draws_fill(r)) fill_box(box, r.rect, fill);
    return;
  }
  const RectPx body = inset(r.rect, box.border);
  if (body.empty()) return fill_box(box, r.rect, border);  // all border
  if (box.radii.none()) return square_box(r, body, fill, border);
  BoxOutline inner = box, ring = box;
  inner.shape = BoxShape::Inner;
  ring.shape = BoxShape::Ring;
  if (draws_fill(r) && fill.opaque && border.opaque) {
    return bordered_box(ring, r.rect, fill, border);
  }
  // CSS Backgrounds 3, section 3.7: the fill goes on under a translucent border.
  if (draws_fill(r)) fill_box(border.opaque ? inner : box, r.rect, fill);
  box_corners(ring, r.rect, border);
  ring_edges(ring, r.rect, border);
}

void Lowerer::shadow(const scene::Shadow& s, uint8_t fade) {
  const Paint paint = solid_paint(s.color, fade);
  RectPx box = translate(s.rect, s.offset_x, s.offset_y);
  box = {box.x0 - s.spread, box.y0 - s.spread, box.x1 + s.spread, box.y1 + s.spread};
  if (box.empty() || paint.color == 0) return;
  const SizePx size = {box.width(), box.height()};
  scene::Corners radii = s.radii;
  if (s.spread != 0) {
    // CSS Backgrounds 3, section 6.1: sharp corners stay sharp when a shadow spreads.
    const auto grow = [&](float r) {
      return r > 0 ? std::fmax(0.0f, r + static_cast<float>(s.spread)) : 0.0f;
    };
    radii = {grow(radii.top_left), grow(radii.top_right), grow(radii.bottom_right),
             grow(radii.bottom_left)};
  }
  radii = fit_radii(radii, size);
  const float sigma = std::fmin(s.sigma, scene::kLargestSigma);
  if (sigma < 0.25f) return fill_box({size, radii, {}, BoxShape::Outer}, box, paint);
  const glyph::Sprite* sprite = shapes_.shadow(size, radii, sigma);
  if (sprite == nullptr) {
    missing_shape();
    return;
  }
  const ShadowCells cells = shadow_cells(size, radii, sigma);
  // Cell edges on the screen and in the sprite; a repeated axis has three, another one cell.
  const Px side = cells.reach + cells.inset;
  const Px xs[4] = {0, cells.repeat_x ? side : sprite->width,
                    size.width + 2 * cells.reach - (cells.repeat_x ? side : 0),
                    size.width + 2 * cells.reach};
  const Px ys[4] = {0, cells.repeat_y ? side : sprite->height,
                    size.height + 2 * cells.reach - (cells.repeat_y ? side : 0),
                    size.height + 2 * cells.reach};
  const Px from[3] = {0, side, side + 1};
  const Px left = box.x0 - cells.reach, top = box.y0 - cells.reach;
  for (int row = 0; row < (cells.repeat_y ? 3 : 1); ++row) {
    for (int column = 0; column < (cells.repeat_x ? 3 : 1); ++column) {
      const RectPx dst = translate({xs[column], ys[row], xs[column + 1], ys[row + 1]}, left, top);
      if (!emitter_.visible(dst)) continue;
      if (row == 1 && column == 1) {
        emitter_.cover(dst, paint);
        continue;
      }
      Texels texels = texels_of(*sprite);
      texels.u = static_cast<uint16_t>(texels.u + from[column]);
      texels.v = static_cast<uint16_t>(texels.v + from[row]);
      texels.repeat =
          static_cast<uint8_t>((column == 1 ? kRepeatX : 0) | (row == 1 ? kRepeatY : 0));
      emitter_.mask(dst, texels, paint);
    }
  }
}

void Lowerer::layer_save(const LayerState& layer, RectPx region, uint8_t level) {
  if (layer.fade != 255) return emitter_.save(region, level);
  // A rounded clip changes its curved cells only.
  const BoxOutline box = {
      {layer.box.width(), layer.box.height()}, layer.radii, {}, BoxShape::Outer};
  const BoxCells cells = cells_of(box);
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      if (!is_corner(cells, column, row)) continue;
      const RectPx cell = intersect(region, cell_rect(cells, layer.box, column, row));
      if (!cell.empty()) emitter_.save(cell, level);
    }
  }
}

// The picture below was saved; what is there now has the layer over it. Mixing the two by
// fade * coverage is the same as fading the layer alone, and needs no image of its own.
void Lowerer::layer_restore(const LayerState& layer, RectPx region, uint8_t level) {
  if (layer.radii.none()) return emitter_.restore(region, {}, layer.fade, level);
  const BoxOutline box = {
      {layer.box.width(), layer.box.height()}, layer.radii, {}, BoxShape::Outer};
  const BoxCells cells = cells_of(box);
  const RectPx clip = emitter_.clip();
  emitter_.set_clip(intersect(clip, region));
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      const RectPx cell = cell_rect(cells, layer.box, column, row);
      if (cell.empty() || !overlaps(cell, emitter_.clip())) continue;
      if (!is_corner(cells, column, row)) {
        if (layer.fade != 255) emitter_.restore(cell, {}, layer.fade, level);
        continue;
      }
      const glyph::Sprite* sprite = shapes_.box_cell(box, cells, column, row);
      if (sprite == nullptr) {
        missing_shape();
        continue;
      }
      emitter_.restore(cell, texels_of(*sprite), layer.fade, level);
    }
  }
  emitter_.set_clip(clip);
}

}  // namespace hallows::prepare
