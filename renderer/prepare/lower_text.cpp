// Glyph runs as atlas sprites.
#include <algorithm>
#include <cmath>

#include "renderer/prepare/lower.h"

namespace hallows::prepare {

const glyph::Sprite* Lowerer::raster_here(const GlyphKey& key) {
  if (policy_ == MissPolicy::Warm && !raster_.is_open(key.face)) {
    // A face that can't be opened fails below, glyph by glyph, and is drawn as nothing.
    static_cast<void>(static_cast<bool>(raster_.open_face(key.face)));
  }
  const glyph::RasterStatus status = raster_.rasterise(key, bitmap_);
  if (status == glyph::RasterStatus::Done) return atlas_.insert(bitmap_);
  if (status == glyph::RasterStatus::Failed || policy_ == MissPolicy::Warm) {
    mark_failed(key);
  } else if (!misses_.glyphs.full()) {
    misses_.glyphs.push({key});
  }
  return nullptr;
}

// From the atlas; else made here, where the policy allows it; else asked for. Null: not in this
// frame.
const glyph::Sprite* Lowerer::glyph_sprite(const GlyphKey& key) {
  if (const glyph::Sprite* known = atlas_.find(key.packed())) return known;
  if (std::find(failed_.begin(), failed_.end(), key.packed()) != failed_.end()) return nullptr;
  const glyph::Sprite* sprite = nullptr;
  const bool small = policy_ == MissPolicy::Warm || key.size_q6 <= glyph::kSmallGlyphPx * 64;
  const bool color_here =
      policy_ == MissPolicy::Warm || key.luminance_class != GlyphKey::kColorGlyph;
  const bool room = policy_ == MissPolicy::Warm ||
                    atlas_.pending_bytes() + (size_t{64} << 10) < limits_.texel_bytes;
  if (small && color_here && room && glyph_budget_ > 0) {
    --glyph_budget_;
    sprite = raster_here(key);
    if (sprite != nullptr) return sprite;
    if (std::find(failed_.begin(), failed_.end(), key.packed()) != failed_.end()) return nullptr;
  } else if (!misses_.glyphs.full()) {
    misses_.glyphs.push({key});
  }
  ++emitter_.counts().glyphs_missing;
  misses_.incomplete = true;
  return nullptr;
}

void Lowerer::text(const Context& context, const scene::Text& t) {
  if (t.size <= 0 || t.color.a == 0) return;
  const Place& place = context.place;
  const Affine& m = place.to_window;
  const float scale = place.transformed ? std::sqrt(std::fabs(m.a * m.d - m.b * m.c)) : 1.0f;
  const float size = t.size * scale;
  if (size > glyph::kLargestGlyphPx || size < 0.5f) {
    ++emitter_.counts().dropped;
    return;
  }
  const Paint paint = solid_paint(t.color, context.fade);
  const auto alpha = static_cast<uint8_t>(div255(uint32_t{t.color.a} * context.fade));
  const uint8_t luminance = glyph::luminance_class(t.color);
  for (const scene::GlyphAt& g :
       scene_.glyphs(*context.node).subspan(t.first_glyph, t.glyph_count)) {
    Vec2 pen = {g.x, g.y};
    // Whole translations are added after binning: the same text looks the same at every place.
    if (place.transformed) pen = m.apply(pen);
    const glyph::BinnedX x = glyph::bin_x(pen.x);
    const bool color = (g.flags & 1) != 0;
    const GlyphKey key =
        glyph::key_of(t.face, size, g.glyph, x.bin, color ? GlyphKey::kColorGlyph : luminance);
    const glyph::Sprite* sprite = glyph_sprite(key);
    if (sprite == nullptr || sprite->width == 0) continue;
    const Px left = x.px + sprite->left + (place.transformed ? 0 : place.x);
    const Px top =
        static_cast<Px>(std::floor(pen.y + 0.5f)) - sprite->top + (place.transformed ? 0 : place.y);
    const RectPx dst = {left, top, left + sprite->width, top + sprite->height};
    ++emitter_.counts().glyphs;
    if (sprite->page >= atlas_.limits().coverage_pages) {
      emitter_.picture(dst, texels_of(*sprite), false, alpha);
    } else {
      emitter_.mask(dst, texels_of(*sprite), paint);
    }
  }
}

}  // namespace hallows::prepare
