#include "ui-sched/degrade.h"

namespace hallows::sched {
namespace {

// Whether doing less would have helped.
bool work_is_to_blame(Cause cause) {
  switch (cause) {
    case Cause::LateWake:
    case Cause::Preempted:
    case Cause::PageFault:
    case Cause::Steal:
      return false;
    default:
      return true;
  }
}

}  // namespace

Rung DegradeLadder::rung() const {
  auto rung = static_cast<uint8_t>(reached_);
  while (rung > 0 && (carried_out_ >> rung & 1) == 0) --rung;
  return static_cast<Rung>(rung);
}

void DegradeLadder::frame_ended(Verdict verdict, Cause cause) noexcept HALLOWS_NONBLOCKING {
  const Rung before = rung();
  if (verdict == Verdict::OnTime) {
    if (reached_ == Rung::Full || ++clean_ < kCleanFramesToRise) return;
    reached_ = static_cast<Rung>(static_cast<uint8_t>(reached_) - 1);
    clean_ = 0;
    if (rung() != before) ++steps_up_;
    return;
  }
  if (!work_is_to_blame(cause)) return;
  clean_ = 0;
  if (reached_ >= floor_) return;
  reached_ = static_cast<Rung>(static_cast<uint8_t>(reached_) + 1);
  if (rung() != before) ++steps_down_;
}

}  // namespace hallows::sched
