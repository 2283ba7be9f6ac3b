#pragma once

#include <atomic>
#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/time.h"
#include "rt-kernel/rt/event_fd.h"

namespace hallows::rt {

// Sleep for as long as nobody rings.
constexpr Instant kNever{INT64_MAX};

// How one thread sleeps until any of its rings has something. Many senders may share it; only its
// owner waits. A sender pays for a wake (6 to 15 us) only when the owner really sleeps, else two
// instructions and a fence.
//
// The protocol, free of lost wakes: the owner says that it sleeps, *then* looks at its rings once
// more, then sleeps; a sender pushes, *then* looks whether the owner sleeps. A sequentially
// consistent fence on either side makes at least one of them see the other.
class Doorbell {
 public:
  enum class Via : uint8_t {
    Futex,    // cheapest; for owners that wait for nothing else
    EventFd,  // for owners in poll(): see fd()
  };
  explicit Doorbell(Via via = Via::Futex);
  Doorbell(const Doorbell&) = delete;
  Doorbell& operator=(const Doorbell&) = delete;

  // Any thread, after a push. Enters the kernel only when the owner sleeps, in a Permit of its own.
  void ring() noexcept HALLOWS_NONBLOCKING;

  // Owner. Sleeps until somebody rings or the monotonic clock reaches `until`, unless `ready(ctx)`
  // says that there is work already. May wake early. Returns false when the time was reached.
  bool wait(Instant until, bool (*ready)(void*), void* context) noexcept;
  template <class Ready>
  bool wait(Instant until, Ready&& ready) noexcept {
    return wait(
        until, [](void* r) { return static_cast<bool>((*static_cast<Ready*>(r))()); }, &ready);
  }

  // Owner, Via::EventFd, around its own poll(): after announce_sleep() it must look at its rings
  // before it polls fd(); after the poll it calls end_sleep().
  void announce_sleep() noexcept;
  void end_sleep() noexcept;
  int fd() const { return event_.fd(); }

  // Wakes that went through the kernel, and sleeps of the owner: what "an idle window wakes nobody"
  // is asserted with.
  uint64_t wakes() const { return wakes_.load(std::memory_order_relaxed); }
  uint64_t sleeps() const { return sleeps_.load(std::memory_order_relaxed); }
  bool sleeping() const { return asleep_.load(std::memory_order_acquire) != 0; }

 private:
  std::atomic<uint32_t> asleep_{0};  // seq_cst fences in announce_sleep and ring pair; futex word
  std::atomic<uint64_t> wakes_{0};   // statistics, relaxed
  std::atomic<uint64_t> sleeps_{0};  // statistics, relaxed
  Via via_;
  EventFd event_;
};

}  // namespace hallows::rt
