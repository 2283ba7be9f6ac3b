#include "ui-sched/start_wait.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hallows::sched {
namespace {

void relax() {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

}  // namespace

WaitEnd wait_for_start(const Clock& clock, rt::Doorbell& bell, Instant start, bool (*ready)(void*),
                       void* context) noexcept {
  if (start == rt::kNever || start - clock.now() > kSpin) {
    const Instant until = start == rt::kNever ? rt::kNever : start - kSpin;
    if (bell.wait(until, ready, context)) return WaitEnd::Rang;
  }
  // Bounded by kSpin, so a real-time thread leaves its processor to others all the rest.
  while (clock.now() < start) relax();
  return WaitEnd::Started;
}

}  // namespace hallows::sched
