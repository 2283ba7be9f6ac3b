#include "layout/engine.h"

namespace hallows::layout {

namespace {

struct Bounds {
  float left, top, right, bottom;
  void add(const Bounds& b) {
    left = std::min(left, b.left);
    top = std::min(top, b.top);
    right = std::max(right, b.right);
    bottom = std::max(bottom, b.bottom);
  }
};
Bounds bounds_of(const Rect& r, Vec2 at) {
  return {at.x + r.x, at.y + r.y, at.x + r.x + r.width, at.y + r.y + r.height};
}

// What boxes that clip one axis leave of their descendants.
constexpr Bounds kEverywhere{-1e30f, -1e30f, 1e30f, 1e30f};
Bounds cut(Bounds b, const Bounds& window) {
  const auto clamp = [](float v, float lo, float hi) { return std::max(lo, std::min(v, hi)); };
  return {clamp(b.left, window.left, window.right), clamp(b.top, window.top, window.bottom),
          clamp(b.right, window.left, window.right), clamp(b.bottom, window.top, window.bottom)};
}

// Narrows `window` by the padding box of n, whose border box stands at `at`.
void narrow(const TreeData& t, NodeIndex n, Vec2 at, Bounds& window) {
  const NodeStyle& s = t.style(n);
  Bounds edge = bounds_of({0, 0, t.boxes[n].width, t.boxes[n].height}, at);
  edge.left += s.border.left;
  edge.right = std::max(edge.left, edge.right - s.border.right);
  edge.top += s.border.top;
  edge.bottom = std::max(edge.top, edge.bottom - s.border.bottom);
  if ((s.flags & kClipsX) != 0) {
    window.left = std::max(window.left, std::min(edge.left, window.right));
    window.right = std::max(window.left, std::min(edge.right, window.right));
  }
  if ((s.flags & kClipsY) != 0) {
    window.top = std::max(window.top, std::min(edge.top, window.bottom));
    window.bottom = std::max(window.top, std::min(edge.bottom, window.bottom));
  }
}

// The window inside of `in`, whose border box stands at `at`, below `top`.
Bounds window_of(const TreeData& t, NodeIndex in, NodeIndex top, Vec2 at) {
  Bounds window = kEverywhere;
  for (; in != top; in = t.links[in].parent) {
    if ((t.style(in).flags & (kClipsX | kClipsY)) != 0) narrow(t, in, at, window);
    at = at - Vec2{t.boxes[in].x, t.boxes[in].y};
  }
  return window;
}

bool is_contained(const TreeData& t, NodeIndex c, NodeIndex top) {
  // An absolute box counts for its containing block and what is above that.
  if (t.style(c).position != Position::Absolute) return true;
  NodeIndex p = t.links[c].parent;
  while (p != top && t.style(p).position == Position::Static) p = t.links[p].parent;
  return p != top || t.style(top).position != Position::Static || t.links[top].parent == kNoNode;
}

// Border boxes of descendants, through boxes that don't clip. From top's border box.
void add_descendants(const TreeData& t, NodeIndex top, Bounds& bounds) {
  constexpr uint16_t kClips = kClipsX | kClipsY;
  Vec2 at;
  NodeIndex n = t.links[top].first;
  NodeIndex in = top;
  Bounds window = kEverywhere;
  while (true) {
    if (n == kNoNode) {
      if (in == top) return;
      const bool clipped = (t.style(in).flags & kClips) != 0;
      at = at - Vec2{t.boxes[in].x, t.boxes[in].y};
      n = t.links[in].next;
      in = t.links[in].parent;
      if (clipped) window = window_of(t, in, top, at);
      continue;
    }
    const NodeStyle& s = t.style(n);
    const Rect& box = t.boxes[n];
    const bool counts = s.display != Display::None && is_contained(t, n, top);
    if (counts) bounds.add(cut(bounds_of(box, at), window));
    if (counts && (s.flags & kClips) != kClips && t.links[n].first != kNoNode) {
      at = at + Vec2{box.x, box.y};
      if ((s.flags & kClips) != 0) narrow(t, n, at, window);
      in = n;
      n = t.links[n].first;
      continue;
    }
    n = t.links[n].next;
  }
}

// Overflow 3, 2.2: in-flow content together with the container's padding at the end edges.
void add_padding(const TreeData& t, NodeIndex n, const Sides& padding, float inner,
                 Bounds& bounds) {
  const bool rtl = (t.states[n] & kRtl) != 0;
  for (NodeIndex c = t.links[n].first; c != kNoNode; c = t.links[c].next) {
    const NodeStyle& s = t.style(c);
    if (!in_flow(s)) continue;
    const Sides m = margins(s, inner);
    Rect box = t.boxes[c];
    box.x -= m.left + (rtl ? padding.left : 0);
    box.width += m.across() + (rtl ? padding.left : padding.right);
    box.height += m.bottom + padding.bottom;
    bounds.add(bounds_of(box, {}));
  }
}

}  // namespace

Size scrollable_size(const TreeData& t, NodeIndex n, Size size, float percent_width) {
  const NodeStyle& s = t.style(n);
  const Sides bars = scrollbars(s, t.states[n]);
  const float x0 = s.border.left + bars.left, y0 = s.border.top;
  const float x1 = std::max(x0, size.width - s.border.right - bars.right);
  const float y1 = std::max(y0, size.height - s.border.bottom - bars.bottom);
  Bounds bounds{x0, y0, x1, y1};
  if (t.leaf_index[n] == 0) {
    add_descendants(t, n, bounds);
    Sides padding = padding_border(s, percent_width);
    padding = {padding.left - s.border.left, padding.top - s.border.top,
               padding.right - s.border.right, padding.bottom - s.border.bottom};
    add_padding(t, n, padding, std::max(0.0f, x1 - x0 - padding.across()), bounds);
  }
  // What lies before the start edges can't be scrolled to.
  const bool rtl = (t.states[n] & kRtl) != 0;
  const float width = rtl ? x1 - bounds.left : bounds.right - x0;
  return {std::max(x1 - x0, width), std::max(y1 - y0, bounds.bottom - y0)};
}

}  // namespace hallows::layout
