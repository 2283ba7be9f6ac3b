#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include "rt-kernel/base/assert.h"

namespace hallows {

// A vector of trivially copyable elements with its capacity inside: never allocates. At the bound
// try_push refuses and the caller decides; push asserts.
template <class T, size_t kCapacity>
class FixedVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == kCapacity; }
  static constexpr size_t capacity() { return kCapacity; }
  void clear() { size_ = 0; }
  void resize(size_t n) {
    ASSERT(n <= kCapacity);
    for (size_t i = size_; i < n; ++i) items_[i] = T{};
    size_ = n;
  }
  bool try_push(const T& value) {
    if (full()) return false;
    items_[size_++] = value;
    return true;
  }
  void push(const T& value) {
    ASSERT(!full());
    items_[size_++] = value;
  }
  void pop() {
    ASSERT(size_ > 0);
    --size_;
  }
  // Keeps no order: the last element takes the place.
  void remove_unordered(size_t i) {
    ASSERT(i < size_);
    items_[i] = items_[--size_];
  }
  T& operator[](size_t i) {
    ASSERT(i < size_);
    return items_[i];
  }
  const T& operator[](size_t i) const {
    ASSERT(i < size_);
    return items_[i];
  }
  T& back() { return (*this)[size_ - 1]; }
  const T& back() const { return (*this)[size_ - 1]; }
  T* begin() { return items_.data(); }
  T* end() { return items_.data() + size_; }
  const T* begin() const { return items_.data(); }
  const T* end() const { return items_.data() + size_; }
  operator std::span<const T>() const { return {items_.data(), size_}; }

 private:
  std::array<T, kCapacity> items_{};
  size_t size_ = 0;
};

}  // namespace hallows
