#pragma once

#include <cstdint>

#include "rt-kernel/base/fixed_vector.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::prepare {

// Where something stands in the painting: order index, then primitive. Higher is drawn later; 0 is
// the background.
using DrawPosition = uint64_t;
constexpr DrawPosition position_of(uint32_t order_index, uint32_t primitive) {
  return (uint64_t{order_index} + 1) << 32 | primitive;
}

// Opaque rectangles of a frame: the sixteen largest. What lies below one of them, and within it,
// need not be drawn. (A depth buffer would cost 6 to 15 times more on a CPU device.)
class Occluders {
 public:
  static constexpr int64_t kSmallest = 1024;  // pixels; smaller ones hide too little
  void clear() { items_.clear(); }
  void add(RectPx rect, DrawPosition position);
  // True when something above `position` hides all of `rect`.
  bool hides(RectPx rect, DrawPosition position) const;

 private:
  struct Item {
    RectPx rect;
    DrawPosition position = 0;
  };
  FixedVector<Item, 16> items_;
};

}  // namespace hallows::prepare
