#pragma once

#include <atomic>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>

#include "rt-kernel/base/assert.h"
#include "rt-kernel/base/nonblocking.h"

namespace hallows::rt {

// Two cache lines: Zen and Intel prefetch neighbours in pairs.
constexpr size_t kNoShare = 128;

// A bounded lock-free queue between exactly one producer thread and one consumer thread. Memory is
// reserved and touched by the constructor; pushing and popping never allocate, lock or enter the
// kernel. At the bound a push refuses and the caller decides (the text beside each ring says what).
// Each side keeps a copy of the other's index and reads the shared one only when the copy says
// full or empty, so a busy ring moves one cache line a batch instead of one a message.
template <class T>
class SpscRing {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  // Holds `capacity` elements, rounded up to a power of two.
  explicit SpscRing(uint32_t capacity)
      : mask_(std::bit_ceil(capacity < 2 ? 2u : capacity) - 1),
        slots_(static_cast<T*>(std::aligned_alloc(kNoShare, bytes()))) {
    ASSERT(capacity <= (1u << 30));
    ASSERT(slots_ != nullptr);
    std::memset(static_cast<void*>(slots_), 0, bytes());  // touched: no page fault in a frame
  }
  ~SpscRing() { std::free(slots_); }
  SpscRing(const SpscRing&) = delete;
  SpscRing& operator=(const SpscRing&) = delete;

  uint32_t capacity() const { return mask_ + 1; }

  // ---- producer ----
  bool try_push(const T& value) noexcept HALLOWS_NONBLOCKING {
    return push_some(std::span<const T>(&value, 1)) == 1;
  }
  // All or nothing: messages that belong together become visible together.
  bool try_push_all(std::span<const T> values) noexcept HALLOWS_NONBLOCKING {
    return free_slots(static_cast<uint32_t>(values.size())) >= values.size() &&
           push_some(values) == values.size();
  }
  // As many as fit, from the front; they become visible together. Returns how many.
  size_t push_some(std::span<const T> values) noexcept HALLOWS_NONBLOCKING {
    const uint32_t tail = tail_.load(std::memory_order_relaxed);  // own index
    const uint32_t room = free_slots(static_cast<uint32_t>(values.size()));
    const uint32_t count = values.size() < room ? static_cast<uint32_t>(values.size()) : room;
    for (uint32_t i = 0; i < count; ++i) {
      std::memcpy(static_cast<void*>(&slots_[(tail + i) & mask_]), &values[i], sizeof(T));
    }
    tail_.store(tail + count, std::memory_order_release);  // pairs with acquire in readable()
    return count;
  }
  // At least the number of free slots that the consumer has left behind; exact when it is below
  // `wanted`.
  uint32_t free_slots(uint32_t wanted = ~0u) noexcept HALLOWS_NONBLOCKING {
    const uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (capacity() - (tail - head_copy_) < wanted) {
      head_copy_ = head_.load(std::memory_order_acquire);  // pairs with release in pop_some()
    }
    return capacity() - (tail - head_copy_);
  }

  // ---- consumer ----
  bool try_pop(T& out) noexcept HALLOWS_NONBLOCKING { return pop_some(std::span<T>(&out, 1)) == 1; }
  // Takes up to out.size() elements, oldest first. Returns how many.
  size_t pop_some(std::span<T> out) noexcept HALLOWS_NONBLOCKING {
    const uint32_t head = head_.load(std::memory_order_relaxed);  // own index
    const uint32_t there = readable(static_cast<uint32_t>(out.size()));
    const uint32_t count = out.size() < there ? static_cast<uint32_t>(out.size()) : there;
    for (uint32_t i = 0; i < count; ++i) {
      std::memcpy(static_cast<void*>(&out[i]), &slots_[(head + i) & mask_], sizeof(T));
    }
    head_.store(head + count, std::memory_order_release);  // pairs with acquire in free_slots()
    return count;
  }
  // The oldest element in place, or null. Valid until the next pop.
  const T* front() noexcept HALLOWS_NONBLOCKING {
    if (readable(1) == 0) return nullptr;
    return &slots_[head_.load(std::memory_order_relaxed) & mask_];
  }
  // Elements ready to be popped; exact when below `wanted`.
  uint32_t readable(uint32_t wanted = ~0u) noexcept HALLOWS_NONBLOCKING {
    const uint32_t head = head_.load(std::memory_order_relaxed);
    if (tail_copy_ - head < wanted) {
      tail_copy_ = tail_.load(std::memory_order_acquire);  // pairs with release in push_some()
    }
    return tail_copy_ - head;
  }

  // ---- any thread: true at some moment during the call ----
  bool looks_empty() const noexcept HALLOWS_NONBLOCKING {
    // Acquire pairs with the releases of both sides; head first, so that a stale pair never looks
    // empty while an element that was pushed before the call stands in the ring.
    const uint32_t head = head_.load(std::memory_order_acquire);
    return head == tail_.load(std::memory_order_acquire);
  }

 private:
  size_t bytes() const {
    const size_t raw = (size_t{mask_} + 1) * sizeof(T);
    return (raw + kNoShare - 1) / kNoShare * kNoShare;
  }

  const uint32_t mask_;
  T* const slots_;
  alignas(kNoShare) std::atomic<uint32_t> tail_{0};  // written by the producer
  uint32_t head_copy_ = 0;                           // the producer's
  alignas(kNoShare) std::atomic<uint32_t> head_{0};  // written by the consumer
  uint32_t tail_copy_ = 0;                           // the consumer's
};

}  // namespace hallows::rt
