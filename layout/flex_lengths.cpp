#include <cmath>

#include "layout/flex.h"

namespace hallows::layout {

namespace {

// What 9.7 needs of an item that isn't frozen yet. A line's list only gets shorter.
struct Flexible {
  uint32_t item;
  float base, min, max, target;
  float factor;        // grow or shrink
  float scaled;        // shrink factor x inner base size
  uint32_t violation;  // kClampedUp, kClampedDown or 0
};

struct Round {
  Flexible* list;
  uint32_t count;
  double frozen;  // used by frozen items, margins and gaps
  double sum;     // of factors
  double scaled;
  double bases;  // of the list
};

void sum_up(Round& r) {
  r.sum = r.scaled = r.bases = 0;
  for (uint32_t i = 0; i < r.count; ++i) {
    r.sum += r.list[i].factor;
    r.scaled += r.list[i].scaled;
    r.bases += r.list[i].base;
  }
}

// 9.7 #2: items that can't flex in this direction are frozen at once; the others make the list.
Round start_round(Engine& e, const FlexBox& box, const FlexLine& line, bool grow) {
  Round r{e.scratch.take<Flexible>(line.count), 0, 0, 0, 0, 0};
  r.frozen = static_cast<double>(box.gap) * (line.count - 1);
  for (uint32_t i = line.first; i < line.first + line.count; ++i) {
    FlexItem& item = box.items[i];
    r.frozen += item.margin.sum(box.main);
    const float factor = grow ? item.grow : item.shrink;
    const bool stuck = grow ? item.base > item.hypothetical : item.base < item.hypothetical;
    if (factor == 0 || stuck) {
      item.target = item.hypothetical;
      r.frozen += item.target;
      continue;
    }
    const float inner = std::max(0.0f, item.base - item.edge);
    const float max = std::max(item.min, item.max);
    r.list[r.count++] = {i, item.base, item.min, max, 0, factor, factor * inner, 0};
  }
  sum_up(r);
  return r;
}

// 9.7 #4 c, d: shares out `free`, clamps, and gives the total violation.
double share_out(Round& r, double free, bool grow) {
  const double weight = grow ? r.sum : r.scaled;
  const double unit = weight > 0 ? free / weight : 0;
  double violation = 0;
  for (uint32_t i = 0; i < r.count; ++i) {
    Flexible& f = r.list[i];
    const float wanted = static_cast<float>(f.base + unit * (grow ? f.factor : f.scaled));
    f.target = clamp_size(wanted, f.min, f.max);
    f.violation = f.target > wanted ? kClampedUp : (f.target < wanted ? kClampedDown : 0);
    violation += static_cast<double>(f.target) - wanted;
  }
  return violation;
}

// 9.7 #4 e: freezes whom the violation tells and keeps the others.
void freeze_violators(Round& r, const FlexBox& box, uint32_t whom) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < r.count; ++i) {
    const Flexible& f = r.list[i];
    if (whom == 0 || f.violation == whom) {
      box.items[f.item].target = f.target;
      r.frozen += f.target;
    } else {
      r.list[kept++] = f;
    }
  }
  r.count = kept;
  sum_up(r);
}

}  // namespace

void break_lines(Engine& e, FlexBox& box) {
  box.lines = e.scratch.take<FlexLine>(box.wraps ? std::max(1u, box.count) : 1);
  box.line_count = 0;
  float limit = box.inner_main;
  if (!is_definite(limit)) {
    const float most = std::max(box.f->max_height, box.f->min_height);
    limit = std::max(0.0f, most - box.f->inset.down());
  }
  uint32_t i = 0;
  while (i < box.count) {
    FlexLine line{};
    line.first = i;
    double sum = 0;
    for (; i < box.count; ++i) {
      const FlexItem& item = box.items[i];
      const double outer = static_cast<double>(item.hypothetical) + item.margin.sum(box.main);
      const double next = sum + (outer + (line.count > 0 ? box.gap : 0));
      // The tolerance keeps float noise of percentages that add up to 100 on one line.
      if (box.wraps && line.count > 0 && next > static_cast<double>(limit) + 0.005) break;
      sum = next;
      ++line.count;
    }
    line.main_sum = static_cast<float>(sum);
    box.lines[box.line_count++] = line;
  }
}

void resolve_lengths(Engine& e, const FlexBox& box, FlexLine& line) {
  // The loop below would end with the hypothetical sizes: they are the clamped base sizes, and they
  // fill the line.
  line.exact = line.main_sum == box.inner_main;
  if (line.exact) return;
  // 1. Grow or shrink?
  const double inner = box.inner_main;
  const bool grow = static_cast<double>(line.main_sum) < inner;
  if (!grow) {
    for (uint32_t i = 0; i < line.count; ++i) {
      FlexItem& item = box.items[line.first + i];
      if ((item.flags & kLateMinimum) != 0) late_minimum(e, box, item);
    }
  }
  ScratchScope scope(e.scratch);
  Round r = start_round(e, box, line, grow);
  // 3. Initial free space.
  const double initial = inner - r.frozen - r.bases;
  // 4. Share out, freeze, until all are frozen. Every round freezes at least one item.
  while (r.count > 0) {
    double free = inner - r.frozen - r.bases;
    if (r.sum < 1) {
      const double part = initial * r.sum;
      if (std::abs(part) < std::abs(free)) free = part;
    }
    const double violation = share_out(r, free, grow);
    freeze_violators(r, box, violation > 0 ? kClampedUp : (violation < 0 ? kClampedDown : 0));
  }
}

}  // namespace hallows::layout
