#pragma once

#include <vector>

#include "random_primitives.h"

namespace hallows::conformance {

// A random scene and random edits of it: nodes come, go, move, change; spaces scroll, clip and
// turn; layers fade and round; the order is shuffled. The same seed gives the same scenes.
class RandomScene : private RandomPrimitives {
 public:
  RandomScene(Stage& stage, uint32_t seed);
  void edit();

 private:
  struct Item {
    scene::NodeHandle node;
    size_t space = 0;  // index into spaces_; 0: the window
    Px x = 0, y = 0;
    int layer = -1;  // group of neighbours that share a layer
  };
  void add_item();
  void change_space(size_t index);
  void send_order();

  Stage& stage_;
  std::vector<Item> items_;
  std::vector<scene::SpaceHandle> spaces_;
  struct Layer {
    float opacity = 1;
    RectPx clip;
    scene::Corners radii;
  };
  std::vector<Layer> layers_;
};

}  // namespace hallows::conformance
