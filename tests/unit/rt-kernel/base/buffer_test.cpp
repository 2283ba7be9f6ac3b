#include "rt-kernel/base/buffer.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <numeric>
#include <utility>

using namespace hallows;

namespace {

bool counts_up(const Buffer<int>& buffer) {
  for (size_t i = 0; i < buffer.size(); ++i) {
    if (buffer[i] != static_cast<int>(i)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE(
    "a borrowed buffer lives in its memory until it outgrows it, and then takes its elements "
    "along") {
  int memory[4] = {};
  Buffer<int> buffer;
  buffer.borrow(memory, 4);
  CHECK(buffer.capacity() == 4);
  for (int i = 0; i < 4; ++i) buffer.push(i);
  CHECK(buffer.data() == memory);
  CHECK(buffer.full());
  buffer.push(4);
  CHECK(buffer.data() != memory);
  CHECK(buffer.size() == 5);
  CHECK(counts_up(buffer));
  CHECK(memory[3] == 3);
}

TEST_CASE("what a buffer borrowed moves and swaps with it") {
  int memory[3] = {};
  Buffer<int> borrowed, own(8);
  borrowed.borrow(memory, 3);
  borrowed.push(0);
  std::swap(borrowed, own);
  CHECK(own.data() == memory);
  CHECK(own.size() == 1);
  CHECK(borrowed.capacity() == 8);
  own.reserve(64);
  for (int i = 1; i < 64; ++i) own.push(i);
  CHECK(counts_up(own));
  Buffer<int> last = std::move(own);
  CHECK(last.size() == 64);
}

TEST_CASE("zeroed elements are zero") {
  Buffer<uint32_t> buffer;
  buffer.resize_zeroed(1000);
  CHECK(buffer.size() == 1000);
  CHECK(std::accumulate(buffer.begin(), buffer.end(), 0u) == 0);
  buffer.push(7);
  CHECK(buffer[999] == 0);
}
