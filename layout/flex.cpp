#include "layout/flex.h"

#include "layout/align.h"
#include "layout/flex_memo.h"

namespace hallows::layout {

namespace {

// 9.2 #2 and 9.3 for a main size that depends on the content: the size that the hypothetical
// sizes give, within the container's limits.
void settle_main(FlexBox& box) {
  if (is_definite(box.inner_main)) return;
  float longest = 0;
  for (uint32_t i = 0; i < box.line_count; ++i) {
    longest = std::max(longest, box.lines[i].main_sum);
  }
  const Frame& f = *box.f;
  const float natural = longest + f.inset.down();
  const float height = finish_height(f, natural);
  // What is as high as its longest line is so exactly: no rest of rounding is shared out.
  box.inner_main = height == natural ? longest : std::max(0.0f, height - f.inset.down());
}

// A definite height that came through the aspect ratio still grows with the content.
void settle_ratio_main(FlexBox& box) {
  const Frame& f = *box.f;
  if (box.main == 0 || !f.height_from_ratio) return;
  box.inner_main = kIndefinite;
  settle_main(box);
}

float natural_height(const FlexBox& box) {
  const Frame& f = *box.f;
  if (box.main == 1) return box.inner_main + f.inset.down();
  float sum = 0;
  for (uint32_t i = 0; i < box.line_count; ++i) {
    sum += box.lines[i].cross + (i > 0 ? box.line_gap : 0);
  }
  return sum + f.inset.down();
}

void place_item(Engine& e, const FlexBox& box, uint32_t index, float height) {
  const FlexItem& item = box.items[index];
  const Frame& f = *box.f;
  const float inner[2] = {f.inner_width(), std::max(0.0f, height - f.inset.down())};
  float size[2], at[2];
  size[box.main] = item.target;
  size[box.cross] = item.cross;
  at[box.main] = item.main_at;
  at[box.cross] = item.cross_at;
  const bool reversed[2] = {box.main == 0 ? box.main_reversed : box.cross_reversed,
                            box.main == 1 ? box.main_reversed : box.cross_reversed};
  for (int a = 0; a < 2; ++a) {
    if (reversed[a]) at[a] = inner[a] - at[a] - size[a];
    at[a] += f.inset.start(a);
  }
  if (f.measure) return;
  if ((item.flags & kOffsetItem) != 0) {
    const Vec2 shift = relative_shift(e.t, item.n, inner[0], f.inner_percent_height, f.rtl);
    at[0] += shift.x;
    at[1] += shift.y;
  }
  set_box(e, item.n, {at[0], at[1], size[0], size[1]});
}

// The items in their final sizes; here their own content gets its boxes.
void finish_items(Engine& e, FlexBox& box) {
  for (uint32_t i = 0; i < box.count; ++i) {
    FlexItem& item = box.items[i];
    const Answer a = layout_node(e, item.n, final_space(box, item));
    item.cross = box.cross == 0 ? a.width : a.height;
    if (box.main == 1) item.target = a.height;
    item.first_baseline = a.first_baseline;
    item.last_baseline = a.last_baseline;
  }
}

// Top of an item's border box, from the container's.
float item_top(const FlexBox& box, const FlexItem& item, float height) {
  const Frame& f = *box.f;
  const bool reversed = box.main == 1 ? box.main_reversed : box.cross_reversed;
  const float at = box.main == 1 ? item.main_at : item.cross_at;
  const float size = box.main == 1 ? item.target : item.cross;
  const float inner = std::max(0.0f, height - f.inset.down());
  return f.inset.top + (reversed ? inner - at - size : at);
}

// 8.5: the container's own baselines, from its first and last line.
void container_baselines(const FlexBox& box, float height, Answer* out) {
  if (box.count == 0) return;
  // The lines that are first and last as seen: wrap-reverse stacks them upwards.
  const bool upwards = box.style->flex_wrap == FlexWrap::WrapReverse;
  const FlexLine& top = box.lines[upwards ? box.line_count - 1 : 0];
  const FlexLine& bottom = box.lines[upwards ? 0 : box.line_count - 1];
  // Of a row: the first baseline group of the line, then the last one, then the outermost item.
  const auto find = [&](const FlexLine& line, uint16_t flag) -> const FlexItem* {
    for (uint32_t i = 0; i < line.count && box.main == 0; ++i) {
      const FlexItem& item = box.items[line.first + i];
      if ((item.flags & flag) != 0) return &item;
    }
    return nullptr;
  };
  const auto at = [&](const FlexItem& item, float own) {
    const float size = box.main == 1 ? item.target : item.cross;
    return item_top(box, item, height) + (has_baseline(own) ? own : size);
  };
  // Without a group: the outermost items as seen; a reversed line begins at its end.
  const bool upside_down = box.style->flex_direction == FlexDirection::ColumnReverse ||
                           box.style->flex_direction == FlexDirection::RowReverse;
  const FlexItem& first = box.items[top.first + (upside_down ? top.count - 1 : 0)];
  const FlexItem& last = box.items[bottom.first + (upside_down ? 0 : bottom.count - 1)];
  if (const FlexItem* item = find(top, kBaselineItem)) {
    out->first_baseline = at(*item, item->first_baseline);
  } else if (const FlexItem* other = find(top, kLastBaselineItem)) {
    out->first_baseline = at(*other, other->last_baseline);
  } else {
    out->first_baseline = at(first, first.first_baseline);
  }
  if (const FlexItem* item = find(bottom, kLastBaselineItem)) {
    out->last_baseline = at(*item, item->last_baseline);
  } else if (const FlexItem* other = find(bottom, kBaselineItem)) {
    out->last_baseline = at(*other, other->first_baseline);
  } else {
    out->last_baseline = at(last, last.last_baseline);
  }
}

void place(Engine& e, FlexBox& box, float height) {
  for (uint32_t i = 0; i < box.line_count; ++i) align_main(box, box.lines[i]);
  align_cross(box);
  for (uint32_t i = 0; i < box.count; ++i) place_item(e, box, i, height);
}

void hide_and_skip(Engine& e, const Frame& f) {
  for (NodeIndex c = e.links(f.n).first; c != kNoNode; c = e.links(c).next) {
    if (e.style(c).display == Display::None) hide(e, c);
  }
}

}  // namespace

// CSS Flexbox 1, 9: the algorithm.
Answer layout_flex(Engine& e, const Frame& f) {
  ScratchScope scope(e.scratch);
  FlexBox box = make_axes(f);
  Answer a;
  if (restack(e, box, &a)) return a;
  collect_items(e, box);
  size_bases(e, box);
  break_lines(e, box);
  settle_main(box);
  settle_ratio_main(box);
  for (uint32_t i = 0; i < box.line_count; ++i) resolve_lengths(e, box, box.lines[i]);
  size_cross(e, box);
  a.width = f.width;
  a.height = finish_height(f, natural_height(box));
  if (!f.want_baseline) return a;
  finish_items(e, box);
  place(e, box, a.height);
  container_baselines(box, a.height, &a);
  if (f.measure || f.n == kNoNode) return a;
  remember_stack(e, box);
  if (box.plain) {
    e.state(f.n) &= static_cast<uint8_t>(~kHoldsLoose);
    return a;
  }
  hide_and_skip(e, f);
  layout_absolutes(e, f, a.height);
  return a;
}

// 9.9.1: a flex base size that is known is the most that an item contributes if it can't grow, and
// the least if it can't shrink; the item's own limits come after it.
MinMax clamp_by_basis(Engine& e, NodeIndex n, MinMax outer, float stretch) {
  const NodeStyle& s = e.style(n);
  const Sides edges = padding_border(s, kIndefinite);
  const float margin = margins(s, kIndefinite).across();
  const Length basis = s.flex_basis.is_auto() ? s.size[0] : s.flex_basis;
  const float base = border_box(s, basis, 0, edges.across()) + margin;
  const bool scrolls = (s.flags & kScrolls) != 0;
  float least = edges.across() + margin;
  if (s.min_size[0].is_auto() && !scrolls) {
    // A ratio makes more of a known height than the content does.
    const Ratio ratio = preferred_ratio(e, n);
    least = ratio && !s.size[0].is_dp()
                ? outer.min
                : content_widths(e, n, kIndefinite).min + edges.across() + margin;
    const float height = s.size[1].is_dp() ? border_box(s, s.size[1], 0, edges.down()) : stretch;
    if (ratio && s.size[0].is_dp() && is_definite(height)) {
      least = std::max(least, ratio_width(ratio, height, edges.across(), edges.down()) + margin);
    }
    if (s.size[0].is_dp())
      least = std::min(least, border_box(s, s.size[0], 0, edges.across()) + margin);
  } else if (s.min_size[0].is_intrinsic()) {
    const MinMax content = content_widths(e, n, kIndefinite);
    const bool max = s.min_size[0].is(Length::Keyword::MaxContent);
    least = (max ? content.max : content.min) + edges.across() + margin;
  } else if (s.min_size[0].is_dp()) {
    least = border_box(s, s.min_size[0], 0, edges.across()) + margin;
  }
  // A content-based minimum is at most the maximum (4.5).
  float most = 1e30f;
  if (s.max_size[0].is_dp()) most = border_box(s, s.max_size[0], 0, edges.across()) + margin;
  if (s.max_size[0].is_intrinsic()) {
    const MinMax content = content_widths(e, n, kIndefinite);
    const bool min = s.max_size[0].is(Length::Keyword::MinContent);
    most = (min ? content.min : content.max) + edges.across() + margin;
  }
  if (s.min_size[0].is_auto()) least = std::min(least, most);
  for (float* size : {&outer.min, &outer.max}) {
    if (s.flex_grow == 0) *size = std::min(*size, base);
    if (s.flex_shrink == 0) *size = std::max(*size, base);
    *size = std::max(least, std::min(*size, most));
  }
  return outer;
}

// 9.9.1, in the form that browsers agree on: contributions are summed along a row that can't wrap.
MinMax flex_widths(Engine& e, NodeIndex n, float inner_height) {
  const NodeStyle& s = e.style(n);
  const bool row = s.flex_direction <= FlexDirection::RowReverse;
  const bool wraps = s.flex_wrap != FlexWrap::NoWrap;
  const bool single_row = row && !wraps;
  const float gap = std::max(0.0f, s.gap[0].resolve(0));
  MinMax out;
  uint32_t count = 0;
  for (NodeIndex c = e.links(n).first; c != kNoNode; c = e.links(c).next) {
    const NodeStyle& cs = e.style(c);
    if (!in_flow(cs)) continue;
    float stretch = kIndefinite;
    if (single_row && cs.size[1].is_auto() && !cs.margin.top.is_auto() &&
        !cs.margin.bottom.is_auto() && resolve_align_self(s, cs) == Align::Stretch) {
      // A known height would be the item's, and tell its width: the answer holds for this one only.
      if (preferred_ratio(e, c)) e.widths_use_height = true;
      if (is_definite(inner_height)) {
        stretch = std::max(0.0f, inner_height - margins(cs, kIndefinite).down());
      }
    }
    MinMax child = width_contribution(e, c, inner_height, stretch);
    const float unclamped = child.min;
    // Without a basis the width is one; that only matters for the minimum that fit-content is.
    const bool basis = cs.flex_basis.is_dp() || (cs.flex_basis.is_auto() && cs.size[0].is_dp() &&
                                                 cs.min_size[0].is(Length::Keyword::FitContent));
    if (row && basis) child = clamp_by_basis(e, c, child, stretch);
    if (wraps) child.min = unclamped;
    ++count;
    out.min = row && !wraps ? out.min + child.min : std::max(out.min, child.min);
    out.max = row ? out.max + child.max : std::max(out.max, child.max);
  }
  if (row && count > 1) {
    out.max += gap * static_cast<float>(count - 1);
    if (!wraps) out.min += gap * static_cast<float>(count - 1);
  }
  return {std::max(0.0f, out.min), std::max({0.0f, out.max, wraps ? out.min : 0.0f})};
}

}  // namespace hallows::layout
