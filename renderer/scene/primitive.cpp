#include "renderer/scene/primitive.h"

#include <cmath>

namespace hallows::scene {
namespace {

// Coordinates beyond this are nonsense from above; clamped so that sums stay within 32 bits.
constexpr float kFarthest = 1 << 20;

Px floor_px(float v) {
  return static_cast<Px>(std::floor(std::fmin(std::fmax(v, -kFarthest), kFarthest)));
}
Px ceil_px(float v) {
  return static_cast<Px>(std::ceil(std::fmin(std::fmax(v, -kFarthest), kFarthest)));
}

RectPx text_bounds(const Text& text, std::span<const GlyphAt> glyphs) {
  float x0 = kFarthest, y0 = kFarthest, x1 = -kFarthest, y1 = -kFarthest;
  for (const GlyphAt& g : glyphs) {
    x0 = std::fmin(x0, g.x);
    x1 = std::fmax(x1, g.x);
    y0 = std::fmin(y0, g.y);
    y1 = std::fmax(y1, g.y);
  }
  return {floor_px(x0 - text.size), floor_px(y0 - 1.5f * text.size), ceil_px(x1 + 2 * text.size),
          ceil_px(y1 + text.size)};
}

}  // namespace

RectPx shadow_bounds(const Shadow& shadow) {
  const Px reach = shadow_reach(shadow.sigma) + shadow.spread;
  const RectPx r = translate(shadow.rect, shadow.offset_x, shadow.offset_y);
  return {r.x0 - reach, r.y0 - reach, r.x1 + reach, r.y1 + reach};
}

Px shadow_reach(float sigma) {
  return static_cast<Px>(std::ceil(3 * std::fmin(std::fmax(sigma, 0.0f), kLargestSigma)));
}

RectPx transformed_bounds(const Affine& m, Rect box) {
  float x0 = kFarthest, y0 = kFarthest, x1 = -kFarthest, y1 = -kFarthest;
  const Vec2 corners[4] = {
      {box.x, box.y}, {box.right(), box.y}, {box.right(), box.bottom()}, {box.x, box.bottom()}};
  for (const Vec2 corner : corners) {
    const Vec2 p = m.apply(corner);
    x0 = std::fmin(x0, p.x);
    x1 = std::fmax(x1, p.x);
    y0 = std::fmin(y0, p.y);
    y1 = std::fmax(y1, p.y);
  }
  return {floor_px(x0), floor_px(y0), ceil_px(x1), ceil_px(y1)};
}

bool operator==(const Primitive& a, const Primitive& b) {
  if (a.kind != b.kind || a.bounds != b.bounds) return false;
  switch (a.kind) {
    case PrimitiveKind::FillRect:
      return a.fill == b.fill;
    case PrimitiveKind::RRect:
      return a.rrect == b.rrect;
    case PrimitiveKind::Shadow:
      return a.shadow == b.shadow;
    case PrimitiveKind::Text:
      return a.text == b.text;
    case PrimitiveKind::Image:
      return a.image == b.image;
    case PrimitiveKind::Gradient:
      return a.gradient == b.gradient;
    case PrimitiveKind::Path:
      return a.path == b.path;
  }
  return false;
}

void PrimitiveList::clear() {
  items_.clear();
  glyphs_.clear();
  stops_.clear();
}

Primitive& PrimitiveList::add(PrimitiveKind kind, RectPx bounds) {
  Primitive& added = items_.push(Primitive());
  added.kind = kind;
  added.bounds = bounds;
  return added;
}

void PrimitiveList::fill(const FillRect& rect) {
  add(PrimitiveKind::FillRect, rect.rect).fill = rect;
}

void PrimitiveList::rrect(const RRect& rect) {
  add(PrimitiveKind::RRect, rect.rect).rrect = rect;
}

void PrimitiveList::shadow(const Shadow& shadow) {
  add(PrimitiveKind::Shadow, shadow_bounds(shadow)).shadow = shadow;
}

void PrimitiveList::text(Text text, std::span<const GlyphAt> glyphs, RectPx ink) {
  if (glyphs.empty()) return;
  text.first_glyph = static_cast<uint32_t>(glyphs_.size());
  text.glyph_count = static_cast<uint32_t>(glyphs.size());
  glyphs_.append(glyphs);
  add(PrimitiveKind::Text, ink.empty() ? text_bounds(text, glyphs) : ink).text = text;
}

void PrimitiveList::image(const Image& image) {
  add(PrimitiveKind::Image, image.rect).image = image;
}

void PrimitiveList::gradient(Gradient gradient, std::span<const GradientStop> stops) {
  if (stops.empty()) return;
  gradient.first_stop = static_cast<uint32_t>(stops_.size());
  gradient.stop_count = static_cast<uint32_t>(stops.size());
  stops_.append(stops);
  add(PrimitiveKind::Gradient, gradient.rect).gradient = gradient;
}

void PrimitiveList::path(const Path& path, Rect box) {
  const float half = path.stroke * 0.5f;
  const Rect grown = {box.x - half, box.y - half, box.width + path.stroke,
                      box.height + path.stroke};
  // Anti-aliasing may touch the pixel beside the outline.
  RectPx bounds = transformed_bounds(path.to_px, grown);
  bounds = {bounds.x0 - 1, bounds.y0 - 1, bounds.x1 + 1, bounds.y1 + 1};
  add(PrimitiveKind::Path, bounds).path = path;
}

}  // namespace hallows::scene
