#include <doctest/doctest.h>

#include "layout/layout.h"
#include "layout/snap.h"

// overflow: clip cuts off and is no scroll container (CSS Overflow 3, 3.1 and 3.3).
using namespace hallows;
using namespace hallows::layout;

namespace {

LayoutStyle box_of(float width, float height) {
  LayoutStyle s;
  s.size = {Length::dp(width), Length::dp(height)};
  return s;
}

// A scroll container with a box that clips, which holds a box larger than itself.
struct Clipped {
  LayoutTree tree{8};
  NodeId root = tree.create(), scroller = tree.create(), clip = tree.create(),
         large = tree.create();

  explicit Clipped(std::array<Overflow, 2> overflow) {
    LayoutStyle s = box_of(100, 100);
    s.overflow = {Overflow::Hidden, Overflow::Hidden};
    tree.set_style(scroller, s);
    s = box_of(40, 30);
    s.overflow = overflow;
    s.border = {1, 1, 1, 1};
    tree.set_style(clip, s);
    tree.set_style(large, box_of(300, 200));
    tree.insert(root, scroller);
    tree.insert(scroller, clip);
    tree.insert(clip, large);
    layout::layout(tree, {.root = root, .available = {400, 400}});
  }
};

}  // namespace

TEST_CASE("what clips cuts its content off from the overflow of boxes around it") {
  const auto scrolled = [](Overflow x, Overflow y) {
    Clipped c({x, y});
    return c.tree.scroll_size(c.scroller);
  };
  CHECK(scrolled(Overflow::Visible, Overflow::Visible) == Size{301, 201});
  CHECK(scrolled(Overflow::Clip, Overflow::Clip) == Size{100, 100});
  CHECK(scrolled(Overflow::Clip, Overflow::Visible) == Size{100, 201});
  CHECK(scrolled(Overflow::Visible, Overflow::Clip) == Size{301, 100});
}

TEST_CASE("clip beside a scrolling axis is hidden, and alone it is no scroll container") {
  const auto is_scroll_container = [](Overflow x, Overflow y) {
    LayoutTree tree(4);
    const NodeId root = tree.create(), item = tree.create(), in = tree.create();
    LayoutStyle s;
    s.display = Display::Flex;
    tree.set_style(root, s);
    s = {};
    s.overflow = {x, y};
    tree.set_style(item, s);
    tree.set_style(in, box_of(300, 10));
    tree.insert(root, item);
    tree.insert(item, in);
    layout::layout(tree, {.root = root, .available = {100, 100}});
    // The automatic minimum size of a scroll container is zero (Flexbox 4.5).
    return tree.box(item).width == 100;
  };
  CHECK(!is_scroll_container(Overflow::Visible, Overflow::Visible));
  CHECK(!is_scroll_container(Overflow::Clip, Overflow::Clip));
  CHECK(!is_scroll_container(Overflow::Clip, Overflow::Visible));
  CHECK(is_scroll_container(Overflow::Hidden, Overflow::Clip));
  CHECK(is_scroll_container(Overflow::Clip, Overflow::Auto));
}

TEST_CASE("margins collapse through a box that clips, not out of a scroll container") {
  for (const Overflow overflow : {Overflow::Clip, Overflow::Hidden}) {
    LayoutTree tree(4);
    const NodeId root = tree.create(), box = tree.create(), in = tree.create();
    LayoutStyle s;
    s.display = Display::FlowRoot;
    tree.set_style(root, s);
    s = {};
    s.overflow = {overflow, overflow};
    tree.set_style(box, s);
    s = box_of(10, 10);
    s.margin.top = Length::dp(7);
    tree.set_style(in, s);
    tree.insert(root, box);
    tree.insert(box, in);
    layout::layout(tree, {.root = root, .available = {100, 100}});
    CHECK(tree.box(box) ==
          (overflow == Overflow::Clip ? Rect{0, 7, 100, 10} : Rect{0, 0, 100, 17}));
  }
}

TEST_CASE("snapping goes into a box out of view only along the axes in which it doesn't clip") {
  const auto visited = [](Overflow x, Overflow y) {
    Clipped c({x, y});
    LayoutStyle away = box_of(40, 30);
    away.overflow = {x, y};
    away.position = Position::Absolute;
    away.inset.left = Length::dp(-100);
    away.inset.top = Length::dp(0);
    c.tree.set_style(c.clip, away);
    c.tree.insert(c.root, c.clip);
    layout::layout(c.tree, {.root = c.root, .available = {400, 400}});
    snap(c.tree, {c.root, Scale{1}, RectPx{0, 0, 400, 400}});
    return box_px(c.tree, c.large) == RectPx{-100, 0, 200, 200};
  };
  CHECK(visited(Overflow::Visible, Overflow::Visible));
  CHECK(visited(Overflow::Visible, Overflow::Clip));
  CHECK(!visited(Overflow::Clip, Overflow::Visible));
  CHECK(!visited(Overflow::Clip, Overflow::Clip));
}
