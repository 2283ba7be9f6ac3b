#pragma once

#include "rt-kernel/base/nonblocking.h"
#include "widgets/kind_ops.h"
#include "widgets/ui_data.h"

// Stage 8: primitives of changed elements and the paint order.
namespace hallows::widgets {

bool build_scene(UiData& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
// paint.cpp: what the element draws under and over its children, into ui.primitives.
void paint_element(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
void paint_overlay(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;

// Helpers of kinds.
struct TextPaint {
  uint32_t element = 0;
  Vec2 origin;  // of the text box, dp, in the border box
  Scale scale;
};
// Runs and decorations as placed; `colors` by span, or the element's colour for all.
void paint_text(UiData& ui, const TextPaint& paint,
                std::span<const Color> colors) noexcept HALLOWS_NONBLOCKING;
scene::Corners corners_of(const UiData& ui, uint32_t element,
                          RectPx box) noexcept HALLOWS_NONBLOCKING;
void fill_px(UiData& ui, Rect dp, Color color, float radius_dp) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::widgets
