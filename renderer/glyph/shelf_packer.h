#pragma once

#include <cstdint>

#include "rt-kernel/base/fixed_vector.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::glyph {

// Packs rectangles of one page into shelves: rows whose height is the class of what they hold
// (steps of about a fifth). Whole shelves are freed, never single rectangles: that is the grain of
// eviction.
class ShelfPacker {
 public:
  static constexpr uint32_t kMaxShelves = 128;
  struct Place {
    uint16_t x = 0, y = 0;
    uint16_t shelf = 0;
  };
  ShelfPacker(uint16_t width, uint16_t height) : width_(width), height_(height) {}

  // False when no shelf has room and no new one fits.
  bool place(uint16_t width, uint16_t height, Place& out);
  // Empties a shelf. Empty shelves at the end of the page give their rows back.
  void free_shelf(uint16_t shelf);
  void clear();
  uint32_t shelf_count() const { return static_cast<uint32_t>(shelves_.size()); }

 private:
  struct Shelf {
    uint16_t y = 0, height = 0;
    uint16_t used = 0;  // texels from the left; 0: free
    bool live = false;  // false: a hole in the list of shelves that may be taken
  };
  uint16_t width_, height_;
  uint16_t top_ = 0;
  FixedVector<Shelf, kMaxShelves> shelves_;
};

}  // namespace hallows::glyph
