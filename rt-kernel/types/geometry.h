#pragma once

#include <algorithm>
#include <cstdint>

#include "rt-kernel/types/units.h"

namespace hallows {

struct Vec2 {
  float x = 0, y = 0;
  friend bool operator==(Vec2, Vec2) = default;
  friend Vec2 operator+(Vec2 a, Vec2 b) { return {a.x + b.x, a.y + b.y}; }
  friend Vec2 operator-(Vec2 a, Vec2 b) { return {a.x - b.x, a.y - b.y}; }
  friend Vec2 operator*(Vec2 a, float k) { return {a.x * k, a.y * k}; }
};

struct Size {
  float width = 0, height = 0;
  friend bool operator==(Size, Size) = default;
  float operator[](Axis a) const { return a == Axis::X ? width : height; }
  float& operator[](Axis a) { return a == Axis::X ? width : height; }
};

// In dp unless said; width and height are never negative.
struct Rect {
  float x = 0, y = 0, width = 0, height = 0;
  friend bool operator==(Rect, Rect) = default;
  float right() const { return x + width; }
  float bottom() const { return y + height; }
  bool contains(Vec2 p) const { return p.x >= x && p.y >= y && p.x < right() && p.y < bottom(); }
};

struct SizePx {
  Px width = 0, height = 0;
  friend bool operator==(SizePx, SizePx) = default;
};

// Half-open in device pixels: x0 <= x < x1. Empty when x1 <= x0 or y1 <= y0.
struct RectPx {
  Px x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  friend bool operator==(RectPx, RectPx) = default;
  Px width() const { return x1 - x0; }
  Px height() const { return y1 - y0; }
  bool empty() const { return x1 <= x0 || y1 <= y0; }
  int64_t area() const { return empty() ? 0 : int64_t{width()} * height(); }
};

inline RectPx intersect(RectPx a, RectPx b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}
// The bounds of both; an empty one adds nothing.
inline RectPx unite(RectPx a, RectPx b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}
inline bool overlaps(RectPx a, RectPx b) {
  return !intersect(a, b).empty();
}
inline bool covers(RectPx outer, RectPx inner) {
  return inner.empty() || (outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 &&
                           outer.y1 >= inner.y1);
}
inline RectPx translate(RectPx r, Px dx, Px dy) {
  return {r.x0 + dx, r.y0 + dy, r.x1 + dx, r.y1 + dy};
}

// One value per edge, in CSS order.
template <class T>
struct Edges {
  T top{}, right{}, bottom{}, left{};
  friend bool operator==(const Edges&, const Edges&) = default;
};

// x' = a*x + c*y + tx, y' = b*x + d*y + ty.
struct Affine {
  float a = 1, b = 0, c = 0, d = 1, tx = 0, ty = 0;
  friend bool operator==(const Affine&, const Affine&) = default;
  Vec2 apply(Vec2 p) const { return {a * p.x + c * p.y + tx, b * p.x + d * p.y + ty}; }
  bool is_translation() const { return a == 1 && b == 0 && c == 0 && d == 1; }
};
// First `inner`, then `outer`.
inline Affine concat(const Affine& outer, const Affine& inner) {
  return {outer.a * inner.a + outer.c * inner.b,
          outer.b * inner.a + outer.d * inner.b,
          outer.a * inner.c + outer.c * inner.d,
          outer.b * inner.c + outer.d * inner.d,
          outer.a * inner.tx + outer.c * inner.ty + outer.tx,
          outer.b * inner.tx + outer.d * inner.ty + outer.ty};
}

}  // namespace hallows
