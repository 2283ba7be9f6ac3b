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
    if ((t.style(in).flags & kClipsBoth) != 0) narrow(t, in, at, window);
    at = at - Vec2{t.boxes[in].x, t.boxes[in].y};
  }
  return window;
}

bool is_contained(const TreeData& t, NodeIndex c, NodeIndex top) {
  // An absolute box counts for its containing block and what is above that.
  if (t.style(c).position != Position::Absolute) return true;
  NodeIndex p = t.links[c].parent;
  while (p != top && t.style(p).position == Position::Static) p = t.links[p].parent;
  return p != top || t.style(top).position != Position::Static;
}

// Border boxes of descendants, through boxes that don't clip. From top's border box.
void add_descendants(const TreeData& t, NodeIndex top, Bounds& bounds) {
  Vec2 at;
  NodeIndex n = t.links[top].first;
  NodeIndex in = top;
  Bounds window = kEverywhere;
  while (true) {
    if (n == kNoNode) {
      if (in == top) return;
      const bool clipped = (t.style(in).flags & kClipsBoth) != 0;
      at = at - Vec2{t.boxes[in].x, t.boxes[in].y};
      n = t.links[in].next;
      in = t.links[in].parent;
      if (clipped) window = window_of(t, in, top, at);
      continue;
    }
    const NodeStyle& s = t.style(n);
    Rect box = t.boxes[n];
    if (t.cache(n).leaf != 0) box.height += shown_reach(t, n).bottom;
    const bool counts = s.display != Display::None && is_contained(t, n, top);
    if (counts && box.width > 0 && box.height > 0) bounds.add(cut(bounds_of(box, at), window));
    if (counts && (s.flags & kClipsBoth) != kClipsBoth && t.links[n].first != kNoNode) {
      at = at + Vec2{box.x, box.y};
      if ((s.flags & kClipsBoth) != 0) narrow(t, n, at, window);
      in = n;
      n = t.links[n].first;
      continue;
    }
    n = t.links[n].next;
  }
}

// The padding box of a scroll container, and which way it scrolls.
struct Port {
  Bounds box;
  Sides padding;
  bool from_right, from_bottom;  // where content ends that overflows the other way
  float inner_width() const {
    return std::max(0.0f, box.right - box.left - padding.left - padding.right);
  }
  float inner_height() const {
    return std::max(0.0f, box.bottom - box.top - padding.top - padding.bottom);
  }
};

Port port_of(const TreeData& t, NodeIndex n, Size size, float percent_width) {
  const NodeStyle& s = t.style(n);
  const Sides all = padding_border(s, percent_width);
  const Sides bars = fit_scrollbars(scrollbars(s, t.states[n]), size.width, all.across());
  Port port{};
  port.box = {s.border.left + bars.left, s.border.top, 0, 0};
  port.box.right = std::max(port.box.left, size.width - s.border.right - bars.right);
  port.box.bottom = std::max(port.box.top, size.height - s.border.bottom - bars.bottom);
  port.padding = {all.left - s.border.left, all.top - s.border.top, all.right - s.border.right,
                  all.bottom - s.border.bottom};
  port.from_right = (t.states[n] & kRtl) != 0;
  if (s.display != Display::Flex) return port;
  // A flex container scrolls towards where its items overflow: its main and cross end.
  const bool column =
      s.flex_direction == FlexDirection::Column || s.flex_direction == FlexDirection::ColumnReverse;
  const bool main_reverse = s.flex_direction == FlexDirection::RowReverse ||
                            s.flex_direction == FlexDirection::ColumnReverse;
  const bool cross_reverse = s.flex_wrap == FlexWrap::WrapReverse;
  port.from_right ^= column ? cross_reverse : main_reverse;
  port.from_bottom = column ? main_reverse : cross_reverse;
  return port;
}

// Overflow 3, 2.2: in-flow content, before relative positioning moves it, together with the
// container's padding at the end edges.
void add_padding(const TreeData& t, NodeIndex n, const Port& port, Bounds& bounds) {
  const Sides& padding = port.padding;
  const float inner = port.inner_width();
  const NodeStyle& style = t.style(n);
  const bool tall = !style.size[1].is_keyword();
  const bool block = style.display == Display::Block || style.display == Display::FlowRoot;
  Bounds flow{1e30f, 1e30f, -1e30f, -1e30f};
  for (NodeIndex c = t.links[n].first; c != kNoNode; c = t.links[c].next) {
    const NodeStyle& s = t.style(c);
    if (!in_flow(s)) continue;
    const Sides m = margins(s, inner);
    Rect box = t.boxes[c];
    if ((s.flags & kHasOffset) != 0) {
      const Vec2 shift = relative_shift(t, c, inner, tall ? port.inner_height() : kIndefinite,
                                        (t.states[n] & kRtl) != 0);
      box.x -= shift.x;
      box.y -= shift.y;
    }
    box.x -= m.left + (port.from_right ? padding.left : 0);
    box.width += m.across() + (port.from_right ? padding.left : padding.right);
    // In block flow, boxes without height count across only; their margins may lie anywhere.
    if (block && t.boxes[c].height <= 0) {
      flow.left = std::min(flow.left, box.x);
      flow.right = std::max(flow.right, box.x + box.width);
      continue;
    }
    box.y -= port.from_bottom ? m.top + padding.top : 0;
    box.height += port.from_bottom ? m.top + padding.top : m.bottom + padding.bottom;
    flow.add(bounds_of(box, {}));
  }
  // Without area, all of it counts for nothing.
  if (flow.left < flow.right && flow.top < flow.bottom) bounds.add(flow);
}

// The lines of a leaf: none is longer than the box unless a word is.
void add_leaf(const TreeData& t, NodeIndex n, const Port& port, Bounds& bounds) {
  const Leaf& leaf = t.leaves[t.cache(n).leaf];
  if (leaf.measure == nullptr) return;
  const auto ask = [&](LeafQuestion question, float width) {
    LeafAnswer answer;
    leaf.measure(leaf.context, {question, width}, &answer);
    return answer;
  };
  const auto clean = [](float v) { return v > 0 ? std::min(v, Length::kMaxDp) : 0.0f; };
  const float width = clean(ask(LeafQuestion::Widths, 0).min_width);
  const float height = clean(ask(LeafQuestion::AtWidth, port.inner_width()).height);
  const Sides& p = port.padding;
  Rect lines{port.box.left + p.left, port.box.top + p.top, width + p.right, height + p.bottom};
  if (port.from_right) {
    lines.width = width + p.left;
    lines.x = port.box.right - p.right - lines.width;
  }
  bounds.add(bounds_of(lines, {}));
}

}  // namespace

Rect scrollable_area(const TreeData& t, NodeIndex n, Size size, float percent_width) {
  const Port port = port_of(t, n, size, percent_width);
  Bounds bounds = port.box;
  if (t.cache(n).leaf != 0) {
    add_leaf(t, n, port, bounds);
  } else {
    add_descendants(t, n, bounds);
    add_padding(t, n, port, bounds);
  }
  // What lies before the start edges can't be scrolled to.
  const Bounds& box = port.box;
  Rect area{0, 0, bounds.right - box.left, bounds.bottom - box.top};
  if (port.from_right) {
    area.x = bounds.left - box.left;
    area.width = box.right - bounds.left;
  }
  if (port.from_bottom) {
    area.y = bounds.top - box.top;
    area.height = box.bottom - bounds.top;
  }
  return area;
}

}  // namespace hallows::layout
