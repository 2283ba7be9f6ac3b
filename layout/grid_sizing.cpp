#include <cstring>

#include "layout/grid.h"
#include "layout/stable_sort.h"

namespace hallows::layout {

namespace {

// The steps of 12.5 #3 and #4 that distribute an item's contribution.
enum class Phase : uint8_t {
  Minimum,
  ContentMinimum,
  LimitedMinimum,  // under a max-content constraint
  MaxMinimum,
  IntrinsicMax,
  MaxContentMax,
};

bool for_limits(Phase phase) {
  return phase >= Phase::IntrinsicMax;
}

struct Sizer {
  Engine& e;
  GridBox& box;
  GridAxis& axis;
  int a;
  Constraint constraint;
};

bool affected(const Sizer& s, const Track& t, Phase phase, bool flex_pass) {
  if (flex_pass && t.max != Sizing::Fr) return false;
  switch (phase) {
    case Phase::Minimum:
      return t.min != Sizing::Fixed;
    case Phase::ContentMinimum:
      return t.min == Sizing::MinContent || t.min == Sizing::MaxContent;
    case Phase::LimitedMinimum:
      return s.constraint == Constraint::MaxContent &&
             (t.min == Sizing::MaxContent || (t.min == Sizing::Auto && !flex_pass));
    case Phase::MaxMinimum:
      return t.min == Sizing::MaxContent;
    case Phase::IntrinsicMax:
      return t.max != Sizing::Fixed && t.max != Sizing::Fr;
    default:
      return t.max == Sizing::Auto || t.max == Sizing::MaxContent || t.max == Sizing::FitContent;
  }
}

// What the contribution is limited to when an auto minimum is sized under a constraint: the
// maximums of the spanned tracks where they are known (12.5, limited contributions).
float track_limits(const Sizer& s, const GridItem& item) {
  float sum = s.axis.gap * static_cast<float>(item.span[s.a] - 1);
  for (uint32_t i = 0; i < item.span[s.a]; ++i) {
    const Track& t = s.axis.tracks[item.start[s.a] + i];
    if (t.max != Sizing::Fixed && t.max != Sizing::FitContent) return kUnlimited;
    sum += t.max_size;
  }
  return sum;
}

float contribution(const Sizer& s, const GridItem& item, Phase phase) {
  switch (phase) {
    case Phase::Minimum:
      return item.minimum;
    case Phase::ContentMinimum:
    case Phase::IntrinsicMax:
      return item.min_content;
    case Phase::LimitedMinimum:
      return std::max(item.minimum, std::min(item.max_content, track_limits(s, item)));
    default:
      return item.max_content;
  }
}

float affected_size(const Track& t, Phase phase) {
  if (!for_limits(phase)) return t.base;
  return t.limit < kUnlimited ? t.limit : t.base;
}

// How far a track may grow (12.5.1 #3), or, `beyond` that, what fit-content() still allows.
float growth_cap(const Track& t, Phase phase, bool beyond) {
  if (!for_limits(phase)) return beyond ? kUnlimited : t.limit;
  float cap = t.limit < kUnlimited && !t.infinitely_growable && !beyond ? t.limit : kUnlimited;
  if (phase == Phase::MaxContentMax && t.max == Sizing::FitContent) {
    cap = std::min(cap, std::max(affected_size(t, phase), t.max_size));
  }
  return cap;
}

// Which tracks grow beyond their limits (12.5.1 #4).
bool grows_beyond(const Track& t, Phase phase) {
  if (phase == Phase::LimitedMinimum || phase == Phase::MaxMinimum) {
    return t.max == Sizing::MaxContent || t.max == Sizing::Auto || t.max == Sizing::FitContent;
  }
  return t.max != Sizing::Fixed && t.max != Sizing::Fr;
}

// Shares `space` equally (or by flex factors) among the marked tracks, each up to its cap.
float share(std::span<Track*> tracks, float space, Phase phase, bool by_flex, bool capped) {
  // Every round freezes a track or ends.
  for (size_t round = 0; round <= tracks.size() && space > 1e-5f; ++round) {
    float weight = 0;
    uint32_t open = 0;
    for (const Track* t : tracks) {
      const float room = growth_cap(*t, phase, !capped) - affected_size(*t, phase) - t->incurred;
      if (room <= 0) continue;
      ++open;
      weight += by_flex ? t->fr : 1;
    }
    if (open == 0) return space;
    const bool equally = !by_flex || weight <= 0;
    const float unit = space / (equally ? static_cast<float>(open) : weight);
    float given = 0;
    for (Track* t : tracks) {
      const float room = growth_cap(*t, phase, !capped) - affected_size(*t, phase) - t->incurred;
      if (room <= 0) continue;
      const float part = std::min(room, unit * (equally ? 1 : t->fr));
      t->incurred += part;
      given += part;
    }
    space -= given;
    if (given <= 0) return space;
  }
  return space;
}

// 12.5.1: one item's extra space; raises the planned increases.
void distribute_item(Sizer& s, const GridItem& item, Phase phase, bool flex_pass) {
  ScratchScope scope(s.e.scratch);
  Track** list = s.e.scratch.take<Track*>(item.span[s.a] * 2);
  Track** beyond = list + item.span[s.a];
  uint32_t count = 0, beyond_count = 0;
  float space = contribution(s, item, phase);
  if (space <= 0) return;
  space -= s.axis.gap * static_cast<float>(item.span[s.a] - 1);
  for (uint32_t i = 0; i < item.span[s.a]; ++i) {
    Track& t = s.axis.tracks[item.start[s.a] + i];
    t.incurred = 0;
    space -= affected_size(t, phase);
    if (!affected(s, t, phase, flex_pass)) continue;
    list[count++] = &t;
    if (grows_beyond(t, phase)) beyond[beyond_count++] = &t;
  }
  if (space <= 0 || count == 0) return;
  const std::span<Track*> all{list, count};
  space = share(all, space, phase, flex_pass, true);
  if (space > 0) {
    const bool some = beyond_count > 0 && !for_limits(phase) && !flex_pass;
    share(some ? std::span<Track*>{beyond, beyond_count} : all, space, phase, flex_pass, false);
  }
  for (Track* t : all) t->planned = std::max(t->planned, t->incurred);
}

void apply_planned(Sizer& s, Phase phase) {
  for (uint32_t i = 0; i < s.axis.count; ++i) {
    Track& t = s.axis.tracks[i];
    if (for_limits(phase)) {
      if (phase == Phase::MaxContentMax) t.infinitely_growable = false;
      if (t.planned <= 0) {
        // A limit that stays infinite although items were looked at becomes the base later on.
        continue;
      }
      const bool was_infinite = t.limit == kUnlimited;
      t.limit = (was_infinite ? t.base : t.limit) + t.planned;
      if (phase == Phase::IntrinsicMax && was_infinite) t.infinitely_growable = true;
    } else {
      t.base += t.planned;
      if (t.limit < t.base) t.limit = t.base;
    }
    t.planned = 0;
  }
}

// Items whose contribution is no more than the base leave an infinite limit at the base.
void settle_limits(Sizer& s, std::span<const uint32_t> group, Phase phase) {
  for (const uint32_t i : group) {
    const GridItem& item = s.box.items[i];
    for (uint32_t k = 0; k < item.span[s.a]; ++k) {
      Track& t = s.axis.tracks[item.start[s.a] + k];
      if (t.limit < kUnlimited || !affected(s, t, phase, false)) continue;
      t.limit = t.base;
      if (phase == Phase::IntrinsicMax) t.infinitely_growable = true;
    }
  }
}

// 12.5 #3 a-f for items of one span (or, with flex_pass, #4 for those that cross flexible tracks).
void resolve_group(Sizer& s, std::span<const uint32_t> group, bool flex_pass) {
  constexpr Phase kPhases[] = {Phase::Minimum,    Phase::ContentMinimum, Phase::LimitedMinimum,
                               Phase::MaxMinimum, Phase::IntrinsicMax,   Phase::MaxContentMax};
  for (const Phase phase : kPhases) {
    if (flex_pass && for_limits(phase)) break;
    for (const uint32_t i : group) distribute_item(s, s.box.items[i], phase, flex_pass);
    apply_planned(s, phase);
    if (for_limits(phase)) settle_limits(s, group, phase);
  }
  // fit-content(): the limit is at most its argument.
  for (uint32_t i = 0; i < s.axis.count; ++i) {
    Track& t = s.axis.tracks[i];
    t.infinitely_growable = false;
    if (t.max == Sizing::FitContent && t.limit < kUnlimited) {
      t.limit = std::max(t.base, std::min(t.limit, t.max_size));
    }
  }
}

// 12.4: initial sizes.
void initialize(GridAxis& axis) {
  for (uint32_t i = 0; i < axis.count; ++i) {
    Track& t = axis.tracks[i];
    t.base = t.min == Sizing::Fixed ? t.min_size : 0;
    t.limit = t.max == Sizing::Fixed ? t.max_size : kUnlimited;
    if (t.collapsed) t.limit = 0;
    t.limit = std::max(t.limit, t.base);
    t.planned = t.incurred = 0;
    t.infinitely_growable = false;
  }
}

// 12.5: intrinsic sizes, items of smaller spans first.
void resolve_intrinsic(Sizer& s) {
  uint32_t* order = s.box.by_span;
  const uint32_t n = s.box.count;
  for (uint32_t i = 0; i < n; ++i) order[i] = i;
  const auto rank = [&](uint32_t i) {
    const GridItem& item = s.box.items[i];
    return item.crosses_flex[s.a] ? ~0u : item.span[s.a];
  };
  stable_sort(order, order + n, [&](uint32_t x, uint32_t y) { return rank(x) < rank(y); });
  for (uint32_t from = 0; from < n;) {
    uint32_t to = from;
    while (to < n && rank(order[to]) == rank(order[from])) ++to;
    resolve_group(s, {order + from, to - from}, rank(order[from]) == ~0u);
    from = to;
  }
  // #5: what is still infinite is its base.
  for (uint32_t i = 0; i < s.axis.count; ++i) {
    Track& t = s.axis.tracks[i];
    if (t.limit == kUnlimited) t.limit = t.base;
  }
}

// Gives `space` to bases, equally, up to their limits; gives what is left.
void grow_to_limits(Sizer& s, float space) {
  for (uint32_t round = 0; round <= s.axis.count && space > 1e-5f; ++round) {
    uint32_t open = 0;
    for (uint32_t i = 0; i < s.axis.count; ++i) {
      open += s.axis.tracks[i].base < s.axis.tracks[i].limit ? 1 : 0;
    }
    if (open == 0) return;
    const float unit = space / static_cast<float>(open);
    float given = 0;
    for (uint32_t i = 0; i < s.axis.count; ++i) {
      Track& t = s.axis.tracks[i];
      if (t.base >= t.limit) continue;
      const float part = std::min(unit, t.limit - t.base);
      t.base += part;
      given += part;
    }
    if (given <= 0) return;
    space -= given;
  }
}

// 12.6: maximize.
void maximize(Sizer& s) {
  if (s.constraint == Constraint::MinContent) return;
  if (is_definite(s.axis.inner) && s.constraint == Constraint::Layout) {
    grow_to_limits(s, s.axis.inner - tracks_sum(s.axis));
    return;
  }
  // Browsers don't redo this within max-height, as the specification asks.
  for (uint32_t i = 0; i < s.axis.count; ++i) s.axis.tracks[i].base = s.axis.tracks[i].limit;
}

// 12.7.1: the size of an fr.
float fr_size(Sizer& s, uint32_t start, uint32_t count, float space) {
  ScratchScope scope(s.e.scratch);
  bool* inflexible = s.e.scratch.make<bool>(count).data();
  uint32_t solid = 0;
  for (uint32_t i = 0; i < count; ++i) solid += s.axis.tracks[start + i].collapsed ? 0 : 1;
  space -= s.axis.gap * static_cast<float>(solid > 0 ? solid - 1 : 0);
  while (true) {  // each round makes one more track inflexible
    float left = space, factors = 0;
    for (uint32_t i = 0; i < count; ++i) {
      const Track& t = s.axis.tracks[start + i];
      if (t.max == Sizing::Fr && !inflexible[i]) {
        factors += t.fr;
      } else {
        left -= t.base;
      }
    }
    if (factors <= 0) return 0;  // no track flexes any more
    const float size = left / std::max(1.0f, factors);
    bool again = false;
    for (uint32_t i = 0; i < count; ++i) {
      const Track& t = s.axis.tracks[start + i];
      if (t.max != Sizing::Fr || inflexible[i] || size * t.fr >= t.base) continue;
      inflexible[i] = true;
      again = true;
    }
    if (!again) return std::max(0.0f, size);
  }
}

float sum_with_fraction(const Sizer& s, float fraction) {
  float sum = tracks_sum(s.axis);
  for (uint32_t i = 0; i < s.axis.count; ++i) {
    const Track& t = s.axis.tracks[i];
    if (t.max == Sizing::Fr) sum += std::max(0.0f, fraction * t.fr - t.base);
  }
  return sum;
}

float flex_fraction(Sizer& s) {
  if (s.constraint == Constraint::MinContent) return 0;
  if (is_definite(s.axis.inner) && s.constraint == Constraint::Layout) {
    return fr_size(s, 0, s.axis.count, s.axis.inner);
  }
  float fraction = 0;
  for (uint32_t i = 0; i < s.axis.count; ++i) {
    const Track& t = s.axis.tracks[i];
    if (t.max == Sizing::Fr) fraction = std::max(fraction, t.base / std::max(1.0f, t.fr));
  }
  for (uint32_t i = 0; i < s.box.count; ++i) {
    const GridItem& item = s.box.items[i];
    if (!item.crosses_flex[s.a]) continue;
    fraction = std::max(fraction, fr_size(s, item.start[s.a], item.span[s.a], item.max_content));
  }
  const float sum = sum_with_fraction(s, fraction);
  if (sum < s.axis.min_inner) return fr_size(s, 0, s.axis.count, s.axis.min_inner);
  if (sum > s.axis.max_inner) return fr_size(s, 0, s.axis.count, s.axis.max_inner);
  return fraction;
}

// 12.7: expand flexible tracks.
void expand_flexible(Sizer& s) {
  bool any = false;
  for (uint32_t i = 0; i < s.axis.count; ++i) any |= s.axis.tracks[i].max == Sizing::Fr;
  if (!any) return;
  const float fraction = flex_fraction(s);
  for (uint32_t i = 0; i < s.axis.count; ++i) {
    Track& t = s.axis.tracks[i];
    if (t.max == Sizing::Fr) t.base = std::max(t.base, fraction * t.fr);
  }
}

// 12.8: stretch auto tracks.
void stretch_auto(Sizer& s) {
  const Align align = s.a == 0 ? s.box.style->justify_content : s.box.style->align_content;
  if (align != Align::Normal && align != Align::Stretch && align != Align::Auto) return;
  if (s.constraint != Constraint::Layout) return;
  const float room = is_definite(s.axis.inner) ? s.axis.inner : s.axis.min_inner;
  const float space = room - tracks_sum(s.axis);
  uint32_t count = 0;
  const auto is_auto = [](const Track& t) { return t.max == Sizing::Auto && !t.collapsed; };
  for (uint32_t i = 0; i < s.axis.count; ++i) count += is_auto(s.axis.tracks[i]) ? 1 : 0;
  if (space <= 0 || count == 0) return;
  for (uint32_t i = 0; i < s.axis.count; ++i) {
    if (is_auto(s.axis.tracks[i])) s.axis.tracks[i].base += space / static_cast<float>(count);
  }
}

}  // namespace

float tracks_sum(const GridAxis& axis) {
  double sum = 0;
  uint32_t solid = 0;
  for (uint32_t i = 0; i < axis.count; ++i) {
    if (axis.tracks[i].collapsed) continue;
    sum += axis.tracks[i].base;
    ++solid;
  }
  if (solid > 1) sum += static_cast<double>(axis.gap) * (solid - 1);
  return static_cast<float>(sum);
}

float area_size(const GridAxis& axis, uint32_t start, uint32_t span) {
  double sum = static_cast<double>(axis.gap + axis.between) * (span - 1);
  for (uint32_t i = 0; i < span; ++i) sum += axis.tracks[start + i].base;
  return static_cast<float>(sum);
}

float fixed_area(const GridAxis& axis, uint32_t start, uint32_t span) {
  float sum = axis.gap * static_cast<float>(span - 1);
  for (uint32_t i = 0; i < span; ++i) {
    const Track& t = axis.tracks[start + i];
    if (t.min != Sizing::Fixed || t.max != Sizing::Fixed || t.min_size < t.max_size) {
      return kIndefinite;
    }
    sum += t.min_size;
  }
  return sum;
}

void size_tracks(Engine& e, GridBox& box, int axis, Constraint constraint) {
  Sizer s{e, box, box.axis[axis], axis, constraint};
  initialize(s.axis);
  find_contributions(e, box, axis);
  if (axis == 1) find_baselines(e, box);
  resolve_intrinsic(s);
  maximize(s);
  expand_flexible(s);
  stretch_auto(s);
}

}  // namespace hallows::layout
