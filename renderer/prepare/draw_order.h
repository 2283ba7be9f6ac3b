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
  // What one batch has drawn so far within one cell, on one level.
  struct Part {
    RectPx bounds;
    uint32_t level = 0;
    uint32_t key = 0;
  };
  struct Cell {
    Part parts[6];
    uint32_t count = 0;
  };
  struct SortKey {
    uint64_t key = 0;  // level, then batch
    uint32_t index = 0;
  };
  template <class Fn>
  void for_cells(RectPx rect, Px columns, Fn&& visit);
  static uint32_t level_above(const Cell& cell, RectPx rect, uint32_t key);
  static void add_part(Cell& cell, RectPx rect, uint32_t level, uint32_t key);

  Buffer<Quad> sorted_;
  Buffer<SortKey> keys_;
  Buffer<Cell> cells_;
};

// Batches of neighbours only, in the order that stands.
void batch_in_order(std::span<const Quad> quads, Buffer<Batch>& batches);

}  // namespace hallows::prepare
