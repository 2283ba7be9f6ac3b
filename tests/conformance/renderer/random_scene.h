#pragma once

#include <random>
#include <vector>

#include "stage.h"

namespace hallows::conformance {

// A random scene and random edits of it: nodes come, go, move, change; spaces scroll, clip and
// turn; layers fade and round; the order is shuffled. The same seed gives the same scenes.
class RandomScene {
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
  int pick(int below) { return static_cast<int>(random_() % static_cast<uint32_t>(below)); }
  float real(float low, float high) {
    return low + (high - low) * static_cast<float>(random_() % 10'000) / 10'000;
  }
  Color color();
  scene::Corners corners();
  RectPx box();
  void fill_list();
  void add_primitive();
  void add_item();
  void change_space(size_t index);
  void send_order();

  Stage& stage_;
  std::mt19937 random_;
  FontFaceId face_;
  ImageId image_;
  std::vector<scene::PathId> paths_;
  std::vector<Item> items_;
  std::vector<scene::SpaceHandle> spaces_;
  struct Layer {
    float opacity = 1;
    RectPx clip;
    scene::Corners radii;
  };
  std::vector<Layer> layers_;
  scene::PrimitiveList list_;
};

}  // namespace hallows::conformance
