#pragma once

#include <bit>
#include <cstdint>

#include "rt-kernel/base/buffer.h"

namespace hallows::widgets {

// Records by index in memory reserved at construction; 0 is no record. At the bound create() gives
// 0.
template <class T>
class Pool {
 public:
  explicit Pool(uint32_t capacity) : items_(capacity + 1), free_(capacity + 1) {
    items_.push(T{});
    capacity_ = capacity;
  }
  uint32_t create() {
    if (!free_.empty()) {
      const uint32_t index = free_.back();
      free_.pop();
      items_[index] = T{};
      ++live_;
      return index;
    }
    if (items_.size() > capacity_) return 0;
    items_.push(T{});
    ++live_;
    return static_cast<uint32_t>(items_.size() - 1);
  }
  void destroy(uint32_t index) {
    items_[index] = T{};
    free_.push(index);
    --live_;
  }
  T& operator[](uint32_t index) { return items_[index]; }
  const T& operator[](uint32_t index) const { return items_[index]; }
  // One past the highest index ever used.
  uint32_t end() const { return static_cast<uint32_t>(items_.size()); }
  uint32_t live() const { return live_; }

 private:
  Buffer<T> items_;
  Buffer<uint32_t> free_;
  uint32_t capacity_ = 0;
  uint32_t live_ = 0;
};

// Hands out runs of consecutive indices in an array of `capacity` entries; sizes are rounded up to
// a power of two and reused per size. 0 stands for none: index 0 is never given out.
class RangePool {
 public:
  explicit RangePool(uint32_t capacity) : next_(capacity), capacity_(capacity) {
    next_.resize(capacity);
  }
  uint32_t create(uint32_t count) {
    const uint32_t size_class = class_of(count);
    const uint32_t head = heads_[size_class];
    if (head != 0) {
      heads_[size_class] = next_[head];
      return head;
    }
    const uint32_t size = 1u << size_class;
    if (top_ + size > capacity_) return 0;
    const uint32_t first = top_;
    top_ += size;
    return first;
  }
  void destroy(uint32_t first, uint32_t count) {
    if (first == 0) return;
    const uint32_t size_class = class_of(count);
    next_[first] = heads_[size_class];
    heads_[size_class] = first;
  }

 private:
  static uint32_t class_of(uint32_t count) {
    return count <= 1 ? 0 : static_cast<uint32_t>(std::bit_width(count - 1));
  }
  Buffer<uint32_t> next_;
  uint32_t heads_[32] = {};
  uint32_t top_ = 1;
  uint32_t capacity_;
};

}  // namespace hallows::widgets
