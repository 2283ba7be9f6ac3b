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

TEST_CASE("nor does it where each level's width depends on the height of its row") {
  LayoutStyle by_percent = kind(Display::Grid, FlexDirection::Row);
  by_percent.size[1] = Length::percent(90);
  LayoutStyle by_ratio = kind(Display::Grid, FlexDirection::Row);
  by_ratio.aspect_ratio = 2;
  for (const LayoutStyle& a : {by_percent, by_ratio}) {
    for (const LayoutStyle& b : {by_percent, by_ratio}) {
      uint32_t visits_10 = 0, visits_20 = 0;
      const uint32_t measures_10 = measures_at(a, b, 10, &visits_10);
      const uint32_t measures_20 = measures_at(a, b, 20, &visits_20);
      INFO("measures ", measures_10, " ", measures_20, " visits ", visits_10, " ", visits_20);
      CHECK(measures_20 * 10 <= measures_10 * 22);
      CHECK(visits_20 * 10 <= visits_10 * 22);
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
