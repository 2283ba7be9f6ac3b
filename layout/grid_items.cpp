#include "layout/grid.h"
#include "layout/stable_sort.h"

namespace hallows::layout {

namespace {

// Align 3 and Grid 6.2: what `normal` and auto margins make of an alignment.
Align resolve_align(Align self, Align items, bool auto_size, bool auto_margin, bool start) {
  Align align = self == Align::Auto ? items : self;
  if (align == Align::Auto || align == Align::Normal) {
    align = start ? Align::Start : Align::Stretch;
  }
  if (align == Align::FlexStart) align = Align::Start;
  if (align == Align::FlexEnd) align = Align::End;
  if (align == Align::Stretch && (!auto_size || auto_margin)) align = Align::Start;
  return align;
}

void init_item(Engine& e, const GridBox& box, GridItem& item) {
  const NodeStyle& s = e.style(item.n);
  const Length lo[2] = {box.rtl ? s.margin.right : s.margin.left, s.margin.top};
  const Length hi[2] = {box.rtl ? s.margin.left : s.margin.right, s.margin.bottom};
  const Align self[2] = {s.justify_self, s.align_self};
  const Align items[2] = {box.style->justify_items, box.style->align_items};
  const bool replaced = is_replaced(e, item.n);
  const bool ratio = static_cast<bool>(preferred_ratio(e, item.n));
  for (int a = 0; a < 2; ++a) {
    item.auto_start[a] = lo[a].is_auto();
    item.auto_end[a] = hi[a].is_auto();
    const bool auto_margin = item.auto_start[a] || item.auto_end[a];
    // Normal stretches the width of a box with a ratio, unless its height tells the width.
    const bool start = replaced || (ratio && a == 1);
    item.align[a] = resolve_align(self[a], items[a], s.size[a].is_auto(), auto_margin, start);
    const Align given = self[a] == Align::Auto ? items[a] : self[a];
    const bool normal = given == Align::Auto || given == Align::Normal;
    if (a == 1)
      item.normal_ratio = ratio && !replaced && normal && s.size[1].is_auto() && !auto_margin;
    if (a == 0) item.explicit_stretch = given == Align::Stretch || !ratio;
    if (a == 1 && !auto_margin) {
      item.wants_baseline = item.align[a] == Align::Baseline;
      item.wants_last_baseline = item.align[a] == Align::LastBaseline;
    }
  }
}

bool is_intrinsic(Sizing s) {
  return s != Sizing::Fixed;
}

// Whether the automatic minimum size is content-based (6.6).
bool content_minimum(const GridBox& box, const GridItem& item, const NodeStyle& s, int axis) {
  if ((s.flags & kScrolls) != 0) return false;
  bool any_auto = false, any_fr = false;
  for (uint32_t i = 0; i < item.span[axis]; ++i) {
    const Track& t = box.axis[axis].tracks[item.start[axis] + i];
    any_auto |= t.min == Sizing::Auto;
    any_fr |= t.max == Sizing::Fr;
  }
  return any_auto && (item.span[axis] == 1 || !any_fr);
}

// Sum of fixed maximums when all spanned tracks have one (6.6): the most that content may ask for.
float fixed_maximum(const GridAxis& axis, const GridItem& item, int a) {
  float sum = axis.gap * static_cast<float>(item.span[a] - 1);
  for (uint32_t i = 0; i < item.span[a]; ++i) {
    const Track& t = axis.tracks[item.start[a] + i];
    if (t.max != Sizing::Fixed) return kUnlimited;
    sum += t.max_size;
  }
  return sum;
}

struct Edges1 {
  float margin, edge;
};
Edges1 edges_of(Engine& e, const GridItem& item, int axis, float base) {
  const NodeStyle& s = e.style(item.n);
  return {margins(s, base).sum(axis),
          padding_border(s, base).sum(axis) + scrollbars(s, 0).sum(axis)};
}

// The outer size with the used minimum in place of the preferred size (12.5, minimum contribution).
float minimum_contribution(Engine& e, const GridBox& box, const GridItem& item, int axis,
                           float base) {
  const NodeStyle& s = e.style(item.n);
  const Edges1 edges = edges_of(e, item, axis, base);
  const Length lo = s.min_size[axis];
  const bool depends = s.size[axis].is_auto() || s.size[axis].is_percent() ||
                       s.size[axis].is(Length::Keyword::Stretch) ||
                       s.size[axis].is(Length::Keyword::FitContent);
  if (!depends) return item.min_content;
  if (lo.is_auto()) {
    if (!content_minimum(box, item, s, axis)) {
      return edges.margin + padding_border(s, base).sum(axis);
    }
    const float most = fixed_maximum(box.axis[axis], item, axis);
    return std::max(edges.margin + edges.edge, std::min(item.min_content, most));
  }
  if (lo.is_intrinsic()) {
    return lo.is(Length::Keyword::MaxContent) ? item.max_content : item.min_content;
  }
  if (lo.is_percent() && axis == 0) return edges.margin + edges.edge;
  if (!lo.is_dp()) return edges.margin + edges.edge;
  return std::max(edges.edge, border_box(s, lo, 0, padding_border(s, base).sum(axis))) +
         edges.margin;
}

float stretch_height(Engine& e, const GridItem& item, float area) {
  if ((item.align[1] != Align::Stretch && !item.normal_ratio) || !is_definite(area)) {
    return kIndefinite;
  }
  const NodeStyle& s = e.style(item.n);
  const Sides edges = padding_border(s, kIndefinite);
  const HeightLimits limits = height_limits(s, area, edges.down());
  return clamp_size(std::max(0.0f, area - margins(s, kIndefinite).down()), limits.min,
                    std::max(limits.min, limits.max));
}

// The width contribution; rows that are sized already count as the height of the area.
MinMax column_widths(Engine& e, const GridBox& box, GridItem& item) {
  const float rows = box.rows_known ? area_size(box.axis[1], item.start[1], item.span[1])
                                    : fixed_area(box.axis[1], item.start[1], item.span[1]);
  const bool before = e.widths_use_height;
  e.widths_use_height = false;
  const MinMax widths = width_contribution(e, item.n, rows, stretch_height(e, item, rows));
  item.uses_height = e.widths_use_height || item.normal_ratio;
  e.widths_use_height |= before;
  return widths;
}

void column_contribution(Engine& e, const GridBox& box, GridItem& item) {
  const MinMax widths = column_widths(e, box, item);
  item.widths = widths;
  item.min_content = widths.min;
  item.max_content = widths.max;
  item.minimum = minimum_contribution(e, box, item, 0, kIndefinite);
}

// 11.5: a height that follows from rows that follow from items tells no baseline.
bool is_cyclic(Engine& e, const GridBox& box, const GridItem& item) {
  const NodeStyle& s = e.style(item.n);
  if (!s.size[1].is_percent() && !s.min_size[1].is_percent() && !s.max_size[1].is_percent()) {
    return false;
  }
  const GridAxis& rows = box.axis[1];
  bool cyclic = false;
  for (uint32_t i = 0; i < item.span[1]; ++i) {
    const Track& t = rows.tracks[item.start[1] + i];
    const bool flexes = t.max == Sizing::Fr && is_definite(box.inner_percent_height);
    cyclic |= is_intrinsic(t.min) || (is_intrinsic(t.max) && !flexes);
  }
  return cyclic;
}

Answer measure(Engine& e, const GridBox& box, GridItem& item) {
  const float width = area_size(box.axis[0], item.start[0], item.span[0]);
  const float rows = fixed_area(box.axis[1], item.start[1], item.span[1]);
  Space space = item_space(e, box, item, width, rows);
  // A stretched height is not what the item asks for.
  if (item.align[1] == Align::Stretch) {
    space.flags &= static_cast<uint16_t>(~kFixedHeight);
    space.height = kIndefinite;
  }
  space.flags |= kMeasure;
  if (item.wants_baseline || item.wants_last_baseline) space.flags |= kWantBaseline;
  return layout_node(e, item.n, space);
}

void row_contribution(Engine& e, const GridBox& box, GridItem& item) {
  const float base = area_size(box.axis[0], item.start[0], item.span[0]);
  const Answer a = measure(e, box, item);
  item.height = a.height;
  const bool aligns = has_baseline(a.first_baseline) || !is_cyclic(e, box, item);
  item.baseline = item.wants_baseline && aligns;
  item.last_baseline = item.wants_last_baseline && aligns;
  item.first_at = has_baseline(a.first_baseline) ? a.first_baseline : a.height;
  item.last_at = has_baseline(a.last_baseline) ? a.last_baseline : a.height;
  item.min_content = item.max_content = a.height + item.margin.down();
  item.minimum = minimum_contribution(e, box, item, 1, base);
}

bool spans_intrinsic(const GridAxis& axis, const GridItem& item, int a) {
  for (uint32_t i = 0; i < item.span[a]; ++i) {
    const Track& t = axis.tracks[item.start[a] + i];
    if (is_intrinsic(t.min) || is_intrinsic(t.max)) return true;
  }
  return false;
}

}  // namespace

void init_items(Engine& e, GridBox& box) {
  bool ordered = false;
  uint32_t count = 0;
  for (NodeIndex c = e.links(box.n).first; c != kNoNode; c = e.links(c).next) {
    const NodeStyle& s = e.style(c);
    if (!in_flow(s)) continue;
    ++count;
    ordered |= s.order != 0;
  }
  box.items = e.scratch.make<GridItem>(count).data();
  for (NodeIndex c = e.links(box.n).first; c != kNoNode; c = e.links(c).next) {
    if (!in_flow(e.style(c))) continue;
    GridItem& item = box.items[box.count++];
    item.n = c;
    init_item(e, box, item);
  }
  if (!ordered) return;
  stable_sort(box.items, box.items + box.count, [&](const GridItem& a, const GridItem& b) {
    return e.style(a.n).order < e.style(b.n).order;
  });
}

Space item_space(Engine& e, const GridBox& box, const GridItem& item, float width, float height) {
  (void)box;
  const NodeStyle& s = e.style(item.n);
  const Sides m = margins(s, width);
  Space space;
  space.width = std::max(0.0f, width - m.across());
  space.percent_width = width;
  space.percent_height = height;
  space.height = is_definite(height) ? std::max(0.0f, height - m.down()) : kIndefinite;
  if (item.align[0] == Align::Stretch) {
    space.flags |= item.explicit_stretch ? kStretchWidth : kFillWidth;
  }
  if (item.align[1] == Align::Stretch && is_definite(height)) {
    const Sides edges = padding_border(s, width);
    const HeightLimits limits = height_limits(s, height, edges.down());
    const float least = edges.down();
    space.height =
        clamp_size(std::max(space.height, least), limits.min, std::max(limits.min, limits.max));
    space.flags |= kFixedHeight;
  }
  return space;
}

bool columns_changed(Engine& e, GridBox& box) {
  bool any = false;
  for (uint32_t i = 0; i < box.count; ++i) any |= box.items[i].uses_height;
  if (!any) return false;
  box.rows_known = true;
  bool changed = false;
  for (uint32_t i = 0; i < box.count; ++i) {
    GridItem& item = box.items[i];
    if (!item.uses_height) continue;
    const MinMax widths = column_widths(e, box, item);
    changed |= widths.min != item.widths.min || widths.max != item.widths.max;
  }
  return changed;
}

void find_contributions(Engine& e, GridBox& box, int axis) {
  for (uint32_t i = 0; i < box.count; ++i) {
    GridItem& item = box.items[i];
    item.crosses_flex[axis] = false;
    for (uint32_t t = 0; t < item.span[axis]; ++t) {
      item.crosses_flex[axis] |= box.axis[axis].tracks[item.start[axis] + t].max == Sizing::Fr;
    }
    if (axis == 1) {
      item.margin = margins(e.style(item.n), area_size(box.axis[0], item.start[0], item.span[0]));
    }
    const bool wanted = spans_intrinsic(box.axis[axis], item, axis) ||
                        (axis == 1 && (item.wants_baseline || item.wants_last_baseline));
    if (!wanted) continue;
    if (axis == 0) {
      column_contribution(e, box, item);
    } else {
      row_contribution(e, box, item);
    }
  }
}

void find_baselines(Engine& e, GridBox& box) {
  const GridAxis& rows = box.axis[1];
  float* ascent = e.scratch.take<float>(rows.count);
  float* descent = e.scratch.take<float>(rows.count);
  std::fill(ascent, ascent + rows.count, -1e30f);
  std::fill(descent, descent + rows.count, -1e30f);
  const auto up = [](const GridItem& i) { return i.margin.top + i.first_at; };
  const auto down = [](const GridItem& i) { return i.margin.bottom + i.height - i.last_at; };
  for (uint32_t i = 0; i < box.count; ++i) {
    const GridItem& item = box.items[i];
    const uint32_t last = item.start[1] + item.span[1] - 1;
    if (item.baseline) ascent[item.start[1]] = std::max(ascent[item.start[1]], up(item));
    if (item.last_baseline) descent[last] = std::max(descent[last], down(item));
  }
  for (uint32_t i = 0; i < box.count; ++i) {
    GridItem& item = box.items[i];
    item.shim_before = item.shim_after = 0;
    if (item.baseline) item.shim_before = ascent[item.start[1]] - up(item);
    if (item.last_baseline) {
      item.shim_after = descent[item.start[1] + item.span[1] - 1] - down(item);
    }
    const float shim = item.shim_before + item.shim_after;
    item.minimum += shim;
    item.min_content += shim;
    item.max_content += shim;
  }
}

}  // namespace hallows::layout
