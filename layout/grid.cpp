#include "layout/grid.h"

#include "layout/align.h"

namespace hallows::layout {

// Edges of the lines for absolute children: where a track starts and ends, from the padding edge.
struct GridLines {
  const GridBox* box;
  const float* starts[2];
  const float* ends[2];
  float origin[2];  // of the content box, from the border box
  float inner_width;
};

namespace {

GridBox make_grid(Engine& e, NodeIndex n, float inner_width, float inner_height) {
  GridBox box{};
  box.n = n;
  box.style = &e.style(n);
  box.rtl = e.rtl(n);
  const float inner[2] = {inner_width, inner_height};
  for (int a = 0; a < 2; ++a) {
    box.axis[a].inner = inner[a];
    box.axis[a].gap = gap_of(box.style->gap[a], inner[a]);
    box.axis[a].max_inner = kUnlimited;
  }
  box.inner_percent_height = inner_height;
  return box;
}

// Align 5.1: offsets of the tracks in what is left over.
void distribute_tracks(const GridBox& box, GridAxis& axis, int a) {
  uint32_t solid = 0;
  for (uint32_t i = 0; i < axis.count; ++i) solid += axis.tracks[i].collapsed ? 0 : 1;
  Align align = a == 0 ? box.style->justify_content : box.style->align_content;
  if (align == Align::FlexEnd) align = Align::End;
  const float free = axis.inner - tracks_sum(axis);
  if (solid == 0) solid = 1;
  const Distribution d = distribute(align, free, solid);
  axis.offset = d.before;
  axis.between = d.between;
}

// Where each track starts and ends, from the start of the content box.
void track_edges(const GridAxis& axis, float* starts, float* ends) {
  double at = axis.offset;
  bool first = true;
  for (uint32_t i = 0; i < axis.count; ++i) {
    const Track& t = axis.tracks[i];
    if (!t.collapsed && !first) at += static_cast<double>(axis.gap) + axis.between;
    if (!t.collapsed) first = false;
    starts[i] = static_cast<float>(at);
    at += t.base;
    ends[i] = static_cast<float>(at);
  }
}

bool has_percent_rows(const Engine& e, const GridBox& box) {
  if (box.style->grid == 0) return false;
  const GridStyle& grid = e.t.grids[box.style->grid];
  for (const Buffer<GridTrack>* list : {&grid.templates[1], &grid.automatic[1]}) {
    for (const GridTrack& t : *list) {
      if (t.min.length.is_percent() || t.max.length.is_percent()) return true;
    }
  }
  return false;
}

// Factors that add up to less than 1 take only that part of what is left over, which is known once
// the height is (12.7.1).
bool has_fraction_of_rows(const GridAxis& rows) {
  bool any = false;
  for (uint32_t i = 0; i < rows.count; ++i) any |= rows.tracks[i].fr > 0 && rows.tracks[i].fr < 1;
  return any;
}

// Offset of a box in its area along an axis (Grid 10.5: auto margins; Align 6: alignment).
// NOLINTNEXTLINE(readability-function-size): an item, its axis and its area are six things
float align_in_area(const GridItem& item, int a, float area, float size, const Sides& m, bool rtl) {
  const float before = a == 0 ? (rtl ? m.right : m.left) : m.top;
  const float free = area - size - m.sum(a);
  if (item.auto_start[a] || item.auto_end[a]) {
    if (free <= 0) return before;
    if (!item.auto_start[a]) return before;
    return before + (item.auto_end[a] ? free / 2 : free);
  }
  switch (item.align[a]) {
    case Align::End:
      return before + free;
    case Align::Center:
      return before + free / 2;
    case Align::Baseline:
      return before + (a == 1 && item.baseline ? item.shim_before : 0);
    case Align::LastBaseline:
      // Out of the group it falls back to a safe end.
      if (a != 1 || !item.last_baseline) return before + std::max(0.0f, free);
      return before + free - item.shim_after;
    default:
      return before;
  }
}

void place_item(Engine& e, const GridBox& box, GridItem& item, const GridLines& lines) {
  float area[2], at[2];
  for (int a = 0; a < 2; ++a) {
    at[a] = lines.starts[a][item.start[a]];
    area[a] = std::max(0.0f, lines.ends[a][item.start[a] + item.span[a] - 1] - at[a]);
  }
  Space space = item_space(e, box, item, area[0], area[1]);
  if (box.f->measure) space.flags |= kMeasure | kWantBaseline;
  const Answer answer = layout_node(e, item.n, space);
  const Sides m = margins(e.style(item.n), area[0]);
  at[0] += align_in_area(item, 0, area[0], answer.width, m, box.rtl);
  at[1] += align_in_area(item, 1, area[1], answer.height, m, box.rtl);
  if (box.rtl) at[0] = lines.inner_width - at[0] - answer.width;
  float x = lines.origin[0] + at[0], y = lines.origin[1] + at[1];
  item.first_at = y + (has_baseline(answer.first_baseline) ? answer.first_baseline : answer.height);
  item.last_at = y + (has_baseline(answer.last_baseline) ? answer.last_baseline : answer.height);
  if (box.f->measure) return;
  if ((e.style(item.n).flags & kHasOffset) != 0) {
    const Vec2 shift = relative_shift(e.t, item.n, area[0], area[1], box.rtl);
    x += shift.x;
    y += shift.y;
  }
  set_box(e, item.n, {x, y, answer.width, answer.height});
}

// 10.6: the baselines of the container come from its first and last row that hold items.
void container_baselines(const GridBox& box, Answer* out) {
  const GridItem* first = nullptr;
  const GridItem* last = nullptr;
  const auto row_end = [](const GridItem& i) { return i.start[1] + i.span[1]; };
  // Items align in their first row by their first baselines, by the last ones in their last row.
  const auto last_in_first = [](const GridItem& i) { return i.last_baseline && i.span[1] == 1; };
  const auto first_in_last = [](const GridItem& i) { return i.baseline && i.span[1] == 1; };
  for (uint32_t i = 0; i < box.count; ++i) {
    const GridItem& item = box.items[i];
    // Grid order: rows, then columns; an item in a baseline group goes before the others.
    const auto before = [&](const GridItem& x, const GridItem& y) {
      if (x.start[1] != y.start[1]) return x.start[1] < y.start[1];
      if (x.baseline != y.baseline) return x.baseline;
      if (last_in_first(x) != last_in_first(y)) return last_in_first(x);
      return x.start[0] < y.start[0];
    };
    if (first == nullptr || before(item, *first)) first = &item;
    const auto after = [&](const GridItem& x, const GridItem& y) {
      if (row_end(x) != row_end(y)) return row_end(x) > row_end(y);
      if (x.last_baseline != y.last_baseline) return x.last_baseline;
      if (first_in_last(x) != first_in_last(y)) return first_in_last(x);
      return x.start[0] >= y.start[0];
    };
    if (last == nullptr || after(item, *last)) last = &item;
  }
  if (first == nullptr) return;
  // What a group shares is the baseline that its items are aligned by.
  out->first_baseline = last_in_first(*first) ? first->last_at : first->first_at;
  out->last_baseline = first_in_last(*last) ? last->first_at : last->last_at;
}

// 12.1: columns, then rows; with the height known, percent rows once more.
float size_grid(Engine& e, GridBox& box) {
  size_tracks(e, box, 0, Constraint::Layout);
  distribute_tracks(box, box.axis[0], 0);
  const Frame& f = *box.f;
  GridAxis& rows = box.axis[1];
  const bool open = !is_definite(rows.inner);
  size_tracks(e, box, 1, Constraint::Layout);
  const float height = finish_height(f, tracks_sum(rows) + f.inset.down());
  rows.inner = std::max(0.0f, height - f.inset.down());
  const bool percent_gap = box.style->gap[1].is_percent();
  if (open && (percent_gap || has_percent_rows(e, box) || has_fraction_of_rows(rows))) {
    if (percent_gap) rows.gap = gap_of(box.style->gap[1], rows.inner);
    remake_rows(e, box);
    size_tracks(e, box, 1, Constraint::Layout);
  }
  distribute_tracks(box, box.axis[1], 1);
  return height;
}

// 12.1 #3: once more when a width contribution changes now that row sizes are known.
float size_grid_twice(Engine& e, GridBox& box) {
  const float inner = box.axis[1].inner;
  const float height = size_grid(e, box);
  if (!columns_changed(e, box)) return height;
  box.axis[1].inner = inner;
  box.axis[1].gap = gap_of(box.style->gap[1], inner);
  if (!is_definite(inner) && has_percent_rows(e, box)) remake_rows(e, box);
  return size_grid(e, box);
}

// The columns under a constraint; where a width depends on the height of its row, once more with
// the rows sized (12.1 #3). Not where items hold boxes: every level would ask the next one's widths
// at further heights, so that nesting cost a power of its depth. And nothing may be laid out while
// widths are asked for: automatic scrollbars are found from boxes.
float columns_sum(Engine& e, GridBox& box, Constraint constraint) {
  box.rows_known = false;
  size_tracks(e, box, 0, constraint);
  bool by_rows = false, simple = true;
  for (uint32_t i = 0; i < box.count; ++i) {
    by_rows |= box.items[i].uses_height;
    const NodeIndex n = box.items[i].n;
    simple &= e.links(n).first == kNoNode && (e.style(n).flags & kAutoScrollbar) == 0;
  }
  if (by_rows && simple) {
    size_tracks(e, box, 1, Constraint::Layout);
    if (columns_changed(e, box)) size_tracks(e, box, 0, constraint);
  }
  return tracks_sum(box.axis[0]);
}

}  // namespace

Answer layout_grid(Engine& e, const Frame& f) {
  ScratchScope scope(e.scratch);
  // A height that a flex container made of content isn't definite for rows either.
  GridBox box = make_grid(e, f.n, f.inner_width(), f.inner_percent_height);
  box.f = &f;
  GridAxis& rows = box.axis[1];
  if (f.height_from_ratio) rows.inner = f.inner_height();
  rows.min_inner = std::max(0.0f, f.min_height - f.inset.down());
  // Yet it is what there is to fill.
  if (is_definite(f.height)) rows.min_inner = std::max(rows.min_inner, f.inner_height());
  rows.max_inner = std::max(0.0f, f.max_height - f.inset.down());
  box.inner_percent_height = f.inner_percent_height;
  init_items(e, box);
  box.by_span = e.scratch.take<uint32_t>(box.count);
  place_items(e, box);
  Answer a;
  a.width = f.width;
  a.height = size_grid_twice(e, box);
  if (!f.want_baseline) return a;
  GridLines lines{&box, {}, {}, {f.inset.left, f.inset.top}, f.inner_width()};
  for (int axis = 0; axis < 2; ++axis) {
    float* starts = e.scratch.take<float>(box.axis[axis].count + 1);
    float* ends = e.scratch.take<float>(box.axis[axis].count + 1);
    track_edges(box.axis[axis], starts, ends);
    lines.starts[axis] = starts;
    lines.ends[axis] = ends;
  }
  for (uint32_t i = 0; i < box.count; ++i) place_item(e, box, box.items[i], lines);
  container_baselines(box, &a);
  if (f.measure) return a;
  for (NodeIndex c = e.links(f.n).first; c != kNoNode; c = e.links(c).next) {
    if (e.style(c).display == Display::None) hide(e, c);
  }
  layout_absolutes(e, f, a.height, &lines);
  return a;
}

// Intrinsic widths: the columns sized under each constraint (12.1).
MinMax grid_widths(Engine& e, NodeIndex n, float inner_height) {
  ScratchScope scope(e.scratch);
  GridBox box = make_grid(e, n, kIndefinite, inner_height);
  init_items(e, box);
  box.by_span = e.scratch.take<uint32_t>(box.count);
  // A definite maximum or minimum tells how often auto-fill repeats (7.2.3.2).
  const NodeStyle& s = *box.style;
  const float edge = padding_border(s, kIndefinite).across();
  if (s.max_size[0].is_dp()) {
    box.axis[0].max_inner = std::max(0.0f, border_box(s, s.max_size[0], 0, edge) - edge);
  }
  if (s.min_size[0].is_dp()) {
    box.axis[0].min_inner = std::max(0.0f, border_box(s, s.min_size[0], 0, edge) - edge);
  }
  place_items(e, box);
  box.axis[0].max_inner = kUnlimited;
  box.axis[0].min_inner = 0;
  // Rows that a known height sizes would tell the widths of boxes with a ratio.
  for (uint32_t i = 0; i < box.count; ++i) {
    if (preferred_ratio(e, box.items[i].n)) e.widths_use_height = true;
  }
  MinMax out;
  out.min = columns_sum(e, box, Constraint::MinContent);
  out.max = columns_sum(e, box, Constraint::MaxContent);
  return out;
}

namespace {

// The track that a line number stands before (it may lie outside of the grid), or -1 for auto.
int32_t line_track(const GridAxis& axis, GridLine line) {
  if (line.line == 0) return -1;
  const int32_t explicit_count = static_cast<int32_t>(axis.explicit_count);
  const int32_t index = static_cast<int32_t>(axis.explicit_start) +
                        (line.line > 0 ? line.line - 1 : explicit_count + 1 + line.line);
  return index;
}

}  // namespace

Span1 grid_area_of(const GridLines& lines, const Engine& e, NodeIndex child, int a, Span1 whole) {
  const NodeStyle& s = e.style(child);
  const GridPlacement& p = a == 0 ? s.grid_column : s.grid_row;
  const GridAxis& axis = lines.box->axis[a];
  int32_t from = line_track(axis, p.start), to = line_track(axis, p.end);
  // Lines that don't exist are auto, after start and end were put in order (8.3.1, 9.2).
  if (p.start.line != 0 && p.end.line != 0) {
    if (from > to) std::swap(from, to);
    if (from == to) to = from + 1;  // the end line is dropped: one track
  }
  if (p.start.span != 0 && p.end.line != 0 && p.start.line == 0) from = to - p.start.span;
  if (p.end.span != 0 && p.start.line != 0 && p.end.line == 0) to = from + p.end.span;
  const int32_t last = static_cast<int32_t>(axis.count);
  if (from < 0 || from > last) from = -1;
  if (to < 0 || to > last) to = -1;
  const bool mirrored = a == 0 && lines.box->rtl;
  // From the content box's start; tracks' outer edges end the first and last line.
  const int32_t count = static_cast<int32_t>(axis.count);
  const auto start_edge = [&](int32_t i) {
    if (count == 0) return axis.offset;
    while (i < count && axis.tracks[i].collapsed) ++i;  // the gutter before it is the next track's
    return i < count ? lines.starts[a][i] : lines.ends[a][count - 1];
  };
  const auto end_edge = [&](int32_t i) {
    if (count == 0) return axis.offset;
    return i > 0 ? lines.ends[a][i - 1] : lines.starts[a][0];
  };
  Span1 out = whole;
  if (mirrored) {
    if (from >= 0) out.end = lines.origin[a] + lines.inner_width - start_edge(from);
    if (to >= 0) out.start = lines.origin[a] + lines.inner_width - end_edge(to);
  } else {
    if (from >= 0) out.start = lines.origin[a] + start_edge(from);
    if (to >= 0) out.end = lines.origin[a] + end_edge(to);
  }
  if (out.end < out.start) (mirrored ? out.start : out.end) = mirrored ? out.end : out.start;
  return out;
}

}  // namespace hallows::layout
