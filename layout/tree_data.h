#pragma once

#include <array>
#include <cstdint>

#include "layout/deep_stack.h"
#include "layout/layout.h"
#include "layout/layout_tree.h"
#include "layout/scratch.h"
#include "layout/style_table.h"
#include "rt-kernel/base/buffer.h"

// The arrays behind LayoutTree. Internal to layout/: other modules use layout_tree.h.
namespace hallows::layout {

using NodeIndex = uint32_t;
constexpr NodeIndex kNoNode = ~0u;

// Sizes and offsets are dp floats; a size that can't be known yet is kIndefinite (sizes are never
// negative, so one compare tells).
constexpr float kIndefinite = -1.0f;
constexpr bool is_definite(float size) {
  return size >= 0.0f;
}

// What every walk reads of a box: half a cache line.
struct Links {
  NodeIndex parent = kNoNode;
  NodeIndex first = kNoNode, last = kNoNode;
  NodeIndex next = kNoNode, previous = kNoNode;
  uint32_t style = 0;  // of TreeData::styles
  uint32_t cache = 0;  // of TreeData::caches, 0: none
  uint32_t mark = 0;   // for snap: kMoved and so on
};
static_assert(sizeof(Links) == 32);

// Margins that adjoin (CSS 2.2 8.3.1): the largest positive and the most negative one.
struct Strut {
  float positive = 0, negative = 0;
  void add(float margin) {
    if (margin > positive) positive = margin;
    if (margin < negative) negative = margin;
  }
  void merge(Strut other) {
    if (other.positive > positive) positive = other.positive;
    if (other.negative < negative) negative = other.negative;
  }
  float sum() const { return positive + negative; }
};

// One answer of a box: at these sizes and percentage bases it gets this height. 32 bytes.
struct Slot {
  float width, height, percent_width, percent_height;
  float out_height;
  float first_baseline, last_baseline;
  uint16_t key_flags;
  uint16_t valid;
};

// Min-content and max-content width of the content box, without padding.
struct MinMax {
  float min = 0, max = 0;
};

struct BlockMargins {
  Strut top, bottom;
};

// How far descendants and lines stick out of a border box, at least (what clips counts as its own
// box; lines count downwards only).
struct Reach {
  float left = 0, top = 0, right = 0, bottom = 0;
};

// What a box with content remembers; boxes without children, leaf and grid have nothing to.
constexpr uint32_t kSlots = 3;
struct NodeCache {
  std::array<Slot, kSlots> slots;
  MinMax widths;
  float widths_height;   // the definite height that `widths` holds for
  uint8_t widths_valid;  // 0 no, 1 for every height, 2 for `widths_height` only
  uint8_t written;       // slot whose boxes the children have now
  uint8_t oldest;        // slot that is overwritten next
  uint8_t margins_slot;  // slot that `margins` and kSelfCollapsing belong to
  uint32_t memo;         // index of TreeData::memos, 0: none
  uint32_t leaf;         // of TreeData::leaves, 0: none
  BlockMargins margins;  // those that stick out of it
  Reach reach;           // read by snap
};

// A box at which dirt stopped, and the question that its boxes answer.
struct Boundary {
  NodeIndex n;
  Slot slot;
};

using NodeState = uint8_t;
constexpr uint8_t kAlive = 1 << 0;
constexpr uint8_t kDirty = 1 << 1;  // caches are stale; so are all ancestors' up to a boundary
constexpr uint8_t kRtl = 1 << 2;
constexpr uint8_t kScrollbarX = 1 << 3;  // a horizontal one, at the bottom
constexpr uint8_t kScrollbarY = 1 << 4;
constexpr uint8_t kHoldsLoose =
    1 << 5;  // a static box with absolute boxes below that belong to an ancestor
constexpr uint8_t kSelfCollapsing = 1 << 6;  // an empty block: its margins adjoin each other
constexpr uint8_t kReaches = 1 << 7;         // its cache's `reach` isn't all zero

// What snap has to look at again, in one word a node: the number of the snap that comes next when
// its box or one below has changed since the last, and whether it has moved; and what stays:
// whether the last snap that looked at the box went inside, and whether it had a memo once.
constexpr uint32_t kWentInside = 1 << 0;
constexpr uint32_t kHadMemo = 1 << 1;
constexpr uint32_t kMoved = 1 << 2;
constexpr uint32_t kSnapStep = 1 << 3;  // snaps are counted in steps of this

struct GridStyle {
  std::array<Buffer<GridTrack>, 2> templates;  // columns, rows
  std::array<Buffer<GridTrack>, 2> automatic;
};

struct FlexMemo;  // layout/flex_memo.h

struct TreeData {
  explicit TreeData(uint32_t capacity);

  // Written by editing, read by layout.
  Buffer<Links> links;
  Buffer<uint32_t> generations;
  StyleTable styles;
  Buffer<Leaf> leaves;
  Buffer<uint32_t> free_leaves;
  GridStyle* grids = nullptr;
  uint32_t grid_count = 0, grid_capacity = 0;
  Buffer<uint32_t> free_grids;
  Buffer<FlexMemo*> memos;  // owned
  Buffer<uint32_t> free_memos;
  Buffer<FlexMemo*> spare_memos;  // owned; where memory is fixed, the only ones
  bool fixed_memory = false;
  Buffer<NodeIndex> free_nodes;
  Buffer<uint32_t> free_caches;
  uint32_t live = 0;
  // Written by layout, read by layout and snap.
  Buffer<uint8_t> states;
  Buffer<Rect> boxes;
  Buffer<NodeCache> caches;        // the first is empty and stays so
  Buffer<float> static_y;          // of absolute boxes in block parents
  Buffer<Boundary> boundaries;     // where dirt stopped since the last layout
  uint32_t next_snap = kSnapStep;  // the number in the marks of what has changed
  // Written by snap.
  Buffer<RectPx> px;
  // The last input, to tell that nothing changed.
  LayoutInput last_input;
  bool has_input = false;
  float last_scale = 0;
  RectPx last_viewport;
  NodeId last_snapped;

  Scratch scratch;
  DeepStack deep_stack;

  const NodeStyle& style(NodeIndex n) const { return styles[links.data()[n].style]; }
  // Of a box without content: an empty one, not to be written.
  NodeCache& cache(NodeIndex n) { return caches.data()[links.data()[n].cache]; }
  const NodeCache& cache(NodeIndex n) const { return caches.data()[links.data()[n].cache]; }
};

// How far descendants and lines show outside of n's border box, at least: none where n clips.
inline Reach shown_reach(const TreeData& t, NodeIndex n) {
  if ((t.states.data()[n] & kReaches) == 0) return {};
  const uint16_t clips = t.style(n).flags & kClipsBoth;
  if (clips == kClipsBoth) return {};
  if (t.links.data()[n].first == kNoNode && t.cache(n).leaf == 0) return {};
  Reach r = t.cache(n).reach;
  if ((clips & kClipsX) != 0) r.left = r.right = 0;
  if ((clips & kClipsY) != 0) r.top = r.bottom = 0;
  return r;
}

inline void set_reach(TreeData& t, NodeIndex n, const Reach& reach) {
  t.cache(n).reach = reach;
  const bool any = reach.left > 0 || reach.top > 0 || reach.right > 0 || reach.bottom > 0;
  uint8_t& state = t.states.data()[n];
  state = static_cast<uint8_t>(any ? state | kReaches : state & ~kReaches);
}

inline bool is_marked(const TreeData& t, NodeIndex n) {
  return ((t.links.data()[n].mark ^ t.next_snap) & ~(kSnapStep - 1)) == 0;
}
// The box of n changed: `moved` is kMoved where its place did, 0 where only its size. What is
// marked has marked ancestors.
inline void mark_box(TreeData& t, NodeIndex n, uint32_t moved) {
  constexpr uint32_t kStays = kWentInside | kHadMemo;
  Links* links = t.links.data();
  if (is_marked(t, n)) {
    links[n].mark |= moved;
    return;
  }
  links[n].mark = t.next_snap | (links[n].mark & kStays) | moved;
  for (n = links[n].parent; n != kNoNode && !is_marked(t, n); n = links[n].parent) {
    links[n].mark = t.next_snap | (links[n].mark & kStays);
  }
}

// The index of a live handle, or kNoNode.
inline NodeIndex index_of(const TreeData& t, NodeId id) {
  if (id.index >= t.links.size() || t.generations.data()[id.index] != id.generation ||
      id.generation == 0 || (t.states.data()[id.index] & kAlive) == 0) {
    return kNoNode;
  }
  return id.index;
}
inline NodeId id_of(const TreeData& t, NodeIndex n) {
  return n == kNoNode ? NodeId{} : NodeId{n, t.generations.data()[n]};
}

// flex_memo.cpp: what a long column remembers of its items. A child changed; the children
// themselves changed, or how they are arranged; n is gone.
void memo_child_changed(TreeData& t, NodeIndex child);
void memo_forget(TreeData& t, NodeIndex container);
void memo_free(TreeData& t, NodeIndex container);
void memo_free_all(TreeData& t);
void memos_reserve(TreeData& t, uint32_t memos, uint32_t items);
void grids_reserve(TreeData& t, uint32_t count);
size_t memo_bytes(const TreeData& t);

// Marks `n` and what depends on it (layout_tree.cpp).
void mark_stale(TreeData& t, NodeIndex n);

}  // namespace hallows::layout
