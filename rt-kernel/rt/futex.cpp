#include "rt-kernel/rt/futex.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <ctime>

namespace hallows::rt {

static_assert(sizeof(std::atomic<uint32_t>) == sizeof(uint32_t));

FutexEnd futex_wait(const std::atomic<uint32_t>& word, uint32_t expected, Instant until) noexcept {
  timespec when;
  const timespec* timeout = nullptr;
  if (until.ns != INT64_MAX) {
    const int64_t ns = until.ns < 0 ? 0 : until.ns;
    when = {static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
    timeout = &when;
  }
  // The bitset form takes an absolute time of CLOCK_MONOTONIC.
  const long rc = syscall(SYS_futex, &word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected,
                          timeout, nullptr, FUTEX_BITSET_MATCH_ANY);
  return rc != 0 && errno == ETIMEDOUT ? FutexEnd::TimedOut : FutexEnd::Woken;
}

void futex_wake(const std::atomic<uint32_t>& word, int count) noexcept {
  syscall(SYS_futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, count, nullptr, nullptr, 0);
}

}  // namespace hallows::rt
