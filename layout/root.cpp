#include <limits>

#include "layout/absolute.h"
#include "layout/engine.h"

namespace hallows::layout {

namespace {

// CSS 2.2, 9.4.1 and 10.1. The flow root around the root as a frame without a node.
Frame outer_frame(const NodeStyle& style, Size size, NodeIndex root) {
  Frame f{};
  f.n = kNoNode;
  f.only_child = root;
  f.style = &style;
  f.width = std::max(0.0f, size.width);
  f.height = f.inner_percent_height = is_definite(size.height) ? size.height : kIndefinite;
  f.max_height = std::numeric_limits<float>::infinity();
  f.flow_root = true;
  f.want_baseline = true;
  return f;
}

void root_in_block(Engine& e, NodeIndex n, Size size) {
  const NodeStyle& s = e.style(n);
  const Sides m = margins(s, size.width);
  Space space;
  space.width = std::max(0.0f, size.width - m.across());
  space.percent_width = size.width;
  space.percent_height = space.height = size.height;
  if (is_definite(size.height)) space.height = std::max(0.0f, size.height - m.down());
  space.flags = kFillWidth | kInFlow;
  const Answer a = layout_node(e, n, space);
  Strut strut = e.cache(n).margins.top;
  strut.add(m.top);
  const float free = size.width - a.width - m.across();
  float x = m.left;
  if (free > 0 && s.margin.left.is_auto()) x += s.margin.right.is_auto() ? free / 2 : free;
  Vec2 shift;
  if ((s.flags & kHasOffset) != 0) shift = relative_shift(e.t, n, size.width, size.height, false);
  set_box(e, n, {x + shift.x, strut.sum() + shift.y, a.width, a.height});
}

void root_absolute(Engine& e, NodeIndex n, Size size, LayoutInput::Fit fit) {
  ContainingBlock block{};
  block.area[0] = {0, size.width};
  block.area[1] = {0, std::max(0.0f, size.height)};
  block.statics[0] = block.area[0];
  block.statics[1] = block.area[1];
  // In flow, the static position is a point; as a flex item the box has all of the container.
  if (fit == LayoutInput::Fit::Block) block.statics[1] = {0, 0};
  if (fit != LayoutInput::Fit::Absolute) {
    block.static_align[1] = physical(e.style(n).align_self, AxisSense::Forward);
  }
  block.fixed_statics = true;
  layout_absolute(e, n, block);
}

void root_in_flex(Engine& e, NodeIndex n, const LayoutInput& input) {
  static const NodeStyle container = [] {
    NodeStyle s{};
    s.display = Display::Flex;
    s.align_items = s.justify_content = Align::Start;
    s.align_content = Align::Normal;
    s.gap = {Length::dp(0), Length::dp(0)};
    return s;
  }();
  Size size = input.available;
  if (input.height != LayoutInput::Extent::Definite) size.height = kIndefinite;
  if (input.width != LayoutInput::Extent::Definite) {
    const MinMax widths = width_contribution(e, n, size.height, kIndefinite);
    size.width = input.width == LayoutInput::Extent::MinContent ? widths.min : widths.max;
  }
  layout_flex(e, outer_frame(container, size, n));
}

}  // namespace

void layout_root(Engine& e, const LayoutInput& input) {
  const NodeIndex n = index_of(e.t, input.root);
  const NodeStyle& s = e.style(n);
  Size size = input.available;
  const auto clean = [](float v) { return v >= 0 ? std::min(v, Length::kMaxDp) : kIndefinite; };
  size = {std::max(0.0f, clean(size.width)), clean(size.height)};
  if (s.display == Display::None) {
    hide(e, n);
    return;
  }
  if (input.fit == LayoutInput::Fit::Absolute || s.position == Position::Absolute) {
    root_absolute(e, n, size, input.fit);
  } else if (input.fit == LayoutInput::Fit::Flex) {
    root_in_flex(e, n, input);
  } else {
    root_in_block(e, n, size);
  }
  if (s.position == Position::Static && (e.state(n) & kHoldsLoose) != 0) {
    ContainingBlock block{};
    const Rect& box = e.box(n);
    block.area[0] = {-box.x, size.width - box.x};
    // An intrinsic height of the container is the root's.
    const bool open =
        input.fit == LayoutInput::Fit::Flex && input.height != LayoutInput::Extent::Definite;
    const float height = open ? box.height + margins(s, size.width).down() : size.height;
    block.area[1] = {-box.y, std::max(0.0f, height) - box.y};
    layout_loose(e, n, block, nullptr);
  }
}

}  // namespace hallows::layout
