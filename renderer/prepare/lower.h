#pragma once

#include <array>
#include <cstdint>

#include "renderer/glyph/contrast.h"
#include "renderer/glyph/glyph_key.h"
#include "renderer/image/image_cache.h"
#include "renderer/prepare/emitter.h"
#include "renderer/prepare/outline_cache.h"
#include "renderer/prepare/prepare.h"
#include "renderer/prepare/shapes.h"
#include "renderer/scene/scene.h"

namespace hallows::prepare {

// Turns primitives into quads of the linear profile: solids, sprites, nine-patches. Internal to
// renderer/prepare; one primitive kind, one function.
class Lowerer {
 public:
  Lowerer(const scene::Scene& scene, glyph::GlyphAtlas& atlas, image::ImageCache& images,
          glyph::GlyphRaster& raster, const PrepareLimits& limits);

  // What a frame misses, and where (window space): drawn again when it has come.
  struct Misses {
    Buffer<GlyphRequest> glyphs;
    Buffer<ImageRequest> images;
    bool incomplete = false;  // in the primitive at hand
  };

  void begin_frame(MissPolicy policy);
  // Draws a node's primitives at a place through the emitter, whose clip is set. Returns false
  // where something was missing.
  bool node(const scene::Scene::NodeData& node, const Place& place, uint32_t order_index,
            uint8_t fade);
  // Coverage of a rounded box in window space, cell by cell, for layers.
  void layer_save(const LayerState& layer, RectPx region, uint8_t level);
  void layer_restore(const LayerState& layer, RectPx region, uint8_t level);

  Emitter& emitter() { return emitter_; }
  const Misses& misses() const { return misses_; }
  void mark_failed(const GlyphKey& key);
  // A colour glyph of this size has come: it may stand in for another size.
  void note_color(const GlyphKey& key);
  const ShapeCache& shapes() const { return shapes_; }
  OutlineCache& outlines() { return outlines_; }

 private:
  struct Context {
    const scene::Scene::NodeData* node = nullptr;
    Place place;
    uint8_t fade = 255;
  };

  void primitive(const Context& context, const scene::Primitive& p);
  void rrect(const scene::RRect& r, uint8_t fade);
  void fill_box(const BoxOutline& box, RectPx rect, const Paint& paint);
  void box_corners(const BoxOutline& box, RectPx rect, const Paint& paint);
  void ring_edges(const BoxOutline& box, RectPx rect, const Paint& paint);
  void box_body(const BoxOutline& box, RectPx rect, const Paint& paint);
  void bordered_box(const BoxOutline& ring, RectPx rect, const Paint& fill, const Paint& border);
  void square_box(const scene::RRect& r, RectPx body, const Paint& fill, const Paint& border);
  void shadow(const scene::Shadow& s, uint8_t fade);
  void text(const Context& context, const scene::Text& t);
  // What the glyphs of a text share.
  struct TextDraw {
    FontFaceId face;
    float em = 0;    // before transforms
    float size = 0;  // after them
    Paint paint;
    uint8_t alpha = 255;
    uint8_t luminance = 0;
  };
  void glyph_path(const Context& context, const scene::GlyphAt& g, const TextDraw& draw);
  void glyph_bitmap(const Context& context, const scene::GlyphAt& g, const TextDraw& draw);
  bool glyph_color(const Context& context, const scene::GlyphAt& g, const TextDraw& draw);
  bool color_tiles(const Context& context, const scene::GlyphAt& g, const TextDraw& draw);
  bool color_part(const Context& context, const scene::GlyphAt& g, const TextDraw& draw,
                  GlyphKey key);
  void color_stand_in(const Context& context, const scene::GlyphAt& g, const TextDraw& draw,
                      const GlyphKey& wanted);
  static size_t recent_slot(const GlyphKey& key);
  const OutlineCache::Outline* glyph_outline(const GlyphKey& key);
  void ask_ahead(const GlyphKey& key);
  void ask(const GlyphKey& key);
  void open_warm(FontFaceId face);
  bool failed(const GlyphKey& key) const;
  const glyph::Sprite* glyph_sprite(const GlyphKey& key);
  const glyph::Sprite* raster_here(const GlyphKey& key);
  void image(const scene::Image& i, uint8_t fade);
  void gradient(const Context& context, const scene::Gradient& g, RectPx rect);
  struct Vec2Px {
    Px x = 0, y = 0;
  };
  void path(const scene::Path& p, Vec2Px origin, uint8_t fade);
  // Where an outline lands, and in what.
  struct OutlineDraw {
    Vec2Px origin;
    Paint paint;
  };
  bool filled_path(const scene::Path& p, RectPx bounds, Vec2Px origin, const Paint& paint);
  bool filled_glyph(const OutlineCache::Outline& glyph, Affine to_px, uint8_t luminance,
                    const OutlineDraw& draw);
  bool filled_outline(const FilledOutline& outline, const OutlineDraw& draw);
  uint32_t wanted_cells(const FilledOutline& outline, const OutlineGrid& grid, const CellRow& row,
                        Vec2Px origin);
  bool emit_cells(const FilledOutline& outline, const OutlineGrid& grid, const CellRow& row,
                  const OutlineDraw& draw);
  void picture_cells(const scene::Image& i, const Texels& texels, bool opaque, uint8_t alpha);
  // Under a rotation or shear: the box's outline as a mask.
  void turned_box(RectPx rect, const scene::Corners& radii, const Affine& to_window,
                  const Paint& paint);
  void turned(const Context& context, const scene::Primitive& p);
  bool gradient_paint(const Context& context, const scene::Gradient& g, Paint& out);
  void missing_shape();

  const scene::Scene& scene_;
  glyph::GlyphAtlas& atlas_;
  image::ImageCache& images_;
  glyph::GlyphRaster& raster_;
  PrepareLimits limits_;
  ShapeCache shapes_;
  OutlineCache outlines_;
  glyph::ContrastTables contrast_;
  Emitter emitter_;
  Misses misses_;
  static constexpr size_t kRecentColors = 256;
  std::array<GlyphKey, kRecentColors> recent_colors_{};  // by face and glyph; the last one stays
  glyph::GlyphBitmap bitmap_;                            // scratch
  glyph::GlyphOutline outline_;                          // scratch, of MissPolicy::Warm
  Buffer<uint64_t> failed_;  // glyphs that can't be drawn, sorted by nothing; bounded
  MissPolicy policy_ = MissPolicy::Budget;
  uint32_t glyph_budget_ = 0;
};

// The primitive in window space: translated, or scaled by an upright transform. False under
// rotation.
bool upright(const Place& place, const scene::Primitive& in, scene::Primitive& out);
inline RectPx inset(RectPx r, const Edges<Px>& by) {
  return {r.x0 + by.left, r.y0 + by.top, r.x1 - by.right, r.y1 - by.bottom};
}
Texels texels_of(const glyph::Sprite& sprite);

}  // namespace hallows::prepare
