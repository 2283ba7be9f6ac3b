#pragma once

#include <cstdint>

#include "renderer/glyph/color_canvas.h"
#include "rt-kernel/base/fixed_vector.h"

namespace hallows::glyph {

struct Point {
  double x = 0, y = 0;
};

// x' = xx x + xy y + dx; y' = yx x + yy y + dy.
struct Matrix {
  double xx = 1, xy = 0, dx = 0, yx = 0, yy = 1, dy = 0;
  Point apply(Point p) const { return {xx * p.x + xy * p.y + dx, yx * p.x + yy * p.y + dy}; }
};
// First `inner`, then `outer`.
Matrix concat(const Matrix& outer, const Matrix& inner);
// False where it has none.
bool invert(const Matrix& m, Matrix& out);

// A straight colour; `fore` is 1 where it is the text's.
struct StraightColor {
  float r = 0, g = 0, b = 0, alpha = 0, fore = 0;
  Ink ink() const {
    const float own = alpha * (1 - fore);
    return {r * own, g * own, b * own, own, alpha * fore};
  }
};

enum class Extend : uint8_t { Pad, Repeat, Reflect };

// A colour line, OpenType COLR version 1; at most kMaxStops are kept.
struct ColorLine {
  static constexpr size_t kMaxStops = 64;
  struct Stop {
    double at = 0;
    StraightColor color;
  };
  FixedVector<Stop, kMaxStops> stops;
  Extend extend = Extend::Pad;
  void sort();
  Ink color_at(double t) const;
};

// What fills a shape, in font units: one colour or a gradient.
struct Fill {
  enum class Kind : uint8_t { Solid, Linear, Radial, Sweep };
  Kind kind = Kind::Solid;
  Ink solid;
  ColorLine line;
  Point p0, p1;           // linear: t is 0 at p0 and 1 at p1, level across; radial, sweep: centres
  double r0 = 0, r1 = 0;  // radial: radii; sweep: start and end, turns, counter-clockwise from +x
  // Transparent where the gradient has no colour.
  Ink at(Point p) const;
};

}  // namespace hallows::glyph
