#include "ui-sched/frame_loop.h"

#include <algorithm>

namespace hallows::sched {

void FrameLoop::want(Want why, uint32_t work) noexcept HALLOWS_NONBLOCKING {
  wants_ = wants_ | why;
  work_ = std::max(work_, work);
}

NextStep FrameLoop::next(Instant now) noexcept HALLOWS_NONBLOCKING {
  if (timer_ <= now) want(Want::Change);
  if (wants_ == Want::None) return {.what = NextStep::Do::Sleep, .until = timer_};
  StartPlan plan = plan_start(clock_, {.now = now,
                                       .last_deadline = last_deadline_,
                                       .cost = cost_.predict(work_),
                                       .wake_guard = wake_guard_});
  if (rung() == Rung::HalfRate && last_deadline_.ns > INT64_MIN) {
    // Every second refresh: the one right after the last frame's is left out.
    const Instant spared = last_deadline_ + Duration{clock_.period().ns * 3 / 2};
    if (plan.deadline < spared) {
      plan.deadline = clock_.next_after(spared);
      plan.start = std::max(now, plan.deadline - cost_.predict(work_) - wake_guard_);
    }
  }
  if (plan.start <= now) return {.what = NextStep::Do::Run, .until = now, .plan = plan};
  return {.what = NextStep::Do::Wait, .until = plan.start, .plan = plan};
}

void FrameLoop::begin_frame(Instant start, const StartPlan& plan) noexcept HALLOWS_NONBLOCKING {
  running_ = plan;
  running_.start = start;
  last_deadline_ = plan.deadline;
  ++frame_;
  wants_ = Want::None;
  running_work_ = work_;
  work_ = 0;
  if (timer_ <= start) timer_ = rt::kNever;
}

Verdict FrameLoop::end_frame(const FrameEnd& end) noexcept HALLOWS_NONBLOCKING {
  const Verdict verdict = end.finish > running_.deadline ? Verdict::Late : Verdict::OnTime;
  cost_.observe(end.work, end.cost,
                verdict == Verdict::Late ? CostModel::Outcome::Missed : CostModel::Outcome::OnTime);
  ladder_.frame_ended(verdict, end.cause);
  wants_ = wants_ | end.still_wanted;
  return verdict;
}

}  // namespace hallows::sched
