#pragma once

#include <string>

#include "renderer/vulkan/vulkan_backend.h"
#include "tests/unit/renderer/vulkan/plan_builder.h"

namespace hallows::render::test {

constexpr prepare::PageSetup kSceneSetup{256, 1, 2};

// A frame that uses everything a plan can hold: uploads, a picture page, a scroll copy, clears,
// every kind of quad, layers. `phase` moves things about. `pixels` outlives the plan.
inline PlanBuilder busy_frame(uint64_t serial, SizePx size, uint32_t generation, RectPx damage,
                              const std::vector<uint32_t>& pixels) {
  using prepare::Quad;
  using prepare::QuadKind;
  PlanBuilder out(serial, size, generation);
  out.damage(damage);
  const Px shift = static_cast<Px>(serial % 7);
  out.upload(0, prepare::PageFormat::R8, {shift, 3, shift + 9, 11}, std::vector<uint8_t>(72, 200));
  out.upload(0, prepare::PageFormat::R8, {40, 3, 48, 11}, std::vector<uint8_t>(64, 90));
  out.upload(1, prepare::PageFormat::Bgra, {shift, 3, shift + 4, 7}, std::vector<uint8_t>(64, 128));
  out.upload(2, prepare::PageFormat::Bgra, {0, 0, 256, 1}, std::vector<uint8_t>(1024, 255));
  const uint16_t page = static_cast<uint16_t>(prepare::kFirstImagePage + serial % 3);
  out.changes.push_back({prepare::PageChange::What::Create, page, {16, 16}, pixels.data()});
  out.plan.copies.push({{damage.x0, damage.y0, damage.x1, damage.y1 - 2}, 0, -2});
  out.solid(damage, 0xFF202428);
  out.solid({damage.x0 + 2, damage.y0 + 2, damage.x0 + 12, damage.y0 + 12}, 0xFFB04040);
  const RectPx box{damage.x0, damage.y0, damage.x0 + 14, damage.y0 + 14};
  const auto add = [&](QuadKind kind, uint16_t from, uint8_t alpha, uint32_t color) {
    Quad quad = PlanBuilder::at(box);
    quad.kind = kind;
    quad.page = from;
    quad.alpha = alpha;
    quad.color = color;
    out.quad(quad);
  };
  out.gradients.push_back({{0.01f, 0, 0, 0.01f, 0, 0}, prepare::GradientShape::Conic, false, 2});
  add(QuadKind::Solid, prepare::kNoPage, 255, 0x80402010);
  add(QuadKind::Mask, 0, 255, 0xFFE0E0E0);
  add(QuadKind::Save, prepare::kNoPage, 0, 0);
  add(QuadKind::Picture, 1, 255, 0);
  add(QuadKind::Picture, page, 130, 0);
  add(QuadKind::Gradient, prepare::kNoPage, 255, 0);
  add(QuadKind::Save, prepare::kNoPage, 1, 0);
  add(QuadKind::Mask, 0, 255, 0xFFE0E0E0);
  add(QuadKind::Restore, 0, 1, 200);
  add(QuadKind::Restore, prepare::kNoPage, 0, 128);
  return out;
}

}  // namespace hallows::render::test
