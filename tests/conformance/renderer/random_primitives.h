#pragma once

#include <random>
#include <vector>

#include "stage.h"

namespace hallows::conformance {

// Random primitives of every kind for a stage. The same seed gives the same ones.
class RandomPrimitives {
 public:
  RandomPrimitives(Stage& stage, uint32_t seed);
  int pick(int below) { return static_cast<int>(random_() % static_cast<uint32_t>(below)); }
  float real(float low, float high) {
    return low + (high - low) * static_cast<float>(random_() % 10'000) / 10'000;
  }
  Color color();
  scene::Corners corners();
  RectPx box();
  // A node's list: one to three primitives.
  const scene::PrimitiveList& list();

 private:
  void add_primitive();

  Stage& stage_;
  std::mt19937 random_;
  FontFaceId face_;
  ImageId image_;
  std::vector<scene::PathId> paths_;
  scene::PrimitiveList list_;
};

}  // namespace hallows::conformance
