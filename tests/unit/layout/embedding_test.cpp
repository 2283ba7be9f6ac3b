#include <doctest/doctest.h>

#include <string>
#include <vector>

// The example of layout/README.md, compiled and run. [example]
#include "layout/layout.h"

namespace {

using namespace hallows::layout;

// Your tree: plain structs in ...
struct Box {
  LayoutStyle style;
  std::string text;
  std::vector<Box> children;
  hallows::Rect rect;  // ... rectangles out, relative to the parent
  NodeId node;
};

// Your text: here every letter is 8 dp wide, and lines break anywhere.
void measure(void* context, const LeafQuery& query, LeafAnswer* answer) noexcept {
  const float letters = static_cast<float>(static_cast<Box*>(context)->text.size());
  if (query.question == LeafQuestion::Widths) {
    answer->min_width = 8;
    answer->max_width = 8 * letters;
    return;
  }
  int lines = 0;
  for (float left = letters; left > 0; left -= std::max(1.0f, query.width / 8)) ++lines;
  answer->height = 16 * static_cast<float>(lines);
  answer->first_baseline = 12;
  answer->last_baseline = answer->height - 4;
}

void add(LayoutTree& tree, Box& box, NodeId parent) {
  box.node = tree.create();
  tree.set_style(box.node, box.style);
  if (!box.text.empty()) tree.set_leaf(box.node, Leaf::custom(measure, &box));
  if (parent) tree.insert(parent, box.node);
  for (Box& child : box.children) add(tree, child, box.node);
}

void read(const LayoutTree& tree, Box& box) {
  box.rect = tree.box(box.node);
  for (Box& child : box.children) read(tree, child);
}

TEST_CASE("plain structs in, rectangles out") {
  Box page;
  page.style.display = Display::Flex;
  page.style.gap[0] = Length::dp(10);
  page.children.resize(2);
  page.children[0].text = "twenty letters, or so";
  page.children[0].style.flex_grow = 1;
  page.children[1].style.size = {Length::dp(100), Length::percent(50)};
  page.children[1].style.flex_shrink = 0;

  LayoutTree tree;
  add(tree, page, {});
  LayoutInput input;
  input.root = page.node;
  input.available = {200, 400};
  layout(tree, input);
  read(tree, page);
  CHECK(page.children[0].rect == hallows::Rect{0, 0, 90, 32});
  CHECK(page.children[1].rect == hallows::Rect{100, 0, 100, 0});  // 50 % of an auto height: auto
  // [end]
}

}  // namespace

TEST_CASE("handles of removed nodes are dead, and wrong inserts are refused") {
  LayoutTree tree(4);
  const NodeId a = tree.create(), b = tree.create(), c = tree.create();
  CHECK(tree.insert(a, b));
  CHECK(tree.insert(b, c));
  CHECK_FALSE(tree.insert(c, a));
  CHECK_FALSE(tree.insert(a, a));
  CHECK(tree.node_count() == 3);
  tree.destroy(b);
  CHECK_FALSE(tree.alive(c));
  CHECK(tree.node_count() == 1);
  CHECK_FALSE(tree.insert(a, c));
  const NodeId again = tree.create();
  CHECK(again != b);
  CHECK(again != c);
  CHECK(tree.style(c).display == Display::Block);
}

TEST_CASE("a style comes back as it was set") {
  LayoutTree tree(4);
  const NodeId n = tree.create();
  LayoutStyle s;
  s.display = Display::Grid;
  s.size = {Length::percent(33.5f), Length::fit_content()};
  s.margin.left = Length::automatic();
  const GridTrack tracks[] = {GridTrack::flex(1), GridTrack::size(Length::dp(20))};
  s.grid_template_columns = tracks;
  tree.set_style(n, s);
  const LayoutStyle out = tree.style(n);
  CHECK(out.size == s.size);
  CHECK(out.margin == s.margin);
  CHECK(out.grid_template_columns.size() == 2);
  CHECK(out.grid_template_columns[1].max.length == Length::dp(20));
}

TEST_CASE("lengths keep their unit and their number in four bytes") {
  CHECK(Length::dp(12.25f).value() == 12.25f);
  CHECK(Length::percent(50).is_percent());
  CHECK(Length::percent(50).resolve(80) == 40);
  CHECK(Length::dp(-3).value() == -3);
  CHECK(Length::dp(1e30f).value() == Length::kMaxDp);
  CHECK(Length::automatic().is_auto());
  CHECK(Length::max_content().is_intrinsic());
  CHECK_FALSE(Length::none().is_intrinsic());
}
