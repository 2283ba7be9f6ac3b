#include <cstring>

#include "layout/flex.h"
#include "layout/stable_sort.h"

namespace hallows::layout {

namespace {

bool is_auto_before(const FlexBox& box, const NodeStyle& s, int axis, bool after) {
  const bool reversed = axis == box.main ? box.main_reversed : box.cross_reversed;
  const bool high = reversed != after;  // right or bottom side
  if (axis == 0) return (high ? s.margin.right : s.margin.left).is_auto();
  return (high ? s.margin.bottom : s.margin.top).is_auto();
}

// start and end follow the writing direction, flex-start and flex-end the line: one vocabulary.
Align flex_relative(const FlexBox& box, Align align) {
  // Is the cross start that the writing direction means the one that the lines start from?
  const bool flipped = box.style->flex_wrap == FlexWrap::WrapReverse;
  switch (align) {
    case Align::FlexStart:
      return Align::Start;
    case Align::FlexEnd:
      return Align::End;
    case Align::Start:
      return flipped ? Align::End : Align::Start;
    case Align::End:
      return flipped ? Align::Start : Align::End;
    default:
      return align;
  }
}

}  // namespace

void init_item(Engine& e, const FlexBox& box, NodeIndex n, FlexItem& item) {
  const NodeStyle& s = e.style(n);
  item = {};
  item.n = n;
  item.grow = s.flex_grow;
  if ((s.flags & kHasOffset) != 0) item.flags |= kOffsetItem;
  item.shrink = s.flex_shrink;
  item.margin = margins(s, box.f->inner_width());
  if ((s.flags & kAutoMargin) != 0) {
    if (is_auto_before(box, s, box.main, false)) item.flags |= kAutoBefore;
    if (is_auto_before(box, s, box.main, true)) item.flags |= kAutoAfter;
    if (is_auto_before(box, s, box.cross, false)) item.flags |= kAutoCrossBefore;
    if (is_auto_before(box, s, box.cross, true)) item.flags |= kAutoCrossAfter;
  }
  const Align align = resolve_align_self(*box.style, s);
  const bool auto_cross = (item.flags & (kAutoCrossBefore | kAutoCrossAfter)) != 0;
  if (align == Align::Stretch && s.size[box.cross].is_auto() && !auto_cross) {
    item.flags |= kStretchItem;
  }
  // The keyword stretches whatever the alignment, in one line at once.
  if ((box.cross == 1 || box.wraps) && s.size[box.cross].is(Length::Keyword::Stretch)) {
    item.flags |= kStretchItem;
  }
  if (!auto_cross) {
    if (align == Align::Baseline) item.flags |= kBaselineItem;
    if (align == Align::LastBaseline) item.flags |= kLastBaselineItem;
  }
  item.align = flex_relative(box, align);
  if ((s.flags & kHasInsets) != 0) {
    const Sides edges = padding_border(s, box.f->inner_width());
    const Sides bars = scrollbars(s, e.rtl(n) ? kRtl : 0);
    item.edge = edges.sum(box.main);
    item.bars = bars.sum(box.main);
  }
}

namespace {

// 5.4: order-modified document order; stable.
void sort_by_order(Engine& e, FlexItem* items, uint32_t count) {
  stable_sort(items, items + count, [&](const FlexItem& a, const FlexItem& b) {
    return e.style(a.n).order < e.style(b.n).order;
  });
}

float gap_of(Length gap, float inner) {
  // 8.1 of Align: of an indefinite size, percentages are zero.
  return std::max(0.0f, gap.resolve(std::max(0.0f, inner)));
}

// The border box size across that is definite before the item is laid out, or indefinite.
float definite_cross(Engine& e, const FlexBox& box, const FlexItem& item) {
  const NodeStyle& s = e.style(item.n);
  const float inner_width = box.f->inner_width();
  const Sides edges = padding_border(s, inner_width);
  const bool stretched = (item.flags & kStretchItem) != 0 && !box.wraps;
  if (box.cross == 0) {
    if (stretched || !s.size[0].is_keyword() || s.size[0].is(Length::Keyword::Stretch)) {
      return column_item_width(e, box, item);
    }
    return kIndefinite;
  }
  Space space;
  space.percent_width = inner_width;
  space.percent_height = box.f->inner_percent_height;
  const float h = definite_height(e, item.n, space, edges);
  if (is_definite(h)) return h;
  if (!stretched || !is_definite(space.percent_height)) return kIndefinite;
  const HeightLimits limits = height_limits(s, space.percent_height, edges.down());
  return clamp_size(std::max(0.0f, space.percent_height - item.margin.down()), limits.min,
                    limits.max);
}

float through_ratio(const FlexBox& box, const NodeStyle& s, Ratio ratio, float cross) {
  const Sides edges = padding_border(s, box.f->inner_width());
  return box.main == 0 ? ratio_width(ratio, cross, edges.across(), edges.down())
                       : ratio_height(ratio, cross, edges.across(), edges.down());
}

// Limits across that are definite, carried over to the main size (9.2 #3, 4.5).
float clamp_through_ratio(Engine& e, const FlexBox& box, const FlexItem& item, float size) {
  const NodeStyle& s = e.style(item.n);
  const Ratio ratio = preferred_ratio(e, item.n);
  if (!ratio) return size;
  const float base = box.cross == 0 ? box.f->inner_width() : box.f->inner_percent_height;
  const Sides edges = padding_border(s, box.f->inner_width());
  const auto limit = [&](Length v, float missing) {
    float cross;
    if (v.is_intrinsic() && box.cross == 0) {
      const float room = std::max(0.0f, box.f->inner_width() - item.margin.across());
      cross = intrinsic_width(e, item.n, v, room, edges, kIndefinite);
    } else if (v.is_keyword() || (v.is_percent() && !is_definite(base))) {
      return missing;
    } else {
      cross = border_box(s, v, base, edges.sum(box.cross));
    }
    return through_ratio(box, s, ratio, cross);
  };
  // An automatic minimum still has room for padding and border.
  const float least = through_ratio(box, s, ratio, edges.sum(box.cross));
  const float lo = limit(s.min_size[box.cross], least), hi = limit(s.max_size[box.cross], kNoLimit);
  return clamp_size(size, lo, std::max(lo, hi));
}

// A size property along the main axis as border box, or indefinite where it needs the content.
float definite_main(Engine& e, const FlexBox& box, const FlexItem& item, Length v) {
  const NodeStyle& s = e.style(item.n);
  const float base = box.main == 0 ? box.f->inner_width() : box.f->inner_percent_height;
  if (v.is(Length::Keyword::Stretch)) {
    const float inner = box.main == 0 ? box.inner_main : box.f->inner_percent_height;
    if (!is_definite(inner)) return kIndefinite;
    return std::max(0.0f, inner - item.margin.sum(box.main));
  }
  if (v.is_keyword() || (v.is_percent() && !is_definite(base))) return kIndefinite;
  return border_box(s, v, base, item.edge);
}

// Inner height that content widths of a row's item may count on.
float item_inner_height(Engine& e, const FlexBox& box, const FlexItem& item) {
  if (e.links(item.n).first == kNoNode && !preferred_ratio(e, item.n)) return kIndefinite;
  const float h = definite_cross(e, box, item);
  if (!is_definite(h)) return kIndefinite;
  const NodeStyle& s = e.style(item.n);
  const Sides edges = padding_border(s, box.f->inner_width());
  return std::max(0.0f, h - edges.down() - scrollbars(s, 0).down());
}

// 9.2 #3 C-E: the size along the main axis that the content asks for.
float content_base(Engine& e, const FlexBox& box, FlexItem& item, Length keyword) {
  const NodeStyle& s = e.style(item.n);
  const Ratio ratio = preferred_ratio(e, item.n);
  if (ratio) {
    const float cross = definite_cross(e, box, item);
    if (is_definite(cross)) {
      item.flags |= kDefiniteBasis;
      return through_ratio(box, s, ratio, cross);
    }
  }
  if (box.main == 1) {
    const float width = column_item_width(e, box, item, MainSize::Ignored);
    if (ratio) {
      item.flags |= kDefiniteBasis;
      return through_ratio(box, s, ratio, width);
    }
    return measure_item(e, box, item, width).height;
  }
  const float inner_height = item_inner_height(e, box, item);
  const MinMax widths = content_widths(e, item.n, inner_height);
  const float around = item.edge + item.bars;
  float size = widths.max + around;
  if (keyword.is(Length::Keyword::MinContent)) size = widths.min + around;
  if (keyword.is(Length::Keyword::FitContent)) {
    const float room = box.f->inner_width() - item.margin.across();
    size = std::max(widths.min + around, std::min(size, room));
  }
  return clamp_through_ratio(e, box, item, size);
}

float main_limit(Engine& e, const FlexBox& box, const FlexItem& item, Length v, float missing) {
  if (!v.is_intrinsic()) {
    const float size = definite_main(e, box, item, v);
    return is_definite(size) ? size : missing;
  }
  if (box.main == 1)
    return measure_item(e, box, item, column_item_width(e, box, item, MainSize::Ignored)).height;
  const Ratio ratio = preferred_ratio(e, item.n);
  const float cross = ratio ? definite_cross(e, box, item) : kIndefinite;
  if (is_definite(cross)) return through_ratio(box, e.style(item.n), ratio, cross);
  const Sides edge{item.edge + item.bars, 0, 0, 0};
  const float size = intrinsic_width(e, item.n, v, box.f->inner_width() - item.margin.across(),
                                     edge, item_inner_height(e, box, item));
  return clamp_through_ratio(e, box, item, size);
}

// 4.5: the content-based minimum size.
float automatic_minimum(Engine& e, const FlexBox& box, const FlexItem& item) {
  const NodeStyle& s = e.style(item.n);
  const float specified = definite_main(e, box, item, s.size[box.main]);
  const bool replaced = is_replaced(e, item.n);
  float content;
  if (box.main == 0) {
    content = content_widths(e, item.n, item_inner_height(e, box, item)).min;
    content += item.edge + item.bars;
  } else {
    content = measure_item(e, box, item, column_item_width(e, box, item, MainSize::Ignored)).height;
  }
  const Ratio ratio = preferred_ratio(e, item.n);
  if (ratio && !replaced) {
    const float cross = definite_cross(e, box, item);
    if (is_definite(cross)) {
      content = std::max(content, through_ratio(box, s, ratio, cross));
    } else if (box.main == 1) {
      const float width = column_item_width(e, box, item, MainSize::Ignored);
      content = std::max(content, through_ratio(box, s, ratio, width));
    }
  }
  content = clamp_through_ratio(e, box, item, content);
  float size = content;
  if (is_definite(specified)) {
    size = std::min(specified, content);
  } else if (replaced && ratio) {
    const float cross = definite_cross(e, box, item);
    if (is_definite(cross)) {
      size = std::min(content, through_ratio(box, s, ratio, cross));
    }
  }
  const float base = box.main == 0 ? box.f->inner_width() : box.f->inner_percent_height;
  if (!is_definite(base) && is_compressible(e, item.n, box.main)) size = item.edge;
  return std::min(size, item.max);
}

}  // namespace

void size_base(Engine& e, const FlexBox& box, FlexItem& item) {
  const NodeStyle& s = e.style(item.n);
  // 3. The flex base size.
  Length basis = s.flex_basis;
  if (basis.is_auto()) basis = s.size[box.main];
  float base = definite_main(e, box, item, basis);
  if (is_definite(base)) {
    item.flags |= kDefiniteBasis;
  } else {
    base = content_base(e, box, item, basis);
  }
  item.base = std::max(base, item.edge);
  // The limits, and the hypothetical size within them.
  const Length lo = s.min_size[box.main];
  item.max = main_limit(e, box, item, s.max_size[box.main], kNoLimit);
  if (!lo.is_auto()) {
    item.min = main_limit(e, box, item, lo, 0);
  } else if ((s.flags & kScrolls) == 0) {
    const float specified = definite_main(e, box, item, s.size[box.main]);
    // The minimum is at most the specified size: without shrinking it can't matter.
    if (is_definite(specified) && specified <= base && base <= item.max) {
      item.flags |= kLateMinimum;
      item.min = 0;
    } else {
      item.min = automatic_minimum(e, box, item);
    }
  }
  item.min = std::max(item.min, item.edge);
  item.hypothetical = clamp_size(item.base, item.min, std::max(item.min, item.max));
  item.target = item.hypothetical;
}

Align resolve_align_self(const NodeStyle& parent, const NodeStyle& child) {
  Align align = child.align_self == Align::Auto ? parent.align_items : child.align_self;
  if (align == Align::Auto || align == Align::Normal) align = Align::Stretch;
  return align;
}

FlexBox make_axes(const Frame& f) {
  const NodeStyle& s = *f.style;
  FlexBox box{};
  box.f = &f;
  box.style = &s;
  box.main = s.flex_direction <= FlexDirection::RowReverse ? 0 : 1;
  box.cross = 1 - box.main;
  const bool reverse = s.flex_direction == FlexDirection::RowReverse ||
                       s.flex_direction == FlexDirection::ColumnReverse;
  const bool reverse_cross = s.flex_wrap == FlexWrap::WrapReverse;
  box.main_reversed = reverse != (box.main == 0 && f.rtl);
  box.cross_reversed = reverse_cross != (box.cross == 0 && f.rtl);
  box.wraps = s.flex_wrap != FlexWrap::NoWrap;
  const float inner[2] = {f.inner_width(), f.inner_height()};
  box.inner_main = inner[box.main];
  box.inner_cross = inner[box.cross];
  const float gap_base[2] = {inner[0], f.inner_percent_height};
  box.gap = gap_of(s.gap[box.main], gap_base[box.main]);
  box.line_gap = gap_of(s.gap[box.cross], gap_base[box.cross]);
  return box;
}

namespace {

// In a large tree every sibling is a few cache misses away: they are under way while the one before
// it is looked at, and answers of boxes with content while all of them are.
void prefetch_item(const TreeData& t, NodeIndex n) {
  __builtin_prefetch(t.links.data() + n);
  __builtin_prefetch(t.boxes.data() + n);
}
void prefetch_answers(const TreeData& t, NodeIndex n) {
  if (t.links.data()[n].cache == 0) return;
  const char* cache = reinterpret_cast<const char*>(&t.cache(n));
  __builtin_prefetch(cache);
  __builtin_prefetch(cache + 64);
}

}  // namespace

void collect_items(Engine& e, FlexBox& box) {
  uint32_t room = 16;
  bool ordered = false;
  box.plain = true;
  // A frame without a node holds one child only: the root of the tree.
  const NodeIndex n = box.f->n;
  const NodeIndex first = n == kNoNode ? box.f->only_child : e.links(n).first;
  box.items = e.scratch.take<FlexItem>(room);
  for (NodeIndex c = first, next; c != kNoNode; c = next) {
    next = e.links(c).next;
    if (next != kNoNode) prefetch_item(e.t, next);
    prefetch_answers(e.t, c);
    const NodeStyle& s = e.style(c);
    box.plain &= s.display != Display::None && s.position == Position::Relative;
    if (!in_flow(s)) continue;
    ordered |= s.order != 0;
    if (box.count == room) {
      room *= 4;
      FlexItem* grown = e.scratch.take<FlexItem>(room);
      std::copy(box.items, box.items + box.count, grown);
      box.items = grown;
    }
    init_item(e, box, c, box.items[box.count++]);
  }
  if (ordered) sort_by_order(e, box.items, box.count);
}

void size_bases(Engine& e, FlexBox& box) {
  for (uint32_t i = 0; i < box.count; ++i) size_base(e, box, box.items[i]);
}

void late_minimum(Engine& e, const FlexBox& box, FlexItem& item) {
  item.flags &= static_cast<uint16_t>(~kLateMinimum);
  item.min = std::max(item.edge, automatic_minimum(e, box, item));
}

float column_item_width(Engine& e, const FlexBox& box, const FlexItem& item, MainSize height) {
  Space space;
  space.percent_width = box.f->inner_width();
  space.percent_height = box.f->inner_percent_height;
  space.width = std::max(0.0f, box.f->inner_width() - item.margin.across());
  // A single line's cross size is the container's: stretched items know theirs at once.
  const bool stretched = (item.flags & kStretchItem) != 0 && !box.wraps;
  if (stretched) space.flags = kStretchWidth;
  const NodeStyle& s = e.style(item.n);
  const bool known = stretched || !s.size[0].is_keyword();
  if (known && (s.flags & kPlainWidth) != 0 && !is_replaced(e, item.n)) {  // no need of a frame
    const float edge = padding_border(s, space.percent_width).across();
    return stretched ? std::max(space.width, edge)
                     : border_box(s, s.size[0], space.percent_width, edge);
  }
  if (height == MainSize::Ignored) space.flags |= kIgnoreHeight;
  if (height == MainSize::Used) {
    space.height = item.target;
    space.flags |= kFixedHeight;
  }
  return make_frame(e, item.n, space).width;
}

namespace {

// A box with a ratio whose content knows the height that it gives: a column's lines end there, and
// the items of a row's only line are stretched to it. The content is as high as it comes out then.
bool fills_ratio(const FlexBox& box, const NodeStyle& s) {
  if (s.aspect_ratio <= 0 || s.display != Display::Flex) return false;
  const bool open =
      s.size[1].is_auto() || (s.size[1].is_percent() && !is_definite(box.f->inner_percent_height));
  const bool wraps = s.flex_wrap != FlexWrap::NoWrap;
  return open && wraps == (s.flex_direction >= FlexDirection::Column);
}

}  // namespace

Answer measure_item(Engine& e, const FlexBox& box, const FlexItem& item, float width) {
  Space space;
  space.width = width;
  space.percent_width = box.f->inner_width();
  space.percent_height = box.f->inner_percent_height;
  space.flags = kFixedWidth | kMeasure;
  if (box.main == 1 && !fills_ratio(box, e.style(item.n))) space.flags |= kIgnoreHeight;
  return layout_node(e, item.n, space);
}

}  // namespace hallows::layout
