#include "layout/align.h"
#include "layout/flex.h"

namespace hallows::layout {

namespace {

// The cross size that stretching to `outer` (margins included) gives, within the limits.
float stretched_height(Engine& e, const FlexBox& box, const FlexItem& item, float outer) {
  const NodeStyle& s = e.style(item.n);
  const Sides edges = padding_border(s, box.f->inner_width());
  const HeightLimits limits = height_limits(s, box.f->inner_percent_height, edges.down());
  const float size = std::max(outer - item.margin.down(), edges.down());
  return clamp_size(size, limits.min, std::max(limits.min, limits.max));
}

// 9.4 #7: what an item measures across before any stretching.
void measure_cross(Engine& e, const FlexBox& box, FlexItem& item) {
  if (box.cross == 0) {
    item.cross = column_item_width(e, box, item, MainSize::Used);
    return;
  }
  const bool baseline = (item.flags & (kBaselineItem | kLastBaselineItem)) != 0;
  // A single line of definite size: what will be stretched to it needs no measure.
  const bool to_line =
      (item.flags & kStretchItem) != 0 && !box.wraps && is_definite(box.inner_cross);
  if (to_line) item.cross = stretched_height(e, box, item, box.inner_cross);
  if (to_line && !baseline) return;
  Space space = final_space(box, item);
  space.flags = kFixedWidth | kMeasure;
  if (to_line) {
    space.flags |= kFixedHeight;
  } else {
    space.height =
        kIndefinite;  // the line's cross size, which `height: stretch` means, isn't known
  }
  if (baseline) space.flags |= kWantBaseline;
  const Answer a = layout_node(e, item.n, space);
  item.cross = a.height;
  item.first_baseline = a.first_baseline;
  item.last_baseline = a.last_baseline;
}

// Distance of the baseline from the margin edge where the line starts by direction. Across a
// column there is no baseline: the left edge of the border box stands in, in rtl too.
float ascent_of(const FlexBox& box, const FlexItem& item) {
  if (box.cross == 0) return box.cross_reversed ? item.margin.right + item.cross : item.margin.left;
  return item.margin.top + (has_baseline(item.first_baseline) ? item.first_baseline : item.cross);
}
float last_descent_of(const FlexBox& box, const FlexItem& item) {
  if (box.cross == 0) return box.cross_reversed ? item.margin.left : item.margin.right + item.cross;
  return item.margin.bottom + item.cross -
         (has_baseline(item.last_baseline) ? item.last_baseline : item.cross);
}

// 9.4 #8: the largest item, or the largest ascent plus the largest descent.
void measure_line(const FlexBox& box, FlexLine& line) {
  float largest = 0, ascent = -1e30f, descent = -1e30f, last_ascent = -1e30f, last_descent = -1e30f;
  for (uint32_t i = 0; i < line.count; ++i) {
    const FlexItem& item = box.items[line.first + i];
    const float outer = item.cross + item.margin.sum(box.cross);
    if ((item.flags & kBaselineItem) != 0) {
      ascent = std::max(ascent, ascent_of(box, item));
      descent = std::max(descent, outer - ascent_of(box, item));
    } else if ((item.flags & kLastBaselineItem) != 0) {
      last_descent = std::max(last_descent, last_descent_of(box, item));
      last_ascent = std::max(last_ascent, outer - last_descent_of(box, item));
    } else {
      largest = std::max(largest, outer);
    }
  }
  line.ascent = ascent;
  line.descent = descent;
  line.last_ascent = last_ascent;
  line.last_descent = last_descent;
  line.cross = std::max({0.0f, largest, ascent + descent, last_ascent + last_descent});
}

// 9.4 #8, #9 and 8.4: what the lines are given across.
void size_lines(FlexBox& box) {
  const Frame& f = *box.f;
  float inner = box.inner_cross;
  if (!box.wraps) {
    if (box.line_count == 0) return;
    FlexLine& line = box.lines[0];
    if (is_definite(inner) && !(box.cross == 1 && f.height_from_ratio)) {
      line.cross = inner;
    } else {
      line.cross = std::max(0.0f, finish_height(f, line.cross + f.inset.down()) - f.inset.down());
    }
    return;
  }
  float sum = 0;
  for (uint32_t i = 0; i < box.line_count; ++i) {
    sum += box.lines[i].cross + (i > 0 ? box.line_gap : 0);
  }
  if (box.cross == 1) {
    inner = std::max(0.0f, finish_height(f, sum + f.inset.down()) - f.inset.down());
  }
  float free = inner - sum;
  Align align = box.style->align_content;
  if (align == Align::Normal || align == Align::Auto) align = Align::Stretch;
  float at = 0, between = 0;
  if (align == Align::Stretch) {
    if (free > 0 && box.line_count > 0) {
      const float part = free / static_cast<float>(box.line_count);
      for (uint32_t i = 0; i < box.line_count; ++i) box.lines[i].cross += part;
    }
  } else {
    const bool flipped = box.style->flex_wrap == FlexWrap::WrapReverse;
    if (align == Align::Start)
      align = flipped ? Align::End : Align::Start;
    else if (align == Align::End)
      align = flipped ? Align::Start : Align::End;
    if (align == Align::FlexEnd) align = Align::End;
    const Distribution d = distribute(align, free, box.line_count);
    const bool safe = align == Align::SpaceAround || align == Align::SpaceEvenly;
    at = free < 0 && safe && flipped ? free : d.before;
    between = d.between;
  }
  for (uint32_t i = 0; i < box.line_count; ++i) {
    box.lines[i].cross_at = at;
    at += box.lines[i].cross + box.line_gap + between;
  }
}

// 9.4 #11: stretched items take their line's cross size, within their limits.
void stretch_items(Engine& e, FlexBox& box, const FlexLine& line) {
  // In a column's only line they were made as wide as the container at once.
  if (box.cross == 0 && !box.wraps) return;
  for (uint32_t i = 0; i < line.count; ++i) {
    FlexItem& item = box.items[line.first + i];
    if ((item.flags & kStretchItem) == 0) continue;
    if (box.cross == 1) {
      item.cross = stretched_height(e, box, item, line.cross);
      continue;
    }
    Space space;
    space.percent_width = box.f->inner_width();
    space.percent_height = box.f->inner_percent_height;
    space.width = std::max(0.0f, line.cross - item.margin.across());
    space.flags = kStretchWidth;
    item.cross = make_frame(e, item.n, space).width;
  }
}

// Margins before and after an item across, in the direction of the lines.
float cross_before(const FlexBox& box, const FlexItem& item) {
  return box.cross_reversed ? item.margin.end(box.cross) : item.margin.start(box.cross);
}

float cross_offset(const FlexBox& box, const FlexLine& line, const FlexItem& item) {
  const float free = line.cross - item.cross - item.margin.sum(box.cross);
  const bool before = (item.flags & kAutoCrossBefore) != 0;
  const bool after = (item.flags & kAutoCrossAfter) != 0;
  // 9.6 #13: auto margins take positive free space.
  if (before || after) {
    if (free <= 0) return 0;
    return before ? (after ? free / 2 : free) : 0;
  }
  // 9.6 #14: align-self. In a row that wraps upwards, first baseline groups stand on the bottom.
  const bool flipped = box.main == 0 && box.style->flex_wrap == FlexWrap::WrapReverse;
  const float outer = item.cross + item.margin.sum(box.cross);
  switch (item.align) {
    case Align::End:
      return free;
    case Align::Center:
      return free / 2;
    case Align::Baseline: {
      if (!flipped) return line.ascent - ascent_of(box, item);
      return line.descent - (outer - ascent_of(box, item));
    }
    case Align::LastBaseline: {
      if (!flipped) return free - (line.last_descent - last_descent_of(box, item));
      return free - (line.last_ascent - (outer - last_descent_of(box, item)));
    }
    default:
      return 0;
  }
}

}  // namespace

void size_cross(Engine& e, FlexBox& box) {
  for (uint32_t i = 0; i < box.count; ++i) measure_cross(e, box, box.items[i]);
  for (uint32_t i = 0; i < box.line_count; ++i) measure_line(box, box.lines[i]);
  size_lines(box);
  for (uint32_t i = 0; i < box.line_count; ++i) stretch_items(e, box, box.lines[i]);
}

Space final_space(const FlexBox& box, const FlexItem& item) {
  const Frame& f = *box.f;
  Space space;
  space.percent_width = f.inner_width();
  space.percent_height = f.inner_percent_height;
  space.flags = static_cast<uint16_t>((f.measure ? kMeasure : 0) | kWantBaseline);
  if (box.main == 0) {
    space.width = item.target;
    space.flags |= kFixedWidth;
    if ((item.flags & kStretchItem) != 0) {
      space.height = item.cross;
      space.flags |= kFixedHeight;
    }
    return space;
  }
  space.height = item.target;
  space.width = item.cross;
  space.flags |= kFixedHeight | kFixedWidth;
  // 9.8: definite where the container's main size or the flex basis is.
  if (!is_definite(f.inner_percent_height) && (item.flags & kDefiniteBasis) == 0) {
    space.flags |= kHeightIsIndefinite;
  }
  return space;
}

void align_main(const FlexBox& box, const FlexLine& line) {
  double used = static_cast<double>(box.gap) * (line.count - 1);
  uint32_t autos = 0;
  for (uint32_t i = 0; i < line.count; ++i) {
    const FlexItem& item = box.items[line.first + i];
    used += static_cast<double>(item.target) + item.margin.sum(box.main);
    autos += ((item.flags & kAutoBefore) != 0 ? 1 : 0) + ((item.flags & kAutoAfter) != 0 ? 1 : 0);
  }
  const float free = line.exact ? 0 : static_cast<float>(box.inner_main - used);
  // 9.5 #12: auto margins first, justify-content with what is left.
  float share = 0;
  Distribution d;
  if (autos > 0) {
    share = free > 0 ? free / static_cast<float>(autos) : 0;
  }
  if (autos == 0 || free < 0) {
    Align align = box.style->justify_content;
    const bool reverse = box.style->flex_direction == FlexDirection::RowReverse ||
                         box.style->flex_direction == FlexDirection::ColumnReverse;
    if (align == Align::FlexEnd)
      align = Align::End;
    else if (align == Align::Start)
      align = reverse ? Align::End : Align::Start;
    else if (align == Align::End)
      align = reverse ? Align::Start : Align::End;
    if (autos == 0 || free < 0) {
      d = distribute(align, free, line.count);
      // Their fallback is a safe center: what overflows starts where the direction starts.
      const bool safe = align == Align::SpaceAround || align == Align::SpaceEvenly;
      if (free < 0 && safe && reverse) d.before = free;
    }
  }
  double at = d.before;
  for (uint32_t i = 0; i < line.count; ++i) {
    FlexItem& item = box.items[line.first + i];
    const float before =
        box.main_reversed ? item.margin.end(box.main) : item.margin.start(box.main);
    if ((item.flags & kAutoBefore) != 0) at += share;
    item.main_at = static_cast<float>(at + before);
    at += static_cast<double>(item.target) + item.margin.sum(box.main) + box.gap + d.between;
    if ((item.flags & kAutoAfter) != 0) at += share;
  }
}

float cross_place(const FlexBox& box, const FlexLine& line, const FlexItem& item) {
  return line.cross_at + cross_before(box, item) + cross_offset(box, line, item);
}

void align_cross(FlexBox& box) {
  for (uint32_t l = 0; l < box.line_count; ++l) {
    const FlexLine& line = box.lines[l];
    for (uint32_t i = 0; i < line.count; ++i) {
      FlexItem& item = box.items[line.first + i];
      item.cross_at = cross_place(box, line, item);
    }
  }
}

}  // namespace hallows::layout
