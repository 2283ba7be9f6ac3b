#pragma once

#include <span>

#include "renderer/prepare/draw_plan.h"
#include "rt-kernel/base/buffer.h"

namespace hallows::prepare {

// Groups quads that one draw call can serve into batches, without changing any pixel: a quad may
// pass others only where it overlaps none of them. `quads` is reordered; `batches` is overwritten.
class DrawOrder {
 public:
  explicit DrawOrder(uint32_t quad_limit);
  void sort(Buffer<Quad>& quads, SizePx target, Buffer<Batch>& batches);

 private:
  struct Cell {
    uint32_t key = 0;
    uint32_t level = 0;
    bool used = false;
  };
  struct SortKey {
    uint64_t key = 0;  // level, then batch
    uint32_t index = 0;
  };
  Buffer<Quad> sorted_;
  Buffer<SortKey> keys_;
  Buffer<Cell> cells_;
};

// Batches of neighbours only, in the order that stands.
void batch_in_order(std::span<const Quad> quads, Buffer<Batch>& batches);

}  // namespace hallows::prepare
