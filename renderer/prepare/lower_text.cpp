// Glyph runs as atlas sprites.
#include <algorithm>
#include <cmath>

#include "renderer/prepare/lower.h"
#include "rt-kernel/base/hash.h"

namespace hallows::prepare {

// A face that can't be opened fails glyph by glyph, and is drawn as nothing.
void Lowerer::open_warm(FontFaceId face) {
  if (policy_ != MissPolicy::Warm || raster_.is_open(face)) return;
  static_cast<void>(static_cast<bool>(raster_.open_face(face)));
}

const glyph::Sprite* Lowerer::raster_here(const GlyphKey& key) {
  open_warm(key.face);
  const glyph::RasterStatus status = raster_.rasterise(key, bitmap_);
  if (status == glyph::RasterStatus::Done) return atlas_.insert(bitmap_);
  if (status == glyph::RasterStatus::Failed || policy_ == MissPolicy::Warm) {
    mark_failed(key);
  } else {
    ask(key);
  }
  return nullptr;
}

bool Lowerer::failed(const GlyphKey& key) const {
  return std::find(failed_.begin(), failed_.end(), key.packed()) != failed_.end();
}

// Beyond the bound it is asked for in a later frame.
void Lowerer::ask(const GlyphKey& key) {
  if (!misses_.glyphs.full()) misses_.glyphs.push({key});
}

// From the atlas; else made here, where the policy allows it; else asked for. Null: not in this
// frame.
const glyph::Sprite* Lowerer::glyph_sprite(const GlyphKey& key) {
  if (const glyph::Sprite* known = atlas_.find(key.packed())) return known;
  if (failed(key)) return nullptr;
  const glyph::Sprite* sprite = nullptr;
  const bool color_here = policy_ == MissPolicy::Warm || !key.is_color();
  const bool room = policy_ == MissPolicy::Warm ||
                    atlas_.pending_bytes() + (size_t{64} << 10) < limits_.texel_bytes;
  if (color_here && room && glyph_budget_ > 0) {
    --glyph_budget_;
    sprite = raster_here(key);
    if (sprite != nullptr) return sprite;
    if (failed(key)) return nullptr;
  } else {
    ask(key);
  }
  ++emitter_.counts().glyphs_missing;
  misses_.incomplete = true;
  return nullptr;
}

// The outline, or null: not in this frame. Workers make them, but where everything is made at once.
const OutlineCache::Outline* Lowerer::glyph_outline(const GlyphKey& key) {
  if (const OutlineCache::Outline* known = outlines_.find(key.packed())) return known;
  if (failed(key)) return nullptr;
  if (policy_ == MissPolicy::Warm) {
    open_warm(key.face);
    if (raster_.trace(key, outline_) == glyph::RasterStatus::Done) {
      if (const OutlineCache::Outline* made = outlines_.insert(outline_)) return made;
    } else {
      mark_failed(key);
      return nullptr;
    }
  } else {
    ask(key);
  }
  ++emitter_.counts().glyphs_missing;
  misses_.incomplete = true;
  return nullptr;
}

// Nothing is missing yet.
void Lowerer::ask_ahead(const GlyphKey& key) {
  if (policy_ == MissPolicy::Warm || outlines_.find(key.packed()) != nullptr || failed(key)) return;
  ask(key);
}

// Pens stand at quarters of a pixel and baselines on whole ones, as those of bitmaps do; under a
// transform both stand at quarters, since there they move.
void Lowerer::glyph_path(const Context& context, const scene::GlyphAt& g, const TextDraw& draw) {
  const OutlineCache::Outline* outline = glyph_outline(glyph::outline_key(draw.face, g.glyph));
  if (outline == nullptr) return;
  const auto quarter = [](float v) { return std::floor(v * 4 + 0.5f) / 4; };
  const Place& place = context.place;
  Affine to_px = {draw.em, 0, 0, draw.em, g.x, g.y};
  if (place.transformed) to_px = concat(place.to_window, to_px);
  to_px.tx = quarter(to_px.tx);
  to_px.ty = place.transformed ? quarter(to_px.ty) : std::floor(to_px.ty + 0.5f);
  OutlineDraw target = {{}, draw.paint};
  if (!place.transformed) target.origin = {place.x, place.y};
  ++emitter_.counts().glyphs;
  if (filled_glyph(*outline, to_px, draw.luminance, target)) return;
  ++emitter_.counts().glyphs_missing;
  misses_.incomplete = true;
}

// Whole translations are added after binning: the same text looks the same at every place.
static Vec2 pen_of(const Place& place, const scene::GlyphAt& g) {
  const Vec2 pen = {g.x, g.y};
  return place.transformed ? place.to_window.apply(pen) : pen;
}

static RectPx sprite_at(const Place& place, const glyph::Sprite& sprite, Px x, float pen_y) {
  const Px left = x + sprite.left + (place.transformed ? 0 : place.x);
  const Px top =
      static_cast<Px>(std::floor(pen_y + 0.5f)) - sprite.top + (place.transformed ? 0 : place.y);
  return {left, top, left + sprite.width, top + sprite.height};
}

void Lowerer::glyph_bitmap(const Context& context, const scene::GlyphAt& g, const TextDraw& draw) {
  const Vec2 pen = pen_of(context.place, g);
  const glyph::BinnedX x = glyph::bin_x(pen.x);
  const GlyphKey key = glyph::key_of(draw.face, draw.size, g.glyph, x.bin, draw.luminance);
  const glyph::Sprite* sprite = glyph_sprite(key);
  if (sprite == nullptr || sprite->width == 0) return;
  ++emitter_.counts().glyphs;
  emitter_.mask(sprite_at(context.place, *sprite, x.px, pen.y), texels_of(*sprite), draw.paint);
}

void Lowerer::note_color(const GlyphKey& key) {
  if (key.luminance_class == GlyphKey::kColorGlyph) recent_colors_[recent_slot(key)] = key;
}

size_t Lowerer::recent_slot(const GlyphKey& key) {
  return hash_mix(uint64_t{key.face.value} << 16 | key.glyph.value) % kRecentColors;
}

// While a colour glyph's bitmap is made, the last one that came of another size stands where it
// will: a glyph that grows doesn't vanish. Not for tiles, nor where parts take the text's colour.
void Lowerer::color_stand_in(const Context& context, const scene::GlyphAt& g, const TextDraw& draw,
                             const GlyphKey& wanted) {
  const GlyphKey& key = recent_colors_[recent_slot(wanted)];
  const bool same = key.face == wanted.face && key.glyph == wanted.glyph;
  if (!same || wanted.luminance_class != GlyphKey::kColorGlyph || key.size_q6 == 0) return;
  const auto ratio = static_cast<float>(glyph::color_size(wanted) / glyph::color_size(key));
  const glyph::Sprite* sprite = atlas_.find(key.packed());
  if (ratio < 0.5f || ratio > 2 || sprite == nullptr || sprite->width == 0) return;
  if (sprite->foreground) return;
  // The middles fall together.
  const Vec2 pen = pen_of(context.place, g);
  const float w = static_cast<float>(sprite->width) / 2, h = static_cast<float>(sprite->height) / 2;
  const float x = pen.x + (static_cast<float>(sprite->left) + w) * ratio - w;
  const float y = pen.y - (static_cast<float>(sprite->top) - h) * ratio - h;
  RectPx dst = {static_cast<Px>(std::lround(x)), static_cast<Px>(std::lround(y)), 0, 0};
  dst.x1 = dst.x0 + sprite->width;
  dst.y1 = dst.y0 + sprite->height;
  if (!context.place.transformed) dst = translate(dst, context.place.x, context.place.y);
  emitter_.picture(dst, texels_of(*sprite), false, draw.alpha);
}

// Whole colour glyphs stand at quarters of a pixel, tiles on whole pixels.
static glyph::BinnedX color_x(float x, float size) {
  if (size < glyph::kColorTilePx) return glyph::bin_x(x);
  return {static_cast<int32_t>(std::floor(x + 0.5f)), 0};
}

// False where the glyph has no colours.
bool Lowerer::color_part(const Context& context, const scene::GlyphAt& g, const TextDraw& draw,
                         GlyphKey key) {
  const glyph::Sprite* found = glyph_sprite(key);
  if (found == nullptr) {
    color_stand_in(context, g, draw, key);
    return true;
  }
  if (found->colorless) return false;
  note_color(key);
  const glyph::Sprite picture = *found;  // the next look-up may move it
  const Vec2 pen = pen_of(context.place, g);
  const Px x = color_x(pen.x, draw.size).px;
  if (picture.foreground) {
    key.luminance_class |= GlyphKey::kForeground;
    const glyph::Sprite* own = glyph_sprite(key);
    if (own == nullptr) return true;
    emitter_.mask(sprite_at(context.place, *own, x, pen.y), texels_of(*own), draw.paint);
  }
  if (picture.width == 0) return true;
  ++emitter_.counts().glyphs;
  emitter_.picture(sprite_at(context.place, picture, x, pen.y), texels_of(picture), false,
                   draw.alpha);
  return true;
}

bool Lowerer::color_tiles(const Context& context, const scene::GlyphAt& g, const TextDraw& draw) {
  const Vec2 pen = pen_of(context.place, g);
  const Px x = color_x(pen.x, draw.size).px + (context.place.transformed ? 0 : context.place.x);
  const Px y =
      static_cast<Px>(std::floor(pen.y + 0.5f)) + (context.place.transformed ? 0 : context.place.y);
  for (int tile = 0; tile < glyph::kTileColumns * glyph::kTileColumns; ++tile) {
    const auto number = static_cast<uint8_t>(tile);
    if (!emitter_.visible(translate(glyph::color_tile(draw.size, number), x, y))) continue;
    const GlyphKey key = glyph::color_tile_key(draw.face, draw.size, g.glyph, number);
    if (!color_part(context, g, draw, key)) return false;
  }
  return true;
}

bool Lowerer::glyph_color(const Context& context, const scene::GlyphAt& g, const TextDraw& draw) {
  if (draw.size >= glyph::kColorTilePx) return color_tiles(context, g, draw);
  const uint8_t bin = color_x(pen_of(context.place, g).x, draw.size).bin;
  return color_part(context, g, draw, glyph::color_key(draw.face, draw.size, g.glyph, bin));
}

// The key chooses: small upright glyphs are bitmaps, large, turned and stretched ones paths. Colour
// glyphs are always bitmaps, and stay upright; a glyph without colours in a font of them is drawn
// as others are.
void Lowerer::text(const Context& context, const scene::Text& t) {
  if (t.size <= 0 || t.color.a == 0) return;
  const Place& place = context.place;
  const Affine& m = place.to_window;
  const float scale = place.transformed ? std::sqrt(std::fabs(m.a * m.d - m.b * m.c)) : 1.0f;
  TextDraw draw;
  draw.face = t.face;
  draw.em = t.size;
  draw.size = t.size * scale;
  if (draw.size > glyph::kLargestTextPx || draw.size < 0.5f) {
    ++emitter_.counts().dropped;
    return;
  }
  draw.paint = solid_paint(t.color, context.fade);
  draw.alpha = static_cast<uint8_t>(div255(uint32_t{t.color.a} * context.fade));
  draw.luminance = glyph::luminance_class(t.color);
  const bool even = !place.transformed || (m.b == 0 && m.c == 0 && m.a == m.d && m.a > 0);
  const bool paths = draw.size >= glyph::kPathGlyphPx || !even;
  for (const scene::GlyphAt& g :
       scene_.glyphs(*context.node).subspan(t.first_glyph, t.glyph_count)) {
    const bool color = (g.flags & 1) != 0;
    if (color && draw.size > glyph::kLargestColorPx) {
      ++emitter_.counts().dropped;
    } else if (color && glyph_color(context, g, draw)) {
      continue;
    } else if (paths) {
      glyph_path(context, g, draw);
    } else {
      glyph_bitmap(context, g, draw);
      if (draw.size >= glyph::kAheadGlyphPx) ask_ahead(glyph::outline_key(t.face, g.glyph));
    }
  }
}

}  // namespace hallows::prepare
