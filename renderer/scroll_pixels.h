#pragma once

#include <cstring>

#include "renderer/prepare/draw_plan.h"

namespace hallows::render {

// The part of a scroll copy that can be done in a picture of this size: both ends lie in it.
inline RectPx copied_part(const prepare::ScrollCopy& copy, SizePx size) {
  const RectPx picture = {0, 0, size.width, size.height};
  return intersect(intersect(copy.dst, picture), translate(picture, copy.dx, copy.dy));
}

// Carries a scroll copy out on rows of pixels that lie `stride` apart, in the order that reads each
// before it is overwritten.
inline void scroll_pixels(uint32_t* pixels, Px stride, RectPx dst, const prepare::ScrollCopy& by) {
  const auto row = [&](Px x, Px y) { return pixels + ptrdiff_t{y} * stride + x; };
  for (Px i = 0; i < dst.height(); ++i) {
    const Px y = by.dy > 0 ? dst.y1 - 1 - i : dst.y0 + i;
    std::memmove(row(dst.x0, y), row(dst.x0 - by.dx, y - by.dy),
                 static_cast<size_t>(dst.width()) * 4);
  }
}

}  // namespace hallows::render
