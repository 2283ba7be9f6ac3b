#include "layout/flex_memo.h"

#include <new>

namespace hallows::layout {

namespace {

// Equal to no box: what stands in the tree isn't known.
constexpr Rect kNowhere{0, 0, -1, -1};

FlexMemo* existing(TreeData& t, NodeIndex n) {
  const uint32_t index = t.caches.data()[n].memo;
  return index == 0 ? nullptr : t.memos.data()[index];
}

bool same_question(const Frame& a, const Frame& b) {
  return a.width == b.width && a.height == b.height && a.min_height == b.min_height &&
         a.max_height == b.max_height && a.percent_width == b.percent_width &&
         a.inner_percent_height == b.inner_percent_height && a.rtl == b.rtl &&
         a.inset.left == b.inset.left && a.inset.right == b.inset.right &&
         a.inset.top == b.inset.top && a.inset.bottom == b.inset.bottom &&
         a.height_from_ratio == b.height_from_ratio;
}

bool is_plain(const NodeStyle& s) {
  return s.display != Display::None && s.position == Position::Relative;
}

// Reads the children; gives whether their order properties matter.
bool collect_children(Engine& e, FlexBox& box, FlexMemo& memo) {
  memo.items.clear();
  memo.plain = true;
  bool ordered = false;
  for (NodeIndex c = e.links(box.f->n).first; c != kNoNode; c = e.links(c).next) {
    const NodeStyle& s = e.style(c);
    memo.plain = memo.plain && is_plain(s);
    if (!in_flow(s)) continue;
    ordered |= s.order != 0;
    init_item(e, box, c, *memo.items.extend(1));
  }
  return ordered;
}

void collect_all(Engine& e, FlexBox& box, FlexMemo& memo) {
  if (collect_children(e, box, memo)) {
    std::stable_sort(memo.items.begin(), memo.items.end(),
                     [&](const FlexItem& a, const FlexItem& b) {
                       return e.style(a.n).order < e.style(b.n).order;
                     });
  }
  memo.nodes.clear();
  memo.seen.clear();
  memo.seen.resize(memo.items.size());
  for (FlexSeen& seen : memo.seen) seen.box = kNowhere;
  for (const FlexItem& item : memo.items) memo.nodes.push(item.n);
  box.items = memo.items.data();
  box.count = static_cast<uint32_t>(memo.items.size());
  for (uint32_t i = 0; i < box.count; ++i) size_base(e, box, box.items[i]);
}

void collect_changed(Engine& e, FlexBox& box, FlexMemo& memo) {
  box.items = memo.items.data();
  box.count = static_cast<uint32_t>(memo.items.size());
  for (FlexItem& item : memo.items) {
    item.target = item.hypothetical;
    item.flags &= static_cast<uint16_t>(~(kFrozen | kClampedUp | kClampedDown));
  }
  for (const NodeIndex c : memo.changed) {
    const NodeIndex* at = std::find(memo.nodes.begin(), memo.nodes.end(), c);
    if (at == memo.nodes.end()) continue;
    const size_t i = static_cast<size_t>(at - memo.nodes.begin());
    init_item(e, box, c, memo.items[i]);
    size_base(e, box, memo.items[i]);
    memo.seen[i].has_cross = memo.seen[i].has_final = false;
    memo.seen[i].box = kNowhere;
  }
}

}  // namespace

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
  uint32_t& index = t.caches[container].memo;
  if (index == 0) return;
  delete t.memos[index];
  t.memos[index] = nullptr;
  t.free_memos.push(index);
  index = 0;
}

void memo_free_all(TreeData& t) {
  for (FlexMemo* memo : t.memos) delete memo;
}

size_t memo_bytes(const TreeData& t) {
  size_t sum = 0;
  for (const FlexMemo* memo : t.memos) {
    if (memo == nullptr) continue;
    sum += sizeof(FlexMemo) + memo->items.capacity() * sizeof(FlexItem) +
           memo->seen.capacity() * sizeof(FlexSeen) +
           (memo->nodes.capacity() + memo->changed.capacity()) * sizeof(NodeIndex);
  }
  return sum;
}

FlexMemo* memo_of(Engine& e, const Frame& f) {
  if (f.measure || f.n == kNoNode || (f.style->flags & kAutoScrollbar) != 0) return nullptr;
  uint32_t& index = e.cache(f.n).memo;
  if (index != 0) return e.t.memos[index];
  uint32_t count = 0;
  for (NodeIndex c = e.links(f.n).first; c != kNoNode; c = e.links(c).next) {
    if (++count >= FlexMemo::kLeastItems) break;
  }
  if (count < FlexMemo::kLeastItems) return nullptr;
  if (!e.t.free_memos.empty()) {
    index = e.t.free_memos.back();
    e.t.free_memos.pop();
  } else {
    index = static_cast<uint32_t>(e.t.memos.size());
    e.t.memos.push(nullptr);
  }
  FlexMemo* memo = new FlexMemo;
  memo->changed.reserve(FlexMemo::kMostChanged);
  e.t.memos[index] = memo;
  return memo;
}

void collect_from_memo(Engine& e, const Frame& f, FlexBox& box) {
  FlexMemo& memo = *box.memo;
  const bool known = memo.valid && memo.plain && same_question(memo.frame, f);
  if (known) {
    collect_changed(e, box, memo);
  } else {
    collect_all(e, box, memo);
  }
  memo.changed.clear();
  memo.frame = f;
  memo.valid = true;
}

}  // namespace hallows::layout
