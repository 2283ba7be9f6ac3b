#include <doctest/doctest.h>

#include "layout/layout.h"
#include "tests/conformance/layout/random_tree.h"

// The scrollable overflow area (CSS Overflow 3, 2.2), with what Chromium gives where it is silent.
using namespace hallows;
using namespace hallows::layout;
using namespace hallows::layout_random;

namespace {

LayoutStyle fixed(float width, float height) {
  LayoutStyle s;
  s.size = {Length::dp(width), Length::dp(height)};
  s.flex_shrink = 0;
  return s;
}

// A scroll container of 100 x 50 dp with a padding of 5 and two boxes of 80 x 40.
struct Scroller {
  LayoutTree tree{8};
  NodeId root = tree.create(), box = tree.create(), first = tree.create(), second = tree.create();
  LayoutStyle style = fixed(100, 50), item = fixed(80, 40);

  Scroller() {
    style.overflow = {Overflow::Hidden, Overflow::Hidden};
    const Length five = Length::dp(5);
    style.padding = {five, five, five, five};
    tree.insert(root, box);
    tree.insert(box, first);
    tree.insert(box, second);
    tree.set_style(first, item);
    tree.set_style(second, item);
  }
  Rect area() {
    tree.set_style(box, style);
    layout::layout(tree, {.root = root, .available = {400, 400}});
    return tree.scroll_area(box);
  }
};

}  // namespace

TEST_CASE("what overflows the end edges is scrolled to, with the padding after it") {
  Scroller s;
  CHECK(s.area() == Rect{0, 0, 100, 90});
  s.style.display = Display::Flex;
  CHECK(s.area() == Rect{0, 0, 170, 50});
}

TEST_CASE("content that runs the other way is scrolled to the other way") {
  Scroller s;
  s.style.display = Display::Flex;
  s.style.direction = Direction::Rtl;
  CHECK(s.area() == Rect{-70, 0, 170, 50});
  s.style.flex_direction = FlexDirection::RowReverse;
  CHECK(s.area() == Rect{0, 0, 170, 50});
  s.style.direction = Direction::Ltr;
  CHECK(s.area() == Rect{-70, 0, 170, 50});
  s.style.flex_direction = FlexDirection::ColumnReverse;
  CHECK(s.area() == Rect{0, -40, 100, 90});
  s.style.flex_direction = FlexDirection::Row;
  s.style.flex_wrap = FlexWrap::WrapReverse;
  s.style.align_content = Align::FlexStart;
  CHECK(s.area() == Rect{0, -40, 100, 90});
}

TEST_CASE("a shift by position: relative is content, but the padding doesn't follow it") {
  Scroller s;
  s.item.inset.top = Length::dp(3);
  s.tree.set_style(s.second, s.item);
  CHECK(s.area() == Rect{0, 0, 100, 90});  // the box ends at 88, unmoved with padding at 90
  s.item.inset.top = Length::dp(13);
  s.tree.set_style(s.second, s.item);
  CHECK(s.area() == Rect{0, 0, 100, 98});
}

TEST_CASE("boxes without area aren't scrolled to") {
  Scroller s;
  s.item.position = Position::Absolute;
  s.item.inset.left = Length::dp(300);
  s.item.size[1] = Length::dp(0);
  s.tree.set_style(s.second, s.item);
  CHECK(s.area() == Rect{0, 0, 100, 50});
  s.item.size[1] = Length::dp(1);
  s.tree.set_style(s.second, s.item);
  CHECK(s.area().width == 380);
}

TEST_CASE("a leaf that scrolls itself scrolls over its lines and the longest word") {
  LayoutTree tree(4);
  const NodeId root = tree.create(), leaf = tree.create();
  Words words;  // 20 x 12 dp each
  words.count = 9;
  LayoutStyle s = fixed(50, 30);
  s.overflow = {Overflow::Hidden, Overflow::Hidden};
  s.padding.bottom = s.padding.right = Length::dp(4);
  tree.set_style(leaf, s);
  tree.set_leaf(leaf, Leaf::custom(measure_words, &words));
  tree.insert(root, leaf);
  LayoutInput input;
  input.root = root;
  input.available = {400, 400};
  layout::layout(tree, input);
  CHECK(tree.scroll_area(leaf) == Rect{0, 0, 50, 64});  // two words a line
  s.size[0] = Length::dp(14);
  tree.set_style(leaf, s);
  layout::layout(tree, input);
  CHECK(tree.scroll_area(leaf) == Rect{0, 0, 24, 112});
}

TEST_CASE("a static root doesn't scroll to boxes that stand in its surroundings") {
  LayoutTree tree(4);
  const NodeId root = tree.create(), away = tree.create();
  LayoutStyle s = fixed(100, 50);
  s.position = Position::Static;
  s.overflow = {Overflow::Auto, Overflow::Auto};
  s.scrollbar_width = 10;
  tree.set_style(root, s);
  s = fixed(10, 10);
  s.position = Position::Absolute;
  s.inset.left = s.inset.top = Length::dp(300);
  tree.set_style(away, s);
  tree.insert(root, away);
  for (int i = 0; i < 2; ++i) {  // the second time, the box stands there already
    tree.mark_dirty(root);
    layout::layout(tree, {.root = root, .available = {400, 400}});
    CHECK(tree.scrollbar_size(root) == Size{0, 0});
    CHECK(tree.scroll_size(root) == Size{100, 50});
  }
}
