
#include "layout/engine.h"

namespace hallows::layout {

namespace {

// Sizing 3, 4: of text by its breaks, of a replaced box its natural size (CSS 2.2, 10.3.2).
MinMax leaf_widths(Engine& e, NodeIndex n, float inner_height) {
  const Leaf& leaf = e.t.leaves.data()[e.cache(n).leaf];
  if (leaf.kind != Leaf::Kind::Replaced) {
    const LeafAnswer a = ask_leaf(e, n, {LeafQuestion::Widths, 0});
    return {a.min_width, a.max_width};
  }
  float w = std::max(0.0f, leaf.natural_width);
  const Ratio ratio = preferred_ratio(e, n);
  if (ratio) e.widths_use_height = true;
  if (ratio && is_definite(inner_height)) w = ratio_width({ratio.value}, inner_height, 0, 0);
  return {w, w};
}

MinMax widths_by_kind(Engine& e, NodeIndex n, float inner_height) {
  if (e.cache(n).leaf != 0) return leaf_widths(e, n, inner_height);
  if (e.links(n).first == kNoNode && e.style(n).display != Display::Grid) return {};
  switch (e.style(n).display) {
    case Display::Flex:
      return flex_widths(e, n, inner_height);
    case Display::Grid:
      return grid_widths(e, n, inner_height);
    default:
      return block_widths(e, n, inner_height);
  }
}

// A border box height that is definite before layout. Sizing 3, 5.2: percentages that can't be
// resolved yet behave as auto, those of padding as 0.
float early_height(Engine& e, NodeIndex n, float percent_height, float stretch_height,
                   const Sides& edges) {
  const NodeStyle& s = e.style(n);
  if (s.size[1].is_percent() || (s.flags & kPercentHeight) != 0) e.widths_use_height = true;
  Space space;
  space.percent_height = percent_height;
  const float h = definite_height(e, n, space, edges);
  if (is_definite(h) || !is_definite(stretch_height)) return h;
  e.widths_use_height = true;
  return stretch_height;
}

float limit_contribution(const NodeStyle& s, Length v, float missing, const Sides& edges,
                         float content) {
  if (v.is_dp()) return border_box(s, v, 0, edges.across());
  return v.is_intrinsic() ? content : missing;
}

// Sizing 4, 5.1: min-height and max-height, with room for padding and border, carried over to the
// width.
MinMax limits_through_ratio(const NodeStyle& s, Ratio ratio, float percent_height,
                            const Sides& edges) {
  const HeightLimits limits = height_limits(s, percent_height, edges.down());
  MinMax out{0, kNoLimit};
  if (limits.min > 0) {
    out.min = ratio_width(ratio, limits.min, edges.across(), edges.down());
  }
  if (limits.max < kNoLimit) {
    out.max = ratio_width(ratio, limits.max, edges.across(), edges.down());
  }
  out.max = std::max(out.min, out.max);
  return out;
}

struct DeepWidths {
  Engine& e;
  NodeIndex n;
  float inner_height;
  MinMax widths;
};
MinMax widths_on_deep_stack(Engine& e, NodeIndex n, float inner_height) {
  DeepWidths call{e, n, inner_height, {}};
  e.t.deep_stack.run(
      [](void* c) {
        DeepWidths& d = *static_cast<DeepWidths*>(c);
        d.widths = content_widths(d.e, d.n, d.inner_height);
      },
      &call);
  return call.widths;
}

}  // namespace

MinMax content_widths(Engine& e, NodeIndex n, float inner_height) {
  refresh(e, n);
  if (e.links(n).cache == 0) return {};
  NodeCache& cache = e.cache(n);
  const uint8_t valid = cache.widths_valid;
  if (valid == 1 || (valid == 2 && cache.widths_height == inner_height)) {
    if (valid == 2) e.widths_use_height = true;
    ++e.out.cache_hits;
    return cache.widths;
  }
  if (e.depth >= kShallowDepth) {
    if (e.depth >= kMaxDepth) {
      e.out.limits |= LayoutOutput::kDepth;
      return {};
    }
    if (!e.t.deep_stack.active()) return widths_on_deep_stack(e, n, inner_height);
  }
  ++e.depth;
  const bool before = e.widths_use_height;
  e.widths_use_height = false;
  const MinMax widths = widths_by_kind(e, n, inner_height);
  cache.widths = {std::min(widths.min, widths.max), widths.max};
  cache.widths_height = inner_height;
  cache.widths_valid = e.widths_use_height ? 2 : 1;
  e.widths_use_height |= before;
  --e.depth;
  return cache.widths;
}

// NOLINTNEXTLINE(readability-function-size): the question and its box are six things
float intrinsic_width(Engine& e, NodeIndex n, Length keyword, float available, const Sides& inset,
                      float inner_height) {
  const MinMax content = content_widths(e, n, inner_height);
  const float edge = inset.across();
  if (keyword.is(Length::Keyword::MinContent)) return content.min + edge;
  if (keyword.is(Length::Keyword::MaxContent)) return content.max + edge;
  return std::max(content.min + edge, std::min(content.max + edge, available));
}

MinMax border_box_contribution(Engine& e, NodeIndex n, float percent_height, float stretch_height) {
  const NodeStyle& s = e.style(n);
  const Sides edges = padding_border(s, kIndefinite);
  const Sides bars = scrollbars(s, 0);
  const float edge = edges.across() + bars.across();
  const Length v = s.size[0];
  const Ratio ratio = preferred_ratio(e, n);
  const float h = ratio || e.links(n).first != kNoNode
                      ? early_height(e, n, percent_height, stretch_height, edges)
                      : kIndefinite;
  const float inner_h =
      is_definite(h) ? std::max(0.0f, h - edges.down() - bars.down()) : kIndefinite;
  const bool by_ratio = ratio && is_definite(h) && !v.is_dp();
  MinMax out, content;
  const bool needs_content =
      !v.is_dp() || s.min_size[0].is_intrinsic() || s.max_size[0].is_intrinsic() || by_ratio;
  if (needs_content) {
    content = content_widths(e, n, inner_h);
    content.min += edge;
    content.max += edge;
  }
  const MinMax through = ratio ? limits_through_ratio(s, ratio, percent_height, edges) : MinMax{};
  if (ratio && !is_definite(h)) {
    content = {clamp_size(content.min, through.min, through.max),
               clamp_size(content.max, through.min, through.max)};
  }
  if (v.is_dp()) {
    out.min = out.max = border_box(s, v, 0, edges.across());
  } else if (by_ratio) {
    out.min = out.max = ratio_width(ratio, h, edges.across(), edges.down());
  } else if (v.is(Length::Keyword::MinContent)) {
    out.min = out.max = content.min;
  } else if (v.is(Length::Keyword::MaxContent)) {
    out.min = out.max = content.max;
  } else {
    out = content;
  }
  if ((s.flags & kPlainWidth) != 0 && !ratio) return out;
  const auto clamp = [&](float size, float by_content) {
    const auto keyword = [&](Length k) {
      if (ratio && is_definite(h)) {
        return ratio_width(ratio, h, edges.across(), edges.down());
      }
      return k.is(Length::Keyword::MinContent)   ? content.min
             : k.is(Length::Keyword::MaxContent) ? content.max
                                                 : by_content;
    };
    // As a maximum, fit-content is never less than max-content.
    const bool fit = s.max_size[0].is(Length::Keyword::FitContent);
    const Length most = fit ? Length::max_content() : s.max_size[0];
    float lo = limit_contribution(s, s.min_size[0], 0, edges, keyword(s.min_size[0]));
    float hi = limit_contribution(s, most, kNoLimit, edges, keyword(most));
    if (by_ratio && s.min_size[0].is_auto() && (s.flags & kScrolls) == 0 && !is_replaced(e, n)) {
      lo = std::min(content.min, hi);
    }
    if (ratio && !v.is_dp()) {
      lo = std::max(lo, std::min(through.min, hi));
      hi = std::min(hi, through.max);
    }
    return clamp_size(size, lo, std::max(lo, hi));
  };
  out = {clamp(out.min, content.min), clamp(out.max, content.max)};
  if (is_compressible(e, n, 0)) {
    const float least = limit_contribution(s, s.min_size[0], 0, edges, 0);
    const float most = border_box(s, v.is_percent() ? v : s.max_size[0], 0, edges.across());
    out.min = std::min(out.min, std::max(least, most));
  }
  return out;
}

MinMax width_contribution(Engine& e, NodeIndex n, float percent_height, float stretch_height) {
  MinMax out = border_box_contribution(e, n, percent_height, stretch_height);
  const Sides m = margins(e.style(n), kIndefinite);
  out.min += m.across();
  out.max += m.across();
  return out;
}

}  // namespace hallows::layout
