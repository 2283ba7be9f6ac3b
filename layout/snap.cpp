#include "layout/snap.h"

#include <algorithm>
#include <array>
#include <bit>

#include "layout/flex_memo.h"

namespace hallows::layout {

namespace {

using Float4 [[gnu::vector_size(16)]] = float;
using Int4 [[gnu::vector_size(16)]] = int32_t;

constexpr Float4 kStartsNegated{-1, -1, 1, 1};

struct Walk {
  TreeData& t;
  Buffer<NodeId>* changed;
  SnapOutput out;
  // The viewport in dp with a margin, to leave out what lies far outside before rounding: what
  // shows has starts below its ends and ends above its starts. Negated ends, starts.
  Float4 view;
  float scale;
  // What lies farther out than integers reach (sums of huge sizes) is put at the bound.
  float farthest;
};

Walk make_walk(TreeData& t, const SnapInput& input, Buffer<NodeId>* changed) {
  const RectPx& v = input.viewport;
  const Float4 px{-static_cast<float>(v.x1), -static_cast<float>(v.y1), static_cast<float>(v.x0),
                  static_cast<float>(v.y0)};
  const float k = 1 / input.scale.value;
  return {t, changed, {}, (px - 1) * k, input.scale.value, 1e9f * k};
}

inline bool all(Int4 comparison) {
  const auto halves = std::bit_cast<std::array<uint64_t, 2>>(comparison);
  return (halves[0] & halves[1]) == ~uint64_t{0};
}

// Left, top, right, bottom from the root.
inline Float4 edges_of(const Rect& box, Vec2 at) {
  const float x = at.x + box.x, y = at.y + box.y;
  return Float4{x, y, x + box.width, y + box.height};
}

inline bool in_view(const Walk& w, Float4 edges) {
  return all(edges * kStartsNegated >= w.view);
}

// to_px() of all four edges at once, without a call of the mathematics library.
inline RectPx rounded(const Walk& w, Float4 edges) {
  const Float4 high = edges < w.farthest ? edges : Float4{} + w.farthest;
  const Float4 inside = high > -w.farthest ? high : Float4{} - w.farthest;
  const Float4 at = inside * w.scale + 0.5f;
  const Int4 whole = __builtin_convertvector(at, Int4);
  // Truncated, so above `at` where that is negative: a comparison that holds is -1.
  return std::bit_cast<RectPx>(whole + (at < __builtin_convertvector(whole, Float4)));
}

// Boxes out of view whose descendants stick out far enough to be seen (absolute ones, mostly).
bool reaches(const Walk& w, NodeIndex n, Float4 edges) {
  const Reach r = shown_reach(w.t, n);
  return in_view(w, edges + Float4{-r.left, -r.top, r.right, r.bottom});
}

inline void visit(Walk& w, NodeIndex n, Float4 edges) {
  ++w.out.visited;
  const RectPx px = rounded(w, edges);
  RectPx& old = w.t.px.data()[n];
  if (all(std::bit_cast<Int4>(px) == std::bit_cast<Int4>(old))) return;
  old = px;
  ++w.out.changed;
  if (w.changed != nullptr) w.changed->push(id_of(w.t, n));
}

// Which children of a box to look at: none; those that changed; all of them.
enum class Inside : uint8_t { None, Marked, Whole };

// One box, and whether what is inside of it may show. All of it is looked at where the boxes stand
// elsewhere now, or weren't looked at when they came to stand where they do.
inline Inside look(Walk& w, NodeIndex n, Vec2 at, Inside how) {
  TreeData& t = w.t;
  const Float4 edges = edges_of(t.boxes.data()[n], at);
  const bool shown = in_view(w, edges);
  if (shown) visit(w, n, edges);
  if (t.links.data()[n].first == kNoNode) return Inside::None;
  // A box out of view may still show children that stick out of it: `reach` bounds those.
  const bool open = shown || ((t.states.data()[n] & kReaches) != 0 && reaches(w, n, edges));
  uint32_t& mark = t.links.data()[n].mark;
  const bool whole = how == Inside::Whole || (mark & kWentInside) == 0 || (mark & kMoved) != 0;
  mark = open ? mark | kWentInside : mark & ~kWentInside;
  if (!open) return Inside::None;
  return whole ? Inside::Whole : Inside::Marked;
}

// Siblings on the way. Places are summed up from the root, never taken back (which would round), so
// that a box's pixels don't depend on what was looked at before.
struct Level {
  Vec2 at;                       // of the parent's border box
  NodeIndex n;                   // the sibling to look at, kNoNode after the last
  Inside how;                    // which siblings to look at
  Inside inside = Inside::None;  // which children of n
  const FlexMemo::Item *item = nullptr, *end = nullptr;  // where siblings stand side by side
};

// The children of the box that `outer` stands at.
Level children_of(const TreeData& t, const Level& outer) {
  const Rect& box = t.boxes.data()[outer.n];
  Level level{outer.at + Vec2{box.x, box.y}, t.links.data()[outer.n].first, outer.inside};
  const std::span<const FlexMemo::Item> items = remembered_items(t, outer.n);
  if (items.empty()) return level;
  level.item = items.data();
  level.end = level.item + items.size();
  level.n = level.item->n;
  return level;
}

inline void go_on(const TreeData& t, Level& level) {
  if (level.item == level.end) {
    level.n = t.links.data()[level.n].next;
  } else {
    level.n = ++level.item == level.end ? kNoNode : level.item->n;
  }
}

// From level.n on to the next sibling that the walk has to go into. False: there is none.
bool find_open(Walk& w, Level& level) {
  for (; level.n != kNoNode; go_on(w.t, level)) {
    if (level.how != Inside::Whole && !is_marked(w.t, level.n)) continue;
    level.inside = look(w, level.n, level.at, level.how);
    if (level.inside != Inside::None) return true;
  }
  return false;
}

class Levels {
 public:
  explicit Levels(Scratch& scratch) : scratch_(scratch), scope_(scratch) {}
  bool empty() const { return depth_ == 0; }
  void push(const Level& level) {
    if (depth_ == capacity_) grow();
    levels_[depth_++] = level;
  }
  const Level& pop() { return levels_[--depth_]; }

 private:
  void grow() {
    Level* more = scratch_.take<Level>(size_t{capacity_} * 2);
    std::copy(levels_, levels_ + depth_, more);
    levels_ = more;
    capacity_ *= 2;
  }
  static constexpr uint32_t kShallow = 64;
  Level shallow_[kShallow];
  Level* levels_ = shallow_;
  uint32_t depth_ = 0, capacity_ = kShallow;
  Scratch& scratch_;
  ScratchScope scope_;
};

void walk(Walk& w, NodeIndex root, Inside how) {
  Levels levels(w.t.scratch);
  Level level{{}, root, how, look(w, root, {}, how)};
  if (level.inside == Inside::None) return;
  while (true) {
    levels.push(level);
    level = children_of(w.t, level);
    while (!find_open(w, level)) {
      level = levels.pop();
      if (levels.empty()) return;
      go_on(w.t, level);
    }
  }
}

// Starts counting changes anew; where the numbers begin again, the next snap looks at everything.
void count_snap(TreeData& t) {
  t.next_snap += kSnapStep;
  if (t.next_snap != 0) return;
  for (Links& links : t.links) links.mark &= kHadMemo;
  t.next_snap = kSnapStep;
  t.last_snapped = {};
}

}  // namespace

SnapOutput snap(LayoutTree& tree, const SnapInput& input, Buffer<NodeId>* changed) noexcept {
  TreeData& t = tree.data();
  const NodeIndex root = index_of(t, input.root);
  if (root == kNoNode || !(input.scale.value > 0)) return {};
  const bool same = t.last_snapped == input.root && t.last_scale == input.scale.value &&
                    t.last_viewport == input.viewport;
  if (same && !is_marked(t, root)) return {};
  t.last_snapped = input.root;
  t.last_scale = input.scale.value;
  t.last_viewport = input.viewport;
  Walk w = make_walk(t, input, changed);
  walk(w, root, same ? Inside::Marked : Inside::Whole);
  count_snap(t);
  return w.out;
}

RectPx box_px(const LayoutTree& tree, NodeId node) noexcept {
  const NodeIndex n = index_of(tree.data(), node);
  return n == kNoNode ? RectPx{} : tree.data().px[n];
}

}  // namespace hallows::layout
