#pragma once

#include <cstdint>
#include <span>

#include "layout/layout_style.h"
#include "layout/leaf.h"
#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/handle.h"
#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::layout {

// Generational: a handle of a removed node is never alive again (until 2^32 reuses of its slot).
using NodeId = Handle<struct LayoutNodeTag>;

struct TreeData;  // layout/tree_data.h: the arrays, for the module's own files

// The boxes tree, in arrays by node index. One thread. Editing marks what is stale; layout()
// brings it up to date. Memory: reserved for `capacity` nodes at creation, grown by doubling (an
// allocation) beyond; at kMaxNodes create() gives none.
class LayoutTree {
 public:
  static constexpr uint32_t kMaxNodes = 1u << 24;

  explicit LayoutTree(uint32_t capacity = 1024);
  ~LayoutTree();
  LayoutTree(const LayoutTree&) = delete;
  LayoutTree& operator=(const LayoutTree&) = delete;

  // A detached node with initial style.
  NodeId create();
  // Removes the node with all its descendants; unknown or dead handles do nothing.
  void destroy(NodeId node);
  bool alive(NodeId node) const noexcept HALLOWS_NONBLOCKING;

  // Makes `child` (detached or elsewhere) a child of `parent`, before `before` or last. Refused
  // (false) when a handle is dead, `before` isn't a child of `parent`, or it would make a cycle.
  bool insert(NodeId parent, NodeId child, NodeId before = {}) noexcept HALLOWS_NONBLOCKING;
  // Takes the node out of its parent and keeps it, detached.
  void detach(NodeId node) noexcept HALLOWS_NONBLOCKING;

  // Copies. Equal styles mark nothing.
  void set_style(NodeId node, const LayoutStyle& style) noexcept HALLOWS_NONBLOCKING;
  // Spans point into the tree: valid until its next set_style.
  LayoutStyle style(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  void set_leaf(NodeId node, const Leaf& leaf) noexcept HALLOWS_NONBLOCKING;
  const Leaf& leaf(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  // The leaf's content changed: it will be measured again. Also how to force a node's layout.
  void mark_dirty(NodeId node) noexcept HALLOWS_NONBLOCKING;

  NodeId parent(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  NodeId first_child(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  NodeId last_child(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  NodeId next_sibling(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  NodeId previous_sibling(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  uint32_t node_count() const;

  // Results of the last layout(). The border box, dp, relative to the parent's border box and
  // before scrolling; of the root: to the available box. All zero for nodes in display: none.
  Rect box(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  // Resolved edges of the last layout, dp. Scrollbars are not part of the padding.
  Edges<float> border(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  Edges<float> padding(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  // From the top of the border box; LeafAnswer::kNoBaseline where there is none.
  float first_baseline(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  float last_baseline(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  // Size of the scrollable overflow area (at least the padding box less scrollbars), dp.
  // Walks the subtree up to boxes that clip; for scroll containers.
  // Asks leaves that scroll themselves for their lines again.
  Size scroll_size(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  // The same with its place, from the padding box: x or y is below 0 where content overflows
  // towards the left (rtl, row-reverse) or the top (column-reverse, wrap-reverse).
  Rect scroll_area(NodeId node) const noexcept HALLOWS_NONBLOCKING;
  // Room that scrollbars take from the padding box: right or left (rtl), bottom.
  Size scrollbar_size(NodeId node) const noexcept HALLOWS_NONBLOCKING;

  // Set-up: afterwards layout allocates nothing. So many grids are there (of up to 16 tracks a
  // list; further ones allocate) and so many long columns are remembered for quick restacking, of
  // so many items; further or longer ones are laid out in full.
  void fix_memory(uint32_t grids, uint32_t memos, uint32_t memo_items);

  // Bytes in use per node: style, links, leaf, caches, results, and the memory that layout works
  // in.
  size_t bytes_per_node() const;

  TreeData& data() { return *data_; }
  const TreeData& data() const { return *data_; }

 private:
  TreeData* data_;
};

}  // namespace hallows::layout
