#include "random_scene.h"

#include <algorithm>
#include <cmath>

namespace hallows::conformance {

using namespace hallows::scene;

RandomScene::RandomScene(Stage& stage, uint32_t seed) : stage_(stage), random_(seed) {
  face_ = stage.face("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
  auto blob = std::make_shared<ImageBlob>();
  blob->size = {32, 32};
  for (uint32_t i = 0; i < 32 * 32; ++i) {
    const auto v = static_cast<uint8_t>(i * 37);
    blob->pixels.push_back(
        premultiply({v, static_cast<uint8_t>(i), 90, static_cast<uint8_t>(i % 3 == 0 ? 255 : 140)})
            .word);
  }
  image_ = stage.add_image(blob);
  for (const char* d : {"M2 2L22 6L12 22Z", "M12 2a10 10 0 1 0 0.1 0zM12 7a5 5 0 1 1-.1 0z",
                        "M4 4C10 20 14 -4 22 20"}) {
    Result<PathData> path = parse_path_data(d);
    ASSERT(static_cast<bool>(path));
    paths_.push_back(stage.scene().add_path(*path));
  }
  spaces_.push_back({});
  for (int i = 0; i < 4; ++i) {
    const SpaceHandle parent = spaces_[static_cast<size_t>(pick(static_cast<int>(spaces_.size())))];
    spaces_.push_back(stage.scene().create_space(parent));
    change_space(spaces_.size() - 1);
  }
  layers_.resize(3);
  for (Layer& layer : layers_) layer = {real(0, 1), box(), corners()};
  for (int i = 0; i < 24; ++i) add_item();
  send_order();
}

Color RandomScene::color() {
  const auto byte = [&] { return static_cast<uint8_t>(random_()); };
  return {byte(), byte(), byte(), pick(2) == 0 ? uint8_t{255} : byte()};
}

Corners RandomScene::corners() {
  switch (pick(4)) {
    case 0:
      return {};
    case 1:
      return all_corners(real(0, 30));
    case 2:
      return all_corners(1000);
    default:
      return {real(0, 20), real(0, 20), real(0, 20), real(0, 20)};
  }
}

RectPx RandomScene::box() {
  const Px x = pick(60) - 20, y = pick(60) - 20;
  return {x, y, x + 1 + pick(120), y + 1 + pick(90)};
}

void RandomScene::add_primitive() {
  switch (pick(8)) {
    case 0:
      return list_.fill({box(), color()});
    case 1:
    case 2:
      return list_.rrect(
          {box(), corners(), color(), color(), {pick(4), pick(4), pick(4), pick(4)}});
    case 3:
      return list_.shadow(
          {box(), corners(), real(0, 9), pick(9) - 4, pick(9) - 4, pick(5) - 2, color()});
    case 4: {
      std::vector<GlyphAt> glyphs;
      for (int i = 0; i < 6; ++i) {
        const auto id = static_cast<uint16_t>(36 + pick(58));
        glyphs.push_back({real(0, 90), real(10, 30), {id}, 0});
      }
      if (face_) list_.text({face_, real(7, 30), color(), 0, 0}, glyphs);
      return;
    }
    case 5:
      return list_.image(
          {image_, box(), {0, 0, 1, real(0.2f, 1)}, corners(), static_cast<uint8_t>(random_())});
    case 6: {
      const GradientStop stops[] = {{0, color()}, {real(0.1f, 0.9f), color()}, {1, color()}};
      const auto kind = static_cast<GradientKind>(pick(3));
      const GradientLine line = {
          kind, {real(0, 60), real(0, 60)}, {real(1, 80), real(1, 80)}, real(0, 6)};
      return list_.gradient({box(), corners(), line, 0, 0}, stops);
    }
    default: {
      const PathId path = paths_[static_cast<size_t>(pick(3))];
      const float k = real(0.5f, 4);
      return list_.path({path,
                         {k, 0, 0, k, real(-9, 30), real(-9, 30)},
                         pick(2) == 0 ? 0.0f : real(0.5f, 4),
                         pick(2) == 0 ? FillRule::NonZero : FillRule::EvenOdd,
                         color()},
                        stage_.scene().path_bounds(path));
    }
  }
}

void RandomScene::fill_list() {
  list_.clear();
  const int count = 1 + pick(3);
  for (int i = 0; i < count; ++i) add_primitive();
}

void RandomScene::add_item() {
  Item item;
  item.node = stage_.scene().create_node();
  fill_list();
  stage_.scene().replace(item.node, list_);
  item.space = static_cast<size_t>(pick(static_cast<int>(spaces_.size())));
  item.x = pick(260) - 20;
  item.y = pick(200) - 20;
  item.layer = pick(8) < 3 ? pick(static_cast<int>(layers_.size())) : -1;
  items_.push_back(item);
}

void RandomScene::change_space(size_t index) {
  Space space;
  space.offset_x = pick(40) - 20;
  space.offset_y = pick(40) - 20;
  if (pick(4) == 0) {
    const float k = real(0.5f, 2);
    space.to_parent = {k, 0, 0, k, 0, 0};
  } else if (pick(6) == 0) {
    const float a = real(0, 6);
    space.to_parent = {std::cos(a), std::sin(a), -std::sin(a),
                       std::cos(a), real(0, 90), real(0, 90)};
  }
  if (pick(2) == 0) {
    space.clips = Clips::Yes;
    space.clip = translate(box(), pick(150), pick(100));
  }
  stage_.scene().set_space(spaces_[index], space);
}

// Items of one layer stand together, as a tree's would; layers may stand in layers.
void RandomScene::send_order() {
  std::vector<OrderEntry> order;
  int open = 0;
  int last = -1;
  for (const Item& item : items_) {
    if (item.layer != last) {
      if (open > 0 && (item.layer < 0 || pick(2) == 0)) {
        while (open > 0) {
          order.push_back({OrderKind::PopLayer, {}, {}, 0, 0, 1, {}, {}});
          --open;
        }
      }
      if (item.layer >= 0 && open < 5) {
        const Layer& layer = layers_[static_cast<size_t>(item.layer)];
        order.push_back({OrderKind::PushLayer,
                         {},
                         spaces_[item.space],
                         item.x,
                         item.y,
                         layer.opacity,
                         layer.clip,
                         layer.radii});
        ++open;
      }
      last = item.layer;
    }
    order.push_back({OrderKind::Node, item.node, spaces_[item.space], item.x, item.y, 1, {}, {}});
  }
  // Layers that are still open end with the order.
  stage_.scene().set_order(kWindow, order);
}

void RandomScene::edit() {
  Scene& scene = stage_.scene();
  const auto index = static_cast<size_t>(pick(static_cast<int>(items_.size())));
  Item& item = items_[index];
  switch (pick(9)) {
    case 0:
    case 1:
    case 2:
      fill_list();
      scene.replace(item.node, list_);
      break;
    case 3:
      item.x += pick(21) - 10;
      item.y += pick(21) - 10;
      scene.move_node(item.node, item.x, item.y);
      break;
    case 4:
      change_space(1 + static_cast<size_t>(pick(static_cast<int>(spaces_.size() - 1))));
      break;
    case 5:
      if (items_.size() > 5) {
        scene.destroy_node(item.node);
        items_.erase(items_.begin() + static_cast<ptrdiff_t>(index));
        if (pick(2) == 0) send_order();  // else the dead node stays in the order for a while
      }
      break;
    case 6:
      add_item();
      std::swap(items_.back(), items_[static_cast<size_t>(pick(static_cast<int>(items_.size())))]);
      send_order();
      break;
    case 7:
      std::swap(item, items_[static_cast<size_t>(pick(static_cast<int>(items_.size())))]);
      send_order();
      break;
    default:
      layers_[static_cast<size_t>(pick(static_cast<int>(layers_.size())))] = {real(0, 1), box(),
                                                                              corners()};
      send_order();
  }
}

}  // namespace hallows::conformance
