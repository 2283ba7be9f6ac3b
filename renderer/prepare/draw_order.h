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
  // What one batch has drawn so far within one cell.
  struct Part {
    RectPx bounds;
    uint32_t batch = 0;
  };
  struct Cell {
    Part parts[12];  // then they become one
    uint32_t count = 0;
  };
  // A batch that is still growing.
  struct Growing {
    Batch batch;
    uint8_t level = 0;       // Restore
    int64_t area = 0;        // pixels of all its quads
    int64_t plain_area = 0;  // of those without coverage
  };
  template <class Fn>
  void for_cells(RectPx rect, Px columns, Fn&& visit);
  uint32_t choose(const Quad& quad, uint32_t first);
  static bool fits(const Growing& batch, const Quad& quad);
  static void join(Growing& batch, const Quad& quad);
  static void add_part(Cell& cell, RectPx rect, uint32_t batch);
  void write(Buffer<Quad>& quads, Buffer<Batch>& batches);

  Buffer<Quad> sorted_;
  Buffer<uint32_t> batch_of_;  // by quad
  Buffer<Growing> growing_;    // in the order of drawing
  Buffer<Cell> cells_;
};

// Batches of neighbours only, in the order that stands.
void batch_in_order(std::span<const Quad> quads, Buffer<Batch>& batches);

}  // namespace hallows::prepare
