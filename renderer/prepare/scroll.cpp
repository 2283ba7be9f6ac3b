#include "renderer/prepare/scroll.h"

#include <cmath>

#include "renderer/prepare/shapes.h"

namespace hallows::prepare {
namespace {

// Pixels below which drawing anew costs no more than finding out.
constexpr int64_t kSmallestView = 4096;

bool same(RectPx a, RectPx b) {
  return a == b || (a.empty() && b.empty());
}

}  // namespace

void ScrollVotes::vote(const Scroll& scroll, RectPx moved) {
  for (Candidate& known : candidates_) {
    if (known.scroll.view != scroll.view || known.scroll.dx != scroll.dx ||
        known.scroll.dy != scroll.dy) {
      continue;
    }
    known.moved = unite(known.moved, moved);
    return;
  }
  if (scroll.view.area() < kSmallestView) return;
  if (scroll.filled().area() < scroll.view.area() / 4) return;
  static_cast<void>(candidates_.try_push({scroll, moved}));
}

Scrolls ScrollVotes::elect() const {
  Scrolls out;
  FixedVector<Candidate, 16> left = candidates_;
  while (!left.empty() && !out.full()) {
    size_t best = 0;
    for (size_t i = 1; i < left.size(); ++i) {
      if (left[i].weight() > left[best].weight()) best = i;
    }
    const Candidate candidate = left[best];
    left.remove_unordered(best);
    bool free = candidate.weight() * 2 >= candidate.scroll.view.area();
    for (const Scroll& other : out) free = free && !overlaps(other.view, candidate.scroll.view);
    if (free) out.push(candidate.scroll);
  }
  return out;
}

void ScrolledDamage::begin(const Scrolls& scrolls, const DamageSet& before, RectPx window) {
  scrolls_ = scrolls;
  window_ = window;
  damage_ = before;
  for (size_t i = 0; i < scrolls_.size(); ++i) {
    const Scroll& s = scrolls_[i];
    damage_.scroll(s);
    below_[i].clear();
    for (const RectPx strip : without(s.view, s.filled())) damage_.add(strip);
  }
}

void ScrolledDamage::changed(RectPx was, RectPx is) {
  was = intersect(was, window_);
  bool inside = false;
  for (const Scroll& s : scrolls_) {
    const RectPx part = intersect(was, s.view);
    if (part.empty()) continue;
    damage_.add(intersect(translate(part, s.dx, s.dy), s.view));
    inside = inside || covers(s.view, was);
  }
  if (!inside) damage_.add(was);
  damage_.add(intersect(is, window_));
}

void ScrolledDamage::moved(RectPx was, RectPx is, Px dx, Px dy) {
  was = intersect(was, window_);
  is = intersect(is, window_);
  for (const Scroll& s : scrolls_) {
    if (s.dx != dx || s.dy != dy || !covers(s.view, was) || !covers(s.view, is)) continue;
    // Clips at rest in the view cut the two differently.
    const RectPx copied = intersect(translate(was, dx, dy), s.filled());
    const RectPx wanted = intersect(is, s.filled());
    if (was.empty() ? wanted.empty() : same(copied, wanted)) return;
    if (!was.empty()) damage_.add(copied);
    damage_.add(wanted);
    return;
  }
  changed(was, is);
}

void ScrolledDamage::add_still(const Scroll& s, RectPx rect, DamageSet& out) {
  const RectPx part = intersect(rect, s.view);
  if (part.empty()) return;
  out.add(part);
  out.add(intersect(translate(part, s.dx, s.dy), s.view));
}

void ScrolledDamage::still_on_top(RectPx rect) {
  for (const Scroll& s : scrolls_) add_still(s, rect, damage_);
}

bool ScrolledDamage::meets(RectPx rect) const {
  for (const Scroll& s : scrolls_) {
    if (overlaps(s.view, rect)) return true;
  }
  return false;
}

void ScrolledDamage::finish(DamageSet& out) {
  out = damage_;
  for (size_t i = 0; i < scrolls_.size(); ++i) out.merge(below_[i]);
}

FixedVector<RectPx, 4> corner_squares(RectPx box, const scene::Corners& radii) {
  const scene::Corners r = fit_radii(radii, {box.width(), box.height()});
  const auto side = [](float radius) { return static_cast<Px>(std::ceil(radius)); };
  const Px tl = side(r.top_left), tr = side(r.top_right);
  const Px br = side(r.bottom_right), bl = side(r.bottom_left);
  FixedVector<RectPx, 4> out;
  for (const RectPx square : {RectPx{box.x0, box.y0, box.x0 + tl, box.y0 + tl},
                              RectPx{box.x1 - tr, box.y0, box.x1, box.y0 + tr},
                              RectPx{box.x1 - br, box.y1 - br, box.x1, box.y1},
                              RectPx{box.x0, box.y1 - bl, box.x0 + bl, box.y1}}) {
    if (!square.empty()) out.push(square);
  }
  return out;
}

namespace {

// What of a view-filling box isn't its plain fill: its curves and the straight parts of its border.
void add_box_edges(const scene::RRect& box, RectPx rect, size_t scroll, ScrolledDamage& out) {
  for (const RectPx square : corner_squares(rect, box.radii)) out.still(scroll, square);
  if (box.border_color.a == 0) return;
  const RectPx body = {rect.x0 + box.border.left, rect.y0 + box.border.top,
                       rect.x1 - box.border.right, rect.y1 - box.border.bottom};
  for (const RectPx edge : without(rect, body)) out.still(scroll, edge);
}

// The colour of a box or plain rectangle, as a box; false for other kinds.
bool as_box(const scene::Primitive& p, scene::RRect& out) {
  if (p.kind == scene::PrimitiveKind::RRect) {
    out = p.rrect;
    return true;
  }
  out = {};
  out.rect = p.fill.rect;
  out.fill = p.fill.color;
  return p.kind == scene::PrimitiveKind::FillRect;
}

}  // namespace

void add_still_node(const scene::Scene& scene, const scene::Scene::NodeData& node,
                    const Place& place, Fading fading, ScrolledDamage& out) {
  for (const scene::Primitive& p : scene.primitives(node)) {
    const RectPx seen = intersect(place_bounds(place, p.bounds), place.clip);
    scene::RRect box;
    const bool plain = !place.transformed && as_box(p, box);
    const RectPx rect = translate(box.rect, place.x, place.y);
    for (size_t i = 0; i < out.scrolls().size(); ++i) {
      const RectPx view = out.scrolls()[i].view;
      if (!overlaps(view, seen)) continue;
      if (!plain || !covers(intersect(rect, place.clip), view)) {
        out.still(i, seen);
        continue;
      }
      if (box.fill.a == 255 && fading == Fading::No) out.covered(i);
      add_box_edges(box, rect, i, out);
    }
  }
}

bool drop_poor(Scrolls& scrolls, const DamageRects& damage) {
  bool dropped = false;
  for (size_t i = 0; i < scrolls.size();) {
    const RectPx view = scrolls[i].view;
    int64_t drawn = 0;
    for (const RectPx rect : damage) drawn += intersect(rect, view).area();
    if (drawn * 4 <= view.area() * 3) {
      ++i;
      continue;
    }
    scrolls.remove_unordered(i);
    dropped = true;
  }
  return dropped;
}

}  // namespace hallows::prepare
