#include "random_scene.h"

#include <algorithm>
#include <cmath>

namespace hallows::conformance {

using namespace hallows::scene;

RandomScene::RandomScene(Stage& stage, uint32_t seed)
    : RandomPrimitives(stage, seed), stage_(stage) {
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

void RandomScene::add_item() {
  Item item;
  item.node = stage_.scene().create_node();
  stage_.scene().replace(item.node, list());
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
      scene.replace(item.node, list());
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
