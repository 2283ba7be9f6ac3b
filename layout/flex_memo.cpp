#include "layout/flex_memo.h"

#include <new>

namespace hallows::layout {

namespace {

FlexMemo* existing(const TreeData& t, NodeIndex n) {
  const uint32_t index = t.cache(n).memo;
  return index == 0 ? nullptr : t.memos.data()[index];
}

bool same_question(const Frame& a, const Frame& b) {
  return a.width == b.width && a.height == b.height && a.min_height == b.min_height &&
         a.max_height == b.max_height && a.percent_width == b.percent_width &&
         a.inner_percent_height == b.inner_percent_height && a.rtl == b.rtl &&
         a.inset.left == b.inset.left && a.inset.right == b.inset.right &&
         a.inset.top == b.inset.top && a.inset.bottom == b.inset.bottom &&
         a.min_height_content == b.min_height_content &&
         a.max_height_content == b.max_height_content;
}

// Items whose place depends on more than what stands above them.
bool is_special(const FlexItem& item) {
  return (item.flags & (kOffsetItem | kBaselineItem | kLastBaselineItem)) != 0;
}

bool reaches_out(const Engine& e, NodeIndex n) {
  const Reach r = shown_reach(e.t, n);
  return r.left > 0 || r.top > 0 || r.right > 0 || r.bottom > 0;
}

FlexMemo::Item stacked(const Engine& e, const FlexItem& item) {
  return {item.n, item.target, item.margin.down(), item.margin.top, reaches_out(e, item.n)};
}

// A column from top to bottom, as high as its content.
bool can_stack(const FlexBox& box) {
  const Frame& f = *box.f;
  if (box.style->flex_direction != FlexDirection::Column || box.wraps || f.n == kNoNode) {
    return false;
  }
  if (is_definite(f.height) || (f.style->flags & kAutoScrollbar) != 0) return false;
  return true;
}

struct Changed {
  uint32_t index;
  FlexItem item;
};

// 9.2 for the changed items: their new sizes go into the memo. Gives how many, or kSpecial.
constexpr uint32_t kSpecial = ~0u;
uint32_t resize_changed(Engine& e, FlexBox& box, FlexMemo& memo, Changed* out) {
  uint32_t count = 0;
  for (const NodeIndex c : memo.changed) {
    uint32_t i = 0;
    while (i < memo.items.size() && memo.items.data()[i].n != c) ++i;
    if (i == memo.items.size()) return kSpecial;
    bool twice = false;
    for (uint32_t k = 0; k < count; ++k) twice |= out[k].index == i;
    if (twice) continue;
    out[count].index = i;
    FlexItem& item = out[count++].item;
    init_item(e, box, c, item);
    if (is_special(item)) return kSpecial;
    size_base(e, box, item);
    FlexMemo::Item& m = memo.items.data()[i];
    m.target = item.target;
    m.margin_sum = item.margin.down();
    m.margin_before = item.margin.top;
  }
  return count;
}

// As break_lines() adds up.
float sum_of(const FlexBox& box, const FlexMemo& memo) {
  double sum = 0;
  float gap = 0;
  for (const FlexMemo::Item& item : memo.items) {
    sum += static_cast<double>(item.target) + item.margin_sum + gap;
    gap = box.gap;
  }
  return static_cast<float>(sum);
}

// 9.4 and the final layout of the changed items. False when one isn't as high as it said.
bool finish_changed(Engine& e, const FlexBox& box, FlexMemo& memo, std::span<Changed> changed) {
  for (Changed& c : changed) {
    FlexItem& item = c.item;
    item.cross = column_item_width(e, box, item, MainSize::Used);
    const Answer a = layout_node(e, item.n, final_space(box, item));
    if (a.height != item.target) return false;
    item.cross = a.width;
    memo.items.data()[c.index].reaches = reaches_out(e, item.n);
    if (c.index == 0) memo.first_baseline = a.first_baseline;
    if (c.index + 1 == memo.items.size()) memo.last_baseline = a.last_baseline;
  }
  return true;
}

// 9.6: places across of the changed items; the height goes with it.
void place_changed(Engine& e, const FlexBox& box, std::span<Changed> changed) {
  FlexLine line{};
  line.cross = box.inner_cross;
  for (const Changed& c : changed) {
    float x = cross_place(box, line, c.item);
    if (box.cross_reversed) x = box.f->inner_width() - x - c.item.cross;
    const float y = e.box(c.item.n).y;
    set_box(e, c.item.n, {x + box.f->inset.left, y, c.item.cross, c.item.target});
  }
}

// 9.5: places along, from the first changed item on; and how far descendants stick out.
void stack(Engine& e, const FlexBox& box, const FlexMemo& memo, uint32_t from, float height) {
  const Frame& f = *box.f;
  const FlexMemo::Item* items = memo.items.data();
  const uint32_t count = static_cast<uint32_t>(memo.items.size());
  Rect* boxes = e.t.boxes.data();
  Reach out;
  double at = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const FlexMemo::Item& item = items[i];
    Rect& b = boxes[item.n];
    if (i >= from) {
      const float y = static_cast<float>(at + item.margin_before) + f.inset.top;
      if (b.y != y) mark_box(e.t, item.n, kMoved);
      b.y = y;
    }
    at += static_cast<double>(item.target) + item.margin_sum + box.gap;
    const Reach r = item.reaches ? shown_reach(e.t, item.n) : Reach{};
    out.left = std::max(out.left, r.left - b.x);
    out.top = std::max(out.top, r.top - b.y);
    out.right = std::max(out.right, b.x + b.width + r.right - f.width);
    out.bottom = std::max(out.bottom, b.y + b.height + r.bottom - height);
  }
  set_reach(e.t, f.n, out);
  e.reach_known = true;
}

// Null: memory is fixed, and no memo of that size is free.
FlexMemo* memo_for(Engine& e, NodeIndex n, uint32_t items) {
  uint32_t& index = e.cache(n).memo;
  const bool fixed = e.t.fixed_memory;
  if (index != 0) {
    FlexMemo* known = e.t.memos[index];
    if (!fixed || known->items.capacity() >= items) return known;
    known->valid = false;
    return nullptr;
  }
  if (fixed && (e.t.spare_memos.empty() || e.t.spare_memos.back()->items.capacity() < items)) {
    return nullptr;
  }
  if (!e.t.free_memos.empty()) {
    index = e.t.free_memos.back();
    e.t.free_memos.pop();
  } else {
    index = static_cast<uint32_t>(e.t.memos.size());
    e.t.memos.push(nullptr);
  }
  FlexMemo* memo = nullptr;
  if (fixed) {
    memo = e.t.spare_memos.back();
    e.t.spare_memos.pop();
  } else {
    memo = new FlexMemo;
    memo->changed.reserve(FlexMemo::kMostChanged);
  }
  e.t.memos[index] = memo;
  return memo;
}

bool is_stack(const FlexBox& box) {
  if (box.count < FlexMemo::kLeastItems || !box.plain || !can_stack(box)) return false;
  if (box.line_count != 1 || !box.lines[0].exact) return false;
  for (uint32_t i = 0; i < box.count; ++i) {
    const FlexItem& item = box.items[i];
    if (is_special(item) || item.target != item.hypothetical) return false;
  }
  return true;
}

}  // namespace

bool restack(Engine& e, FlexBox& box, Answer* out) {
  const Frame& f = *box.f;
  if (f.n == kNoNode || (f.measure && f.want_baseline)) return false;
  FlexMemo* memo = existing(e.t, f.n);
  if (memo == nullptr || !memo->valid || !same_question(memo->frame, f)) return false;
  Changed* list = e.scratch.take<Changed>(FlexMemo::kMostChanged);
  const uint32_t count = resize_changed(e, box, *memo, list);
  if (count == kSpecial) return false;
  const std::span<Changed> changed{list, count};
  box.inner_main = sum_of(box, *memo);
  out->width = f.width;
  out->height = finish_height(f, box.inner_main + f.inset.down());
  if (out->height != box.inner_main + f.inset.down()) return false;
  if (f.measure) return true;
  if (!finish_changed(e, box, *memo, changed)) return false;
  place_changed(e, box, changed);
  uint32_t from = static_cast<uint32_t>(memo->items.size());
  for (const Changed& c : changed) from = std::min(from, c.index);
  stack(e, box, *memo, from, out->height);
  // 8.5: baselines of the outermost items.
  const Rect& first = e.box(memo->items.data()[0].n);
  const Rect& last = e.box(memo->items.back().n);
  out->first_baseline =
      first.y + (has_baseline(memo->first_baseline) ? memo->first_baseline : first.height);
  out->last_baseline =
      last.y + (has_baseline(memo->last_baseline) ? memo->last_baseline : last.height);
  memo->changed.clear();
  e.state(f.n) &= static_cast<uint8_t>(~kHoldsLoose);
  return true;
}

void remember_stack(Engine& e, const FlexBox& box) {
  const NodeIndex n = box.f->n;
  if (!is_stack(box)) {
    if (FlexMemo* memo = existing(e.t, n)) memo->valid = false;
    return;
  }
  FlexMemo* known = memo_for(e, n, box.count);
  if (known == nullptr) return;
  FlexMemo& memo = *known;
  memo.items.clear();
  FlexMemo::Item* items = memo.items.extend(box.count);
  for (uint32_t i = 0; i < box.count; ++i) items[i] = stacked(e, box.items[i]);
  memo.first_baseline = box.items[0].first_baseline;
  memo.last_baseline = box.items[box.count - 1].last_baseline;
  memo.frame = *box.f;
  memo.changed.clear();
  memo.valid = true;
  e.t.links.data()[n].mark |= kHadMemo;
}

void memo_child_changed(TreeData& t, NodeIndex child) {
  const NodeIndex p = t.links.data()[child].parent;
  if (p == kNoNode) return;
  FlexMemo* memo = existing(t, p);
  if (memo == nullptr || !memo->valid) return;
  if (memo->changed.size() >= FlexMemo::kMostChanged) {
    memo->valid = false;
    return;
  }
  memo->changed.push(child);
}

void memo_forget(TreeData& t, NodeIndex container) {
  if (FlexMemo* memo = existing(t, container)) memo->valid = false;
}

void memo_free(TreeData& t, NodeIndex container) {
  uint32_t& index = t.cache(container).memo;
  if (index == 0) return;
  if (t.fixed_memory) {
    t.memos[index]->valid = false;
    t.spare_memos.push(t.memos[index]);
  } else {
    delete t.memos[index];
  }
  t.memos[index] = nullptr;
  t.free_memos.push(index);
  index = 0;
}

void memo_free_all(TreeData& t) {
  for (FlexMemo* memo : t.memos) delete memo;
  for (FlexMemo* memo : t.spare_memos) delete memo;
}

void memos_reserve(TreeData& t, uint32_t memos, uint32_t items) {
  t.memos.reserve(size_t{memos} + 1);
  t.free_memos.reserve(memos);
  t.spare_memos.reserve(memos);
  for (uint32_t i = 0; i < memos; ++i) {
    FlexMemo* memo = new FlexMemo;
    memo->changed.reserve(FlexMemo::kMostChanged);
    memo->items.reserve(items);
    t.spare_memos.push(memo);
  }
  t.fixed_memory = true;
}

size_t memo_bytes(const TreeData& t) {
  size_t sum = t.memos.capacity() * sizeof(FlexMemo*);
  for (const FlexMemo* memo : t.memos) {
    if (memo == nullptr) continue;
    sum += sizeof(FlexMemo) + memo->items.capacity() * sizeof(FlexMemo::Item) +
           memo->changed.capacity() * sizeof(NodeIndex);
  }
  return sum;
}

}  // namespace hallows::layout
