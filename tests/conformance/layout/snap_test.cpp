#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "layout/layout.h"
#include "layout/snap.h"
#include "tests/conformance/layout/random_tree.h"

using namespace hallows;
using namespace hallows::layout;
using namespace hallows::layout_random;

namespace {

constexpr Px kFar = 1 << 24;

// The nodes below and with `root` in tree order, which is the order that copy() makes nodes in.
std::vector<NodeId> nodes_of(const LayoutTree& tree, NodeId root) {
  std::vector<NodeId> out;
  NodeId n = root;
  while (n) {
    out.push_back(n);
    NodeId next = tree.first_child(n);
    while (!next && n != root) {
      next = tree.next_sibling(n);
      if (!next) n = tree.parent(n);
    }
    n = next;
  }
  return out;
}

SnapInput random_view(Source& source, NodeId root) {
  const float scales[] = {1, 1.25f, 1.5f, 2};
  SnapInput view{root, Scale{scales[source.below(4)]}, {-kFar, -kFar, kFar, kFar}};
  if (source.chance(25)) return view;
  const Px x = static_cast<Px>(source.below(300)) - 100,
           y = static_cast<Px>(source.below(500)) - 200;
  view.viewport = {x, y, x + static_cast<Px>(source.below(300)),
                   y + static_cast<Px>(source.below(300))};
  return view;
}

// A tree that is laid out and snapped after edits, and what was found wrong.
struct Snapped {
  RandomTree live;
  SnapInput view;
  Buffer<NodeId> changed;
  int wrong = 0, looked_at = 0, moved = 0;

  // `changed` holds exactly the nodes whose pixels changed, once each.
  void snap_and_compare_list() {
    const std::vector<NodeId> nodes = nodes_of(live.tree, live.input.root);
    std::vector<RectPx> before;
    for (const NodeId n : nodes) before.push_back(box_px(live.tree, n));
    changed.clear();
    snap(live.tree, view, &changed);
    std::vector<uint32_t> told, differ;
    for (const NodeId n : changed) told.push_back(n.index);
    for (size_t i = 0; i < nodes.size(); ++i) {
      if (!(box_px(live.tree, nodes[i]) == before[i])) differ.push_back(nodes[i].index);
    }
    std::sort(told.begin(), told.end());
    std::sort(differ.begin(), differ.end());
    moved += static_cast<int>(differ.size());
    if (told != differ) ++wrong;
  }

  // Whatever a first snap of the same boxes puts in place stands there.
  void compare_with_fresh() {
    RandomTree fresh;
    copy(live, fresh);
    layout::layout(fresh.tree, fresh.input);
    SnapInput same = view;
    same.root = fresh.input.root;
    snap(fresh.tree, same);
    const bool everything = view.viewport.x0 == -kFar;
    const std::vector<NodeId> nodes = nodes_of(live.tree, live.input.root);
    for (size_t i = 0; i < nodes.size(); ++i) {
      const RectPx px = box_px(fresh.tree, fresh.nodes[i]);
      if (px == RectPx{} && !everything) continue;
      ++looked_at;
      if (box_px(live.tree, nodes[i]) == px) continue;
      ++wrong;
      const RectPx got = box_px(live.tree, nodes[i]);
      MESSAGE("node ", nodes[i].index, ": ", got.x0, " ", got.y0, " ", got.x1, " ", got.y1,
              " instead of ", px.x0, " ", px.y0, " ", px.x1, " ", px.y1);
    }
  }
};

void build_snapped(Snapped& s, Source& source, bool wide) {
  Options options;
  options.wide = wide;
  build(s.live, source, options, wide ? 140 : 12 + source.below(50));
  if (!wide) return;
  LayoutStyle root;  // a long column: changed items are found on another way
  root.display = Display::Flex;
  root.flex_direction = FlexDirection::Column;
  s.live.tree.set_style(s.live.nodes[0], root);
}

}  // namespace

TEST_CASE("snapped neighbours share their edges") {
  LayoutTree tree(16);
  const NodeId root = tree.create();
  LayoutStyle row;
  row.display = Display::Flex;
  tree.set_style(root, row);
  std::vector<NodeId> items;
  for (int i = 0; i < 7; ++i) {
    LayoutStyle s;
    s.flex_grow = 1;
    s.size[1] = Length::dp(10.3f);
    items.push_back(tree.create());
    tree.set_style(items.back(), s);
    tree.insert(root, items.back());
  }
  LayoutInput input;
  input.root = root;
  input.available = {100, 100};
  layout::layout(tree, input);
  snap(tree, {root, Scale{1.25f}, RectPx{0, 0, 125, 125}});
  for (size_t i = 1; i < items.size(); ++i) {
    CHECK(box_px(tree, items[i]).x0 == box_px(tree, items[i - 1]).x1);
  }
  CHECK(box_px(tree, items.back()).x1 == 125);
  CHECK(snap(tree, {root, Scale{1.25f}, RectPx{0, 0, 125, 125}}).visited == 0);
}

TEST_CASE("snapping rounds as to_px does, before and after the origin, whole and halves") {
  const float kEdges[] = {0,        0.49f,       0.5f,         0.51f,       1,
                          2.25f,    -0.49f,      -0.5f,        -0.51f,      -1,
                          -1.5f,    -2.25f,      7.7f,         -7.7f,       1234.5f,
                          -1234.5f, 16777216.0f, -16777216.0f, 33554432.0f, -33554432.0f};
  for (const float scale : {1.0f, 1.25f, 1.5f, 2.0f, 3.0f}) {
    LayoutTree tree(64);
    const NodeId root = tree.create();
    std::vector<NodeId> boxes;
    for (const float edge : kEdges) {
      LayoutStyle s;
      s.position = Position::Absolute;
      s.inset.left = s.inset.top = Length::dp(edge);
      s.size = {Length::dp(3), Length::dp(0.75f)};
      boxes.push_back(tree.create());
      tree.set_style(boxes.back(), s);
      tree.insert(root, boxes.back());
    }
    layout::layout(tree, {.root = root, .available = {100, 100}});
    constexpr Px kFarther = 1 << 30;
    snap(tree, {root, Scale{scale}, RectPx{-kFarther, -kFarther, kFarther, kFarther}});
    for (const NodeId n : boxes) {
      const Rect b = tree.box(n);
      const auto px = [&](float v) { return to_px(v, Scale{scale}); };
      const RectPx want{px(b.x), px(b.y), px(b.x + b.width), px(b.y + b.height)};
      CHECK(box_px(tree, n) == want);
    }
  }
}

TEST_CASE(
    "a box that is moved to another parent is snapped anew though its place in it is the same") {
  LayoutTree tree(8);
  const NodeId root = tree.create(), a = tree.create(), b = tree.create(), in = tree.create();
  LayoutStyle s;
  s.size = {Length::dp(20), Length::dp(10)};
  for (const NodeId n : {a, b, in}) tree.set_style(n, s);
  tree.insert(root, a);
  tree.insert(root, b);
  tree.insert(a, in);
  const auto place = [&] {
    layout::layout(tree, {.root = root, .available = {100, 100}});
    snap(tree, {root, Scale{1}, RectPx{0, 0, 100, 100}});
    return box_px(tree, in);
  };
  CHECK(place() == RectPx{0, 0, 20, 10});
  tree.insert(b, in);
  CHECK(place() == RectPx{0, 10, 20, 20});
}

TEST_CASE(
    "snapping after edits gives the pixels that snapping anew gives, and tells what changed") {
  const char* asked = std::getenv("HALLOWS_LAYOUT_EDITS");
  const int all = asked == nullptr ? 20000 : std::atoi(asked);
  int edits = all;
  int wrong = 0, looked_at = 0, moved = 0;
  for (uint64_t seed = 1; edits > 0 && wrong == 0; ++seed) {
    Source source(seed + 70000);
    Snapped s;
    build_snapped(s, source, seed % 5 == 0);
    s.view = random_view(source, s.live.input.root);
    for (int i = 0; i < 40; ++i, --edits) {
      layout::layout(s.live.tree, s.live.input);
      if (source.chance(15)) s.view = random_view(source, s.live.input.root);
      // Another part of the tree in between, as windows of one tree are snapped in turn.
      const NodeId other = s.live.nodes[source.below(static_cast<uint32_t>(s.live.nodes.size()))];
      if (source.chance(5)) snap(s.live.tree, {other, s.view.scale, s.view.viewport});
      if (source.chance(70)) {
        s.snap_and_compare_list();
        s.compare_with_fresh();
      }
      for (uint32_t j = source.below(3); j > 0; --j) edit(s.live, source, {});
    }
    if (s.wrong > 0) MESSAGE("seed ", seed);
    wrong += s.wrong;
    looked_at += s.looked_at;
    moved += s.moved;
  }
  CHECK(looked_at > 5 * all);
  CHECK(moved > 2 * all);
  CHECK(wrong == 0);
}

TEST_CASE("snapping looks at what changed and at what moved with it, nothing else") {
  LayoutTree tree(64);
  const NodeId root = tree.create();
  NodeId rows[10], cells[10][5];
  LayoutStyle s;
  s.display = Display::Flex;
  for (int r = 0; r < 10; ++r) {
    rows[r] = tree.create();
    tree.set_style(rows[r], s);
    tree.insert(root, rows[r]);
    for (NodeId& cell : cells[r]) {
      LayoutStyle c;
      c.size = {Length::dp(20), Length::dp(10)};
      cell = tree.create();
      tree.set_style(cell, c);
      tree.insert(rows[r], cell);
    }
  }
  const auto place = [&](NodeId cell, float width, float height) {
    LayoutStyle c = tree.style(cell);
    c.size = {Length::dp(width), Length::dp(height)};
    tree.set_style(cell, c);
    layout::layout(tree, {.root = root, .available = {200, 400}});
    return snap(tree, {root, Scale{1}, RectPx{0, 0, 200, 400}});
  };
  CHECK(place(cells[3][1], 20, 10).visited == 61);
  CHECK(place(cells[3][1], 20, 10).visited == 0);
  // Root and row, itself, and the three cells after it.
  CHECK(place(cells[3][1], 25, 10).visited == 6);
  // Row and cells, which are stretched no further; and the six rows below with theirs.
  const SnapOutput taller = place(cells[3][1], 25, 15);
  CHECK(taller.visited == 1 + 1 + 1 + 6 * 6);
  CHECK(taller.changed == taller.visited);
  // Only where something shows.
  CHECK(snap(tree, {root, Scale{1}, RectPx{0, 0, 200, 12}}).visited == 13);
}

TEST_CASE("what a box out of view cut off is snapped when the box cuts no longer") {
  LayoutTree tree(4);
  const NodeId root = tree.create(), box = tree.create(), in = tree.create();
  LayoutStyle s;
  s.position = Position::Absolute;
  s.inset.left = Length::dp(-100);
  s.inset.top = Length::dp(0);
  s.size = {Length::dp(20), Length::dp(20)};
  LayoutStyle wide;
  wide.size = {Length::dp(150), Length::dp(10)};
  tree.set_style(in, wide);
  tree.insert(root, box);
  tree.insert(box, in);
  const auto place = [&](Overflow overflow) {
    s.overflow = {overflow, overflow};
    tree.set_style(box, s);
    layout::layout(tree, {.root = root, .available = {100, 100}});
    snap(tree, {root, Scale{1}, RectPx{0, 0, 100, 100}});
    return box_px(tree, in);
  };
  CHECK(place(Overflow::Hidden) == RectPx{});
  CHECK(place(Overflow::Visible) == RectPx{-100, 0, 50, 10});
}

TEST_CASE("in a long column, the boxes below a changed one are snapped where they stand now") {
  LayoutTree tree(256);
  const NodeId root = tree.create();
  LayoutStyle s;
  s.display = Display::Flex;
  s.flex_direction = FlexDirection::Column;
  tree.set_style(root, s);
  std::vector<NodeId> rows, cells;
  const auto set_height = [&](size_t i, float height) {
    LayoutStyle c;
    c.size[1] = Length::dp(height);
    tree.set_style(cells[i], c);
  };
  for (size_t i = 0; i < 100; ++i) {
    rows.push_back(tree.create());
    cells.push_back(tree.create());
    set_height(i, 10);
    tree.insert(root, rows[i]);
    tree.insert(rows[i], cells[i]);
  }
  const auto place = [&] {
    layout::layout(tree, {.root = root, .available = {100, 100}});
    return snap(tree, {root, Scale{1}, RectPx{0, 0, 100, 50}});
  };
  CHECK(place().visited == 1 + 2 * 6);
  set_height(2, 15);
  // Root, the third row with its cell, and those below that show.
  CHECK(place().visited == 1 + 2 + 2 * 2);
  CHECK(box_px(tree, rows[3]) == RectPx{0, 35, 100, 45});
  CHECK(box_px(tree, cells[4]) == RectPx{0, 45, 100, 55});
  // Rows that come into view show with all that is inside, though nothing in them changed.
  set_height(2, 0);
  place();
  CHECK(box_px(tree, cells[5]) == RectPx{0, 40, 100, 50});
}
