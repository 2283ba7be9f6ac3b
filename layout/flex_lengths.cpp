#include "layout/flex.h"

namespace hallows::layout {

namespace {

// Sum of used main sizes: frozen items at their target, others at their base (9.7 #3).
double used_space(const FlexBox& box, const FlexLine& line) {
  double used = static_cast<double>(box.gap) * (line.count - 1);
  for (uint32_t i = 0; i < line.count; ++i) {
    const FlexItem& item = box.items[line.first + i];
    used += ((item.flags & kFrozen) != 0 ? item.target : item.base);
    used += item.margin.sum(box.main);
  }
  return used;
}

struct Factors {
  double sum = 0;     // of unfrozen grow or shrink factors
  double scaled = 0;  // shrink factor x inner base size
};
Factors unfrozen_factors(const FlexBox& box, const FlexLine& line, bool grow) {
  Factors out;
  for (uint32_t i = 0; i < line.count; ++i) {
    const FlexItem& item = box.items[line.first + i];
    if ((item.flags & kFrozen) != 0) continue;
    out.sum += grow ? item.grow : item.shrink;
    out.scaled += static_cast<double>(item.shrink) * std::max(0.0f, item.base - item.edge);
  }
  return out;
}

// 9.7 #4 c, d: shares out `free`, clamps, and gives the total violation.
double share_out(const FlexBox& box, const FlexLine& line, double free, bool grow) {
  const Factors factors = unfrozen_factors(box, line, grow);
  double violation = 0;
  for (uint32_t i = 0; i < line.count; ++i) {
    FlexItem& item = box.items[line.first + i];
    if ((item.flags & kFrozen) != 0) continue;
    double target = item.base;
    if (grow && factors.sum > 0) {
      target += free * item.grow / factors.sum;
    } else if (!grow && factors.scaled > 0) {
      target += free * item.shrink * std::max(0.0f, item.base - item.edge) / factors.scaled;
    }
    const float wanted = static_cast<float>(target);
    item.target = clamp_size(wanted, item.min, std::max(item.min, item.max));
    item.flags &= static_cast<uint16_t>(~(kClampedUp | kClampedDown));
    if (item.target > wanted) item.flags |= kClampedUp;
    if (item.target < wanted) item.flags |= kClampedDown;
    violation += static_cast<double>(item.target) - wanted;
  }
  return violation;
}

// 9.7 #4 e: freezes whom the violation tells; false when nobody is left.
bool freeze_violators(const FlexBox& box, const FlexLine& line, uint16_t whom) {
  bool left = false;
  for (uint32_t i = 0; i < line.count; ++i) {
    FlexItem& item = box.items[line.first + i];
    if (whom == 0 || (item.flags & whom) != 0) item.flags |= kFrozen;
    left |= (item.flags & kFrozen) == 0;
  }
  return left;
}

// 9.7 #2: items that can't flex in this direction.
bool freeze_inflexible(const FlexBox& box, const FlexLine& line, bool grow) {
  bool left = false;
  for (uint32_t i = 0; i < line.count; ++i) {
    FlexItem& item = box.items[line.first + i];
    const float factor = grow ? item.grow : item.shrink;
    const bool stuck = grow ? item.base > item.hypothetical : item.base < item.hypothetical;
    if (factor == 0 || stuck) {
      item.flags |= kFrozen;
      item.target = item.hypothetical;
    } else {
      left = true;
    }
  }
  return left;
}

}  // namespace

void break_lines(Engine& e, FlexBox& box) {
  box.lines = e.scratch.take<FlexLine>(box.wraps ? std::max(1u, box.count) : 1);
  box.line_count = 0;
  float limit = box.inner_main;
  if (!is_definite(limit) || box.f->height_from_ratio) {
    limit = box.main == 1 ? std::max(0.0f, box.f->max_height - box.f->inset.down()) : limit;
  }
  uint32_t i = 0;
  while (i < box.count) {
    FlexLine line{};
    line.first = i;
    double sum = 0;
    for (; i < box.count; ++i) {
      const FlexItem& item = box.items[i];
      const double outer = static_cast<double>(item.hypothetical) + item.margin.sum(box.main);
      const double next = sum + outer + (line.count > 0 ? box.gap : 0);
      // The tolerance keeps float noise of percentages that add up to 100 on one line.
      if (box.wraps && line.count > 0 && next > static_cast<double>(limit) + 0.005) break;
      sum = next;
      ++line.count;
    }
    line.main_sum = static_cast<float>(sum);
    box.lines[box.line_count++] = line;
  }
}

void resolve_lengths(Engine& e, const FlexBox& box, const FlexLine& line) {
  const double inner = box.inner_main;
  // 1. Grow or shrink?
  const bool grow = static_cast<double>(line.main_sum) < inner;
  if (static_cast<double>(line.main_sum) == inner) {
    // Targets are the hypothetical sizes unless a base size differs, which the loop evens out.
    bool same = true;
    for (uint32_t i = 0; i < line.count && same; ++i) {
      const FlexItem& item = box.items[line.first + i];
      same = item.base == item.hypothetical;
    }
    if (same) return;
  }
  if (!grow) {
    for (uint32_t i = 0; i < line.count; ++i) {
      FlexItem& item = box.items[line.first + i];
      if ((item.flags & kLateMinimum) != 0) late_minimum(e, box, item);
    }
  }
  // 2. Freeze what can't flex.
  if (!freeze_inflexible(box, line, grow)) return;
  // 3. Initial free space.
  const double initial = inner - used_space(box, line);
  // 4. Share out, freeze, until all are frozen. Every round freezes at least one item.
  bool left = true;
  while (left) {
    double free = inner - used_space(box, line);
    const Factors factors = unfrozen_factors(box, line, grow);
    if (factors.sum < 1) {
      const double part = initial * factors.sum;
      if (std::abs(part) < std::abs(free)) free = part;
    }
    const double violation = share_out(box, line, free, grow);
    // The violation is a sum of exact zeros unless something was clamped.
    uint16_t whom = 0;
    if (violation > 0) whom = kClampedUp;
    if (violation < 0) whom = kClampedDown;
    left = freeze_violators(box, line, whom);
  }
}

}  // namespace hallows::layout
