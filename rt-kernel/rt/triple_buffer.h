#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/rt/spsc_ring.h"

namespace hallows::rt {

// The latest value of something, from one writer to one reader; neither ever waits. Values may be
// skipped, so nothing that accumulates (damage, events, draw plans) travels this way.
template <class T>
class TripleBuffer {
 public:
  // ---- writer ----
  // The slot to fill. It holds an older value, not the last one published.
  T& write_slot() noexcept HALLOWS_NONBLOCKING { return slots_[write_]; }
  void publish() noexcept HALLOWS_NONBLOCKING {
    // Release hands the filled slot over, acquire takes the reader's old one back; both pair with
    // the exchange in refresh().
    write_ =
        middle_.exchange(static_cast<uint8_t>(write_ | kFresh), std::memory_order_acq_rel) & kIndex;
  }
  void publish(const T& value) noexcept HALLOWS_NONBLOCKING {
    write_slot() = value;
    publish();
  }

  // ---- reader ----
  // True when a value was published since the last call; latest() then changes to it.
  bool refresh() noexcept HALLOWS_NONBLOCKING {
    // Relaxed: only a hint whether to look; the exchange below takes the value over.
    if ((middle_.load(std::memory_order_relaxed) & kFresh) == 0) return false;
    // Pairs with the exchange in publish().
    read_ = middle_.exchange(read_, std::memory_order_acq_rel) & kIndex;
    return true;
  }
  // The value that the last refresh() found; value-initialised before the first.
  const T& latest() const noexcept HALLOWS_NONBLOCKING { return slots_[read_]; }

 private:
  static constexpr uint8_t kIndex = 3;
  static constexpr uint8_t kFresh = 4;

  std::array<T, 3> slots_{};
  alignas(kNoShare) std::atomic<uint8_t> middle_{1};  // publish() and refresh() pair
  alignas(kNoShare) uint8_t write_ = 0;               // the writer's
  alignas(kNoShare) uint8_t read_ = 2;                // the reader's
};

}  // namespace hallows::rt
