#pragma once

#include <cstdint>

#include "renderer/prepare/damage.h"
#include "renderer/prepare/draw_plan.h"
#include "renderer/prepare/occlusion.h"
#include "rt-kernel/base/buffer.h"

namespace hallows::prepare {

// A plan with the memory that its spans point into.
struct PlanStorage {
  DrawPlan plan;
  Buffer<Quad> quads;
  Buffer<Batch> batches;
  Buffer<GradientRecord> gradients;
  Buffer<PageUpload> uploads;
  Buffer<PageChange> pages;
  Buffer<uint8_t> texels;
  bool in_use = false;
};

// What a covered pixel takes: one colour, or a gradient of the plan.
struct Paint {
  uint32_t color = 0;  // premultiplied; for gradients the index
  bool gradient = false;
  bool opaque = false;
  uint8_t alpha = 255;  // gradients and pictures
};
Paint solid_paint(Color color, uint8_t fade);

// Part of a sprite: texel (u, v) of `page` falls on the left top pixel.
struct Texels {
  uint16_t page = kNoPage;
  uint16_t u = 0, v = 0;
  uint8_t repeat = 0;  // kRepeatX, kRepeatY
};

// Writes quads: clips each to the current clip and to every damage rectangle, and leaves out what
// an opaque rectangle further up hides.
class Emitter {
 public:
  void begin(PlanStorage& out, const DamageRects& damage, const Occluders& occluders,
             uint32_t quad_limit);
  void set_clip(RectPx clip) { clip_ = clip; }
  RectPx clip() const { return clip_; }
  void set_position(DrawPosition position) { position_ = position; }
  bool visible(RectPx rect) const;

  void cover(RectPx dst, const Paint& paint);
  void mask(RectPx dst, const Texels& coverage, const Paint& paint);
  void picture(RectPx dst, const Texels& texels, bool opaque, uint8_t alpha);
  void save(RectPx dst, uint8_t level);
  void restore(RectPx dst, const Texels& coverage, uint8_t fade, uint8_t level);
  int32_t add_gradient(const GradientRecord& record);

  PlanCounts& counts() { return out_->plan.counts; }

 private:
  void emit(Quad quad, RectPx dst);

  PlanStorage* out_ = nullptr;
  DamageRects damage_;
  const Occluders* occluders_ = nullptr;
  uint32_t quad_limit_ = 0;
  RectPx clip_ = kEverywhere;
  DrawPosition position_ = 0;
};

}  // namespace hallows::prepare
