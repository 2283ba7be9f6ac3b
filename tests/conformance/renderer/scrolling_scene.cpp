#include "scrolling_scene.h"

#include <algorithm>
#include <cmath>

namespace hallows::conformance {

using namespace hallows::scene;

namespace {

constexpr SizePx kRoom = {300, 220};

}  // namespace

ScrollingScene::ScrollingScene(Stage& stage, uint32_t seed)
    : RandomPrimitives(stage, seed), stage_(stage) {
  const int count = 1 + pick(3);
  for (int i = 0; i < count; ++i) add_view(-1);
  if (pick(2) == 0) add_view(pick(count));
  for (int i = 0; i < 3; ++i) {
    const NodeHandle node = stage.scene().create_node();
    stage.scene().replace(node, list());
    cards_.push_back({node, pick(kRoom.width), pick(kRoom.height), false});
  }
  send_order();
}

void ScrollingScene::add_view(int inside) {
  View view;
  view.inside = inside;
  const Px width = 110 + pick(180), height = 80 + pick(150);
  const Px x = pick(inside < 0 ? kRoom.width - 90 : 60) - 10;
  const Px y = pick(inside < 0 ? kRoom.height - 90 : 60) - 10;
  view.box = {x, y, x + width, y + height};
  if (inside >= 0) {
    const RectPx around = views_[static_cast<size_t>(inside)].box;
    view.box = translate(view.box, around.x0, around.y0);
  }
  view.layered = pick(2) == 0;
  view.back_inside = pick(2) == 0;
  view.radii = corners();
  view.opacity = pick(4) == 0 ? real(0, 1) : 1;
  Scene& scene = stage_.scene();
  view.space =
      scene.create_space(inside < 0 ? SpaceHandle{} : views_[static_cast<size_t>(inside)].space);
  view.turned = scene.create_space(view.space);
  const float k = pick(2) == 0 ? 1.25f : real(0.6f, 1.8f);
  const float a = pick(2) == 0 ? 0 : real(0, 6);
  scene.set_space(view.turned, {0,
                                0,
                                {k * std::cos(a), k * std::sin(a), -k * std::sin(a),
                                 k * std::cos(a), real(0, 40), real(0, 40)}});
  view.back = scene.create_node();
  view.thumb = scene.create_node();
  set_space(view);
  paint_back(view);
  paint_thumb(view);
  const int rows = 6 + pick(14);
  for (int i = 0; i < rows; ++i) add_row(view);
  views_.push_back(view);
}

void ScrollingScene::set_space(const View& view) {
  Space space;
  space.clips = Clips::Yes;
  space.clip = view.box;
  space.offset_x = view.offset_x;
  space.offset_y = view.offset_y;
  stage_.scene().set_space(view.space, space);
}

// What rests behind the rows: nothing, a card in its border, glass, or any picture.
void ScrollingScene::paint_back(View& view) {
  PrimitiveList behind;
  const RectPx box = {0, 0, view.box.width(), view.box.height()};
  const int kind = pick(10);
  if (kind == 3) {
    stage_.scene().replace(view.back, list());
    return;
  }
  if (kind == 0) behind.shadow({box, view.radii, real(0, 9), 0, 2, 0, color()});
  if (kind == 1) {
    behind.rrect({box, view.radii, color(), color(), {pick(3), pick(3), pick(3), pick(3)}});
  }
  if (kind == 2) behind.fill({{-9, -9, box.x1 + 9, box.y1 + 9}, color()});
  if (kind > 4) behind.fill({box, rgb(0x223344)});
  stage_.scene().replace(view.back, behind);
}

void ScrollingScene::paint_thumb(View& view) {
  const Px at = pick(std::max(1, view.box.height() - 20));
  view.thumb_box = {view.box.width() - 8, at, view.box.width() - 2, at + 20};
  PrimitiveList bar;
  bar.rrect({view.thumb_box, all_corners(3), color(), {0, 0, 0, 0}, {}});
  stage_.scene().replace(view.thumb, bar);
}

void ScrollingScene::add_row(View& view) {
  Row row;
  row.node = stage_.scene().create_node();
  row.y = view.rows.empty() ? -20 : view.rows.back().y + 8 + pick(24);
  row.x = pick(30) - 10;
  row.turned = pick(12) == 0;
  if (pick(4) != 0) {
    PrimitiveList plain;
    plain.fill({{0, 0, 160 + pick(100), 8 + pick(24)}, color()});
    stage_.scene().replace(row.node, plain);
  } else {
    stage_.scene().replace(row.node, list());
  }
  view.rows.push_back(row);
}

void ScrollingScene::push_view(std::vector<OrderEntry>& order, size_t index) {
  const View& view = views_[index];
  const SpaceHandle around =
      view.inside < 0 ? SpaceHandle{} : views_[static_cast<size_t>(view.inside)].space;
  const auto node = [&](NodeHandle handle, SpaceHandle space, Px x, Px y) {
    order.push_back({OrderKind::Node, handle, space, x, y, 1, {}, {}});
  };
  if (!view.back_inside) node(view.back, around, view.box.x0, view.box.y0);
  if (view.layered) {
    const RectPx clip = {0, 0, view.box.width(), view.box.height()};
    order.push_back({OrderKind::PushLayer,
                     {},
                     around,
                     view.box.x0,
                     view.box.y0,
                     view.opacity,
                     clip,
                     view.radii});
  }
  if (view.back_inside) node(view.back, around, view.box.x0, view.box.y0);
  for (size_t i = 0; i < view.rows.size(); ++i) {
    const Row& row = view.rows[i];
    node(row.node, row.turned ? view.turned : view.space, row.x + view.box.x0, row.y + view.box.y0);
    for (size_t v = 0; i == view.rows.size() / 2 && v < views_.size(); ++v) {
      if (views_[v].inside == static_cast<int>(index)) push_view(order, v);
    }
  }
  if (view.layered) order.push_back({OrderKind::PopLayer, {}, {}, 0, 0, 1, {}, {}});
  node(view.thumb, around, view.box.x0, view.box.y0);
}

void ScrollingScene::send_order() {
  std::vector<OrderEntry> order;
  for (size_t i = 0; i < cards_.size(); ++i) {
    if (i == 1) {
      for (size_t v = 0; v < views_.size(); ++v) {
        if (views_[v].inside < 0) push_view(order, v);
      }
    }
    order.push_back({OrderKind::Node, cards_[i].node, {}, cards_[i].x, cards_[i].y, 1, {}, {}});
  }
  stage_.scene().set_order(kWindow, order);
}

void ScrollingScene::scroll(View& view) {
  const int how = pick(10);
  if (how < 8) view.offset_y += pick(31) - 15;
  if (how == 7 || how == 8) view.offset_x += pick(15) - 7;
  if (how == 9) view.offset_y = pick(300) - 250;
  set_space(view);
}

void ScrollingScene::scroll() {
  scroll(any_view());
}

// Rows that a layout moved while the offset makes up for it, as a list does whose rows above the
// view turn out taller: some move on the screen, others don't.
void ScrollingScene::shift_rows(View& view) {
  const Px by = pick(21) - 10;
  const auto from = static_cast<size_t>(pick(static_cast<int>(view.rows.size()) + 1));
  for (size_t i = from; i < view.rows.size(); ++i) view.rows[i].y += by;
  if (pick(2) == 0) view.offset_y -= by;
  set_space(view);
  send_order();
}

void ScrollingScene::edit() {
  View& view = any_view();
  const auto index = static_cast<size_t>(pick(static_cast<int>(view.rows.size())));
  Scene& scene = stage_.scene();
  switch (pick(10)) {
    case 0:
      return paint_back(view);
    case 1:
      return paint_thumb(view);
    case 2:
      scene.replace(view.rows[index].node, list());
      return;
    case 3:  // one row goes, one comes
      scene.destroy_node(view.rows[index].node);
      view.rows.erase(view.rows.begin() + static_cast<ptrdiff_t>(index));
      if (pick(3) != 0) add_row(view);
      if (view.rows.empty()) add_row(view);
      break;
    case 4:
      std::swap(view.rows[index], view.rows.front());
      break;
    case 5:
      return shift_rows(view);
    case 6:
      view.radii = corners();
      view.opacity = pick(3) == 0 ? real(0, 1) : 1;
      break;
    case 7:
      view.box.y1 += pick(13) - 6;
      set_space(view);
      break;
    case 8:
      cards_[static_cast<size_t>(pick(3))].x = pick(kRoom.width);
      break;
    default:
      scene.replace(cards_[static_cast<size_t>(pick(3))].node, list());
      return;
  }
  send_order();
}

void ScrollingScene::step() {
  const int how = pick(10);
  if (how < 9) scroll(any_view());
  if (how < 3) scroll(any_view());
  if (how > 6) edit();
  if (how == 9) edit();
}

}  // namespace hallows::conformance
