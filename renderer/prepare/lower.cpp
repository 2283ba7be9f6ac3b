#include "renderer/prepare/lower.h"

#include <algorithm>
#include <cmath>

#include "rt-kernel/base/hash.h"

namespace hallows::prepare {

using scene::Primitive;
using scene::PrimitiveKind;

namespace {

constexpr size_t kFailedGlyphs = 1024;

RectPx scaled(const Affine& m, RectPx r) {
  // Edges round alone, so that boxes which share an edge go on sharing it.
  const auto at = [](float v) { return static_cast<Px>(std::floor(v + 0.5f)); };
  return {at(m.a * static_cast<float>(r.x0) + m.tx), at(m.d * static_cast<float>(r.y0) + m.ty),
          at(m.a * static_cast<float>(r.x1) + m.tx), at(m.d * static_cast<float>(r.y1) + m.ty)};
}

scene::Corners scaled(float k, const scene::Corners& c) {
  return {c.top_left * k, c.top_right * k, c.bottom_right * k, c.bottom_left * k};
}

Px scaled_width(float k, Px width) {
  return width == 0 ? 0
                    : std::max<Px>(1, static_cast<Px>(std::lround(static_cast<float>(width) * k)));
}

void move(Primitive& p, Px dx, Px dy) {
  switch (p.kind) {
    case PrimitiveKind::FillRect:
      p.fill.rect = translate(p.fill.rect, dx, dy);
      break;
    case PrimitiveKind::RRect:
      p.rrect.rect = translate(p.rrect.rect, dx, dy);
      break;
    case PrimitiveKind::Shadow:
      p.shadow.rect = translate(p.shadow.rect, dx, dy);
      break;
    case PrimitiveKind::Text:
    case PrimitiveKind::Path:
      break;  // glyphs and coverage are placed when they are made
    case PrimitiveKind::Image:
      p.image.rect = translate(p.image.rect, dx, dy);
      break;
    case PrimitiveKind::Gradient:
      p.gradient.rect = translate(p.gradient.rect, dx, dy);
      break;
  }
}

void scale(Primitive& p, const Affine& m) {
  const float k = std::sqrt(m.a * m.d);
  switch (p.kind) {
    case PrimitiveKind::FillRect:
      p.fill.rect = scaled(m, p.fill.rect);
      break;
    case PrimitiveKind::RRect: {
      p.rrect.rect = scaled(m, p.rrect.rect);
      p.rrect.radii = scaled(k, p.rrect.radii);
      Edges<Px>& b = p.rrect.border;
      b = {scaled_width(m.d, b.top), scaled_width(m.a, b.right), scaled_width(m.d, b.bottom),
           scaled_width(m.a, b.left)};
      break;
    }
    case PrimitiveKind::Shadow: {
      scene::Shadow& s = p.shadow;
      s.rect = scaled(m, s.rect);
      s.radii = scaled(k, s.radii);
      s.sigma *= k;
      s.offset_x = static_cast<Px>(std::lround(static_cast<float>(s.offset_x) * m.a));
      s.offset_y = static_cast<Px>(std::lround(static_cast<float>(s.offset_y) * m.d));
      s.spread = static_cast<Px>(std::lround(static_cast<float>(s.spread) * k));
      break;
    }
    case PrimitiveKind::Text:
      break;
    case PrimitiveKind::Image:
      p.image.rect = scaled(m, p.image.rect);
      p.image.radii = scaled(k, p.image.radii);
      break;
    case PrimitiveKind::Gradient:
      p.gradient.rect = scaled(m, p.gradient.rect);
      p.gradient.radii = scaled(k, p.gradient.radii);
      break;
    case PrimitiveKind::Path:
      p.path.to_px = concat(m, p.path.to_px);
      break;
  }
}

}  // namespace

bool upright(const Place& place, const Primitive& in, Primitive& out) {
  out = in;
  out.bounds = place_bounds(place, in.bounds);
  if (!place.transformed) {
    move(out, place.x, place.y);
    return true;
  }
  const Affine& m = place.to_window;
  if (m.b != 0 || m.c != 0 || m.a <= 0 || m.d <= 0) return false;
  scale(out, m);
  return true;
}

Texels texels_of(const glyph::Sprite& sprite) {
  return {sprite.page, sprite.u, sprite.v, 0};
}

Lowerer::Lowerer(const scene::Scene& scene, glyph::GlyphAtlas& atlas, image::ImageCache& images,
                 glyph::GlyphRaster& raster, const PrepareLimits& limits)
    : scene_(scene),
      atlas_(atlas),
      images_(images),
      raster_(raster),
      limits_(limits),
      shapes_(atlas, limits.texel_bytes),
      contrast_(glyph::make_contrast_tables()) {
  misses_.glyphs.reserve(limits.misses);
  misses_.images.reserve(limits.misses);
  failed_.reserve(kFailedGlyphs);
  bitmap_.texels.reserve(size_t{256} << 10);
}

void Lowerer::begin_frame(MissPolicy policy) {
  misses_.glyphs.clear();
  misses_.images.clear();
  shapes_.begin_frame(policy == MissPolicy::Warm ? INT64_MAX : limits_.outline_px);
  policy_ = policy;
  glyph_budget_ = policy == MissPolicy::Warm ? 0xFFFFFFFF : limits_.glyphs_per_frame;
}

bool Lowerer::node(const scene::Scene::NodeData& node, const Place& place, uint32_t order_index,
                   uint8_t fade) {
  misses_.incomplete = false;
  const Context context = {&node, place, fade};
  const RectPx clip = emitter_.clip();
  uint32_t index = 0;
  for (const Primitive& p : scene_.primitives(node)) {
    emitter_.set_position(position_of(order_index, index++));
    // A primitive draws within its bounds only: that is what damage counts on.
    const RectPx bounds = intersect(clip, place_bounds(place, p.bounds));
    emitter_.set_clip(bounds.empty() ? RectPx{} : bounds);
    if (!emitter_.visible(bounds)) {
      ++emitter_.counts().primitives_occluded;
      continue;
    }
    ++emitter_.counts().primitives_lowered;
    primitive(context, p);
  }
  emitter_.set_clip(clip);
  return !misses_.incomplete;
}

void Lowerer::primitive(const Context& context, const Primitive& p) {
  Primitive here;
  if (!upright(context.place, p, here)) return turned(context, p);
  switch (here.kind) {
    case PrimitiveKind::FillRect:
      emitter_.cover(here.fill.rect, solid_paint(here.fill.color, context.fade));
      break;
    case PrimitiveKind::RRect:
      rrect(here.rrect, context.fade);
      break;
    case PrimitiveKind::Shadow:
      shadow(here.shadow, context.fade);
      break;
    case PrimitiveKind::Text:
      text(context, here.text);
      break;
    case PrimitiveKind::Image:
      image(here.image, context.fade);
      break;
    case PrimitiveKind::Gradient:
      gradient(context, p.gradient, here.gradient.rect);
      break;
    case PrimitiveKind::Path:
      path(here.path,
           context.place.transformed ? Vec2Px{} : Vec2Px{context.place.x, context.place.y},
           context.fade);
      break;
  }
}

void Lowerer::missing_shape() {
  misses_.incomplete = true;
  ++emitter_.counts().dropped;
}

void Lowerer::mark_failed(const GlyphKey& key) {
  if (failed_.full()) return;  // then it is asked for again: slow, never wrong
  failed_.push(key.packed());
}

}  // namespace hallows::prepare
