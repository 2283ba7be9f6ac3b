#pragma once

#include <atomic>
#include <cstdint>

#include "rt-kernel/base/time.h"

namespace hallows::rt {

enum class FutexEnd : uint8_t { Woken, TimedOut };

// Sleeps while `word` holds `expected`, until the monotonic time `until` (INT64_MAX: for ever). May
// end early (Woken). A system call.
FutexEnd futex_wait(const std::atomic<uint32_t>& word, uint32_t expected, Instant until) noexcept;
void futex_wake(const std::atomic<uint32_t>& word, int count) noexcept;

// A full barrier. ThreadSanitizer doesn't model fences; what is published through them here is also
// ordered by the acquire and release of the rings, so it sees no race.
inline void full_fence() noexcept {
#if defined(__SANITIZE_THREAD__)
  static std::atomic<uint32_t> line{0};
  line.fetch_add(1, std::memory_order_seq_cst);
#else
  std::atomic_thread_fence(std::memory_order_seq_cst);
#endif
}

}  // namespace hallows::rt
