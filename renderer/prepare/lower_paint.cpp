// Gradients, pictures and paths.
#include <algorithm>
#include <cmath>

#include "renderer/image/decode.h"
#include "renderer/prepare/lower.h"

namespace hallows::prepare {
namespace {

constexpr Px kTile = 512;  // paths are rasterised in pieces of at most this side

Affine inverse(const Affine& m) {
  const float det = m.a * m.d - m.b * m.c;
  if (std::fabs(det) < 1e-12f) return {0, 0, 0, 0, 0, 0};
  const float k = 1 / det;
  return {m.d * k,
          -m.b * k,
          -m.c * k,
          m.a * k,
          (m.c * m.ty - m.d * m.tx) * k,
          (m.b * m.tx - m.a * m.ty) * k};
}

// From the node's pixels to the space where the gradient's parameter is read off: see
// GradientRecord.
Affine unit_space(const scene::GradientLine& line) {
  constexpr float kTiny = 1e-6f;
  if (line.kind == scene::GradientKind::Linear) {
    const Vec2 d = line.to - line.from;
    const float squared = d.x * d.x + d.y * d.y;
    if (squared < kTiny) return {0, 0, 0, 0, 1, 0};  // no length: all is the last colour
    const float kx = d.x / squared, ky = d.y / squared;
    return {kx, 0, ky, 0, -(line.from.x * kx + line.from.y * ky), 0};
  }
  if (line.kind == scene::GradientKind::Radial) {
    const float kx = 1 / std::fmax(std::fabs(line.to.x), kTiny);
    const float ky = 1 / std::fmax(std::fabs(line.to.y), kTiny);
    return {kx, 0, 0, ky, -line.from.x * kx, -line.from.y * ky};
  }
  // Conic: turned back by its angle, so that 0 lies at the top.
  const float c = std::cos(line.angle), s = std::sin(line.angle);
  return {c, -s, s, c, -(c * line.from.x + s * line.from.y), s * line.from.x - c * line.from.y};
}

template <class Fn>
void for_tiles(RectPx bounds, Fn&& visit) {
  for (Px y = bounds.y0; y < bounds.y1; y += kTile) {
    for (Px x = bounds.x0; x < bounds.x1; x += kTile) {
      visit(RectPx{x, y, std::min(bounds.x1, x + kTile), std::min(bounds.y1, y + kTile)});
    }
  }
}

// No picture or path is drawn for bounds past these: they come from nonsense sizes.
bool sensible(RectPx r) {
  return r.width() <= 1 << 15 && r.height() <= 1 << 15;
}

}  // namespace

bool Lowerer::gradient_paint(const Context& context, const scene::Gradient& g, Paint& out) {
  const auto stops = scene_.stops(*context.node).subspan(g.first_stop, g.stop_count);
  const glyph::Sprite* ramp = shapes_.ramp(stops);
  if (ramp == nullptr) {
    missing_shape();
    return false;
  }
  const Place& place = context.place;
  GradientRecord record;
  record.to_unit = unit_space(g.line);
  if (place.transformed) {
    record.to_unit = concat(record.to_unit, inverse(place.to_window));
  } else {
    record.x = place.x;
    record.y = place.y;
  }
  record.shape = static_cast<GradientShape>(g.line.kind);
  record.opaque = std::all_of(stops.begin(), stops.end(),
                              [](const scene::GradientStop& s) { return s.color.a == 255; });
  record.page = ramp->page;
  record.u = ramp->u;
  record.v = ramp->v;
  const int32_t index = emitter_.add_gradient(record);
  if (index < 0) return false;
  out = {static_cast<uint32_t>(index), true, record.opaque && context.fade == 255, context.fade};
  return true;
}

// `g` in the node's pixels, `rect` in the window's.
void Lowerer::gradient(const Context& context, const scene::Gradient& g, RectPx rect) {
  Paint paint;
  if (rect.empty() || !gradient_paint(context, g, paint)) return;
  const Affine& m = context.place.to_window;
  const float k = context.place.transformed ? std::sqrt(std::fabs(m.a * m.d)) : 1.0f;
  const scene::Corners radii = {g.radii.top_left * k, g.radii.top_right * k,
                                g.radii.bottom_right * k, g.radii.bottom_left * k};
  const SizePx size = {rect.width(), rect.height()};
  fill_box({size, fit_radii(radii, size), {}, BoxShape::Outer}, rect, paint);
}

// Rounded pictures: the curved cells are saved, drawn over, and mixed back by coverage.
void Lowerer::picture_cells(const scene::Image& i, const Texels& texels, bool opaque,
                            uint8_t alpha) {
  LayerState layer;
  layer.box = i.rect;
  layer.radii = fit_radii(i.radii, {i.rect.width(), i.rect.height()});
  const bool rounded = !layer.radii.none();
  // Level kSaveLevels - 1 is kept free of layers for this.
  if (rounded) layer_save(layer, i.rect, kSaveLevels - 1);
  emitter_.picture(i.rect, texels, opaque, alpha);
  if (rounded) layer_restore(layer, i.rect, kSaveLevels - 1);
}

void Lowerer::image(const scene::Image& i, uint8_t fade) {
  if (i.rect.empty() || !sensible(i.rect)) return;
  const ImageRequest request = {i.image, {i.rect.width(), i.rect.height()}, i.source};
  const image::ScaledImage* scaled = images_.find(request);
  if (scaled == nullptr && policy_ == MissPolicy::Warm) {
    if (const auto source = images_.source(i.image)) {
      images_.insert(request, std::make_shared<const ImageBlob>(
                                  image::scale(*source, request.size, request.source)));
      scaled = images_.find(request);
    }
  }
  if (scaled == nullptr) {
    ++emitter_.counts().images_missing;
    misses_.incomplete = true;
    const bool asked =
        std::find(misses_.images.begin(), misses_.images.end(), request) != misses_.images.end();
    if (!asked && !misses_.images.full()) misses_.images.push(request);
    return;
  }
  const auto alpha = static_cast<uint8_t>(div255(uint32_t{i.opacity} * fade));
  picture_cells(i, {static_cast<uint16_t>(kFirstImagePage + scaled->page), 0, 0, 0}, scaled->opaque,
                alpha);
}

// A whole translation stays apart from the path's own: the same path is the same coverage at every
// place.
void Lowerer::path(const scene::Path& p, Vec2Px origin, uint8_t fade) {
  const Paint paint = solid_paint(p.color, fade);
  if (!p.path || paint.color == 0) return;
  const Rect box = scene_.path_bounds(p.path);
  const float half = p.stroke * 0.5f;
  RectPx bounds = scene::transformed_bounds(
      p.to_px, {box.x - half, box.y - half, box.width + p.stroke, box.height + p.stroke});
  bounds = {bounds.x0 - 1, bounds.y0 - 1, bounds.x1 + 1, bounds.y1 + 1};
  if (!sensible(bounds)) return;
  if (p.stroke <= 0) {
    if (!filled_path(p, bounds, origin, paint)) missing_shape();
    return;
  }
  for_tiles(bounds, [&](RectPx tile) {
    const RectPx dst = translate(tile, origin.x, origin.y);
    if (!emitter_.visible(dst)) return;
    const glyph::Sprite* sprite = shapes_.stroke_tile(scene_.path(p.path), p, p.to_px, tile);
    if (sprite == nullptr) return missing_shape();
    emitter_.mask(dst, texels_of(*sprite), paint);
  });
}

void Lowerer::turned_box(RectPx rect, const scene::Corners& radii, const Affine& to_window,
                         const Paint& paint) {
  if (rect.empty()) return;
  const SizePx size = {rect.width(), rect.height()};
  const scene::Corners fitted = fit_radii(radii, size);
  RectPx bounds = scene::transformed_bounds(
      to_window, {static_cast<float>(rect.x0), static_cast<float>(rect.y0),
                  static_cast<float>(size.width), static_cast<float>(size.height)});
  bounds = {bounds.x0 - 1, bounds.y0 - 1, bounds.x1 + 1, bounds.y1 + 1};
  if (!sensible(bounds)) return;
  for_tiles(bounds, [&](RectPx tile) {
    if (!emitter_.visible(tile)) return;
    const glyph::Sprite* sprite = shapes_.turned_box_tile(rect, fitted, to_window, tile);
    if (sprite == nullptr) return missing_shape();
    emitter_.mask(tile, texels_of(*sprite), paint);
  });
}

// Under a rotation boxes, gradients, paths and text are drawn by their outlines. Colour glyphs stay
// upright at turned places; shadows and pictures are left out (counted): there is no sprite for
// them.
void Lowerer::turned(const Context& context, const scene::Primitive& p) {
  const Affine& m = context.place.to_window;
  Paint paint;
  switch (p.kind) {
    case scene::PrimitiveKind::FillRect:
      return turned_box(p.fill.rect, {}, m, solid_paint(p.fill.color, context.fade));
    case scene::PrimitiveKind::RRect: {
      const scene::RRect& r = p.rrect;
      const bool bordered = r.border_color.a != 0 && r.border != Edges<Px>{};
      if (bordered) turned_box(r.rect, r.radii, m, solid_paint(r.border_color, context.fade));
      const auto less = [&](float radius) {
        return std::fmax(0.0f, radius - static_cast<float>(bordered ? r.border.left : 0));
      };
      const scene::Corners inner = {less(r.radii.top_left), less(r.radii.top_right),
                                    less(r.radii.bottom_right), less(r.radii.bottom_left)};
      return turned_box(bordered ? inset(r.rect, r.border) : r.rect, inner, m,
                        solid_paint(r.fill, context.fade));
    }
    case scene::PrimitiveKind::Gradient:
      if (gradient_paint(context, p.gradient, paint)) {
        turned_box(p.gradient.rect, p.gradient.radii, m, paint);
      }
      return;
    case scene::PrimitiveKind::Path: {
      scene::Path turned = p.path;
      turned.to_px = concat(m, p.path.to_px);
      return path(turned, {}, context.fade);
    }
    case scene::PrimitiveKind::Text:
      return text(context, p.text);
    case scene::PrimitiveKind::Image:
    case scene::PrimitiveKind::Shadow:
      ++emitter_.counts().dropped;
      return;
  }
}

}  // namespace hallows::prepare
