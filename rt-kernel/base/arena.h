#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>

#include "rt-kernel/base/assert.h"

namespace hallows {

// A bump allocator over one block reserved (and touched) at set-up: frame scratch. Objects are
// never destroyed, so only trivially destructible types go in. At the bound allocate() gives null.
class Arena {
 public:
  explicit Arena(size_t bytes) : base_(static_cast<std::byte*>(std::malloc(bytes))), size_(bytes) {
    ASSERT(base_ != nullptr);
    std::memset(base_, 0, bytes);
  }
  ~Arena() { std::free(base_); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(size_t bytes, size_t align) {
    const size_t start = (used_ + align - 1) & ~(align - 1);
    if (start + bytes > size_) return nullptr;
    used_ = start + bytes;
    if (used_ > peak_) peak_ = used_;
    return base_ + start;
  }
  // Empty span at the bound (and for count 0). Elements are value-initialised.
  template <class T>
  std::span<T> make(size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    void* memory = allocate(count * sizeof(T), alignof(T));
    if (memory == nullptr) return {};
    T* first = static_cast<T*>(memory);
    for (size_t i = 0; i < count; ++i) new (first + i) T{};
    return {first, count};
  }
  void reset() { used_ = 0; }
  size_t used() const { return used_; }
  size_t peak() const { return peak_; }
  size_t capacity() const { return size_; }
  // A mark and its release nest like a stack.
  size_t mark() const { return used_; }
  void release(size_t mark) {
    ASSERT(mark <= used_);
    used_ = mark;
  }

 private:
  std::byte* base_;
  size_t size_;
  size_t used_ = 0;
  size_t peak_ = 0;
};

}  // namespace hallows
