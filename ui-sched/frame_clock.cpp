#include "ui-sched/frame_clock.h"

#include <cmath>

#include "rt-kernel/base/assert.h"

namespace hallows::sched {
namespace {

// Loop gains: heavy damping, because stamps are noisy and a period changes rarely.
constexpr double kPhaseGain = 0.1;
constexpr double kPeriodGain = 0.0025;  // critically damped: (phase gain)^2 / 4
// Bounds of the period around the nominal one: beyond them it's another mode, and the port says so.
constexpr double kPeriodReach = 0.05;
constexpr uint32_t kJumpStamps = 8;

}  // namespace

FrameClock::FrameClock(Duration nominal, Instant phase)
    : nominal_ns_(nominal.ns), period_ns_(nominal.ns), phase_ns_(phase.ns) {
  ASSERT(nominal.ns > 0);
}

void FrameClock::set_grid(Instant phase, Duration period) noexcept HALLOWS_NONBLOCKING {
  if (period.ns <= 0) return;  // a display that says nothing: keep the grid
  nominal_ns_ = period_ns_ = period.ns;
  phase_ns_ = phase.ns;
  last_ns_ = 0;
  jump_count_ = 0;
  jump_sum_ns_ = 0;
  observed_ = 0;
}

void FrameClock::observe(Instant presented) noexcept HALLOWS_NONBLOCKING {
  // Which refresh the stamp belongs to, and how far off it is.
  const double since = static_cast<double>(presented.ns - phase_ns_);
  const double n = std::round(since / static_cast<double>(period_ns_));
  const double error = since - n * static_cast<double>(period_ns_);
  ++observed_;
  if (std::abs(error) > 0.25 * static_cast<double>(period_ns_)) {
    // The sign of an error near half a period means nothing: average forward distances.
    const double forward = error < 0 ? error + static_cast<double>(period_ns_) : error;
    jump_sum_ns_ += forward;
    if (++jump_count_ < kJumpStamps) return;
    phase_ns_ += static_cast<int64_t>(jump_sum_ns_ / jump_count_);
    jump_count_ = 0;
    jump_sum_ns_ = 0;
    last_ns_ = 0;
    return;
  }
  jump_count_ = 0;
  jump_sum_ns_ = 0;
  // Re-anchoring the phase at this refresh keeps the numbers small and old period errors out.
  phase_ns_ += static_cast<int64_t>(n * static_cast<double>(period_ns_)) +
               static_cast<int64_t>(kPhaseGain * error);
  if (last_ns_ != 0 && n >= 1) {
    const double low = static_cast<double>(nominal_ns_) * (1 - kPeriodReach);
    const double high = static_cast<double>(nominal_ns_) * (1 + kPeriodReach);
    const double next = static_cast<double>(period_ns_) + kPeriodGain * error / n;
    period_ns_ = static_cast<int64_t>(std::fmin(std::fmax(next, low), high));
  }
  last_ns_ = presented.ns;
}

Instant FrameClock::next_after(Instant now) const noexcept HALLOWS_NONBLOCKING {
  const int64_t since = now.ns - phase_ns_;
  int64_t n = since / period_ns_;
  if (since % period_ns_ < 0) --n;  // rounds down, not towards zero
  return {phase_ns_ + (n + 1) * period_ns_};
}

}  // namespace hallows::sched
