#include "layout/layout.h"

#include <bit>

#include "layout/engine.h"

namespace hallows::layout {

namespace {

struct Key {
  float width, height, percent_width, percent_height;
  uint16_t flags;
};

// All that the content's layout can depend on, and nothing that it can't: boxes of one resolved
// size share an answer however they came by it.
Key key_of(const Frame& f, const Space& space) {
  const NodeStyle& s = *f.style;
  Key k;
  k.width = f.width;
  k.height = f.height_from_ratio ? kIndefinite : f.height;
  k.percent_width = (s.flags & kPercentPadding) != 0 ? space.percent_width : 0;
  k.percent_height = (s.flags & kPercentHeight) != 0 ? space.percent_height : 0;
  k.flags =
      static_cast<uint16_t>((space.flags & kHeightIsIndefinite) | (f.flow_root ? 0 : kInFlow) |
                            (f.height_from_ratio ? kFixedHeight : 0) |
                            (space.flags & kIgnoreHeight) | (f.want_baseline ? kWantBaseline : 0));
  return k;
}

bool matches(const Slot& slot, const Key& k) {
  return slot.valid != 0 && slot.width == k.width && slot.height == k.height &&
         slot.percent_width == k.percent_width && slot.percent_height == k.percent_height &&
         (slot.key_flags | kWantBaseline) == (k.flags | kWantBaseline) &&
         (slot.key_flags & kWantBaseline) >= (k.flags & kWantBaseline);
}

Answer answer_of(const Slot& slot) {
  return {slot.width, slot.out_height, slot.first_baseline, slot.last_baseline};
}

Answer leaf_answer(Engine& e, const Frame& f, const Leaf& leaf) {
  Answer a;
  a.width = f.width;
  e.leaf_overflow = 0;
  if (leaf.kind == Leaf::Kind::Replaced) {
    const Ratio ratio = preferred_ratio(e, f.n);
    const float natural = ratio ? ratio_height(ratio, f.width, f.edge_x, f.edge_y)
                                : std::max(0.0f, leaf.natural_height) + f.inset.down();
    a.height = finish_height(f, natural);
    return a;
  }
  const LeafAnswer asked = ask_leaf(e, f.n, {LeafQuestion::AtWidth, f.inner_width()});
  a.height = finish_height(f, asked.height + f.inset.down());
  e.leaf_overflow = std::max(0.0f, asked.height + f.inset.top - a.height);
  if (asked.first_baseline >= 0) a.first_baseline = asked.first_baseline + f.inset.top;
  if (asked.last_baseline >= 0) a.last_baseline = asked.last_baseline + f.inset.top;
  return a;
}

Answer layout_content(Engine& e, const Frame& f) {
  const uint32_t leaf = e.cache(f.n).leaf;
  if (leaf != 0) return leaf_answer(e, f, e.t.leaves.data()[leaf]);
  switch (f.style->display) {
    case Display::Flex:
      return layout_flex(e, f);
    case Display::Grid:
      return layout_grid(e, f);
    default:
      return layout_block(e, f);
  }
}

// Answers go round over the slots; a key has one slot.
void store(Engine& e, const Frame& f, const Key& k, const Answer& a) {
  NodeCache& cache = e.cache(f.n);
  uint8_t i = kSlots;
  for (uint8_t j = 0; j < kSlots; ++j) {
    if (matches(cache.slots[j], k)) i = j;
  }
  // Asked again for the margins only: the answer with its baselines is there already.
  if (i < kSlots && f.measure) {
    cache.margins_slot = i;
    return;
  }
  if (i == kSlots) {
    i = cache.oldest;
    // The slot that tells which boxes stand in the tree is kept while measuring.
    if (f.measure && cache.written == i) i = static_cast<uint8_t>((i + 1) % kSlots);
    cache.oldest = static_cast<uint8_t>((i + 1) % kSlots);
  }
  cache.slots[i] = {k.width,          k.height, k.percent_width,
                    k.percent_height, a.height, a.first_baseline,
                    a.last_baseline,  k.flags,  1};
  cache.margins_slot = i;
  if (!f.measure) cache.written = i;
}

// Index of a slot whose answer will do, or kSlots. When boxes are wanted, they must be the ones
// that stand in the tree; the collapsing margins are remembered for one slot only.
uint32_t find_slot(const NodeCache& cache, const Key& k, bool measure) {
  for (uint32_t i = 0; i < kSlots; ++i) {
    if (!matches(cache.slots[i], k)) continue;
    if (!measure && cache.written != i) return kSlots;
    if ((k.flags & kInFlow) != 0 && cache.margins_slot != i) return kSlots;
    return i;
  }
  return kSlots;
}

// A box of which both sizes are given, and whose margins don't collapse: most answers need no
// frame.
bool is_given(const Space& space) {
  constexpr uint16_t kGiven = kFixedWidth | kFixedHeight;
  return (space.flags & (kGiven | kInFlow | kIgnoreHeight)) == kGiven && space.height >= 0;
}

// key_of() of such a box.
Key given_key(const NodeStyle& s, const Space& space) {
  const bool baseline = (space.flags & (kMeasure | kWantBaseline)) != kMeasure;
  return {
      space.width, space.height, (s.flags & kPercentPadding) != 0 ? space.percent_width : 0,
      (s.flags & kPercentHeight) != 0 ? space.percent_height : 0,
      static_cast<uint16_t>((space.flags & kHeightIsIndefinite) | (baseline ? kWantBaseline : 0))};
}

// Overflow 3, 3.1.1: auto scrollbars appear where the content overflows, one round each.
Answer add_scrollbars(Engine& e, Frame& f, const Space& space, Answer a) {
  for (int round = 0; round < 2; ++round) {
    const NodeStyle& s = *f.style;
    const Sides bars = fit_scrollbars(scrollbars(s, e.state(f.n)), a.width, f.edge_x);
    const float room_x = a.width - s.border.left - s.border.right - bars.across();
    const float room_y = a.height - s.border.top - s.border.bottom - bars.down();
    // A box whose content has no height shows none of what overflows, and gets no scrollbars.
    if (!is_definite(f.height) && a.height <= s.border.top + s.border.bottom) return a;
    const Rect content = scrollable_area(e.t, f.n, {a.width, a.height}, f.percent_width);
    uint8_t add = 0;
    constexpr float kSlack = 0.01f;
    if (s.overflow[0] == Overflow::Auto && content.width > room_x + kSlack) add |= kScrollbarX;
    if (s.overflow[1] == Overflow::Auto && content.height > room_y + kSlack) add |= kScrollbarY;
    if ((add & ~e.state(f.n)) == 0) return a;
    e.state(f.n) |= add;
    // The width stays, whatever it was made of: a height by ratio follows from it, not from what
    // the content and the new scrollbars would come to.
    Space fixed = space;
    fixed.width = a.width;
    fixed.flags |= kFixedWidth;
    f = make_frame(e, f.n, fixed, e.state(f.n) & (kScrollbarX | kScrollbarY));
    f.measure = false;
    f.want_baseline = true;
    a = layout_content(e, f);
  }
  return a;
}

// An empty box has nothing to lay out and nothing to remember.
Answer empty_answer(Engine& e, const Frame& f, const Space& space) {
  ++e.out.nodes_laid_out;
  e.state(f.n) &= static_cast<uint8_t>(~kSelfCollapsing);
  Answer a;
  a.width = f.width;
  a.height = finish_height(f, f.inset.down());
  if ((space.flags & kInFlow) != 0) {
    if (!f.flow_root && a.height == 0) e.state(f.n) |= kSelfCollapsing;
    if (e.links(f.n).cache != 0) e.cache(f.n).margins = {};
  }
  return a;
}

}  // namespace

void refresh(Engine& e, NodeIndex n) {
  if ((e.state(n) & kDirty) == 0) return;
  e.state(n) &= static_cast<uint8_t>(~(kDirty | kSelfCollapsing));
  if (e.links(n).cache == 0) return;
  NodeCache& cache = e.cache(n);
  for (Slot& slot : cache.slots) slot.valid = 0;
  cache.widths_valid = 0;
  cache.written = kSlots;
}

namespace {

void find_reach(Engine& e, NodeIndex n, Size size) {
  if (e.reach_known) {  // a container with a memo found it on the way
    e.reach_known = false;
    return;
  }
  Reach out;
  if (e.cache(n).leaf != 0) out.bottom = e.leaf_overflow;
  for (NodeIndex c = e.links(n).first; c != kNoNode; c = e.links(c).next) {
    extend_reach(out, e.t, c, size);
  }
  set_reach(e.t, n, out);
}

// Align 3, 9.1: the baselines of a scroll container are never outside of its border box.
void keep_baselines(Answer& a) {
  const auto keep = [&](float& at) {
    if (has_baseline(at)) at = clamp_size(at, 0, a.height);
  };
  keep(a.first_baseline);
  keep(a.last_baseline);
}

Answer layout_missed(Engine& e, Frame& f, const Space& space, const Key& k) {
  NodeCache& cache = e.cache(f.n);
  ++e.out.nodes_laid_out;
  ++e.depth;
  cache.margins = {};
  e.state(f.n) &= static_cast<uint8_t>(~kSelfCollapsing);
  const bool auto_bars = (f.style->flags & kAutoScrollbar) != 0;
  const bool measure = f.measure, touched_before = e.touched;
  e.touched = false;
  if (auto_bars) {
    f.measure = false;  // what overflows is found from boxes
    f.want_baseline = true;
  }
  Answer a = layout_content(e, f);
  if (auto_bars) a = add_scrollbars(e, f, space, a);
  if ((f.style->flags & kScrolls) != 0) keep_baselines(a);
  --e.depth;
  store(e, f, k, a);
  if (!f.measure) find_reach(e, f.n, {a.width, a.height});
  // Boxes below were written while only measuring: what stood there before isn't there any more.
  if (measure && (auto_bars || e.touched)) {
    e.touched = true;
    if (!auto_bars) cache.written = kSlots;
    memo_child_changed(e.t, f.n);
  }
  e.touched |= touched_before;
  return a;
}

struct DeepCall {
  Engine& e;
  NodeIndex n;
  const Space& space;
  Answer answer;
};

// Past kShallowDepth the recursion goes on elsewhere; without that stack, no deeper than is safe.
bool too_deep(Engine& e) {
  if (e.depth < kShallowDepth * 4) return false;
  return e.depth >= kMaxDepth || !e.t.deep_stack.reserve();
}

}  // namespace

Answer layout_node(Engine& e, NodeIndex n, const Space& space) {
  ++e.out.nodes_visited;
  if (e.depth >= kShallowDepth) {
    if (too_deep(e)) {
      e.out.limits |= LayoutOutput::kDepth;
      hide(e, n);
      return {};
    }
    if (!e.t.deep_stack.active()) {
      DeepCall call{e, n, space, {}};
      e.t.deep_stack.run(
          [](void* c) {
            DeepCall& d = *static_cast<DeepCall*>(c);
            d.answer = layout_node(d.e, d.n, d.space);
          },
          &call);
      return call.answer;
    }
  }
  refresh(e, n);
  const bool given = is_given(space);
  const NodeStyle& s = e.style(n);
  const NodeCache& cache = e.cache(n);
  const bool empty = e.links(n).first == kNoNode && cache.leaf == 0 && s.display != Display::Grid;
  if (given && !empty) {
    const uint32_t hit = find_slot(cache, given_key(s, space), (space.flags & kMeasure) != 0);
    if (hit < kSlots) {
      ++e.out.cache_hits;
      return answer_of(cache.slots[hit]);
    }
  }
  const uint8_t bars = e.state(n) & (kScrollbarX | kScrollbarY);
  e.state(n) ^= bars;
  if (given && empty) {
    ++e.out.nodes_laid_out;
    return {space.width, space.height};
  }
  Frame f = make_frame(e, n, space);
  if (empty) return empty_answer(e, f, space);
  const Key k = key_of(f, space);
  const uint32_t hit = find_slot(cache, k, f.measure);
  if (hit < kSlots) {
    e.state(n) |= bars;
    ++e.out.cache_hits;
    return answer_of(cache.slots[hit]);
  }
  return layout_missed(e, f, space, k);
}

LeafAnswer ask_leaf(Engine& e, NodeIndex n, const LeafQuery& query) {
  const Leaf& leaf = e.t.leaves.data()[e.cache(n).leaf];
  LeafAnswer answer;
  if (leaf.measure == nullptr) return answer;
  ++e.out.measures;
  leaf.measure(leaf.context, query, &answer);
  const auto clean = [](float v) { return v > 0 ? std::min(v, Length::kMaxDp) : 0.0f; };
  answer.min_width = clean(answer.min_width);
  answer.max_width = std::max(answer.min_width, clean(answer.max_width));
  answer.height = clean(answer.height);
  return answer;
}

void extend_reach(Reach& out, const TreeData& t, NodeIndex c, Size size) {
  const Rect& b = t.boxes.data()[c];
  const Reach r = shown_reach(t, c);
  out.left = std::max(out.left, r.left - b.x);
  out.top = std::max(out.top, r.top - b.y);
  out.right = std::max(out.right, b.x + b.width + r.right - size.width);
  out.bottom = std::max(out.bottom, b.y + b.height + r.bottom - size.height);
}

void hide(Engine& e, NodeIndex top) {
  const TreeData& t = e.t;
  memo_child_changed(e.t, top);
  NodeIndex n = top;
  while (true) {
    set_box(e, n, {0, 0, 0, 0});
    e.state(n) |= kDirty;
    refresh(e, n);
    memo_forget(e.t, n);
    if (t.links[n].first != kNoNode) {
      n = t.links[n].first;
      continue;
    }
    while (n != top && t.links[n].next == kNoNode) n = t.links[n].parent;
    if (n == top) return;
    n = t.links[n].next;
  }
}

Vec2 relative_shift(const TreeData& t, NodeIndex n, float width, float height, bool rtl) {
  const NodeStyle& s = t.style(n);
  const auto known = [](Length v, float base) {
    return !v.is_auto() && (!v.is_percent() || is_definite(base));
  };
  const bool left = known(s.inset.left, width), right = known(s.inset.right, width);
  const bool top = known(s.inset.top, height), bottom = known(s.inset.bottom, height);
  Vec2 shift;
  if (left && !(right && rtl)) {
    shift.x = s.inset.left.resolve(width);
  } else if (right) {
    shift.x = -s.inset.right.resolve(width);
  }
  if (top) {
    shift.y = s.inset.top.resolve(height);
  } else if (bottom) {
    shift.y = -s.inset.bottom.resolve(height);
  }
  return shift;
}

namespace {

bool same_input(const LayoutInput& a, const LayoutInput& b) {
  return a.root == b.root && a.available == b.available && a.fit == b.fit && a.width == b.width &&
         a.height == b.height;
}

bool same_baselines(const Slot& a, const Slot& b) {
  return a.first_baseline == b.first_baseline && a.last_baseline == b.last_baseline;
}

// Lays out a box that dirt stopped at, in the size that it has. When its surroundings would notice,
// dirt goes on upwards.
void layout_boundary(Engine& e, NodeIndex n, const Slot& old) {
  const Rect box = e.box(n);
  Space space;
  space.width = box.width;
  space.height = box.height;
  space.percent_width = old.percent_width;
  space.percent_height = old.percent_height;
  space.flags =
      static_cast<uint16_t>(kFixedWidth | kFixedHeight | (old.key_flags & kHeightIsIndefinite));
  const Answer a = layout_node(e, n, space);
  ++e.out.boundaries;
  if (a.first_baseline != old.first_baseline || a.last_baseline != old.last_baseline) {
    mark_stale(e.t, n);
  }
}

// Whether n is below the root, and rendered.
bool is_inside(const TreeData& t, NodeIndex n, NodeIndex root) {
  while (n != root && n != kNoNode) {
    if (t.style(n).display == Display::None) return false;
    n = t.links[n].parent;
  }
  return n == root;
}

// Each boundary once, from `next` on. True when the root has to be laid out again after all.
bool layout_boundaries(Engine& e, NodeIndex root, size_t& next) {
  TreeData& t = e.t;
  for (; next < t.boundaries.size(); ++next) {  // grows while dirt goes on upwards
    const NodeIndex n = t.boundaries[next].n;
    const Slot old = t.boundaries[next].slot;
    // Not dirty and without boxes: it was only measured on the way, or is empty or not rendered.
    const bool open = (t.states[n] & kDirty) != 0 || e.cache(n).written >= kSlots;
    if ((t.states[n] & kAlive) == 0 || !is_inside(t, n, root)) continue;
    if (open) {
      layout_boundary(e, n, old);
      continue;
    }
    // Laid out on the way from the root, perhaps after answers of boxes above it had been reused.
    const Slot& now = e.cache(n).slots[e.cache(n).written];
    if (!same_baselines(now, old)) mark_stale(t, n);
  }
  return (t.states[root] & kDirty) != 0;
}

}  // namespace

LayoutOutput layout(LayoutTree& tree, const LayoutInput& input) noexcept {
  TreeData& t = tree.data();
  Engine e{t, t.scratch, {}};
  const NodeIndex root = index_of(t, input.root);
  if (root == kNoNode) return e.out;
  ScratchScope scope(t.scratch);
  const bool known = t.has_input && same_input(t.last_input, input);
  size_t next = 0;
  bool from_root = !known || (t.states[root] & kDirty) != 0;
  if (!from_root && !t.boundaries.empty()) from_root = layout_boundaries(e, root, next);
  // A boundary whose baseline changed sends the dirt up again; each round empties one level.
  for (uint32_t round = 0; from_root && round < kMaxDepth; ++round) {
    layout_root(e, input);
    from_root = layout_boundaries(e, root, next);
  }
  t.boundaries.clear();
  t.last_input = input;
  t.has_input = true;
  return e.out;
}

const char* limit_text(LayoutOutput::Limit limit) {
  switch (limit) {
    case LayoutOutput::kDepth:
      return "boxes nested deeper than 20000 levels have no size";
    case LayoutOutput::kTracks:
      return "a grid has more than 10000 tracks in one direction; the rest was left out";
    case LayoutOutput::kItems:
      return "a grid item was moved into the first 10000 tracks";
    default:
      return "";
  }
}

}  // namespace hallows::layout
