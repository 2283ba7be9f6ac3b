#include "ui-sched/runtime/virtual_drive.h"

#include <algorithm>

namespace hallows::runtime {
namespace {

constexpr int64_t kFrameNs = kUsualRefresh.ns;

}  // namespace

void VirtualDrive::park() noexcept {
  if (engine_.config.workers != nullptr) engine_.config.workers->wait_parked(rt::kNever);
}

uint32_t VirtualDrive::settle_once() noexcept {
  park();
  port_.poll(clock_.now());
  latch(engine_);
  uint32_t frames = 0;
  for (EngineWindow& window : engine_.windows) {
    if (!window.open) continue;
    const bool timer_due = widgets::next_wake(engine_.ui) <= clock_.now();
    if (!timer_due && !wants_frame(engine_, window.id)) continue;
    const sched::StartPlan plan{clock_.now(), clock_.now(), sched::Pressure::Fits};
    run_frame(engine_, window.id, plan);
    ++frames;
  }
  port_.poll(clock_.now());
  return frames;
}

uint32_t VirtualDrive::settle(uint32_t rounds) noexcept {
  uint32_t frames = 0;
  for (uint32_t i = 0; i < rounds; ++i) {
    const uint32_t ran = settle_once();
    frames += ran;
    if (ran == 0) break;
  }
  return frames;
}

void VirtualDrive::advance(Duration by) noexcept {
  const Instant end = clock_.now() + by;
  while (clock_.now() < end) {
    const int64_t next_tick = (clock_.now().ns / kFrameNs + 1) * kFrameNs;
    clock_.advance_to({std::min(next_tick, end.ns)});
    settle_once();
  }
}

}  // namespace hallows::runtime
