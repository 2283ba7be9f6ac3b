#include "layout/engine.h"

namespace hallows::layout {

namespace {

struct Bounds {
  float left, top, right, bottom;
  void add(Rect r, Vec2 at) {
    left = std::min(left, at.x + r.x);
    top = std::min(top, at.y + r.y);
    right = std::max(right, at.x + r.x + r.width);
    bottom = std::max(bottom, at.y + r.y + r.height);
  }
};

bool is_contained(const TreeData& t, NodeIndex c, NodeIndex top) {
  // An absolute box counts for its containing block and what is above that.
  if (t.style(c).position != Position::Absolute) return true;
  NodeIndex p = t.links[c].parent;
  while (p != top && t.style(p).position == Position::Static) p = t.links[p].parent;
  return p != top || t.style(top).position != Position::Static || t.links[top].parent == kNoNode;
}

// Border boxes of descendants, through boxes that don't clip. From top's border box.
void add_descendants(const TreeData& t, NodeIndex top, Bounds& bounds) {
  Vec2 at;
  NodeIndex n = t.links[top].first;
  NodeIndex in = top;
  while (true) {
    if (n == kNoNode) {
      if (in == top) return;
      at = at - Vec2{t.boxes[in].x, t.boxes[in].y};
      n = t.links[in].next;
      in = t.links[in].parent;
      continue;
    }
    const NodeStyle& s = t.style(n);
    const Rect& box = t.boxes[n];
    const bool counts = s.display != Display::None && is_contained(t, n, top);
    if (counts) bounds.add(box, at);
    if (counts && (s.flags & kScrolls) == 0 && t.links[n].first != kNoNode) {
      at = at + Vec2{box.x, box.y};
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
    bounds.add(box, {});
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
