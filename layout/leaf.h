#pragma once

#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/types/units.h"

namespace hallows::layout {

// The two questions that layout asks of a measured leaf. All sizes are of the content box, dp.
enum class LeafQuestion : uint8_t {
  Widths,   // fill min_width and max_width
  AtWidth,  // fill height and baselines of the content as it is at `width`; the last one asked
            // before layout ends is the width that the leaf has
};
struct LeafQuery {
  LeafQuestion question = LeafQuestion::Widths;
  float width = 0;  // AtWidth
};
// Baselines count from the top of the content box; kNoBaseline where there is none.
struct LeafAnswer {
  static constexpr float kNoBaseline = -1e30f;
  float min_width = 0;
  float max_width = 0;
  float height = 0;
  float first_baseline = kNoBaseline;
  float last_baseline = kNoBaseline;
};
// Baselines above the top of a box are negative.
constexpr bool has_baseline(float baseline) {
  return baseline > LeafAnswer::kNoBaseline / 2;
}
// Called in stage 6 on the engine thread: no allocation, no lock, no memory of earlier questions
// (equal questions have equal answers until the node is marked dirty).
using LeafMeasure = void (*)(void* context, const LeafQuery& query, LeafAnswer* answer) noexcept;

// What stands inside a node without children. Plain data, copied by the tree; `context` is
// borrowed and must outlive the node or the next set_leaf.
struct Leaf {
  enum class Kind : uint8_t {
    None,      // nothing: an empty box
    Text,      // `measure` and `context` are those of a paragraph
    Replaced,  // natural_width, natural_height, natural_ratio (an image)
    Custom,    // `measure` and `context` are the embedder's
  };
  Kind kind = Kind::None;
  LeafMeasure measure = nullptr;
  void* context = nullptr;
  Dp natural_width = -1;    // Replaced; negative: none
  Dp natural_height = -1;   // Replaced; negative: none
  float natural_ratio = 0;  // Replaced; width / height, 0: none

  static Leaf custom(LeafMeasure measure, void* context) {
    return {Kind::Custom, measure, context, -1, -1, 0};
  }
  static Leaf replaced(Dp width, Dp height) {
    return {Kind::Replaced, nullptr, nullptr,
            width,          height,  width > 0 && height > 0 ? width / height : 0};
  }
};

}  // namespace hallows::layout
