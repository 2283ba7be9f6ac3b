// Layout alone: two boxes in a row, 10 dp apart.
#include <cstdio>

#include "layout/layout.h"

int main() {
  using namespace hallows::layout;
  LayoutTree tree;
  LayoutStyle row, fixed, growing;
  row.display = Display::Flex;
  row.gap[0] = Length::dp(10);
  fixed.size = {Length::dp(100), Length::dp(20)};
  growing.flex_grow = 1;
  const NodeId root = tree.create(), left = tree.create(), right = tree.create();
  tree.set_style(root, row);
  tree.set_style(left, fixed);
  tree.set_style(right, growing);
  tree.insert(root, left);
  tree.insert(root, right);
  LayoutInput input;
  input.root = root;
  input.available = {300, 200};
  layout(tree, input);
  const hallows::Rect box = tree.box(right);
  std::printf("%g %g %g %g\n", box.x, box.y, box.width, box.height);
  return box == hallows::Rect{110, 0, 190, 20} ? 0 : 1;
}
