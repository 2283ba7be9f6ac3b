#include "layout/absolute.h"

#include "layout/align.h"
#include "layout/flex.h"

namespace hallows::layout {

namespace {

// Padding + border + scrollbars of a box that has been laid out.
Sides final_inset(const Engine& e, NodeIndex n) {
  const NodeStyle& s = e.style(n);
  const NodeCache& cache = e.t.cache(n);
  const float base = cache.written < kSlots ? cache.slots[cache.written].percent_width : 0;
  const Sides edges = padding_border(s, base);
  const Sides bars = fit_scrollbars(scrollbars(s, e.t.states.data()[n]), e.t.boxes.data()[n].width,
                                    edges.across());
  return {edges.left + bars.left, edges.top, edges.right + bars.right, edges.bottom + bars.bottom};
}

AxisSense sense_of(bool reversed) {
  return reversed ? AxisSense::Reversed : AxisSense::Forward;
}

// Flexbox 4.1: an absolute child stands where it would as the only item of its container.
Align flex_static_align(const Engine& e, NodeIndex parent, NodeIndex n, int axis) {
  const NodeStyle& p = e.style(parent);
  const bool rtl = e.rtl(parent);
  const bool row = p.flex_direction <= FlexDirection::RowReverse;
  const bool main = (axis == 0) == row;
  const bool direction_reversed = axis == 0 && rtl;
  Align align;
  bool reversed;
  if (main) {
    reversed = p.flex_direction == FlexDirection::RowReverse ||
               p.flex_direction == FlexDirection::ColumnReverse;
    align = p.justify_content;
  } else {
    reversed = p.flex_wrap == FlexWrap::WrapReverse;
    align = e.style(n).align_self == Align::Auto ? p.align_items : e.style(n).align_self;
  }
  // Baselines fall back to where the writing direction starts and ends (Align 3, 4.2).
  const bool by_direction = align == Align::Start || align == Align::End ||
                            align == Align::Baseline || align == Align::LastBaseline;
  return physical(align, sense_of(direction_reversed != (reversed && !by_direction)));
}

Align grid_static_align(const Engine& e, NodeIndex parent, NodeIndex n, int axis) {
  const NodeStyle& p = e.style(parent);
  const NodeStyle& s = e.style(n);
  Align align = axis == 0 ? s.justify_self : s.align_self;
  if (align == Align::Auto) align = axis == 0 ? p.justify_items : p.align_items;
  return physical(align, sense_of(axis == 0 && e.rtl(parent)));
}

// Position 3, 3.5.1, static position rectangles, and how the box stands in them.
void static_position(Engine& e, NodeIndex n, ContainingBlock& block) {
  const NodeIndex p = e.links(n).parent;
  const Size box = p == block.n ? block.size : Size{e.box(p).width, e.box(p).height};
  const Sides inset = p == block.n ? block.inset : final_inset(e, p);
  block.statics[0] = {block.parent_offset.x + inset.left,
                      block.parent_offset.x + std::max(inset.left, box.width - inset.right)};
  block.statics[1] = {block.parent_offset.y + inset.top,
                      block.parent_offset.y + std::max(inset.top, box.height - inset.bottom)};
  const Display display = e.style(p).display;
  for (int axis = 0; axis < 2; ++axis) {
    if (display == Display::Flex) {
      block.static_align[axis] = flex_static_align(e, p, n, axis);
    } else if (display == Display::Grid) {
      block.static_align[axis] = grid_static_align(e, p, n, axis);
    } else {
      block.static_align[axis] = axis == 0 && e.rtl(p) ? Align::End : Align::Start;
    }
  }
  // Grid 9.2: the area stands in for the static position when the grid is the containing block.
  if (display == Display::Grid && p == block.n) {
    block.statics[0] = block.area[0];
    block.statics[1] = block.area[1];
  }
  if (display != Display::Flex && display != Display::Grid) {
    // In flow the static position is a point, at which align-self may centre or end the box.
    const float y = block.parent_offset.y + e.t.static_y.data()[n];
    block.statics[1] = {y, y};
    block.static_align[1] = physical(e.style(n).align_self, AxisSense::Forward);
  }
}

struct Axis1 {
  float start, end;  // insets, resolved
  bool auto_start, auto_end;
  float margin_start, margin_end;
  bool auto_margin_start, auto_margin_end;
  float room;   // for the border box
  Align align;  // physical; Stretch where the box fills
  bool normal;
};

float known(Length v, float base) {
  return v.is_auto() ? 0 : v.resolve(base);
}

// Position 3, 3.5: the inset-modified containing block along one axis.
Axis1 solve_axis(const Engine& e, NodeIndex n, const ContainingBlock& block, int axis) {
  const NodeStyle& s = e.style(n);
  const Span1 area = block.area[axis];
  const float size = area.end - area.start;
  const Length a = axis == 0 ? s.inset.left : s.inset.top;
  const Length b = axis == 0 ? s.inset.right : s.inset.bottom;
  const Length ma = axis == 0 ? s.margin.left : s.margin.top;
  const Length mb = axis == 0 ? s.margin.right : s.margin.bottom;
  const float width = block.area[0].end - block.area[0].start;
  Axis1 out{known(a, size),
            known(b, size),
            a.is_auto(),
            b.is_auto(),
            known(ma, width),
            known(mb, width),
            ma.is_auto(),
            mb.is_auto(),
            0,
            Align::Start,
            true};
  // Insets that leave less than nothing: the weaker one gives way (Position 3, 3.5.1).
  if (!out.auto_start && !out.auto_end && out.start + out.end > size) {
    (axis == 0 && block.rtl ? out.start : out.end) =
        size - (axis == 0 && block.rtl ? out.end : out.start);
  }
  float room = size - out.start - out.end;
  if (out.auto_start && out.auto_end) {
    const Span1 at = block.statics[axis];
    switch (block.static_align[axis]) {
      case Align::Start:
        room = area.end - at.start;
        break;
      case Align::End:
        room = at.end - area.start;
        break;
      default: {
        const float middle = (at.start + at.end) / 2;
        room = 2 * std::min(middle - area.start, area.end - middle);
      }
    }
  }
  out.room = std::max(0.0f, room - out.margin_start - out.margin_end);
  // Align 3, 6.1 and 6.2: with both insets set the box is aligned between them; normal fills.
  const Align self = axis == 0 ? s.justify_self : s.align_self;
  const bool both = !out.auto_start && !out.auto_end;
  const bool reversed = axis == 0 && block.rtl;
  const bool normal = self == Align::Auto || self == Align::Normal || self == Align::Stretch;
  out.normal = self == Align::Auto || self == Align::Normal;
  out.align = both && normal ? Align::Stretch : physical(self, sense_of(reversed));
  return out;
}

float place_axis(const Axis1& a, const ContainingBlock& block, int axis, float size) {
  const Span1 area = block.area[axis];
  if (a.auto_start && a.auto_end) {
    const Span1 at = block.statics[axis];
    const float outer = size + a.margin_start + a.margin_end;
    const float free = (at.end - at.start) - outer;
    if (block.static_align[axis] == Align::End) return at.end - outer + a.margin_start;
    if (block.static_align[axis] == Align::Center) return at.start + free / 2 + a.margin_start;
    return at.start + a.margin_start;
  }
  if (a.auto_end) return area.start + a.start + a.margin_start;
  if (a.auto_start) return area.end - a.end - a.margin_end - size;
  // Both insets are set (CSS 2.2, 10.3.7 and 10.6.4): auto margins take what is free.
  const float free = area.end - area.start - a.start - a.end - size - a.margin_start - a.margin_end;
  const float first = area.start + a.start + a.margin_start;
  const bool reversed = axis == 0 && block.rtl;
  if (a.auto_margin_start && a.auto_margin_end) {
    if (free < 0 && axis == 0) return reversed ? first + free : first;
    return first + free / 2;
  }
  if (a.auto_margin_start) return first + free;
  if (a.auto_margin_end) return first;
  if (a.normal) return reversed ? first + free : first;
  float at = reversed && a.align == Align::Stretch ? first + free : first;
  if (a.align == Align::Center) at = first + free / 2;
  if (a.align == Align::End) at = first + free;
  if (free >= 0) return at;
  // Align 3, 4.4.1: what overflows its inset-modified block is kept inside the containing block,
  // or starts at its start where it doesn't fit that either.
  const float lo = std::min(area.start, area.start + a.start) + a.margin_start;
  const float hi = std::max(area.end, area.end - a.end) - a.margin_end - size;
  if (hi < lo) return reversed ? hi : lo;
  return std::max(lo, std::min(at, hi));
}

// Width and height constraints of an absolute box (Position 3, 4; Sizing 4, 5 for ratios).
Space absolute_space(Engine& e, NodeIndex n, const ContainingBlock& block, const Axis1& x,
                     const Axis1& y) {
  const NodeStyle& s = e.style(n);
  Space space;
  space.width = x.room;
  space.height = y.room;
  space.percent_width = block.area[0].end - block.area[0].start;
  space.percent_height = block.area[1].end - block.area[1].start;
  const bool replaced = is_replaced(e, n);
  const Ratio ratio = preferred_ratio(e, n);
  const Sides edges = padding_border(s, space.percent_width);
  const bool height_known = is_definite(definite_height(e, n, space, edges));
  const bool fill_x =
      s.size[0].is_auto() && x.align == Align::Stretch && !replaced && !(ratio && height_known);
  const bool fill_y = s.size[1].is_auto() && y.align == Align::Stretch && !replaced &&
                      !(ratio && (fill_x || !s.size[0].is_auto()));
  if (fill_x) space.flags |= kFillWidth;
  if (fill_y) {
    const HeightLimits limits = height_limits(s, space.percent_height, edges.down());
    const float least = edges.down();
    space.height =
        clamp_size(std::max(y.room, least), limits.min, std::max(limits.min, limits.max));
    space.flags |= kFixedHeight;
    // The width follows from it, and within limits of its own the height from the width.
    if (ratio) {
      space.width = make_frame(e, n, space).width;
      space.flags = static_cast<uint16_t>((space.flags & ~kFixedHeight) | kFixedWidth);
    }
  }
  return space;
}

bool holds_loose(const Engine& e, NodeIndex c) {
  const NodeStyle& s = e.style(c);
  if (s.display == Display::None) return false;
  return s.position == Position::Absolute ||
         (s.position == Position::Static && (e.t.states.data()[c] & kHoldsLoose) != 0);
}

}  // namespace

Align physical(Align align, AxisSense sense) {
  const bool reversed = sense == AxisSense::Reversed;
  switch (align) {
    case Align::End:
    case Align::FlexEnd:
    case Align::LastBaseline:
      return reversed ? Align::Start : Align::End;
    case Align::Center:
    case Align::SpaceAround:
    case Align::SpaceEvenly:
      return Align::Center;
    default:
      return reversed ? Align::End : Align::Start;
  }
}

void layout_absolute(Engine& e, NodeIndex n, const ContainingBlock& given) {
  ContainingBlock block = given;
  if (!given.fixed_statics) static_position(e, n, block);
  const Axis1 x = solve_axis(e, n, block, 0);
  const Axis1 y = solve_axis(e, n, block, 1);
  const Answer a = layout_node(e, n, absolute_space(e, n, block, x, y));
  set_box(e, n,
          {place_axis(x, block, 0, a.width) - block.parent_offset.x,
           place_axis(y, block, 1, a.height) - block.parent_offset.y, a.width, a.height});
}

void layout_absolutes(Engine& e, const Frame& f, float height, const GridLines* grid) {
  e.state(f.n) &= static_cast<uint8_t>(~kHoldsLoose);
  bool any = false;
  for (NodeIndex c = e.links(f.n).first; c != kNoNode && !any; c = e.links(c).next) {
    any = holds_loose(e, c);
  }
  if (!any) return;
  if (f.style->position == Position::Static) {
    e.state(f.n) |= kHoldsLoose;
    return;
  }
  const Edges<float>& border = f.style->border;
  const Sides bars = fit_scrollbars(scrollbars(*f.style, e.state(f.n)), f.width, f.edge_x);
  ContainingBlock block{};
  block.n = f.n;
  block.rtl = f.rtl;
  block.size = {f.width, height};
  block.inset = f.inset;
  block.area[0] = {border.left + bars.left,
                   std::max(border.left, f.width - border.right - bars.right)};
  block.area[1] = {border.top, std::max(border.top, height - border.bottom - bars.bottom)};
  layout_loose(e, f.n, block, grid);
}

void layout_loose(Engine& e, NodeIndex top, const ContainingBlock& given, const GridLines* grid) {
  // Walks the static boxes that hold absolute ones, with the offset of the box walked in.
  Vec2 offset;
  NodeIndex in = top;
  NodeIndex c = e.links(top).first;
  while (true) {
    if (c == kNoNode) {
      if (in == top) return;
      offset = offset - Vec2{e.box(in).x, e.box(in).y};
      c = e.links(in).next;
      in = e.links(in).parent;
      continue;
    }
    if (!holds_loose(e, c)) {
      c = e.links(c).next;
    } else if (e.style(c).position == Position::Static) {
      offset = offset + Vec2{e.box(c).x, e.box(c).y};
      in = c;
      c = e.links(c).first;
    } else {
      ContainingBlock block = given;
      block.parent_offset = offset;
      // Grid 9: lines place whatever the grid contains, children of its items too.
      if (grid != nullptr) {
        for (int a = 0; a < 2; ++a) block.area[a] = grid_area_of(*grid, e, c, a, given.area[a]);
      }
      layout_absolute(e, c, block);
      // The static boxes in between were finished before this one stood anywhere.
      for (NodeIndex child = c, p = in; p != top; child = p, p = e.links(p).parent) {
        const Rect& box = e.box(p);
        Reach reach = e.cache(p).reach;
        extend_reach(reach, e.t, child, {box.width, box.height});
        set_reach(e.t, p, reach);
      }
      c = e.links(c).next;
    }
  }
}

}  // namespace hallows::layout
