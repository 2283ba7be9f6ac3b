#pragma once

#include "rt-kernel/rt/doorbell.h"
#include "rt-kernel/rt/spsc_ring.h"

namespace hallows::rt {

// A ring whose receiver may sleep. The doorbell is the receiver's: all its channels share one, so
// it sleeps once for everything that can happen to it.
template <class T>
class Channel {
 public:
  Channel(uint32_t capacity, Doorbell& receiver) : ring_(capacity), receiver_(receiver) {}

  // ---- sender ----
  // False at the bound: nothing was sent. The receiver is woken if it sleeps.
  bool send(const T& value) noexcept HALLOWS_NONBLOCKING {
    if (!ring_.try_push(value)) return false;
    receiver_.ring();
    return true;
  }
  // Several messages, one wake. All or nothing.
  bool send_all(std::span<const T> values) noexcept HALLOWS_NONBLOCKING {
    if (!ring_.try_push_all(values)) return false;
    receiver_.ring();
    return true;
  }
  uint32_t free_slots() noexcept HALLOWS_NONBLOCKING { return ring_.free_slots(); }

  // ---- receiver ----
  bool receive(T& out) noexcept HALLOWS_NONBLOCKING { return ring_.try_pop(out); }
  size_t receive_some(std::span<T> out) noexcept HALLOWS_NONBLOCKING { return ring_.pop_some(out); }
  // Sleeps until there is a message or the monotonic clock reaches `until`; then takes it.
  bool receive_until(T& out, Instant until) noexcept {
    while (!ring_.try_pop(out)) {
      const bool rang = receiver_.wait(until, [this] { return ring_.readable(1) != 0; });
      if (!rang) return ring_.try_pop(out);
    }
    return true;
  }

  bool looks_empty() const noexcept HALLOWS_NONBLOCKING { return ring_.looks_empty(); }
  uint32_t capacity() const { return ring_.capacity(); }
  Doorbell& doorbell() { return receiver_; }
  SpscRing<T>& ring() { return ring_; }

 private:
  SpscRing<T> ring_;
  Doorbell& receiver_;
};

}  // namespace hallows::rt
