#include "renderer/prepare/emitter.h"

namespace hallows::prepare {

Paint solid_paint(Color color, uint8_t fade) {
  color.a = static_cast<uint8_t>(div255(uint32_t{color.a} * fade));
  return {premultiply(color).word, false, color.a == 255, 255};
}

void Emitter::begin(PlanStorage& out, const DamageRects& damage, const Occluders& occluders,
                    uint32_t quad_limit) {
  out_ = &out;
  damage_ = damage;
  occluders_ = &occluders;
  quad_limit_ = quad_limit;
  clip_ = kEverywhere;
  position_ = 0;
}

bool Emitter::visible(RectPx rect) const {
  const RectPx r = intersect(rect, clip_);
  if (r.empty()) return false;
  for (const RectPx d : damage_) {
    const RectPx piece = intersect(r, d);
    if (!piece.empty() && !occluders_->hides(piece, position_)) return true;
  }
  return false;
}

void Emitter::emit(Quad quad, RectPx dst) {
  const RectPx clipped = intersect(dst, clip_);
  if (clipped.empty()) return;
  for (const RectPx d : damage_) {
    const RectPx r = intersect(clipped, d);
    if (r.empty()) continue;
    if (out_->quads.size() >= quad_limit_) {
      ++out_->plan.counts.dropped;
      return;
    }
    Quad piece = quad;
    piece.x0 = static_cast<int16_t>(r.x0);
    piece.y0 = static_cast<int16_t>(r.y0);
    piece.x1 = static_cast<int16_t>(r.x1);
    piece.y1 = static_cast<int16_t>(r.y1);
    if (quad.page != kNoPage) {
      if ((quad.flags & kRepeatX) == 0) piece.u = static_cast<uint16_t>(quad.u + (r.x0 - dst.x0));
      if ((quad.flags & kRepeatY) == 0) piece.v = static_cast<uint16_t>(quad.v + (r.y0 - dst.y0));
    }
    out_->quads.push(piece);
  }
}

void Emitter::cover(RectPx dst, const Paint& paint) {
  if (paint.gradient) return mask(dst, {}, paint);
  if (paint.color == 0) return;
  Quad quad;
  quad.kind = QuadKind::Solid;
  quad.flags = paint.opaque ? kOpaque : 0;
  quad.color = paint.color;
  // Large covers are worth the question whether something hides each of their pieces.
  const RectPx all = intersect(dst, clip_);
  if (all.area() >= Occluders::kSmallest && !visible(dst)) return;
  emit(quad, dst);
}

void Emitter::mask(RectPx dst, const Texels& coverage, const Paint& paint) {
  if (!paint.gradient && paint.color == 0) return;
  Quad quad;
  quad.kind = paint.gradient ? QuadKind::Gradient : QuadKind::Mask;
  quad.page = coverage.page;
  quad.u = coverage.u;
  quad.v = coverage.v;
  quad.flags = coverage.repeat;
  if (paint.gradient && paint.opaque && coverage.page == kNoPage) quad.flags |= kOpaque;
  quad.color = paint.color;
  quad.alpha = paint.alpha;
  emit(quad, dst);
}

void Emitter::picture(RectPx dst, const Texels& texels, bool opaque, uint8_t alpha) {
  if (alpha == 0) return;
  Quad quad;
  quad.kind = QuadKind::Picture;
  quad.page = texels.page;
  quad.u = texels.u;
  quad.v = texels.v;
  quad.flags = opaque && alpha == 255 ? kOpaque : 0;
  quad.alpha = alpha;
  emit(quad, dst);
}

void Emitter::save(RectPx dst, uint8_t level) {
  Quad quad;
  quad.kind = QuadKind::Save;
  quad.alpha = level;
  emit(quad, dst);
}

void Emitter::restore(RectPx dst, const Texels& coverage, uint8_t fade, uint8_t level) {
  Quad quad;
  quad.kind = QuadKind::Restore;
  quad.page = coverage.page;
  quad.u = coverage.u;
  quad.v = coverage.v;
  quad.color = fade;
  quad.alpha = level;
  emit(quad, dst);
}

int32_t Emitter::add_gradient(const GradientRecord& record) {
  Buffer<GradientRecord>& gradients = out_->gradients;
  if (gradients.full()) {
    ++out_->plan.counts.dropped;
    return -1;
  }
  gradients.push(record);
  return static_cast<int32_t>(gradients.size() - 1);
}

}  // namespace hallows::prepare
