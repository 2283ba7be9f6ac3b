#include "layout/snap.h"

#include <algorithm>

#include "layout/tree_data.h"

namespace hallows::layout {

namespace {

struct Walk {
  TreeData& t;
  const SnapInput& input;
  Buffer<NodeId>* changed;
  SnapOutput out;
  // The viewport in dp with a margin, to leave out what lies far outside before rounding.
  float x0, y0, x1, y1;
  // What lies farther out than integers reach (sums of huge sizes) is put at the bound.
  float farthest;
};

// to_px() of what fits, without a call of the mathematics library.
inline Px floor_px(float v, float scale) {
  const float at = v * scale + 0.5f;
  const Px whole = static_cast<Px>(at);
  return whole - (at < static_cast<float>(whole) ? 1 : 0);
}

inline RectPx rounded(const Walk& w, const Rect& box, Vec2 origin) {
  const float x = origin.x + box.x, y = origin.y + box.y;
  const auto px = [&](float v) {
    return floor_px(std::max(-w.farthest, std::min(v, w.farthest)), w.input.scale.value);
  };
  return {px(x), px(y), px(x + box.width), px(y + box.height)};
}

inline bool in_view(const Walk& w, const Rect& box, Vec2 at) {
  const float x = at.x + box.x, y = at.y + box.y;
  return x <= w.x1 && y <= w.y1 && x + box.width >= w.x0 && y + box.height >= w.y0;
}

// Boxes out of view whose descendants stick out far enough to be seen (absolute ones, mostly).
bool reaches(const Walk& w, NodeIndex n, Vec2 at) {
  const Reach r = shown_reach(w.t, n);
  const Rect& box = w.t.boxes.data()[n];
  return in_view(
      w,
      {box.x - r.left, box.y - r.top, box.width + r.left + r.right, box.height + r.top + r.bottom},
      at);
}

void visit(Walk& w, NodeIndex n, Vec2 at) {
  TreeData& t = w.t;
  ++w.out.visited;
  const RectPx px = rounded(w, t.boxes.data()[n], at);
  if (px == t.px.data()[n]) return;
  t.px.data()[n] = px;
  ++w.out.changed;
  if (w.changed != nullptr) w.changed->push(id_of(t, n));
}

}  // namespace

SnapOutput snap(LayoutTree& tree, const SnapInput& input, Buffer<NodeId>* changed) noexcept {
  TreeData& t = tree.data();
  const NodeIndex root = index_of(t, input.root);
  if (root == kNoNode || !(input.scale.value > 0)) return {};
  const bool same = t.last_snapped == input.root && t.last_scale == input.scale.value &&
                    t.last_viewport == input.viewport;
  if (same && !t.boxes_changed) return {};
  t.boxes_changed = false;
  t.last_snapped = input.root;
  t.last_scale = input.scale.value;
  t.last_viewport = input.viewport;
  const float k = 1 / input.scale.value;
  Walk w{t, input, changed, {}, 0, 0, 0, 0, 1e9f * k};
  w.x0 = (static_cast<float>(input.viewport.x0) - 1) * k;
  w.y0 = (static_cast<float>(input.viewport.y0) - 1) * k;
  w.x1 = (static_cast<float>(input.viewport.x1) + 1) * k;
  w.y1 = (static_cast<float>(input.viewport.y1) + 1) * k;
  // A box out of view may still show children that stick out of it: `reach` bounds those.
  Vec2 at;
  NodeIndex n = root;
  while (true) {
    const Rect& box = t.boxes.data()[n];
    const bool shown = in_view(w, box, at);
    if (shown) visit(w, n, at);
    const NodeIndex first = t.links.data()[n].first;
    const bool sticks_out = (t.states.data()[n] & kReaches) != 0;
    if (first != kNoNode && (shown || (sticks_out && reaches(w, n, at)))) {
      at = at + Vec2{box.x, box.y};
      n = first;
      continue;
    }
    while (n != root && t.links.data()[n].next == kNoNode) {
      n = t.links.data()[n].parent;
      at = at - Vec2{t.boxes.data()[n].x, t.boxes.data()[n].y};
    }
    if (n == root) break;
    n = t.links.data()[n].next;
  }
  return w.out;
}

RectPx box_px(const LayoutTree& tree, NodeId node) noexcept {
  const NodeIndex n = index_of(tree.data(), node);
  return n == kNoNode ? RectPx{} : tree.data().px[n];
}

}  // namespace hallows::layout
