#pragma once

#include <cstdlib>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

#include "rt-kernel/base/assert.h"

namespace hallows {

// A growable array of trivially copyable elements that is reserved once and then reused: clear()
// keeps the memory. Growth beyond the reservation allocates, so frame-path owners reserve at set-up
// and check `full()` where their bound says so. What is reserved and never written takes no pages.
template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  explicit Buffer(size_t reserve_count) { reserve(reserve_count); }
  ~Buffer() {
    if (borrowed_ == 0) std::free(data_);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    swap(other);
    return *this;
  }

  void reserve(size_t count) {
    if (count > capacity_) grow_to(count);
  }
  // Lives in memory of somebody else's, which must outlive it, until it grows beyond it. For a
  // buffer that has none yet: many small ones in one block touch fewer pages than each its own.
  void borrow(T* memory, size_t count) {
    ASSERT(capacity_ == 0);
    data_ = memory;
    capacity_ = count;
    borrowed_ = 1;
  }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == capacity_; }
  void clear() { size_ = 0; }
  // New elements are value-initialised.
  void resize(size_t count) {
    if (count > capacity_) grow_to(count > capacity_ * 2 ? count : capacity_ * 2);
    for (size_t i = size_; i < count; ++i) data_[i] = T{};
    size_ = count;
  }
  // `count` elements of zero bytes in place of none. Pages that nobody touches stay with the
  // system.
  void resize_zeroed(size_t count) {
    ASSERT(capacity_ == 0);
    data_ = static_cast<T*>(std::calloc(count, sizeof(T)));
    ASSERT(data_ != nullptr);
    size_ = capacity_ = count;
  }
  // New elements are left uninitialised: the caller writes them before anyone reads.
  T* extend(size_t count) {
    if (size_ + count > capacity_) {
      grow_to(size_ + count > capacity_ * 2 ? size_ + count : capacity_ * 2);
    }
    T* first = data_ + size_;
    size_ += count;
    return first;
  }
  T& push(const T& value) {
    if (size_ == capacity_) {
      const T copy = value;  // `value` may live in this buffer
      grow_to(capacity_ == 0 ? 16 : capacity_ * 2);
      data_[size_] = copy;
    } else {
      data_[size_] = value;
    }
    return data_[size_++];
  }
  void append(std::span<const T> values) {
    if (values.empty()) return;
    std::memcpy(static_cast<void*>(extend(values.size())), values.data(),
                values.size() * sizeof(T));
  }
  void pop() {
    ASSERT(size_ > 0);
    --size_;
  }
  T& operator[](size_t i) {
    ASSERT(i < size_);
    return data_[i];
  }
  const T& operator[](size_t i) const {
    ASSERT(i < size_);
    return data_[i];
  }
  T& back() { return (*this)[size_ - 1]; }
  const T& back() const { return (*this)[size_ - 1]; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  std::span<T> span() { return {data_, size_}; }
  std::span<const T> span() const { return {data_, size_}; }
  operator std::span<const T>() const { return {data_, size_}; }

 private:
  void swap(Buffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    const size_t capacity = capacity_, borrowed = borrowed_;
    capacity_ = other.capacity_;
    borrowed_ = other.borrowed_;
    other.capacity_ = capacity;
    other.borrowed_ = borrowed;
  }
  void grow_to(size_t count) {
    void* own = borrowed_ == 0 ? static_cast<void*>(data_) : nullptr;
    void* grown = std::realloc(own, count * sizeof(T));
    ASSERT(grown != nullptr);
    if (borrowed_ != 0) std::memcpy(grown, static_cast<const void*>(data_), size_ * sizeof(T));
    borrowed_ = 0;
    data_ = static_cast<T*>(grown);
    capacity_ = count;
  }

  T* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ : 63 = 0;
  size_t borrowed_ : 1 = 0;
};

}  // namespace hallows
