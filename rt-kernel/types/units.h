#pragma once

#include <cmath>
#include <cstdint>

namespace hallows {

// Layout happens in dp (device-independent pixels, 1/96 inch at scale 1) as float. Device pixels
// are integers; `layout/snap` is the only place that makes them.
using Dp = float;
using Px = int32_t;

// Device pixels per dp, of one window; may change at run time.
struct Scale {
  float value = 1.0f;
  friend bool operator==(Scale, Scale) = default;
};

// A coordinate in device pixels, rounded half up so that neighbours that share an edge share it.
inline Px to_px(Dp value, Scale scale) {
  return static_cast<Px>(std::floor(value * scale.value + 0.5f));
}

enum class Axis : uint8_t { X = 0, Y = 1 };
constexpr Axis other(Axis axis) {
  return axis == Axis::X ? Axis::Y : Axis::X;
}

}  // namespace hallows
