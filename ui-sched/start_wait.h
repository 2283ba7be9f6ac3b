#pragma once

#include "rt-kernel/base/clock.h"
#include "rt-kernel/rt/doorbell.h"

namespace hallows::sched {

// Stage 0 in real time: sleeps on the engine's doorbell until shortly before `start`, then spins
// for the rest, at most 200 us: a sleep alone ends 20 to 60 us late. Real clocks only; the sleep is
// a Permit of its own. Returns early, without spinning, when somebody rang and `stop_on_ring` says
// so: the engine takes the news in and asks its frame loop again.
enum class OnRing : uint8_t { Return, KeepWaiting };
enum class WaitEnd : uint8_t { Started, Rang };
constexpr Duration kSpin{200'000};
WaitEnd wait_for_start(const Clock& clock, rt::Doorbell& bell, Instant start, OnRing on_ring);

}  // namespace hallows::sched
