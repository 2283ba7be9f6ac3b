#pragma once

#include "rt-kernel/base/clock.h"
#include "rt-kernel/rt/doorbell.h"

namespace hallows::sched {

// Why the wait ended.
enum class WaitEnd : uint8_t { Started, Rang };
// At the end of a sleep at most this long is spun: a sleep alone ends 20 to 60 us late.
constexpr Duration kSpin{200'000};

// Stage 0 in real time: sleeps on the engine's doorbell until kSpin before `start`, then spins for
// the rest. Returns Rang early when somebody rang or `ready` says that there is something to take
// in; the engine then asks its frame loop again. With `start` kNever it sleeps until that. Real
// clocks only; the sleep is a Permit of its own.
WaitEnd wait_for_start(const Clock& clock, rt::Doorbell& bell, Instant start, bool (*ready)(void*),
                       void* context) noexcept;

}  // namespace hallows::sched
