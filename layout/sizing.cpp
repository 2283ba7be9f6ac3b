#include "layout/engine.h"

namespace hallows::layout {

namespace {

// Sizing 4, 5.1: the automatic content-based minimum of a box with a ratio.
bool automatic_minimum_applies(const NodeStyle& s, int axis) {
  return s.min_size[axis].is_auto() && (s.flags & kScrolls) == 0;
}

// min-height and max-height carried over to the width (Sizing 4, 5.1).
void transfer_height_limits(const Frame& f, Ratio ratio, float* lo, float* hi) {
  float through_min = 0, through_max = kNoLimit;
  if (f.min_height > 0) {
    through_min = ratio_width(ratio, f.min_height, f.edge_x, f.edge_y);
  }
  if (f.max_height < kNoLimit) {
    through_max = ratio_width(ratio, f.max_height, f.edge_x, f.edge_y);
  }
  through_max = std::max(through_max, through_min);
  *lo = std::max(*lo, std::min(through_min, *hi));
  *hi = std::min(*hi, through_max);
}

// min-content, max-content and fit-content. A definite height and a ratio are what the content asks
// for; limits of the height are carried over (Sizing 4, 5.1).
float keyword_width(Engine& e, const Frame& f, const Space& space, Length v) {
  const Ratio ratio = preferred_ratio(e, f.n);
  if (!ratio) return intrinsic_width(e, f.n, v, space.width, f.inset, f.inner_height());
  if (is_definite(f.height)) return ratio_width(ratio, f.height, f.edge_x, f.edge_y);
  const MinMax content = content_widths(e, f.n, kIndefinite);
  float lo = 0, hi = kNoLimit;
  transfer_height_limits(f, ratio, &lo, &hi);
  const float least = clamp_size(content.min + f.inset.across(), lo, hi);
  const float most = clamp_size(content.max + f.inset.across(), lo, hi);
  if (v.is(Length::Keyword::MinContent)) return least;
  if (v.is(Length::Keyword::MaxContent)) return most;
  return std::max(least, std::min(most, space.width));
}

// Sizing 3, 3.2: one side of min-width/max-width as border box width; `missing` where it
// doesn't apply.
float width_limit(Engine& e, const Frame& f, const Space& space, Length v, float missing) {
  if (!v.is_keyword()) return border_box(*f.style, v, space.percent_width, f.edge_x);
  if (v.is_intrinsic()) return keyword_width(e, f, space, v);
  if (v.is(Length::Keyword::Stretch)) return std::max(space.width, f.edge_x);
  return missing;
}

// The used width: Sizing 3, 3.2 (keywords), Sizing 4, 5.1 (ratio); CSS 2.2, 10.3.3 and 10.3.4 where
// it is auto, 10.4 for the limits.
float resolve_width(Engine& e, const Frame& f, const Space& space) {
  const NodeStyle& s = *f.style;
  const Length v = s.size[0];
  const Ratio ratio = preferred_ratio(e, f.n);
  const bool replaced = is_replaced(e, f.n);
  const bool stretch = (space.flags & kStretchWidth) != 0 && v.is_auto();
  const bool by_ratio =
      ratio && (v.is_auto() || v.is_intrinsic()) && is_definite(f.height) && !stretch;
  float width;
  if (!v.is_keyword()) {
    width = border_box(s, v, space.percent_width, f.edge_x);
  } else if (by_ratio) {
    width = ratio_width(ratio, f.height, f.edge_x, f.edge_y);
  } else if (v.is_intrinsic()) {
    width = keyword_width(e, f, space, v);
  } else if (stretch || ((space.flags & kFillWidth) != 0 && !replaced) ||
             v.is(Length::Keyword::Stretch)) {
    width = std::max(space.width, f.edge_x);
  } else {
    width = intrinsic_width(e, f.n, Length::fit_content(), space.width, f.inset, f.inner_height());
  }
  if ((s.flags & kPlainWidth) != 0 && !replaced) return width;
  float lo = width_limit(e, f, space, s.min_size[0], 0);
  float hi = width_limit(e, f, space, s.max_size[0], kNoLimit);
  if (by_ratio && automatic_minimum_applies(s, 0) && !replaced) {
    lo = content_widths(e, f.n, f.inner_height()).min + f.inset.across();
    lo = std::min(lo, hi);
  }
  if (ratio && v.is_auto() && !stretch) transfer_height_limits(f, ratio, &lo, &hi);
  return clamp_size(width, lo, std::max(lo, hi));
}

// Sizing 3, 3.2: content keywords of the limits, which only the content tells.
void resolve_height_keywords(Frame& f) {
  const NodeStyle& s = *f.style;
  f.min_height_content = s.min_size[1].is_intrinsic();
  f.max_height_content = s.max_size[1].is_intrinsic();
}

// Sizing 4, 5.1; CSS 2.2, 10.6.2. Height auto with a preferred ratio: from the width, or the
// natural height of a replaced leaf.
void height_through_ratio(Engine& e, Frame& f) {
  const NodeStyle& s = *f.style;
  const Ratio ratio = preferred_ratio(e, f.n);
  const Length v = s.size[1];
  const bool automatic =
      v.is_auto() || v.is_percent() || v.is_intrinsic() || v.is(Length::Keyword::Stretch);
  if (!ratio || is_definite(f.height) || !automatic) return;
  f.height = ratio_height(ratio, f.width, f.edge_x, f.edge_y);
  f.height = clamp_size(f.height, f.min_height, std::max(f.min_height, f.max_height));
  f.height_from_ratio = true;
  if (is_replaced(e, f.n)) f.no_ratio_minimum = true;
}

}  // namespace

Sides scrollbars(const NodeStyle& s, uint8_t state) {
  Sides out;
  if ((s.flags & (kFixedScrollbar | kAutoScrollbar)) == 0) return out;
  const bool x = s.overflow[0] == Overflow::Scroll || (state & kScrollbarX) != 0;
  const bool y = s.overflow[1] == Overflow::Scroll || (state & kScrollbarY) != 0;
  if (x) out.bottom = s.scrollbar_width;
  if (y) ((state & kRtl) != 0 ? out.left : out.right) = s.scrollbar_width;
  return out;
}

float ratio_width(Ratio ratio, float height, float edge_x, float edge_y) {
  if (ratio.of == BoxSizing::BorderBox) return std::max(height * ratio.value, edge_x);
  return std::max(0.0f, height - edge_y) * ratio.value + edge_x;
}
float ratio_height(Ratio ratio, float width, float edge_x, float edge_y) {
  if (ratio.of == BoxSizing::BorderBox) return std::max(width / ratio.value, edge_y);
  return std::max(0.0f, width - edge_x) / ratio.value + edge_y;
}

float definite_height(const Engine& e, NodeIndex n, const Space& space, const Sides& edges) {
  const NodeStyle& s = e.style(n);
  if ((space.flags & kFixedHeight) != 0) return space.height;
  const Length v = s.size[1];
  const float base = space.percent_height;
  float h = kIndefinite;
  if (v.is_dp() || (v.is_percent() && is_definite(base))) {
    h = border_box(s, v, base, edges.down());
  } else if (v.is(Length::Keyword::Stretch) && is_definite(space.height)) {
    h = std::max(space.height, edges.down());
  } else {
    return kIndefinite;
  }
  const HeightLimits limits = height_limits(s, base, edges.down());
  return clamp_size(h, limits.min, limits.max);
}

Frame make_frame(Engine& e, NodeIndex n, const Space& space, uint8_t bars_there) {
  const NodeStyle& s = e.style(n);
  Frame f{};
  f.n = n;
  f.style = &s;
  f.rtl = e.rtl(n);
  f.measure = (space.flags & kMeasure) != 0;
  f.want_baseline = !f.measure || (space.flags & kWantBaseline) != 0;
  const bool ignore_height = (space.flags & kIgnoreHeight) != 0;
  f.percent_width = space.percent_width;
  f.flow_root = (space.flags & kInFlow) == 0 || establishes_flow_root(e, n);
  // 1. Padding, border, scrollbars.
  Sides edges;
  if ((s.flags & kHasInsets) != 0) {
    edges = padding_border(s, space.percent_width);
    const Sides bars = scrollbars(s, static_cast<uint8_t>(bars_there | (f.rtl ? kRtl : 0)));
    f.inset = {edges.left + bars.left, edges.top, edges.right + bars.right,
               edges.bottom + bars.bottom};
  }
  f.edge_x = edges.across();
  f.edge_y = edges.down();
  // 2. The height, if it is definite before the width is.
  const HeightLimits limits = height_limits(s, space.percent_height, f.edge_y);
  f.min_height = limits.min;
  f.max_height = limits.max;
  f.height = ignore_height ? kIndefinite : definite_height(e, n, space, edges);
  // 3. The width.
  f.width = (space.flags & kFixedWidth) != 0 ? space.width : resolve_width(e, f, space);
  if (f.inset.across() > f.width) {
    const Sides bars{f.inset.left - edges.left, 0, f.inset.right - edges.right, 0};
    const Sides fit = fit_scrollbars(bars, f.width, f.edge_x);
    f.inset.left = edges.left + fit.left;
    f.inset.right = edges.right + fit.right;
  }
  // 4. The height through the ratio.
  if (ignore_height) {
    f.min_height = f.edge_y;
    f.max_height = kNoLimit;
  } else {
    resolve_height_keywords(f);
    if (s.aspect_ratio > 0 || e.t.cache(n).leaf != 0) height_through_ratio(e, f);
  }
  f.inner_percent_height =
      (space.flags & kHeightIsIndefinite) != 0 ? kIndefinite : f.inner_height();
  return f;
}

float finish_height(const Frame& f, float natural) {
  natural = std::max(natural, f.inset.down());
  if (is_definite(f.height)) {
    // The automatic minimum belongs to height: auto and to what the content asks for, not to a
    // percentage that behaves like it.
    const Length v = f.style->size[1];
    const bool automatic = v.is_auto() || v.is_intrinsic();
    if (!f.height_from_ratio || f.no_ratio_minimum || !automatic) return f.height;
    if (!automatic_minimum_applies(*f.style, 1)) return f.height;
    return std::max(f.height, std::min(natural, f.max_height));
  }
  const float lo = f.min_height_content ? natural : f.min_height;
  const float hi = f.max_height_content ? natural : f.max_height;
  return clamp_size(natural, lo, hi);
}

}  // namespace hallows::layout
