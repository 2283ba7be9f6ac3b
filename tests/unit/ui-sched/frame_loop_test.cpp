#include "ui-sched/frame_loop.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "rt-kernel/base/clock.h"
#include "rt-kernel/base/hash.h"
#include "ui-sched/start_wait.h"

using namespace hallows;
using namespace hallows::sched;

namespace {

constexpr int64_t kMs = 1'000'000;
constexpr Duration kPeriod{16'666'667};

struct Ran {
  Instant start, deadline, finish;
  Verdict verdict;
};

// An engine on a virtual clock: does what the loop says, and jumps to where something happens.
struct Simulation {
  Clock clock{Clock::Kind::Virtual};
  FrameLoop loop{kPeriod};
  std::vector<Ran> frames;
  uint64_t wakes = 0;  // times the engine looked at anything
  Duration cost{3 * kMs};
  uint32_t work = 10;
  Instant animation_end{INT64_MIN};

  void run_until(Instant end) {
    while (clock.now() < end) {
      const NextStep step = loop.next(clock.now());
      ++wakes;
      if (step.what == NextStep::Do::Run) {
        run_frame(step.plan);
        continue;
      }
      clock.advance_to(std::min(step.until, end));
    }
  }
  void run_frame(const StartPlan& plan) {
    const Instant start = clock.now();
    loop.begin_frame(start, plan);
    clock.advance_to(start + cost);
    const bool animates = plan.deadline < animation_end;
    const Verdict verdict =
        loop.end_frame({.finish = clock.now(),
                        .cost = cost,
                        .work = work,
                        .cause = Cause::Draw,
                        .still_wanted = animates ? Want::Animation : Want::None});
    frames.push_back({start, plan.deadline, clock.now(), verdict});
  }
};

}  // namespace

TEST_CASE("an idle window of 10 s makes 0 frames and looks at nothing in between") {
  Simulation sim;
  sim.run_until({10'000 * kMs});
  CHECK(sim.frames.empty());
  CHECK(sim.wakes == 1);  // asked once, slept to the end
  CHECK(sim.loop.next(sim.clock.now()).until == rt::kNever);
}

TEST_CASE("one event is one frame, at the next refresh, started as late as is safe") {
  Simulation sim;
  sim.run_until({1'003 * kMs});
  sim.loop.want(Want::Input, 10);
  sim.run_until({3'000 * kMs});
  REQUIRE(sim.frames.size() == 1);
  const Ran& frame = sim.frames[0];
  CHECK(frame.deadline == FrameClock(kPeriod).next_after({1'003 * kMs}));
  CHECK(frame.verdict == Verdict::OnTime);
  CHECK(frame.start > Instant{1'003 * kMs});
  CHECK(sim.loop.frame() == 1);
}

TEST_CASE("many events before the start are one frame") {
  Simulation sim;
  for (int i = 0; i < 50; ++i) sim.loop.want(Want::Input | Want::Change, 10);
  sim.run_until({1'000 * kMs});
  CHECK(sim.frames.size() == 1);
}

TEST_CASE("an animation of 10 s makes 600 frames, each at a refresh of its own") {
  Simulation sim;
  sim.animation_end = {10'000 * kMs};
  sim.loop.want(Want::Animation, 10);
  sim.run_until({20'000 * kMs});
  CHECK(sim.frames.size() == 600);
  for (size_t i = 1; i < sim.frames.size(); ++i) {
    CHECK((sim.frames[i].deadline - sim.frames[i - 1].deadline) == kPeriod);
    CHECK(sim.frames[i].verdict == Verdict::OnTime);
  }
  // As late as is safe: once the cost is known, input is less than 5 ms old at the deadline.
  const Ran& last = sim.frames.back();
  CHECK((last.deadline - last.start).ns < 5 * kMs);
  CHECK(sim.wakes < 3 * sim.frames.size());
}

TEST_CASE("a timer wakes the loop at its time for one frame, and not before") {
  Simulation sim;
  sim.loop.set_timer({500 * kMs});
  sim.run_until({2'000 * kMs});
  REQUIRE(sim.frames.size() == 1);
  CHECK(sim.frames[0].start >= Instant{500 * kMs});
  CHECK(sim.frames[0].deadline <= Instant{534 * kMs});
  CHECK(sim.loop.next(sim.clock.now()).what == NextStep::Do::Sleep);
}

TEST_CASE("what is wanted while a frame runs is answered by the next frame") {
  Simulation sim;
  sim.loop.want(Want::Input);
  NextStep step = sim.loop.next({0});
  REQUIRE(step.what == NextStep::Do::Wait);
  sim.loop.begin_frame(step.until, step.plan);
  sim.loop.want(Want::Input, 5);
  sim.loop.end_frame({.finish = step.until + Duration{kMs}, .cost = {kMs}, .work = 1});
  CHECK(sim.loop.wanted());
  const NextStep next = sim.loop.next(step.until + Duration{kMs});
  CHECK(next.plan.deadline > step.plan.deadline);
}

TEST_CASE("frames that cost more than a period are late, walk down the ladder, and recover") {
  Simulation sim;
  sim.animation_end = {60'000 * kMs};
  sim.loop.want(Want::Animation, 10);
  sim.run_until({1'000 * kMs});
  CHECK(sim.loop.rung() == Rung::Full);
  sim.cost = {20 * kMs};
  sim.run_until({3'000 * kMs});
  CHECK(sim.loop.rung() != Rung::Full);
  CHECK(sim.loop.ladder().steps_down() > 0);
  uint32_t late = 0;
  for (const Ran& frame : sim.frames) late += frame.verdict == Verdict::Late ? 1 : 0;
  CHECK(late > 0);
  sim.cost = {2 * kMs};
  sim.run_until({60'000 * kMs});
  CHECK(sim.loop.rung() == Rung::Full);
  CHECK(sim.frames.back().verdict == Verdict::OnTime);
}

TEST_CASE("at half rate every second refresh is used") {
  Simulation sim;
  for (int i = 0; i < 6; ++i) sim.loop.ladder().frame_ended(Verdict::Late, Cause::Draw);
  REQUIRE(sim.loop.rung() == Rung::HalfRate);
  sim.animation_end = {1'000 * kMs};
  sim.loop.want(Want::Animation);
  sim.run_until({1'500 * kMs});
  CHECK(sim.frames.size() == 31);  // refreshes 1, 3, ... 59, and 61, which ends the animation
}

TEST_CASE("work that varies but is known beforehand misses almost nothing, with fresh input") {
  Simulation sim;
  sim.animation_end = {INT64_MAX};
  sim.loop.want(Want::Animation, 10);
  double age_ms = 0;
  uint32_t late = 0;
  constexpr uint32_t kFrames = 20'000;
  for (uint32_t i = 0; i < kFrames; ++i) {
    // 1 % of the frames are five times as heavy; costs spread by 20 %.
    sim.work = hash_mix(i) % 100 == 0 ? 500 : 80 + static_cast<uint32_t>(hash_mix(i) % 40);
    const double spread = 0.9 + 0.2 * static_cast<double>(hash_mix(i + 9) % 1000) / 1000.0;
    sim.cost = {static_cast<int64_t>((200'000 + 20'000.0 * sim.work) * spread)};
    sim.loop.want(Want::Change, sim.work);
    NextStep step = sim.loop.next(sim.clock.now());
    if (step.what == NextStep::Do::Wait) sim.clock.advance_to(step.until);
    sim.run_frame(step.plan);
    late += sim.frames.back().verdict == Verdict::Late ? 1 : 0;
    age_ms += (sim.frames.back().deadline - sim.frames.back().start).milliseconds();
  }
  CHECK(late * 1000 < kFrames);
  CHECK(age_ms / kFrames < 4.0);  // the work alone takes 2.3 ms on average
}

TEST_CASE("the wait for a start sleeps until rung, or starts no earlier than it should") {
  const Clock clock(Clock::Kind::Real);
  rt::Doorbell bell;
  std::atomic<bool> something{false};
  const auto ready = [](void* flag) { return static_cast<std::atomic<bool>*>(flag)->load(); };
  const Instant start = clock.now() + from_ms(3);
  CHECK(wait_for_start(clock, bell, start, ready, &something) == WaitEnd::Started);
  CHECK(clock.now() >= start);
  CHECK(wait_for_start(clock, bell, {0}, ready, &something) == WaitEnd::Started);
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    something.store(true);
    bell.ring();
  });
  CHECK(wait_for_start(clock, bell, rt::kNever, ready, &something) == WaitEnd::Rang);
  other.join();
  CHECK(something.load());
}
