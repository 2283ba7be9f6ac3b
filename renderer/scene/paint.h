#pragma once

#include <cstdint>

#include "rt-kernel/base/handle.h"
#include "rt-kernel/types/color.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::scene {

// One radius per corner, device pixels, clockwise from the top left. Radii that don't fit into
// their box are scaled down together (CSS Backgrounds 3, section 5.5) when the box is drawn.
struct Corners {
  float top_left = 0, top_right = 0, bottom_right = 0, bottom_left = 0;
  friend bool operator==(const Corners&, const Corners&) = default;
  bool none() const {
    return top_left <= 0 && top_right <= 0 && bottom_right <= 0 && bottom_left <= 0;
  }
  bool uniform() const {
    return top_left == top_right && top_left == bottom_right && top_left == bottom_left;
  }
};

constexpr Corners all_corners(float radius) {
  return {radius, radius, radius, radius};
}

enum class GradientKind : uint8_t { Linear, Radial, Conic };

// Where a colour stands on the way from 0 to 1; stops rise. Colours between two stops are mixed
// premultiplied in sRGB space; before the first and after the last stop its colour goes on.
struct GradientStop {
  float at = 0;
  Color color;
  friend bool operator==(const GradientStop&, const GradientStop&) = default;
};

// Device pixels, from the node's origin.
struct GradientLine {
  GradientKind kind = GradientKind::Linear;
  Vec2 from;        // Linear: where 0 lies. Radial, Conic: the centre
  Vec2 to;          // Linear: where 1 lies. Radial: the two radii. Conic: unused
  float angle = 0;  // Conic: where 0 lies, radians clockwise from the top
  friend bool operator==(const GradientLine&, const GradientLine&) = default;
};

enum class FillRule : uint8_t { NonZero, EvenOdd };

// A path that the scene keeps (icons): made at set-up, named by primitives.
using PathId = Id<struct PathTag>;

}  // namespace hallows::scene
