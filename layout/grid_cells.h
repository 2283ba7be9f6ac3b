#pragma once

#include <cstddef>
#include <cstdint>

#include "layout/scratch.h"

namespace hallows::layout {

// Which cells of a grid are taken while its items are placed. Tracks of the flow's major axis that
// have the same cells taken are one band with a row of bits, so a grid of thousands of tracks costs
// what its items are, not what its cells are. Only grows. One thread; memory is the scratch's.
class GridCells {
 public:
  // A block of cells: tracks [major, major + major_span) by [minor, minor + minor_span).
  struct Block {
    uint32_t major = 0, major_span = 1, minor = 0, minor_span = 1;
  };
  static constexpr uint32_t kNone = ~0u;

  // `items` bounds the calls of take(). Cells from the minor position `minor` on count as free.
  GridCells(Scratch& scratch, uint32_t items, uint32_t minor);

  // The first free place for the block in its major tracks, from its minor position on, ending at
  // `end` at most. kNone: there is none.
  uint32_t free_minor(const Block& block, uint32_t end) const;
  // The first major position from the block's on where it is free at its minor position.
  uint32_t free_major(const Block& block) const;
  // The next major position at which free_minor() may answer something else.
  uint32_t next_major(uint32_t major) const;
  void take(const Block& block);

 private:
  struct Band {
    uint32_t start;
    uint64_t* bits;
  };
  uint32_t end_of(uint32_t band) const { return band + 1 < count_ ? bands_[band + 1].start : end_; }
  uint32_t band_at(uint32_t major) const;
  uint32_t split(uint32_t major);
  // One past the last taken cell of the range, 0: all free.
  uint32_t taken_until(const Band& band, uint32_t minor, uint32_t span) const;

  Scratch& scratch_;
  Band* bands_;
  uint32_t count_ = 0;
  uint32_t end_ = 0;  // tracks from here on have nothing taken
  uint32_t words_;
};

}  // namespace hallows::layout
