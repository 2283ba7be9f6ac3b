#pragma once

#include "parseltongue/value/heap.h"
#include "rt-kernel/base/nonblocking.h"

namespace hallows::value {

// Channels as the language gives them: 0 to 255, alpha 0 to 1; out of range is clamped. Each
// accepts a percent too.
Color16 color_rgba(const Value& r, const Value& g, const Value& b,
                   const Value& alpha) noexcept HALLOWS_NONBLOCKING;
// CSS Color 4, section 7: hue in turns, saturation and lightness 0 to 1.
Color16 color_hsl(double hue, double saturation, double lightness) noexcept HALLOWS_NONBLOCKING;
// CSS Color 4, sections 9.4 and 10.9: lightness 0 to 1, chroma about 0 to 0.4, hue in turns; out of
// the gamut, channels are clipped.
Color16 color_oklch(double lightness, double chroma, double hue) noexcept HALLOWS_NONBLOCKING;

// The share p is 0 to 1. Lighten and darken mix with white and black in Oklab, alpha multiplies;
// mix goes through Oklab with premultiplied alpha (CSS Color 4, section 12.3).
Color16 lighten(Color16 c, double p) noexcept HALLOWS_NONBLOCKING;
Color16 darken(Color16 c, double p) noexcept HALLOWS_NONBLOCKING;
Color16 with_alpha(Color16 c, double p) noexcept HALLOWS_NONBLOCKING;
Color16 mix(Color16 a, Color16 b, double p) noexcept HALLOWS_NONBLOCKING;
// Component by component in premultiplied sRGB: what animations and lerp() use.
Color16 lerp(Color16 a, Color16 b, double t) noexcept HALLOWS_NONBLOCKING;

struct GradientStop {
  Color color;
  float place = 0;  // 0 to 1, rising
};
// From the operands of linear(), radial() or conic(); `angle` in turns. Missing places are spread
// evenly between their neighbours, falling ones are raised (CSS Images 3, section 3.4.3).
Value make_gradient(Heap& heap, GradientShape shape, double angle,
                    std::span<const Value> stops) noexcept HALLOWS_NONBLOCKING;
size_t gradient_stop_count(const Value& gradient) noexcept HALLOWS_NONBLOCKING;
GradientStop gradient_stop(const Value& gradient, size_t i) noexcept HALLOWS_NONBLOCKING;
double gradient_angle(const Value& gradient) noexcept
    HALLOWS_NONBLOCKING;  // turns; 0 points up, clockwise

}  // namespace hallows::value
