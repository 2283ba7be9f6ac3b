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

void DegradeLadder::frame_ended(Verdict verdict, Cause cause) noexcept HALLOWS_NONBLOCKING {
  if (verdict == Verdict::OnTime) {
    if (rung_ == Rung::Full || ++clean_ < kCleanFramesToRise) return;
    rung_ = static_cast<Rung>(static_cast<uint8_t>(rung_) - 1);
    clean_ = 0;
    ++steps_up_;
    return;
  }
  if (!work_is_to_blame(cause)) return;
  clean_ = 0;
  if (rung_ >= floor_) return;
  rung_ = static_cast<Rung>(static_cast<uint8_t>(rung_) + 1);
  ++steps_down_;
}

}  // namespace hallows::sched
