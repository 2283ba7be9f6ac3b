#pragma once

#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/time.h"
#include "rt-kernel/rt/doorbell.h"
#include "ui-sched/cost_model.h"
#include "ui-sched/deadline.h"
#include "ui-sched/degrade.h"
#include "ui-sched/frame_clock.h"

namespace hallows::sched {

// Why a window wants a frame.
enum class Want : uint8_t {
  None = 0,
  Input = 1 << 0,      // something stands in the input ring
  Change = 1 << 1,     // the application or a worker changed something; something is dirty
  Animation = 1 << 2,  // a running animation: FrameEnd::still_wanted keeps it going
  Pixels = 1 << 3,     // exposed, resized, or damage waits for a free plan or image
};
constexpr Want operator|(Want a, Want b) {
  return static_cast<Want>(static_cast<uint8_t>(a) | static_cast<uint8_t>(b));
}
constexpr Want operator&(Want a, Want b) {
  return static_cast<Want>(static_cast<uint8_t>(a) & static_cast<uint8_t>(b));
}

// What the engine does next for one window.
struct NextStep {
  enum class Do : uint8_t {
    Sleep,  // nothing is wanted: until somebody rings, or until `until` (a timer), else kNever
    Wait,   // a frame is planned: until plan.start; more input may come meanwhile
    Run,    // now
  };
  Do what = Do::Sleep;
  Instant until = rt::kNever;
  StartPlan plan;
};

// How a frame that ran ended.
struct FrameEnd {
  Instant finish;
  Duration cost;      // what the cost model learns: start to finish, without waits
  uint32_t work = 0;  // planned_work()
  Cause cause = Cause::None;
  Want still_wanted = Want::None;  // a running animation, unfinished damage
};

// Decides when a window's next frame runs. Pure: it reads no clock and never sleeps; the same code
// runs in real time, on a virtual clock and in simulations. Without a want there is no frame and no
// timer: an idle window costs nothing. The engine thread's, one a window.
class FrameLoop {
 public:
  explicit FrameLoop(Duration nominal = kUsualRefresh) : clock_(nominal) {}

  // Says that a frame is wanted; `work` is the queued work as known now (the largest of the calls
  // before the frame counts). Cheap, may be called at any time; inside a frame it
  // counts for the next.
  void want(Want why, uint32_t work = 0) noexcept HALLOWS_NONBLOCKING;
  // A frame must run no later than this even if nothing else happens (caret blink, tooltip delay,
  // the application's timers). The earliest one counts; kNever clears.
  void set_timer(Instant when) noexcept HALLOWS_NONBLOCKING { timer_ = when; }

  NextStep next(Instant now) noexcept HALLOWS_NONBLOCKING;
  // The frame that next() said to run starts. Takes all wants: an animation that goes on is wanted
  // again at its end.
  void begin_frame(Instant start, const StartPlan& plan) noexcept HALLOWS_NONBLOCKING;
  // It ended. Returns how: Late when `finish` lies past its deadline.
  Verdict end_frame(const FrameEnd& end) noexcept HALLOWS_NONBLOCKING;

  // Feedback of an earlier frame.
  void presented(Instant when) noexcept HALLOWS_NONBLOCKING { clock_.observe(when); }
  void set_grid(Instant phase, Duration interval) noexcept HALLOWS_NONBLOCKING {
    clock_.set_grid(phase, interval);
  }
  // How late sleeps end here: 300 us by default; real time with spinning needs less.
  void set_wake_guard(Duration guard) { wake_guard_ = guard; }

  uint64_t frame() const { return frame_; }  // of the frame that runs, or of the last
  // What want() knew when the frame began.
  uint32_t planned_work() const { return running_work_; }
  Rung rung() const { return ladder_.rung(); }
  const FrameClock& clock() const { return clock_; }
  const CostModel& cost() const { return cost_; }
  DegradeLadder& ladder() { return ladder_; }
  bool wanted() const { return wants_ != Want::None; }

 private:
  FrameClock clock_;
  CostModel cost_;
  DegradeLadder ladder_;
  Want wants_ = Want::None;
  uint32_t work_ = 0;
  Instant timer_ = rt::kNever;
  Instant last_deadline_{INT64_MIN};
  Duration wake_guard_ = from_us(300);
  StartPlan running_;
  uint32_t running_work_ = 0;
  uint64_t frame_ = 0;
};

}  // namespace hallows::sched
