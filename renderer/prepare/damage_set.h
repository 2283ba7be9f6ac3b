#pragma once

#include <cstdint>

#include "rt-kernel/base/fixed_vector.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::prepare {

constexpr size_t kMaxDamage = 4;
using DamageRects = FixedVector<RectPx, kMaxDamage>;

// Content that moved by whole pixels within a viewport that stayed where it is; window space.
struct Scroll {
  RectPx view;
  Px dx = 0, dy = 0;
  // What copying within the view brings up to date; the rest of it is uncovered.
  RectPx filled() const { return intersect(view, translate(view, dx, dy)); }
};
constexpr size_t kMaxScrolls = 4;
using Scrolls = FixedVector<Scroll, kMaxScrolls>;  // their views don't overlap

// `rect` without `part`.
FixedVector<RectPx, 4> without(RectPx rect, RectPx part);

// Collects changed rectangles; says them as at most four that don't overlap. Two are joined where
// the pixels that this adds cost less than one more rectangle, or where there are too many.
class DamageSet {
 public:
  static constexpr size_t kKept = 24;  // at the bound the cheapest two are joined
  void add(RectPx rect);
  void merge(const DamageSet& other);
  // The picture's pixels were moved: what is wrong in them went along.
  void scroll(const Scroll& scroll);
  void clear() { rects_.clear(); }
  bool empty() const { return rects_.empty(); }
  // Within `limits`.
  DamageRects resolve(RectPx limits) const;

 private:
  FixedVector<RectPx, kKept> rects_;
};

}  // namespace hallows::prepare
