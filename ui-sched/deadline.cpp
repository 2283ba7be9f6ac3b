#include "ui-sched/deadline.h"

#include <algorithm>

namespace hallows::sched {

StartPlan plan_start(const FrameClock& clock,
                     const StartQuestion& question) noexcept HALLOWS_NONBLOCKING {
  const Duration period = clock.period();
  // A refresh of its own: the grid moves a little between frames, so "after the last one" means at
  // least half a period after it.
  Instant earliest = question.now;
  if (question.last_deadline.ns > INT64_MIN) {
    earliest = std::max(earliest, question.last_deadline + Duration{period.ns / 2});
  }
  StartPlan plan;
  plan.deadline = clock.next_after(earliest);
  const Duration lead = question.cost + question.wake_guard;
  plan.start = plan.deadline - lead;
  if (plan.start >= question.now) return plan;
  // 1. Too late for the whole estimate. If the cost alone still fits, start now: the estimate is an
  //    upper one and the refresh is probably made.
  plan.start = question.now;
  if (question.now + question.cost <= plan.deadline) {
    plan.pressure = Pressure::Tight;
    return plan;
  }
  // 2. More than a period: no refresh can be made for sure. Start at once and aim at the first one
  //    that the estimate reaches.
  if (question.cost > period) {
    plan.pressure = Pressure::Impossible;
    plan.deadline = clock.next_after(question.now + question.cost - Duration{1});
    return plan;
  }
  // 3. The next refresh is lost: make the one after it, with fresh input.
  plan.pressure = Pressure::Tight;
  plan.deadline = clock.next_after(plan.deadline + Duration{period.ns / 2});
  plan.start = std::max(question.now, plan.deadline - lead);
  return plan;
}

Duration slack(Instant now, Instant next_start, Duration guard,
               Duration quantum) noexcept HALLOWS_NONBLOCKING {
  if (next_start == kNoStart) return quantum;
  const Duration left = next_start - now - guard;
  if (left < Duration{0}) return {0};
  return std::min(left, quantum);
}

}  // namespace hallows::sched
