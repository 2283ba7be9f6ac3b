#pragma once

#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/time.h"
#include "ui-sched/frame_clock.h"

namespace hallows::sched {

enum class Pressure : uint8_t {
  Fits,        // starts at the latest safe moment
  Tight,       // the wanted deadline is closer than the cost: starts at once for the next one
  Impossible,  // costs more than a period: starts at once, and the ladder must give
};

// When a frame starts and what it aims at.
struct StartPlan {
  Instant start;     // latest safe start; input is sampled here
  Instant deadline;  // the refresh it must make
  Pressure pressure = Pressure::Fits;
};

struct StartQuestion {
  Instant now;
  Instant last_deadline;  // of the frame before; no two frames aim at one refresh
  Duration cost;          // CostModel::predict
  Duration wake_guard;    // how late the sleep before the start may end
};

// The earliest refresh that the frame can make, and the latest start that makes it.
StartPlan plan_start(const FrameClock& clock,
                     const StartQuestion& question) noexcept HALLOWS_NONBLOCKING;

// Time for optional, resumable work between now and the next start: 0 where less than `guard` is
// left. `next_start` is kNoStart when no frame is planned; then a whole `quantum` is free.
constexpr Instant kNoStart{INT64_MAX};
Duration slack(Instant now, Instant next_start, Duration guard,
               Duration quantum) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::sched
