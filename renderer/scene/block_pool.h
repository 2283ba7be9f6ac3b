#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

#include "rt-kernel/base/buffer.h"

namespace hallows::scene {

// A block in a BlockPool: `count` elements in use of 2^size_class.
struct BlockRange {
  uint32_t first = 0;
  uint32_t count = 0;
  uint8_t size_class = 0;
  bool allocated = false;
};

// Lists of varying length in one array reserved at set-up: blocks of 2^k elements, freed blocks
// kept in a list per size. At the bound allocate() gives a range that isn't allocated.
template <class T>
class BlockPool {
  static_assert(sizeof(T) >= sizeof(uint32_t));  // a free block keeps the link in its first element

 public:
  explicit BlockPool(uint32_t capacity) {
    items_.reserve(capacity);
    items_.resize(capacity);
    for (uint32_t& head : free_) head = kNone;
  }

  BlockRange allocate(uint32_t count) {
    if (count == 0) return {0, 0, 0, true};
    const auto size_class = static_cast<uint8_t>(std::bit_width(count - 1));
    for (uint8_t c = size_class; c < kClasses; ++c) {
      if (free_[c] == kNone) continue;
      const uint32_t first = pop(c);
      while (c > size_class) {  // halve down to the size that was asked for
        --c;
        push(first + (1u << c), c);
      }
      return {first, count, size_class, true};
    }
    const uint32_t size = 1u << size_class;
    if (size > items_.size() - top_) return {};
    const uint32_t first = top_;
    top_ += size;
    return {first, count, size_class, true};
  }
  void release(BlockRange range) {
    if (range.allocated && range.count > 0) push(range.first, range.size_class);
  }
  std::span<T> get(BlockRange range) { return {items_.data() + range.first, range.count}; }
  std::span<const T> get(BlockRange range) const {
    return {items_.data() + range.first, range.count};
  }

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  static constexpr uint8_t kClasses = 31;

  void push(uint32_t first, uint8_t size_class) {
    std::memcpy(static_cast<void*>(items_.data() + first), &free_[size_class], sizeof(uint32_t));
    free_[size_class] = first;
  }
  uint32_t pop(uint8_t size_class) {
    const uint32_t first = free_[size_class];
    std::memcpy(&free_[size_class], static_cast<const void*>(items_.data() + first),
                sizeof(uint32_t));
    return first;
  }

  Buffer<T> items_;
  uint32_t top_ = 0;
  uint32_t free_[kClasses];
};

}  // namespace hallows::scene
