#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "layout/layout.h"
#include "layout/snap.h"
#include "tests/conformance/layout/random_tree.h"

using namespace hallows;
using namespace hallows::layout;
using namespace hallows::layout_random;

namespace {

void add_chain(RandomTree& t, const std::vector<LayoutStyle>& kinds, int depth, NodeId parent) {
  for (int i = 0; i < depth; ++i) {
    const NodeId n = t.tree.create();
    t.tree.set_style(n, kinds[static_cast<size_t>(i) % kinds.size()]);
    if (parent) t.tree.insert(parent, n);
    if (t.nodes.empty()) t.input.root = n;
    t.nodes.push_back(n);
    parent = n;
  }
  t.words.push_back(std::make_unique<Words>());
  t.words.back()->count = 7;
  const NodeId leaf = t.tree.create();
  t.tree.set_leaf(leaf, Leaf::custom(measure_words, t.words.back().get()));
  t.tree.insert(parent, leaf);
  t.nodes.push_back(leaf);
  t.input.available = {300, 400};
}

LayoutStyle kind(Display display, FlexDirection direction) {
  LayoutStyle s;
  s.display = display;
  s.flex_direction = direction;
  s.flex_grow = 1;
  return s;
}

const LayoutStyle kKinds[] = {
    kind(Display::Block, FlexDirection::Row), kind(Display::Flex, FlexDirection::Row),
    kind(Display::Flex, FlexDirection::Column), kind(Display::Grid, FlexDirection::Row)};

uint32_t measures_at(const LayoutStyle& a, const LayoutStyle& b, int depth, uint32_t* visits) {
  RandomTree t;
  add_chain(t, {a, b}, depth, {});
  const LayoutOutput out = layout::layout(t.tree, t.input);
  *visits = out.nodes_visited;
  return out.measures;
}

}  // namespace

TEST_CASE("work grows with the depth of nesting, not with a power of it") {
  for (const LayoutStyle& a : kKinds) {
    for (const LayoutStyle& b : kKinds) {
      uint32_t visits_100 = 0, visits_200 = 0;
      const uint32_t measures_100 = measures_at(a, b, 100, &visits_100);
      const uint32_t measures_200 = measures_at(a, b, 200, &visits_200);
      INFO("kinds ", &a - kKinds, " ", &b - kKinds, ": ", measures_100, " ", measures_200, " ",
           visits_100, " ", visits_200);
      CHECK(measures_200 * 10 <= measures_100 * 22);
      CHECK(visits_200 * 10 <= visits_100 * 22);
    }
  }
}

TEST_CASE("ten thousand levels neither overflow the stack nor lose the leaf") {
  for (const LayoutStyle& a : kKinds) {
    RandomTree t;
    add_chain(t, {a}, 10000, {});
    const LayoutOutput out = layout::layout(t.tree, t.input);
    CHECK(out.limits == LayoutOutput::kNone);
    CHECK(t.tree.box(t.nodes.back()).height > 0);
  }
}

TEST_CASE("deeper boxes than the bound have no size and are reported") {
  RandomTree t;
  add_chain(t, {kKinds[0]}, static_cast<int>(kMaxDepth) + 100, {});
  const LayoutOutput out = layout::layout(t.tree, t.input);
  CHECK((out.limits & LayoutOutput::kDepth) != 0);
  CHECK(t.tree.box(t.nodes.back()).height == 0);
  CHECK(std::string(limit_text(LayoutOutput::kDepth)) != "");
}

TEST_CASE("a million repeated tracks end at the bound") {
  LayoutTree tree(8);
  const NodeId root = tree.create(), child = tree.create();
  LayoutStyle s;
  s.display = Display::Grid;
  const GridTrack tracks[] = {GridTrack::repeat(1000000, 1), GridTrack::size(Length::dp(1))};
  s.grid_template_columns = tracks;
  s.grid_template_rows = tracks;
  tree.set_style(root, s);
  tree.insert(root, child);
  LayoutInput input;
  input.root = root;
  input.available = {300, 400};
  const LayoutOutput out = layout::layout(tree, input);
  CHECK((out.limits & LayoutOutput::kTracks) != 0);
  CHECK(tree.box(child).width == 1);
}

TEST_CASE("an unchanged tree visits no node, and a leaf in a fixed box visits that box only") {
  LayoutTree tree(64);
  const NodeId root = tree.create();
  LayoutStyle row;
  row.display = Display::Flex;
  tree.set_style(root, row);
  Words words[10];
  NodeId leaf;
  for (Words& w : words) {
    const NodeId box = tree.create();
    LayoutStyle s;
    s.size = {Length::dp(50), Length::dp(40)};
    s.overflow = {Overflow::Hidden, Overflow::Hidden};
    tree.set_style(box, s);
    tree.insert(root, box);
    leaf = tree.create();
    tree.set_leaf(leaf, Leaf::custom(measure_words, &w));
    tree.insert(box, leaf);
  }
  LayoutInput input;
  input.root = root;
  input.available = {800, 600};
  layout::layout(tree, input);
  CHECK(layout::layout(tree, input).nodes_visited == 0);
  words[9].count = 2;
  tree.mark_dirty(leaf);
  const LayoutOutput out = layout::layout(tree, input);
  CHECK(out.boundaries == 1);
  CHECK(out.nodes_visited == 2);
  CHECK(tree.box(leaf).height == 12);
}

// NOLINTNEXTLINE(readability-function-size): one walk over two trees
TEST_CASE("a mirrored tree is the mirror image, baselines across columns aside") {
  int wrong = 0;
  for (uint64_t seed = 1; seed < 150; ++seed) {
    RandomTree ltr, rtl;
    Source source(seed);
    build(ltr, source, {}, 30);
    for (const NodeId n : ltr.nodes) {
      LayoutStyle s = ltr.tree.style(n);
      s.direction = Direction::Inherit;
      // A scrollbar wider than its box has no mirror image.
      s.scrollbar_width = 0;
      s.order = 0;
      const auto plain = [](Align& a) {
        if (a == Align::Baseline || a == Align::LastBaseline) a = Align::Center;
      };
      plain(s.align_items);
      plain(s.align_self);
      ltr.tree.set_style(n, s);
    }
    copy(ltr, rtl);
    std::vector<NodeId> same;  // rtl nodes in the order of a walk of ltr: copy() keeps it
    for (size_t i = 0; i < rtl.nodes.size(); ++i) {
      LayoutStyle s = rtl.tree.style(rtl.nodes[i]);
      if (i == 0) s.direction = Direction::Rtl;
      std::swap(s.margin.left, s.margin.right);
      std::swap(s.padding.left, s.padding.right);
      std::swap(s.border.left, s.border.right);
      std::swap(s.inset.left, s.inset.right);
      rtl.tree.set_style(rtl.nodes[i], s);
    }
    layout::layout(ltr.tree, ltr.input);
    layout::layout(rtl.tree, rtl.input);
    std::vector<NodeId> stack{ltr.input.root}, mirror{rtl.input.root};
    while (!stack.empty()) {
      const NodeId a = stack.back(), b = mirror.back();
      stack.pop_back();
      mirror.pop_back();
      const Rect x = ltr.tree.box(a), y = rtl.tree.box(b);
      const NodeId p = ltr.tree.parent(a);
      const bool close = std::abs(x.width - y.width) < 0.02f && std::abs(x.y - y.y) < 0.02f &&
                         std::abs(x.height - y.height) < 0.02f;
      bool placed = true;
      if (p) placed = std::abs(ltr.tree.box(p).width - x.x - x.width - y.x) < 0.05f;
      if (!close || !placed) {
        ++wrong;
        MESSAGE("seed ", seed, ": ", x.x, " ", x.width, " mirrored ", y.x, " ", y.width);
      }
      NodeId d = rtl.tree.first_child(b);
      for (NodeId c = ltr.tree.first_child(a); c; c = ltr.tree.next_sibling(c)) {
        if (ltr.tree.style(c).display != Display::None) {
          stack.push_back(c);
          mirror.push_back(d);
        }
        d = rtl.tree.next_sibling(d);
      }
    }
  }
  CHECK(wrong == 0);
}

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
    constexpr Px kFar = 1 << 30;
    snap(tree, {root, Scale{scale}, RectPx{-kFar, -kFar, kFar, kFar}});
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

TEST_CASE("snapping after edits gives what shows the pixels that snapping anew gives") {
  int wrong = 0, looked_at = 0;
  for (uint64_t seed = 1; seed < 150; ++seed) {
    Source source(seed + 70000);
    RandomTree live;
    build(live, source, {}, 40);
    const RectPx viewport{0, 0, 300, 200};
    for (int i = 0; i < 8; ++i) {
      layout::layout(live.tree, live.input);
      snap(live.tree, {live.input.root, Scale{1.5f}, viewport});
      RandomTree fresh;
      copy(live, fresh);
      layout::layout(fresh.tree, fresh.input);
      snap(fresh.tree, {fresh.input.root, Scale{1.5f}, viewport});
      // copy() makes nodes in tree order.
      NodeId n = live.input.root;
      for (const NodeId made : fresh.nodes) {
        const RectPx px = box_px(fresh.tree, made);
        const bool shows = px.x0 < viewport.x1 && px.x1 > 0 && px.y0 < viewport.y1 && px.y1 > 0;
        looked_at += shows ? 1 : 0;
        if (shows && !(box_px(live.tree, n) == px)) {
          ++wrong;
          const RectPx got = box_px(live.tree, n);
          MESSAGE("seed ", seed, " edit ", i, " node ", n.index, ": ", got.x0, " ", got.y0, " ",
                  got.x1, " ", got.y1, " instead of ", px.x0, " ", px.y0, " ", px.x1, " ", px.y1);
        }
        NodeId next = live.tree.first_child(n);
        while (!next && n != live.input.root) {
          next = live.tree.next_sibling(n);
          if (!next) n = live.tree.parent(n);
        }
        n = next;
      }
      edit(live, source, {});
    }
  }
  CHECK(looked_at > 5000);
  CHECK(wrong == 0);
}
