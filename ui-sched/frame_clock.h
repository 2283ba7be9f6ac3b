#pragma once

#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/time.h"

namespace hallows::sched {

// An estimate of when an output refreshes: deadlines are phase + n * period. Starts from a nominal
// grid (a port's VblankGrid) and follows presentation stamps with a phase-locked loop, because the
// nominal rate of a display is often a little wrong and its phase is never known beforehand. One a
// window; the engine thread's.
class FrameClock {
 public:
  explicit FrameClock(Duration nominal = kUsualRefresh, Instant phase = {0});

  // The port's grid changed (another output, another mode): start over from it.
  void set_grid(Instant phase, Duration period) noexcept HALLOWS_NONBLOCKING;
  // A frame appeared at `presented`. Stamps may be skipped, doubled, late by a vblank or noisy; one
  // that is off by more than a quarter of a period moves the phase only after eight in a row agree.
  void observe(Instant presented) noexcept HALLOWS_NONBLOCKING;

  // The first refresh that lies strictly after `now`.
  Instant next_after(Instant now) const noexcept HALLOWS_NONBLOCKING;
  Duration period() const { return {period_ns_}; }
  Instant phase() const { return {phase_ns_}; }
  // Stamps taken in since the grid was set.
  uint32_t observed() const { return observed_; }

 private:
  int64_t nominal_ns_;
  int64_t period_ns_;
  int64_t phase_ns_;
  int64_t last_ns_ = 0;     // the last accepted stamp
  double jump_sum_ns_ = 0;  // of stamps that disagree with the phase
  uint32_t jump_count_ = 0;
  uint32_t observed_ = 0;
};

}  // namespace hallows::sched
