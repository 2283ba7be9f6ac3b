#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "layout/layout.h"
#include "layout/snap.h"
#include "rt-kernel/rt/hot_guard.h"
#include "tests/conformance/layout/random_tree.h"

// What holds of every layout, whatever the tree.
using namespace hallows;
using namespace hallows::layout;
using namespace hallows::layout_random;

namespace {

constexpr float kRounding = 0.02f;  // sums of floats of a few thousand dp

bool is_shown(const LayoutTree& tree, NodeId n) {
  for (; n; n = tree.parent(n)) {
    if (tree.style(n).display == Display::None) return false;
  }
  return true;
}

// The least border box along an axis: padding, border and scrollbar.
float edges_of(const LayoutTree& tree, NodeId n, int axis) {
  const Edges<float> p = tree.padding(n), b = tree.border(n);
  const Size bars = tree.scrollbar_size(n);
  return axis == 0 ? p.left + p.right + b.left + b.right + bars.width
                   : p.top + p.bottom + b.top + b.bottom + bars.height;
}

bool has_percent_padding(const LayoutStyle& s) {
  const Edges<Length>& p = s.padding;
  return p.left.is_percent() || p.top.is_percent() || p.right.is_percent() || p.bottom.is_percent();
}

bool limits_hold(const LayoutTree& tree, NodeId n) {
  const LayoutStyle s = tree.style(n);
  const Rect box = tree.box(n);
  for (int axis = 0; axis < 2; ++axis) {
    const float size = axis == 0 ? box.width : box.height;
    const float edges = edges_of(tree, n, axis);
    if (s.box_sizing == BoxSizing::ContentBox) continue;
    const bool has_min = s.min_size[axis].is_dp();
    const float min = has_min ? s.min_size[axis].value() : 0;
    if (size < min - kRounding) return false;
    if (!s.max_size[axis].is_dp() || !(has_min || s.min_size[axis].is_auto())) continue;
    // Percentages of the padding, which no maximum cuts, are of a width that isn't known here.
    if (has_percent_padding(s)) continue;
    if (size > std::max({s.max_size[axis].value(), min, edges}) + kRounding) return false;
  }
  return true;
}

bool overlap(const Rect& a, const Rect& b) {
  return std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x) > kRounding &&
         std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y) > kRounding;
}

bool any_overlap(const LayoutTree& tree, const std::vector<NodeId>& items) {
  for (size_t i = 0; i < items.size(); ++i) {
    for (size_t j = i + 1; j < items.size(); ++j) {
      if (overlap(tree.box(items[i]), tree.box(items[j]))) return true;
    }
  }
  return false;
}

// In-flow children that stand where layout put them; none if one has a negative margin.
std::vector<NodeId> plain_items(const LayoutTree& tree, NodeId parent) {
  std::vector<NodeId> out;
  for (NodeId c = tree.first_child(parent); c; c = tree.next_sibling(c)) {
    const LayoutStyle s = tree.style(c);
    if (s.display == Display::None || s.position == Position::Absolute) continue;
    const Edges<Length>& i = s.inset;
    const bool moved =
        !i.left.is_auto() || !i.top.is_auto() || !i.right.is_auto() || !i.bottom.is_auto();
    if (!moved || s.position == Position::Static) out.push_back(c);
  }
  return out;
}

Leaf words_leaf(RandomTree& t, uint32_t count) {
  t.words.push_back(std::make_unique<Words>());
  t.words.back()->count = count;
  return Leaf::custom(measure_words, t.words.back().get());
}

GridTrack roomy_track(Source& s) {
  const GridTrack kinds[] = {
      GridTrack::size(Length::automatic()), GridTrack::size(Length::min_content()),
      GridTrack::size(Length::max_content()), GridTrack::flex(1), GridTrack::flex(2.5f)};
  return kinds[s.below(5)];
}

}  // namespace

TEST_CASE("no box is smaller than its minimum or larger than its maximum") {
  int wrong = 0, looked_at = 0;
  for (uint64_t seed = 1; seed < 600; ++seed) {
    Source source(seed + 40000);
    RandomTree t;
    build(t, source, {}, 40);
    layout::layout(t.tree, t.input);
    for (const NodeId n : t.nodes) {
      if (!is_shown(t.tree, n)) continue;
      ++looked_at;
      if (limits_hold(t.tree, n)) continue;
      ++wrong;
      const Rect b = t.tree.box(n);
      MESSAGE("seed ", seed, " node ", n.index, ": ", b.width, " x ", b.height);
    }
  }
  CHECK(looked_at > 10000);
  CHECK(wrong == 0);
}

TEST_CASE("items of a flex container don't overlap") {
  int wrong = 0, containers = 0;
  for (uint64_t seed = 1; seed < 600; ++seed) {
    Source source(seed + 50000);
    RandomTree t;
    build(t, source, {}, 40);
    layout::layout(t.tree, t.input);
    for (const NodeId n : t.nodes) {
      if (!is_shown(t.tree, n) || t.tree.style(n).display != Display::Flex) continue;
      const std::vector<NodeId> items = plain_items(t.tree, n);
      if (items.size() < 2) continue;
      ++containers;
      if (!any_overlap(t.tree, items)) continue;
      ++wrong;
      MESSAGE("seed ", seed, " node ", n.index);
    }
  }
  CHECK(containers > 500);
  CHECK(wrong == 0);
}

TEST_CASE("items in tracks that hold them don't overlap") {
  int wrong = 0;
  for (uint64_t seed = 1; seed < 300; ++seed) {
    Source source(seed + 60000);
    RandomTree t;
    const NodeId root = t.tree.create();
    std::vector<GridTrack> columns, rows;
    for (uint32_t i = source.below(4); i > 0; --i) columns.push_back(roomy_track(source));
    for (uint32_t i = source.below(4); i > 0; --i) rows.push_back(roomy_track(source));
    LayoutStyle grid;
    grid.display = Display::Grid;
    grid.grid_template_columns = columns;
    grid.grid_template_rows = rows;
    grid.grid_auto_flow = static_cast<GridAutoFlow>(source.below(4));
    grid.gap = {Length::dp(3), Length::dp(static_cast<float>(source.below(4)))};
    t.tree.set_style(root, grid);
    std::vector<NodeId> items;
    for (uint32_t i = 2 + source.below(9); i > 0; --i) {
      items.push_back(t.tree.create());
      LayoutStyle s;
      s.grid_column.end.span = static_cast<int16_t>(1 + source.below(2));
      s.grid_row.end.span = static_cast<int16_t>(1 + source.below(2));
      s.align_self = source.chance(30) ? Align::Center : Align::Auto;
      t.tree.set_style(items.back(), s);
      t.tree.set_leaf(items.back(), words_leaf(t, 1 + source.below(6)));
      t.tree.insert(root, items.back());
    }
    t.input.root = root;
    t.input.available = {source.chance(50) ? 400.0f : 60.0f, -1};
    layout::layout(t.tree, t.input);
    if (!any_overlap(t.tree, items)) continue;
    ++wrong;
    MESSAGE("seed ", seed);
  }
  CHECK(wrong == 0);
}

namespace {

// A list of rows, a grid and a block of texts: what a window is made of.
struct Window {
  RandomTree t;
  std::vector<NodeId> texts;
  NodeId box, list;
  LayoutStyle styles[2];

  NodeId add(NodeId parent, const LayoutStyle& s) {
    const NodeId n = t.tree.create();
    t.tree.set_style(n, s);
    if (parent) t.tree.insert(parent, n);
    return n;
  }
  Window() {
    LayoutStyle column, row, grid;
    column.display = row.display = Display::Flex;
    column.flex_direction = FlexDirection::Column;
    grid.display = Display::Grid;
    const GridTrack tracks[] = {GridTrack::flex(1), GridTrack::size(Length::automatic())};
    grid.grid_template_columns = tracks;
    t.input.root = add({}, row);
    t.input.available = {500, 400};
    list = add(t.input.root, column);
    for (int i = 0; i < 200; ++i) {
      const NodeId parent = add(list, i % 3 == 0 ? grid : row);
      for (uint32_t k = 0; k < 3; ++k) {
        texts.push_back(add(parent, {}));
        t.tree.set_leaf(texts.back(), words_leaf(t, 1 + k));
      }
    }
    styles[1].padding = {Length::dp(3), Length::dp(1), Length::percent(2), Length::dp(0)};
    styles[1].size[0] = Length::percent(40);
    box = add(t.input.root, styles[0]);
  }
  void work(int round) {
    const size_t i = static_cast<size_t>(round * 7) % texts.size();
    t.words[i]->count = 1 + static_cast<uint32_t>(round) % 9;
    t.tree.mark_dirty(texts[i]);
    t.tree.set_style(box, styles[round % 2]);
    t.input.available.width = round % 5 == 0 ? 480.0f : 500.0f;
    layout::layout(t.tree, t.input);
    snap(t.tree, {t.input.root, Scale{1.5f}, RectPx{0, 0, 750, 600}});
  }
};

}  // namespace

TEST_CASE("after warm-up, editing, layout and snapping allocate nothing") {
  if (!rt::guard_ability().allocations) return;  // sanitizers have their own
  Window window;
  for (int round = 0; round < 60; ++round) window.work(round);
  rt::begin_frame();
  for (int round = 60; round < 400; ++round) window.work(round);
  const rt::HotReport report = rt::end_frame();
  if (report.malloc_calls() != 0) rt::print_offence(report);
  CHECK(report.malloc_calls() == 0);
}

TEST_CASE("a changed row of a long list is laid out alone") {
  LayoutTree tree(1024);
  LayoutStyle column, row;
  column.display = row.display = Display::Flex;
  column.flex_direction = FlexDirection::Column;
  const NodeId list = tree.create();
  tree.set_style(list, column);
  Words words[300];
  std::vector<NodeId> leaves;
  for (Words& w : words) {
    const NodeId parent = tree.create(), leaf = tree.create();
    tree.set_style(parent, row);
    tree.set_leaf(leaf, Leaf::custom(measure_words, &w));
    tree.insert(parent, leaf);
    tree.insert(list, parent);
    leaves.push_back(leaf);
  }
  LayoutInput input;
  input.root = list;
  input.available = {100, 100};
  layout::layout(tree, input);
  const float before = tree.box(list).height;
  words[100].count = 12;
  tree.mark_dirty(leaves[100]);
  const LayoutOutput out = layout::layout(tree, input);
  CHECK(out.nodes_visited < 12);
  CHECK(tree.box(list).height == before + 24);  // three lines instead of one
  CHECK(tree.box(tree.parent(leaves[299])).y == 299 * 12 + 24);
}

TEST_CASE("a percentage may have dp added") {
  LayoutTree tree(8);
  const NodeId root = tree.create(), box = tree.create(), in = tree.create();
  LayoutStyle s;
  s.size = {Length::sum(50, 4), Length::sum(100, -40)};
  s.padding.left = Length::sum(10, 1);
  s.margin.top = Length::sum(1, -2);
  tree.set_style(box, s);
  LayoutStyle outer;
  outer.display = Display::FlowRoot;
  outer.size[1] = Length::dp(100);
  tree.set_style(root, outer);
  LayoutStyle inner;
  inner.size[1] = Length::sum(50, 5);
  tree.set_style(in, inner);
  tree.insert(root, box);
  tree.insert(box, in);
  LayoutInput input;
  input.root = root;
  input.available = {200, 300};
  layout::layout(tree, input);
  CHECK(tree.box(box) == Rect{0, 0, 104, 60});
  CHECK(tree.box(in).x == doctest::Approx(21));
  CHECK(tree.box(in).width == doctest::Approx(83));
  CHECK(tree.box(in).height == doctest::Approx(35));
  // Against a height that isn't known it is auto, as percentages are.
  outer.size[1] = Length::automatic();
  tree.set_style(root, outer);
  layout::layout(tree, input);
  CHECK(tree.box(box).height == 0);
  CHECK(Length::sum(0, 4) == Length::dp(4));
  CHECK(Length::sum(50, 0) == Length::percent(50));
}

TEST_CASE("equal styles are kept once") {
  LayoutTree tree(4096);
  const NodeId root = tree.create();
  LayoutStyle s;
  s.size[1] = Length::dp(3);
  for (int i = 0; i < 4000; ++i) {
    const NodeId n = tree.create();
    tree.set_style(n, s);
    tree.insert(root, n);
  }
  LayoutInput input;
  input.root = root;
  input.available = {100, 100};
  layout::layout(tree, input);
  CHECK(tree.box(root).height == 12000);
  CHECK(tree.bytes_per_node() < 200);
  for (NodeId n = tree.first_child(root); n; n = tree.next_sibling(n)) {
    s.size[1] = Length::dp(static_cast<float>(n.index));
    tree.set_style(n, s);
  }
  CHECK(tree.bytes_per_node() < 400);
}

TEST_CASE("ten thousand tracks with items are laid out") {
  LayoutTree tree(256);
  const NodeId root = tree.create();
  LayoutStyle s;
  s.display = Display::Grid;
  const GridTrack tracks[] = {GridTrack::repeat(10000, 1), GridTrack::size(Length::dp(1))};
  s.grid_template_columns = tracks;
  tree.set_style(root, s);
  NodeId last;
  for (int i = 0; i < 200; ++i) {
    last = tree.create();
    LayoutStyle item;
    item.grid_column.start.line = static_cast<int16_t>(1 + i * 50);
    item.size[1] = Length::dp(2);
    tree.set_style(last, item);
    tree.insert(root, last);
  }
  LayoutInput input;
  input.root = root;
  input.available = {300, 400};
  CHECK(layout::layout(tree, input).limits == LayoutOutput::kNone);
  CHECK(tree.box(last) == Rect{9950, 0, 1, 2});
}

TEST_CASE("a percent gap between rows doesn't change how often they were repeated") {
  LayoutTree tree(8);
  const NodeId grid = tree.create(), item = tree.create();
  LayoutStyle s;
  s.display = Display::Grid;
  s.min_size[1] = Length::dp(20);
  s.gap[1] = Length::percent(50);
  const GridTrack rows[] = {GridTrack::auto_fill(1), GridTrack::size(Length::dp(5))};
  s.grid_template_rows = rows;
  tree.set_style(grid, s);
  LayoutStyle in;
  in.grid_row.start.line = -2;
  tree.set_style(item, in);
  tree.insert(grid, item);
  LayoutInput input;
  input.root = grid;
  input.available = {100, 100};
  layout::layout(tree, input);
  // Four rows while the height isn't known; then gaps of half of its 20 dp.
  CHECK(tree.box(grid).height == 20);
  CHECK(tree.box(item) == Rect{0, 45, 100, 5});
}
