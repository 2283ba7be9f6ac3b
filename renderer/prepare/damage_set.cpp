#include "renderer/prepare/damage_set.h"

namespace hallows::prepare {
namespace {

// Pixels that one more rectangle may cost.
constexpr int64_t kRectCost = 2048;

int64_t waste(RectPx a, RectPx b) {
  return unite(a, b).area() - a.area() - b.area() + intersect(a, b).area();
}

template <size_t N>
void join_cheapest(FixedVector<RectPx, N>& rects) {
  size_t a = 0, b = 1;
  int64_t least = waste(rects[0], rects[1]);
  for (size_t i = 0; i < rects.size(); ++i) {
    for (size_t j = i + 1; j < rects.size(); ++j) {
      const int64_t w = waste(rects[i], rects[j]);
      if (w >= least) continue;
      least = w;
      a = i;
      b = j;
    }
  }
  rects[a] = unite(rects[a], rects[b]);
  rects.remove_unordered(b);
}

using Work = FixedVector<RectPx, DamageSet::kKept>;

// Joins what is cheap to join; true when something was.
bool join_cheap(Work& rects) {
  for (size_t i = 0; i < rects.size(); ++i) {
    for (size_t j = i + 1; j < rects.size(); ++j) {
      if (waste(rects[i], rects[j]) > kRectCost) continue;
      rects[i] = unite(rects[i], rects[j]);
      rects.remove_unordered(j);
      return true;
    }
  }
  return false;
}

// Cuts the first overlap apart, or joins the two where the pieces would be too many.
bool part_overlap(Work& rects) {
  for (size_t i = 0; i < rects.size(); ++i) {
    for (size_t j = i + 1; j < rects.size(); ++j) {
      if (!overlaps(rects[i], rects[j])) continue;
      const auto pieces = without(rects[j], rects[i]);
      if (rects.size() - 1 + pieces.size() > kMaxDamage) {
        rects[i] = unite(rects[i], rects[j]);
        rects.remove_unordered(j);
      } else {
        rects.remove_unordered(j);
        for (const RectPx piece : pieces) rects.push(piece);
      }
      return true;
    }
  }
  return false;
}

}  // namespace

FixedVector<RectPx, 4> without(RectPx rect, RectPx part) {
  FixedVector<RectPx, 4> out;
  const RectPx i = intersect(rect, part);
  if (i.empty()) {
    out.push(rect);
    return out;
  }
  if (rect.y0 < i.y0) out.push({rect.x0, rect.y0, rect.x1, i.y0});
  if (i.y1 < rect.y1) out.push({rect.x0, i.y1, rect.x1, rect.y1});
  if (rect.x0 < i.x0) out.push({rect.x0, i.y0, i.x0, i.y1});
  if (i.x1 < rect.x1) out.push({i.x1, i.y0, rect.x1, i.y1});
  return out;
}

void DamageSet::add(RectPx rect) {
  if (rect.empty()) return;
  for (size_t i = 0; i < rects_.size(); ++i) {
    if (covers(rects_[i], rect)) return;
    if (covers(rect, rects_[i])) rects_.remove_unordered(i--);
  }
  if (rects_.full()) join_cheapest(rects_);
  rects_.push(rect);
}

void DamageSet::merge(const DamageSet& other) {
  for (const RectPx rect : other.rects_) add(rect);
}

void DamageSet::scroll(const Scroll& scroll) {
  const FixedVector<RectPx, kKept> before = rects_;
  rects_.clear();
  for (const RectPx rect : before) {
    if (!covers(scroll.view, rect)) add(rect);
    add(intersect(translate(intersect(rect, scroll.view), scroll.dx, scroll.dy), scroll.view));
  }
}

DamageRects DamageSet::resolve(RectPx limits) const {
  Work work;
  for (const RectPx rect : rects_) {
    const RectPx r = intersect(rect, limits);
    if (!r.empty()) work.push(r);
  }
  while (join_cheap(work)) {
  }
  while (work.size() > kMaxDamage) join_cheapest(work);
  // Each step removes an overlap without adding one, or a rectangle.
  while (part_overlap(work)) {
  }
  DamageRects out;
  for (const RectPx r : work) out.push(r);
  return out;
}

}  // namespace hallows::prepare
