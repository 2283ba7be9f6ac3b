#pragma once

#include <cmath>
#include <cstdint>

#include "renderer/prepare/draw_plan.h"

namespace hallows::prepare {

// The angle of p as a share of a turn, clockwise from the top: 0 to 1. A polynomial of float
// products and sums only, so that every executor may compute the same bits. Error below 1e-4 of a
// turn.
inline float turn(Vec2 p) {
  const float ax = std::fabs(p.x), ay = std::fabs(p.y);
  const float high = ax > ay ? ax : ay, low = ax > ay ? ay : ax;
  if (high == 0) return 0;
  const float q = low / high, s = q * q;
  // atan(q) / (2 pi), an odd polynomial for 0 <= q <= 1
  const float from_axis =
      q *
      (0.15913361f + s * (-0.05256879f + s * (0.02867033f + s * (-0.01354934f + s * 0.00331602f))));
  float t = ax <= ay ? from_axis : 0.25f - from_axis;  // from the y axis towards the x axis
  if (p.y > 0) t = 0.5f - t;
  if (p.x < 0) t = 1.0f - t;
  return t < 1.0f ? t : 0.0f;
}

// The ramp texel (0 to 255) of the pixel whose left top corner is (x, y).
inline uint32_t gradient_texel(const GradientRecord& g, Px x, Px y) {
  const float px = static_cast<float>(x - g.x) + 0.5f;
  const float py = static_cast<float>(y - g.y) + 0.5f;
  const Affine& m = g.to_unit;
  const Vec2 p = {m.a * px + m.c * py + m.tx, m.b * px + m.d * py + m.ty};
  float t = p.x;
  if (g.shape == GradientShape::Radial) t = std::sqrt(p.x * p.x + p.y * p.y);
  if (g.shape == GradientShape::Conic) t = turn(p);
  t = t > 0 ? t : 0;  // also where t isn't a number
  t = t < 1 ? t : 1;
  // NOLINTNEXTLINE(bugprone-incorrect-roundings): never negative, so truncating rounds
  return static_cast<uint32_t>(t * 255.0f + 0.5f);
}

}  // namespace hallows::prepare
