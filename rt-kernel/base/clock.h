#pragma once

#include <atomic>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/time.h"

namespace hallows {

// The one source of time. A real clock reads CLOCK_MONOTONIC; a virtual one stands still until
// somebody advances it. Any thread may read; only the test driver advances.
class Clock {
 public:
  enum class Kind : uint8_t { Real, Virtual };

  explicit Clock(Kind kind) : kind_(kind) {}
  Kind kind() const { return kind_; }
  Instant now() const noexcept HALLOWS_NONBLOCKING;
  // Virtual clocks only; `to` never lies before now().
  void advance_to(Instant to);

 private:
  Kind kind_;
  std::atomic<int64_t> virtual_ns_{0};  // release store in advance_to pairs with acquire in now
};

// CPU time of the calling thread: for the frame ledger and benchmarks, never for decisions.
Duration thread_cpu_time() noexcept HALLOWS_NONBLOCKING;
// CPU time of the whole process.
Duration process_cpu_time() noexcept;

}  // namespace hallows
