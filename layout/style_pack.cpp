#include "layout/style_pack.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace hallows::layout {

namespace {

constexpr float kMaxFactor = 1e9f;

float at_least_zero(float v, float limit) {
  return v > 0 ? std::min(v, limit) : 0;
}
// Negative sizes are invalid in CSS: the initial value stands in.
Length size_or(Length v, Length initial) {
  return v.is_negative() ? initial : v;
}
Length padding_of(Length v) {
  return v.is_keyword() || v.is_negative() ? Length::dp(0) : v;
}
Length number_or_auto(Length v) {
  return v.is_keyword() ? Length::automatic() : v;
}
float ratio_of(float v) {
  return v > 1e-6f && v < 1e6f ? v : 0;
}

template <class T, class Fn>
Edges<T> map_edges(const Edges<T>& e, Fn fn) {
  return {fn(e.top), fn(e.right), fn(e.bottom), fn(e.left)};
}
template <class T, class Fn>
bool any_edge(const Edges<T>& e, Fn fn) {
  return fn(e.top) || fn(e.right) || fn(e.bottom) || fn(e.left);
}

bool is_scrolling(Overflow o) {
  return o != Overflow::Visible && o != Overflow::Clip;
}
void compute_overflow(NodeStyle& s) {
  // CSS Overflow 3, 3.1: visible computes to auto, and clip to hidden, when the other axis scrolls.
  if (!is_scrolling(s.overflow[0]) && !is_scrolling(s.overflow[1])) return;
  for (Overflow& o : s.overflow) {
    if (o == Overflow::Visible) o = Overflow::Auto;
    if (o == Overflow::Clip) o = Overflow::Hidden;
  }
}

uint16_t flags_of(const NodeStyle& s) {
  const auto nonzero = [](Length v) { return !v.is_zero() || v.is_keyword(); };
  const auto percent = [](Length v) { return v.is_percent(); };
  uint16_t f = 0;
  const auto set = [&f](bool on, StyleFlag flag) { f |= on ? flag : 0; };
  const bool border = any_edge(s.border, [](float v) { return v != 0; });
  const bool scrolls = is_scrolling(s.overflow[0]);
  const bool bars = scrolls && s.scrollbar_width > 0;
  set(border || any_edge(s.padding, nonzero) || bars, kHasInsets);
  set(any_edge(s.padding, percent), kPercentPadding);
  set(any_edge(s.margin, nonzero), kHasMargin);
  set(any_edge(s.margin, [](Length v) { return v.is_auto(); }), kAutoMargin);
  set(s.position == Position::Relative && any_edge(s.inset, [](Length v) { return !v.is_auto(); }),
      kHasOffset);
  set(scrolls, kScrolls);
  set(s.overflow[0] != Overflow::Visible, kClipsX);
  set(s.overflow[1] != Overflow::Visible, kClipsY);
  set(percent(s.size[1]) || percent(s.min_size[1]) || percent(s.max_size[1]), kPercentHeight);
  set(percent(s.size[0]) || percent(s.min_size[0]) || percent(s.max_size[0]), kPercentWidth);
  const auto has = [&s](Overflow o) { return s.overflow[0] == o || s.overflow[1] == o; };
  set(bars && has(Overflow::Scroll), kFixedScrollbar);
  set(bars && has(Overflow::Auto), kAutoScrollbar);
  const Length width = s.size[0];
  set(s.aspect_ratio == 0 && (!width.is_keyword() || width.is_auto()) && s.min_size[0].is_auto() &&
          s.max_size[0] == Length::none(),
      kPlainWidth);
  return f;
}

int16_t clamp16(int v, int lo, int hi) {
  return static_cast<int16_t>(std::clamp(v, lo, hi));
}
GridPlacement clamp_placement(GridPlacement p) {
  for (GridLine* line : {&p.start, &p.end}) {
    line->line = clamp16(line->line, -10000, 10000);
    line->span = clamp16(line->span, 0, 10000);
  }
  return p;
}

bool same_tracks(const Buffer<GridTrack>& a, std::span<const GridTrack> b) {
  const auto same_breadth = [](const TrackBreadth& x, const TrackBreadth& y) {
    return x.kind == y.kind && x.length == y.length && x.fr == y.fr;
  };
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(), [&](const GridTrack& x, const GridTrack& y) {
        return x.kind == y.kind && same_breadth(x.min, y.min) && same_breadth(x.max, y.max) &&
               x.repeat_count == y.repeat_count && x.repeat_tracks == y.repeat_tracks;
      });
}

void grow_grids(TreeData& t, uint32_t capacity) {
  GridStyle* grown = new GridStyle[capacity];
  for (uint32_t i = 0; i <= t.grid_count && t.grids != nullptr; ++i) {
    grown[i] = std::move(t.grids[i]);
  }
  delete[] t.grids;
  t.grids = grown;
  t.grid_capacity = capacity;
}

uint32_t new_grid(TreeData& t) {
  if (!t.free_grids.empty()) {
    const uint32_t index = t.free_grids.back();
    t.free_grids.pop();
    return index;
  }
  if (t.grid_count + 1 >= t.grid_capacity) {
    grow_grids(t, t.grid_capacity == 0 ? 16 : t.grid_capacity * 2);
  }
  return ++t.grid_count;
}

}  // namespace

NodeStyle pack_style(const LayoutStyle& style) {
  NodeStyle s;
  std::memset(static_cast<void*>(&s), 0, sizeof s);
  s.display = style.display;
  s.position = style.position;
  s.direction = style.direction;
  s.box_sizing = style.box_sizing;
  s.overflow = style.overflow;
  s.flex_direction = style.flex_direction;
  s.flex_wrap = style.flex_wrap;
  s.align_content = style.align_content;
  s.align_items = style.align_items;
  s.align_self = style.align_self;
  s.justify_content = style.justify_content;
  s.justify_items = style.justify_items;
  s.justify_self = style.justify_self;
  s.grid_auto_flow = style.grid_auto_flow;
  for (int a = 0; a < 2; ++a) {
    s.size[a] = size_or(style.size[a], Length::automatic());
    s.min_size[a] = size_or(style.min_size[a], Length::automatic());
    s.max_size[a] = size_or(style.max_size[a], Length::none());
    if (s.max_size[a].is_auto()) s.max_size[a] = Length::none();
    s.gap[a] = padding_of(style.gap[a]);
  }
  s.margin = map_edges(style.margin, number_or_auto);
  s.padding = map_edges(style.padding, padding_of);
  s.border = map_edges(style.border, [](float v) { return at_least_zero(v, Length::kMaxDp); });
  s.inset = map_edges(style.inset, number_or_auto);
  s.flex_basis = size_or(style.flex_basis, Length::automatic());
  s.flex_grow = at_least_zero(style.flex_grow, kMaxFactor);
  s.flex_shrink = at_least_zero(style.flex_shrink, kMaxFactor);
  s.aspect_ratio = ratio_of(style.aspect_ratio);
  s.scrollbar_width = at_least_zero(style.scrollbar_width, 1000);
  s.order = style.order;
  s.grid_column = clamp_placement(style.grid_column);
  s.grid_row = clamp_placement(style.grid_row);
  compute_overflow(s);
  s.flags = flags_of(s);
  return s;
}

bool pack_grid(TreeData& t, NodeIndex n, const LayoutStyle& style, NodeStyle* packed) {
  const std::array<std::span<const GridTrack>, 4> lists{
      style.grid_template_columns, style.grid_template_rows, style.grid_auto_columns,
      style.grid_auto_rows};
  const bool none = std::all_of(lists.begin(), lists.end(), [](auto l) { return l.empty(); });
  uint32_t index = t.style(n).grid;
  if (none) {
    if (index != 0) t.free_grids.push(index);
    packed->grid = 0;
    return index != 0;
  }
  bool changed = index == 0;
  if (index == 0) index = new_grid(t);
  packed->grid = index;
  GridStyle& grid = t.grids[index];
  const std::array<Buffer<GridTrack>*, 4> into{&grid.templates[0], &grid.templates[1],
                                               &grid.automatic[0], &grid.automatic[1]};
  // A style that was read from this node has spans into these very buffers.
  const bool own = std::any_of(lists.begin(), lists.end(), [&](std::span<const GridTrack> list) {
    return std::any_of(into.begin(), into.end(), [&](const Buffer<GridTrack>* tracks) {
      return !list.empty() && list.data() >= tracks->data() &&
             list.data() < tracks->data() + tracks->size();
    });
  });
  for (size_t i = 0; i < 4; ++i) {
    if (!changed && same_tracks(*into[i], lists[i])) continue;
    changed = true;
    if (own) {
      Buffer<GridTrack> copy;
      copy.append(lists[i]);
      *into[i] = std::move(copy);
    } else {
      into[i]->clear();  // keeps what fix_memory() reserved
      into[i]->append(lists[i]);
    }
  }
  return changed;
}

LayoutStyle unpack_style(const TreeData& t, NodeIndex n) {
  const NodeStyle& s = t.style(n);
  LayoutStyle out;
  out.display = s.display;
  out.position = s.position;
  out.direction = s.direction;
  out.box_sizing = s.box_sizing;
  out.overflow = s.overflow;
  out.flex_direction = s.flex_direction;
  out.flex_wrap = s.flex_wrap;
  out.align_content = s.align_content;
  out.align_items = s.align_items;
  out.align_self = s.align_self;
  out.justify_content = s.justify_content;
  out.justify_items = s.justify_items;
  out.justify_self = s.justify_self;
  out.grid_auto_flow = s.grid_auto_flow;
  out.size = s.size;
  out.min_size = s.min_size;
  out.max_size = s.max_size;
  out.margin = s.margin;
  out.padding = s.padding;
  out.border = s.border;
  out.inset = s.inset;
  out.gap = s.gap;
  out.flex_basis = s.flex_basis;
  out.flex_grow = s.flex_grow;
  out.flex_shrink = s.flex_shrink;
  out.aspect_ratio = s.aspect_ratio;
  out.scrollbar_width = s.scrollbar_width;
  out.order = s.order;
  out.grid_column = s.grid_column;
  out.grid_row = s.grid_row;
  if (s.grid != 0) {
    const GridStyle& grid = t.grids[s.grid];
    out.grid_template_columns = grid.templates[0];
    out.grid_template_rows = grid.templates[1];
    out.grid_auto_columns = grid.automatic[0];
    out.grid_auto_rows = grid.automatic[1];
  }
  return out;
}

GridTrack GridTrack::size(Length length) {
  GridTrack t;
  t.min = t.max = {TrackBreadth::Kind::Length, length, 0};
  return t;
}
GridTrack GridTrack::flex(float fr) {
  GridTrack t;
  t.min = {TrackBreadth::Kind::Length, Length::automatic(), 0};
  t.max = {TrackBreadth::Kind::Fr, Length::automatic(), fr};
  return t;
}
GridTrack GridTrack::minmax(TrackBreadth a, TrackBreadth b) {
  GridTrack t;
  t.min = a;
  t.max = b;
  return t;
}
GridTrack GridTrack::fit_content(Length limit) {
  GridTrack t;
  t.min = {TrackBreadth::Kind::Length, Length::automatic(), 0};
  t.max = {TrackBreadth::Kind::FitContent, limit, 0};
  return t;
}
GridTrack GridTrack::repeat(uint32_t count, uint16_t tracks) {
  GridTrack t;
  t.kind = Kind::Repeat;
  t.repeat_count = count;
  t.repeat_tracks = tracks;
  return t;
}
GridTrack GridTrack::auto_fill(uint16_t tracks) {
  GridTrack t = repeat(1, tracks);
  t.kind = Kind::AutoFill;
  return t;
}
GridTrack GridTrack::auto_fit(uint16_t tracks) {
  GridTrack t = repeat(1, tracks);
  t.kind = Kind::AutoFit;
  return t;
}

void grids_reserve(TreeData& t, uint32_t count) {
  constexpr size_t kTracks = 16;
  if (t.grid_capacity <= count) grow_grids(t, count + 1);
  for (uint32_t i = 1; i <= count; ++i) {
    for (Buffer<GridTrack>& tracks : t.grids[i].templates) tracks.reserve(kTracks);
    for (Buffer<GridTrack>& tracks : t.grids[i].automatic) tracks.reserve(kTracks);
  }
  t.free_grids.reserve(count);
}

}  // namespace hallows::layout
