#include "layout/grid_cells.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/random.h"

using namespace hallows::layout;

namespace {

constexpr uint32_t kWide = 200, kHigh = 400;

// The same questions answered cell by cell.
struct Plain {
  std::vector<bool> taken = std::vector<bool>(size_t{kWide} * kHigh);
  bool is_free(const GridCells::Block& b) const {
    for (uint32_t y = b.major; y < b.major + b.major_span; ++y) {
      for (uint32_t x = b.minor; x < b.minor + b.minor_span; ++x) {
        if (x < kWide && y < kHigh && taken[size_t{y} * kWide + x]) return false;
      }
    }
    return true;
  }
  void take(const GridCells::Block& b) {
    for (uint32_t y = b.major; y < b.major + b.major_span; ++y) {
      for (uint32_t x = b.minor; x < b.minor + b.minor_span; ++x)
        taken[size_t{y} * kWide + x] = true;
    }
  }
  uint32_t free_minor(GridCells::Block b, uint32_t end) const {
    for (; b.minor + b.minor_span <= end; ++b.minor) {
      if (is_free(b)) return b.minor;
    }
    return GridCells::kNone;
  }
  uint32_t free_major(GridCells::Block b) const {
    while (!is_free(b)) ++b.major;
    return b.major;
  }
};

}  // namespace

TEST_CASE("bands of grid cells answer as a table of cells does") {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    hallows::testing::Random random(seed);
    Scratch scratch;
    const uint32_t items = 30;
    GridCells cells(scratch, items, kWide);
    Plain plain;
    const uint32_t largest = 1 + random.next(70);
    for (uint32_t i = 0; i < items; ++i) {
      GridCells::Block block{random.next(200), 1 + random.next(largest), random.next(120),
                             1 + random.next(largest)};
      REQUIRE(cells.free_minor(block, kWide) == plain.free_minor(block, kWide));
      REQUIRE(cells.free_major(block) == plain.free_major(block));
      const uint32_t next = cells.next_major(block.major);
      REQUIRE(next > block.major);
      for (GridCells::Block between = block; between.major < next; ++between.major) {
        const bool no_room = plain.free_minor(block, kWide) == GridCells::kNone;
        if (no_room) REQUIRE(plain.free_minor(between, kWide) == GridCells::kNone);
      }
      block.minor_span = std::min(block.minor_span, kWide - block.minor);
      cells.take(block);
      plain.take(block);
    }
  }
}

TEST_CASE("a grid's cells cost what its items are") {
  Scratch scratch;
  GridCells cells(scratch, 40, 40'000);
  uint32_t major = 0;
  for (int i = 0; i < 40; ++i) {
    const GridCells::Block block{major, 10'000, 0, 10'000};
    major = cells.free_major(block);
    cells.take({major, 10'000, 0, 10'000});
  }
  CHECK(major == 39 * 10'000);
  CHECK(cells.free_minor({0, 400'000, 0, 30'000}, 40'000) == 10'000);
  CHECK(cells.free_minor({0, 400'000, 0, 30'001}, 40'000) == GridCells::kNone);
  CHECK(scratch.capacity() < size_t{1} << 20);
}
