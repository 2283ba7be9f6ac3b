#include "rt-kernel/rt/doorbell.h"

#include <poll.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <utility>

#include "rt-kernel/rt/futex.h"
#include "rt-kernel/rt/permit.h"

namespace hallows::rt {
namespace {

EventFd event_or_die() {
  Result<EventFd> made = EventFd::create();
  if (!made) {
    // Without a descriptor at start there will be no window, font or picture either.
    std::fputs(format_diagnostic(made.error()).c_str(), stderr);
    std::abort();
  }
  return std::move(*made);
}

// Until when poll() has to wait, as poll's relative time; null: for ever.
timespec remaining(Instant until) {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  int64_t left = until.ns - (static_cast<int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec);
  if (left < 0) left = 0;
  return {static_cast<time_t>(left / 1'000'000'000), static_cast<long>(left % 1'000'000'000)};
}

}  // namespace

Doorbell::Doorbell(Via via) : via_(via) {
  if (via_ == Via::EventFd) event_ = event_or_die();
}

void Doorbell::ring() noexcept HALLOWS_NONBLOCKING {
  full_fence();  // pairs with the one in announce_sleep()
  if (asleep_.load(std::memory_order_relaxed) == 0) return;
  // One of the senders that see the sleeper wakes it; the others need not.
  if (asleep_.exchange(0, std::memory_order_acq_rel) == 0) return;
  wakes_.fetch_add(1, std::memory_order_relaxed);
  const Permit permit(PermitKind::Wake);
  if (via_ == Via::EventFd) {
    event_.signal();
  } else {
    futex_wake(asleep_, 1);
  }
}

void Doorbell::announce_sleep() noexcept {
  asleep_.store(1, std::memory_order_relaxed);
  full_fence();  // pairs with the one in ring()
}

void Doorbell::end_sleep() noexcept {
  asleep_.store(0, std::memory_order_relaxed);
  if (via_ == Via::EventFd) event_.drain();
}

bool Doorbell::wait(Instant until, bool (*ready)(void*), void* context) noexcept {
  announce_sleep();
  if (ready(context)) {
    asleep_.store(0, std::memory_order_relaxed);
    return true;
  }
  sleeps_.fetch_add(1, std::memory_order_relaxed);
  const Permit permit(PermitKind::Sleep);
  if (via_ == Via::Futex) {
    const FutexEnd end = futex_wait(asleep_, 1, until);
    const bool rang = asleep_.exchange(0, std::memory_order_acq_rel) == 0;
    return rang || end != FutexEnd::TimedOut;
  }
  pollfd waited{event_.fd(), POLLIN, 0};
  const timespec left = until == kNever ? timespec{} : remaining(until);
  const int count = ppoll(&waited, 1, until == kNever ? nullptr : &left, nullptr);
  end_sleep();
  return count != 0;
}

}  // namespace hallows::rt
