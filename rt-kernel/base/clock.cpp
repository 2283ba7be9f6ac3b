#include "rt-kernel/base/clock.h"

#include <ctime>

#include "rt-kernel/base/assert.h"

namespace hallows {
namespace {

int64_t read_ns(clockid_t id) {
  timespec t;
  clock_gettime(id, &t);
  return static_cast<int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

}  // namespace

Instant Clock::now() const noexcept HALLOWS_NONBLOCKING {
  if (kind_ == Kind::Virtual) return {virtual_ns_.load(std::memory_order_acquire)};
  return {read_ns(CLOCK_MONOTONIC)};
}

void Clock::advance_to(Instant to) {
  ASSERT(kind_ == Kind::Virtual);
  ASSERT(to.ns >= virtual_ns_.load(std::memory_order_relaxed));
  virtual_ns_.store(to.ns, std::memory_order_release);
}

Duration thread_cpu_time() noexcept HALLOWS_NONBLOCKING {
  return {read_ns(CLOCK_THREAD_CPUTIME_ID)};
}

Duration process_cpu_time() noexcept {
  return {read_ns(CLOCK_PROCESS_CPUTIME_ID)};
}

}  // namespace hallows
