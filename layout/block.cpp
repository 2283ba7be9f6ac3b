#include "layout/align.h"
#include "layout/engine.h"

namespace hallows::layout {

namespace {

// The state of the flow while children are stacked (CSS 2.2, 8.3.1 and 10.6).
struct Flow {
  float cursor;   // bottom of the last border box, from the top of the container
  Strut pending;  // margins that adjoin at the cursor
  bool at_top;    // nothing solid yet, and the container's top margin adjoins
  Strut top;      // what collapses through the container's top, once !at_top
  float first_baseline = LeafAnswer::kNoBaseline;
  float last_baseline = LeafAnswer::kNoBaseline;
};

// Where a block-level box stands in the width of its container (CSS 2.2, 10.3.3).
float horizontal_place(const Frame& f, const NodeStyle& s, const Sides& m, float width) {
  const float free = f.inner_width() - width - m.across();
  const bool auto_left = s.margin.left.is_auto(), auto_right = s.margin.right.is_auto();
  float start = f.inset.left + m.left;
  if (free > 0 && (auto_left || auto_right)) {
    if (auto_left) start += auto_right ? free / 2 : free;
  } else if (f.rtl) {
    start += free;
  }
  return start;
}

// CSS 2.2, 9.4.1 and 8.3.1. Stacks one child; gives the y of its border box.
float advance(Engine& e, Flow& flow, NodeIndex c, const Sides& m, float height) {
  const bool self_collapsing = (e.state(c) & kSelfCollapsing) != 0;
  const BlockMargins& inner = e.cache(c).margins;
  flow.pending.add(m.top);
  flow.pending.merge(inner.top);
  if (self_collapsing) {
    const float y = flow.at_top ? flow.cursor : flow.cursor + flow.pending.sum();
    flow.pending.add(m.bottom);
    return y;
  }
  float y = flow.cursor;
  if (flow.at_top) {
    flow.top = flow.pending;
    flow.at_top = false;
  } else {
    y += flow.pending.sum();
  }
  flow.cursor = y + height;
  flow.pending = inner.bottom;
  flow.pending.add(m.bottom);
  return y;
}

void stack_child(Engine& e, const Frame& f, NodeIndex c, Flow& flow) {
  const NodeStyle& s = e.style(c);
  const float inner = f.inner_width();
  const Sides m = margins(s, inner);
  Space space;
  space.width = std::max(0.0f, inner - m.across());
  space.percent_width = inner;
  space.percent_height = f.inner_percent_height;
  space.height = is_definite(f.inner_percent_height)
                     ? std::max(0.0f, f.inner_percent_height - m.down())
                     : kIndefinite;
  space.flags = static_cast<uint16_t>(kFillWidth | kInFlow | (f.measure ? kMeasure : 0) |
                                      (f.want_baseline ? kWantBaseline : 0));
  const Answer a = layout_node(e, c, space);
  float y = advance(e, flow, c, m, a.height);
  float x = horizontal_place(f, s, m, a.width);
  if (has_baseline(a.first_baseline)) {
    if (!has_baseline(flow.first_baseline)) flow.first_baseline = y + a.first_baseline;
    flow.last_baseline = y + a.last_baseline;
  }
  if (f.measure) return;
  if ((s.flags & kHasOffset) != 0) {
    const Vec2 shift = relative_shift(e.t, c, inner, f.inner_percent_height, f.rtl);
    x += shift.x;
    y += shift.y;
  }
  set_box(e, c, {x, y, a.width, a.height});
}

// CSS 2.2, 10.6.3 and 8.3.1. Ends the flow: the container's natural height, and the margins that
// stick out of it.
float finish_flow(Engine& e, const Frame& f, Flow& flow) {
  BlockMargins& out = e.cache(f.n).margins;
  const bool open_bottom =
      !f.flow_root && f.inset.bottom == 0 && (!is_definite(f.height) || f.height_from_ratio);
  out = {};
  if (flow.at_top) {
    out.top = flow.pending;
    const float height = finish_height(f, flow.cursor + f.inset.bottom);
    if (f.inset.bottom == 0 && height == 0) e.state(f.n) |= kSelfCollapsing;
    return flow.cursor + f.inset.bottom;
  }
  out.top = flow.top;
  if (open_bottom) {
    // A box that ends elsewhere than its content keeps the margin in: it ends inside of it.
    const float natural = flow.cursor + f.inset.bottom;
    if (finish_height(f, natural) == natural && !f.height_from_ratio) out.bottom = flow.pending;
  } else {
    flow.cursor = std::max(f.inset.top, flow.cursor + flow.pending.sum());
  }
  return flow.cursor + f.inset.bottom;
}

// Align 3, 5.1.1: align-content moves the content of a block container as one.
void align_content(Engine& e, const Frame& f, float free, Flow& flow) {
  Align align = f.style->align_content;
  if (align == Align::FlexEnd || align == Align::LastBaseline) align = Align::End;
  // What overflows stays at the start.
  const float shift = distribute(align, free, 1).before;
  if (shift == 0 || free < 0) return;
  if (has_baseline(flow.first_baseline)) {
    flow.first_baseline += shift;
    flow.last_baseline += shift;
  }
  if (f.measure) return;
  for (NodeIndex c = e.links(f.n).first; c != kNoNode; c = e.links(c).next) {
    const NodeStyle& s = e.style(c);
    if (s.display == Display::None) continue;
    e.t.static_y.data()[c] += shift;
    if (s.position == Position::Absolute) continue;
    const Rect box = e.box(c);
    set_box(e, c, {box.x, box.y + shift, box.width, box.height});
  }
}

}  // namespace

// CSS 2.2, 9.4.1.
bool establishes_flow_root(const Engine& e, NodeIndex n) {
  const NodeStyle& s = e.style(n);
  if (s.display != Display::Block || (s.flags & kScrolls) != 0) return true;
  if (s.align_content != Align::Normal || s.position == Position::Absolute) return true;
  return is_replaced(e, n);
}

Answer layout_block(Engine& e, const Frame& f) {
  Flow flow{f.inset.top, {}, !f.flow_root && f.inset.top == 0, {}};
  for (NodeIndex c = e.links(f.n).first; c != kNoNode; c = e.links(c).next) {
    const NodeStyle& s = e.style(c);
    if (s.display == Display::None) {
      if (!f.measure) hide(e, c);
    } else if (s.position == Position::Absolute) {
      if (!f.measure) e.t.static_y.data()[c] = flow.cursor + (flow.at_top ? 0 : flow.pending.sum());
    } else {
      stack_child(e, f, c, flow);
    }
  }
  Answer a;
  a.width = f.width;
  const float natural = finish_flow(e, f, flow);
  a.height = finish_height(f, natural);
  if (f.style->align_content != Align::Normal) align_content(e, f, a.height - natural, flow);
  a.first_baseline = flow.first_baseline;
  a.last_baseline = flow.last_baseline;
  if (!f.measure) layout_absolutes(e, f, a.height);
  return a;
}

// Sizing 3, 4 and 5.1: the widest contribution of a child in flow.
MinMax block_widths(Engine& e, NodeIndex n, float inner_height) {
  MinMax out;
  for (NodeIndex c = e.links(n).first; c != kNoNode; c = e.links(c).next) {
    if (!in_flow(e.style(c))) continue;
    const MinMax child = width_contribution(e, c, inner_height, kIndefinite);
    out.min = std::max(out.min, child.min);
    out.max = std::max(out.max, child.max);
  }
  return out;
}

}  // namespace hallows::layout
