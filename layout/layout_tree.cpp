#include "layout/layout_tree.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "layout/style_pack.h"
#include "layout/tree_data.h"

namespace hallows::layout {

namespace {

NodeCache empty_cache() {
  NodeCache cache{};
  cache.written = kSlots;
  return cache;
}

}  // namespace

TreeData::TreeData(uint32_t capacity) : styles(pack_style(LayoutStyle{})) {
  links.reserve(capacity);
  styles.reserve(capacity / 2 + 1);  // distinct ones: many nodes share theirs
  generations.reserve(capacity);
  leaves.reserve(size_t{capacity} + 1);
  free_leaves.reserve(capacity);
  states.reserve(capacity);
  boxes.reserve(capacity);
  caches.reserve(capacity + 1);
  free_caches.reserve(capacity);
  static_y.reserve(capacity);
  px.reserve(capacity);
  free_nodes.reserve(capacity);
  boundaries.reserve(64);
  leaves.push({});
  caches.push(empty_cache());
  memos.push(nullptr);
}

namespace {

// A box whose size and surroundings can't feel what is inside it: dirt stops here. Its baselines
// may change all the same; layout() compares them and goes on upwards if they did.
bool is_boundary(const TreeData& t, NodeIndex n) {
  const NodeStyle& s = t.style(n);
  if (s.display == Display::None || t.links[n].parent == kNoNode) return false;
  for (int axis = 0; axis < 2; ++axis) {
    if (!s.size[axis].is_dp() || s.min_size[axis].is_intrinsic() ||
        s.max_size[axis].is_intrinsic()) {
      return false;
    }
  }
  // A basis that isn't a number may ask for the content.
  if (!s.flex_basis.is_auto() && !s.flex_basis.is_dp()) return false;
  if (s.position == Position::Static || s.aspect_ratio > 0) return false;
  return (s.flags & kScrolls) != 0 && (s.flags & kAutoScrollbar) == 0;
}

void mark_dirty_up(TreeData& t, NodeIndex n) {
  while (n != kNoNode) {
    if ((t.states[n] & kDirty) != 0) return;
    t.states[n] |= kDirty;
    memo_child_changed(t, n);
    if (is_boundary(t, n) && t.cache(n).written < kSlots) {
      t.boundaries.push({n, t.cache(n).slots[t.cache(n).written]});
      return;
    }
    n = t.links[n].parent;
  }
}

bool resolved_rtl(const TreeData& t, NodeIndex n) {
  const Direction d = t.style(n).direction;
  if (d != Direction::Inherit) return d == Direction::Rtl;
  const NodeIndex p = t.links[n].parent;
  return p != kNoNode && (t.states[p] & kRtl) != 0;
}

// The next node of the subtree of `top` in document order; `skip` leaves out n's descendants.
NodeIndex next_in(const TreeData& t, NodeIndex top, NodeIndex n, bool skip) {
  if (!skip && t.links[n].first != kNoNode) return t.links[n].first;
  while (n != top && t.links[n].next == kNoNode) n = t.links[n].parent;
  return n == top ? kNoNode : t.links[n].next;
}

// Brings the inherited direction of a subtree up to date; unchanged boxes stop it.
void update_direction(TreeData& t, NodeIndex top) {
  bool skip = false;
  for (NodeIndex n = top; n != kNoNode; n = next_in(t, top, n, skip)) {
    const bool rtl = resolved_rtl(t, n);
    const bool was = (t.states[n] & kRtl) != 0;
    skip = rtl == was;
    if (skip) continue;
    t.states[n] ^= kRtl;
    memo_forget(t, n);
    if (t.links[n].parent != kNoNode) memo_forget(t, t.links[n].parent);
    mark_dirty_up(t, n);
  }
}

void unlink(TreeData& t, NodeIndex n) {
  Links& l = t.links[n];
  if (l.parent == kNoNode) return;
  Links& p = t.links[l.parent];
  (l.previous == kNoNode ? p.first : t.links[l.previous].next) = l.next;
  (l.next == kNoNode ? p.last : t.links[l.next].previous) = l.previous;
  memo_forget(t, l.parent);
  mark_dirty_up(t, l.parent);
  l.parent = l.next = l.previous = kNoNode;
}

void free_node(TreeData& t, NodeIndex n) {
  if (t.cache(n).leaf != 0) t.free_leaves.push(t.cache(n).leaf);
  if (t.style(n).grid != 0) t.free_grids.push(t.style(n).grid);
  t.styles.release(t.links[n].style);
  memo_free(t, n);
  if (t.links[n].cache != 0) t.free_caches.push(t.links[n].cache);
  t.links[n].cache = 0;
  t.states[n] = 0;
  t.free_nodes.push(n);
  --t.live;
}

NodeIndex new_slot(TreeData& t) {
  if (!t.free_nodes.empty()) {
    const NodeIndex n = t.free_nodes.back();
    t.free_nodes.pop();
    return n;
  }
  const NodeIndex n = static_cast<NodeIndex>(t.links.size());
  if (n >= LayoutTree::kMaxNodes) return kNoNode;
  t.links.push({});
  t.generations.push(0);
  t.states.push(0);
  t.boxes.push({});
  t.static_y.push(0);
  t.px.push({});
  return n;
}

// A box gets its cache when it gets content, so that layout needs no memory for it.
void need_cache(TreeData& t, NodeIndex n) {
  uint32_t& index = t.links[n].cache;
  if (index != 0) return;
  if (t.free_caches.empty()) {
    index = static_cast<uint32_t>(t.caches.size());
    t.caches.push(empty_cache());
  } else {
    index = t.free_caches.back();
    t.free_caches.pop();
    t.caches[index] = empty_cache();
  }
}

}  // namespace

void mark_stale(TreeData& t, NodeIndex n) {
  // The node's own box may not stop the dirt of a change of its style.
  t.states[n] |= kDirty;
  memo_child_changed(t, n);
  mark_dirty_up(t, t.links[n].parent);
}

LayoutTree::LayoutTree(uint32_t capacity) : data_(new TreeData(capacity)) {}
void LayoutTree::fix_memory(uint32_t grids, uint32_t memos, uint32_t memo_items) {
  grids_reserve(*data_, grids);
  memos_reserve(*data_, memos, memo_items);
}

LayoutTree::~LayoutTree() {
  memo_free_all(*data_);
  delete[] data_->grids;
  delete data_;
}

NodeId LayoutTree::create() {
  TreeData& t = *data_;
  const NodeIndex n = new_slot(t);
  if (n == kNoNode) return {};
  const uint32_t generation = t.generations[n] + 1;
  t.generations[n] = generation == 0 ? 1 : generation;
  t.links[n] = Links{};
  t.styles.retain(0);
  t.states[n] = kAlive | kDirty;
  t.boxes[n] = {};
  t.px[n] = {};
  ++t.live;
  return id_of(t, n);
}

void LayoutTree::destroy(NodeId node) {
  TreeData& t = *data_;
  const NodeIndex top = index_of(t, node);
  if (top == kNoNode) return;
  unlink(t, top);
  // Children first: a node's links are read before it is freed.
  NodeIndex n = top;
  while (true) {
    while (t.links[n].first != kNoNode) n = t.links[n].first;
    const NodeIndex next = t.links[n].next;
    const NodeIndex parent = t.links[n].parent;
    free_node(t, n);
    if (n == top) return;
    if (next != kNoNode) {
      n = next;
      continue;
    }
    n = parent;
    t.links[n].first = kNoNode;
  }
}

bool LayoutTree::alive(NodeId node) const noexcept {
  return index_of(*data_, node) != kNoNode;
}

bool LayoutTree::insert(NodeId parent, NodeId child, NodeId before) noexcept {
  TreeData& t = *data_;
  const NodeIndex p = index_of(t, parent), c = index_of(t, child);
  NodeIndex b = kNoNode;
  if (p == kNoNode || c == kNoNode) return false;
  if (before) {
    b = index_of(t, before);
    if (b == kNoNode || t.links[b].parent != p) return false;
    if (b == c) return true;
  }
  for (NodeIndex a = p; a != kNoNode; a = t.links[a].parent) {
    if (a == c) return false;
  }
  unlink(t, c);
  const NodeIndex previous = b == kNoNode ? t.links[p].last : t.links[b].previous;
  Links& l = t.links[c];
  l.parent = p;
  l.next = b;
  l.previous = previous;
  (previous == kNoNode ? t.links[p].first : t.links[previous].next) = c;
  (b == kNoNode ? t.links[p].last : t.links[b].previous) = c;
  need_cache(t, p);
  memo_forget(t, p);
  mark_dirty_up(t, p);
  update_direction(t, c);
  // Elsewhere on the screen, though its box may stay the same.
  mark_box(t, c, kMoved);
  mark_box(t, p, 0);
  return true;
}

void LayoutTree::detach(NodeId node) noexcept {
  TreeData& t = *data_;
  const NodeIndex n = index_of(t, node);
  if (n == kNoNode) return;
  unlink(t, n);
  update_direction(t, n);
}

void LayoutTree::set_style(NodeId node, const LayoutStyle& style) noexcept {
  TreeData& t = *data_;
  const NodeIndex n = index_of(t, node);
  if (n == kNoNode) return;
  NodeStyle packed = pack_style(style);
  const bool tracks = pack_grid(t, n, style, &packed);
  // Bits that differ where values don't cost a layout, nothing more.
  // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison)
  if (!tracks && std::memcmp(&packed, &t.style(n), sizeof packed) == 0) return;
  const NodeStyle& old = t.style(n);
  const bool same_kind =
      old.display == packed.display && old.position == packed.position && old.order == packed.order;
  if (!same_kind && t.links[n].parent != kNoNode) memo_forget(t, t.links[n].parent);
  memo_forget(t, n);
  const bool clips_as_before = ((old.flags ^ packed.flags) & kClipsBoth) == 0;
  const uint32_t index = t.styles.take(packed);
  t.styles.release(t.links[n].style);
  t.links[n].style = index;
  if (packed.display == Display::Grid) need_cache(t, n);
  // What was cut off may show though no box changes.
  if (!clips_as_before) mark_box(t, n, 0);
  mark_stale(t, n);
  update_direction(t, n);
}

LayoutStyle LayoutTree::style(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  return n == kNoNode ? LayoutStyle{} : unpack_style(*data_, n);
}

void LayoutTree::set_leaf(NodeId node, const Leaf& leaf) noexcept {
  TreeData& t = *data_;
  const NodeIndex n = index_of(t, node);
  if (n == kNoNode) return;
  const bool none = leaf.kind == Leaf::Kind::None;
  if (none && t.cache(n).leaf == 0) return;
  need_cache(t, n);
  uint32_t& index = t.cache(n).leaf;
  if (none) {
    t.free_leaves.push(index);
    index = 0;
  } else if (index == 0 && !t.free_leaves.empty()) {
    index = t.free_leaves.back();
    t.free_leaves.pop();
    t.leaves[index] = leaf;
  } else if (index == 0) {
    index = static_cast<uint32_t>(t.leaves.size());
    t.leaves.push(leaf);
  } else {
    t.leaves[index] = leaf;
  }
  mark_stale(t, n);
}

const Leaf& LayoutTree::leaf(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  return data_->leaves[n == kNoNode ? 0 : data_->cache(n).leaf];
}

void LayoutTree::mark_dirty(NodeId node) noexcept {
  const NodeIndex n = index_of(*data_, node);
  if (n != kNoNode) mark_dirty_up(*data_, n);
}

NodeId LayoutTree::parent(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  return n == kNoNode ? NodeId{} : id_of(*data_, data_->links[n].parent);
}
NodeId LayoutTree::first_child(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  return n == kNoNode ? NodeId{} : id_of(*data_, data_->links[n].first);
}
NodeId LayoutTree::last_child(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  return n == kNoNode ? NodeId{} : id_of(*data_, data_->links[n].last);
}
NodeId LayoutTree::next_sibling(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  return n == kNoNode ? NodeId{} : id_of(*data_, data_->links[n].next);
}
NodeId LayoutTree::previous_sibling(NodeId node) const noexcept {
  const NodeIndex n = index_of(*data_, node);
  return n == kNoNode ? NodeId{} : id_of(*data_, data_->links[n].previous);
}
uint32_t LayoutTree::node_count() const {
  return data_->live;
}

size_t LayoutTree::bytes_per_node() const {
  const TreeData& t = *data_;
  const size_t each = sizeof(Links) + sizeof(uint32_t) + sizeof(uint8_t) + sizeof(Rect) +
                      sizeof(float) + sizeof(RectPx);
  const size_t sum = t.links.size() * each + t.styles.bytes() +
                     t.caches.size() * sizeof(NodeCache) + t.leaves.size() * sizeof(Leaf) +
                     t.grid_capacity * sizeof(GridStyle) + memo_bytes(t) + t.scratch.capacity();
  return sum / std::max(1u, t.live);
}

}  // namespace hallows::layout
