#include "rt-kernel/rt/watchdog.h"

namespace hallows::rt {

Watchdog::Verdict Watchdog::check(Instant now) noexcept {
  const Instant since = heartbeat_.busy_since();
  if (since == kNever || since == reported_) return Verdict::Fine;
  if (now - since <= limit_) return Verdict::Fine;
  reported_ = since;
  ++overdue_count_;
  return Verdict::Overdue;
}

}  // namespace hallows::rt
