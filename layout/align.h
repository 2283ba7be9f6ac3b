#pragma once

#include "layout/layout_style.h"

namespace hallows::layout {

// How free space is shared out among `count` things in a row (CSS Align 3, 5.3): the offset of the
// first and the extra space between neighbours.
struct Distribution {
  float before = 0, between = 0;
};
// `align` is Start, End, Center or Space*; whatever else counts as Start. Space* values fall back
// to a safe Start or Center where they can't apply (5.3.1).
inline Distribution distribute(Align align, float free, uint32_t count) {
  const float n = static_cast<float>(count);
  if (free < 0 && align >= Align::SpaceBetween) return {};
  switch (align) {
    case Align::End:
      return {free, 0};
    case Align::Center:
      return {free / 2, 0};
    case Align::SpaceBetween:
      return {0, count > 1 ? free / (n - 1) : 0};
    case Align::SpaceAround:
      return {free / n / 2, free / n};
    case Align::SpaceEvenly:
      return {free / (n + 1), free / (n + 1)};
    default:
      return {};
  }
}

}  // namespace hallows::layout
