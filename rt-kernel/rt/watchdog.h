#pragma once

#include <atomic>
#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/time.h"
#include "rt-kernel/rt/doorbell.h"

namespace hallows::rt {

// One watched thread's sign of life. The thread says when it begins and ends a stretch of work;
// nobody waits for anybody.
class Heartbeat {
 public:
  void begin(Instant now) noexcept HALLOWS_NONBLOCKING {
    since_ns_.store(now.ns, std::memory_order_release);
  }
  void end() noexcept HALLOWS_NONBLOCKING { since_ns_.store(kIdle, std::memory_order_release); }
  // Since when the thread has been busy; kNever when it rests.
  Instant busy_since() const noexcept { return {since_ns_.load(std::memory_order_acquire)}; }

 private:
  static constexpr int64_t kIdle = INT64_MAX;
  std::atomic<int64_t> since_ns_{kIdle};  // releases in begin(), end(): acquire in busy_since()
};

// Decides when a watched thread has been busy for too long. Pure: the supervisor calls check() now
// and then with the time and does what the answer says. Reports each stretch once.
class Watchdog {
 public:
  Watchdog(const Heartbeat& heartbeat, Duration limit) : heartbeat_(heartbeat), limit_(limit) {}
  enum class Verdict : uint8_t { Fine, Overdue };
  Verdict check(Instant now) noexcept;
  uint32_t overdue_count() const { return overdue_count_; }

 private:
  const Heartbeat& heartbeat_;
  Duration limit_;
  Instant reported_ = kNever;
  uint32_t overdue_count_ = 0;
};

}  // namespace hallows::rt
