#pragma once

#include <memory>
#include <optional>
#include <span>

#include "renderer/glyph/glyph_atlas.h"
#include "renderer/image/image_cache.h"
#include "renderer/prepare/draw_plan.h"
#include "renderer/scene/scene.h"
#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/types/image_request.h"

namespace hallows::prepare {

// Who rasterises what the atlas lacks.
enum class MissPolicy : uint8_t {
  Budget,  // up to `glyphs_per_frame` bitmaps of open faces here; the rest, and outlines, are given
           // out as data
  Warm,    // everything here and now: tests, screenshots, warm-up. Opens faces, allocates
};

// Painter: quads stay in painting order (cpu). Batched: quads that one draw call can serve are
// brought together where no overlap forbids it (vulkan). The pixels are the same.
enum class DrawOrderPolicy : uint8_t { Painter, Batched };

struct PrepareLimits {
  DrawOrderPolicy draw_order = DrawOrderPolicy::Painter;
  uint32_t plans = 4;               // in flight at once
  uint32_t quads = 1u << 17;        // a plan; more are dropped (counted), the frame is incomplete
  uint32_t texel_bytes = 4u << 20;  // a plan; more sprites wait for a later frame
  uint32_t gradients = 1024;        // a plan
  uint32_t misses = 512;            // given out per frame
  uint32_t glyphs_per_frame = 64;
  uint32_t outline_px = 1u << 20;  // of outlines rasterised in a frame; more wait for the next one
  size_t raster_arena = 16u << 20;
};

// Lowers scenes to plans: the linear profile's sprites and nine-patches. Engine thread; allocates
// at construction only (and under MissPolicy::Warm). One for all windows: the executors' pages are
// shared by them, and plans must be executed in the order of their serials.
class Preparer {
 public:
  Preparer(scene::Scene& scene, const FontFaceTable& faces, const PrepareLimits& limits = {});
  ~Preparer();
  Preparer(const Preparer&) = delete;
  Preparer& operator=(const Preparer&) = delete;

  // Null when the window has no damage, or no plan is free (damage then accumulates).
  const DrawPlan* prepare(WindowId window, MissPolicy policy) noexcept HALLOWS_NONBLOCKING;
  // Any plan may be released once its executor is done with it, in any order; engine thread.
  void release(const DrawPlan* plan) noexcept HALLOWS_NONBLOCKING;
  // What prepare() gave last for the window, released or not; null when nothing or overwritten.
  // Readable until the next prepare(). Tools and tests.
  const DrawPlan* last_plan(WindowId window) const noexcept HALLOWS_NONBLOCKING;
  // True when prepare() would have something to draw.
  bool wants_frame(WindowId window) const noexcept HALLOWS_NONBLOCKING;

  PageSetup page_setup() const;
  image::ImageCache& images();
  // What the last prepare() missed: queue it to workers, then answer in stage 1.
  std::span<const GlyphRequest> missing_glyphs() const noexcept HALLOWS_NONBLOCKING;
  std::span<const ImageRequest> missing_images() const noexcept HALLOWS_NONBLOCKING;
  void take_glyph(const glyph::GlyphBitmap& bitmap) noexcept HALLOWS_NONBLOCKING;
  void take_outline(const glyph::GlyphOutline& outline) noexcept HALLOWS_NONBLOCKING;
  void take_image(const ImageRequest& request, std::shared_ptr<const ImageBlob> scaled);
  // A worker could not: the glyph is drawn as nothing and not asked for again.
  void take_failure(const GlyphRequest& request) noexcept HALLOWS_NONBLOCKING;
  // What is wrong with the colours of a face, of what MissPolicy::Warm has made here.
  std::optional<Diagnostic> take_problem();
  // Opens a face for rasterising in the frame. Set-up work.
  Result<bool> open_face(FontFaceId face);
  // All sprites travel again and every window is damaged: for a new executor.
  void restart_executor();
  // Every window is drawn whole in its next frame.
  void redraw_all() noexcept HALLOWS_NONBLOCKING;
  glyph::GlyphAtlas::Stats atlas_stats() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The plan as text: damage, copies, quads. Stable, for tests.
std::string dump(const DrawPlan& plan);
// The same with the quads of each batch below a line that names it.
std::string dump_batches(const DrawPlan& plan);

}  // namespace hallows::prepare
