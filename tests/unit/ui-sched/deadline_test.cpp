#include "ui-sched/deadline.h"

#include <doctest/doctest.h>

#include <string>

#include "rt-kernel/base/hash.h"
#include "ui-sched/degrade.h"

using namespace hallows;
using namespace hallows::sched;

namespace {

constexpr int64_t kMs = 1'000'000;
constexpr Instant kNoFrameYet{INT64_MIN};

}  // namespace

TEST_CASE("a frame starts as late as is safe, and aims at a refresh of its own") {
  const FrameClock clock({16 * kMs});
  const struct {
    const char* name;
    int64_t now_ms;
    Instant last;
    int64_t cost_ms;
    int64_t start_ms, deadline_ms;
    Pressure pressure;
  } cases[] = {
      {"fits", 0, kNoFrameYet, 4, 11, 16, Pressure::Fits},
      {"just fits", 11, kNoFrameYet, 4, 11, 16, Pressure::Fits},
      {"inside the guard", 12, kNoFrameYet, 4, 12, 16, Pressure::Tight},
      {"too late for this one", 13, kNoFrameYet, 4, 27, 32, Pressure::Tight},
      {"this refresh is taken", 5, {16 * kMs}, 4, 27, 32, Pressure::Fits},
      {"the grid moved a little", 5, {15 * kMs}, 4, 27, 32, Pressure::Fits},
      {"more than a period", 3, kNoFrameYet, 20, 3, 32, Pressure::Impossible},
      {"many periods", 3, kNoFrameYet, 100, 3, 112, Pressure::Impossible},
      {"a whole period", 1, kNoFrameYet, 15, 1, 16, Pressure::Tight},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.name));
    const StartPlan plan = plan_start(clock, {.now = {c.now_ms * kMs},
                                              .last_deadline = c.last,
                                              .cost = {c.cost_ms * kMs},
                                              .wake_guard = {1 * kMs}});
    CHECK(plan.start.ns == c.start_ms * kMs);
    CHECK(plan.deadline.ns == c.deadline_ms * kMs);
    CHECK(plan.pressure == c.pressure);
  }
}

TEST_CASE("no plan starts in the past, ends before its cost or shares a refresh") {
  for (uint64_t i = 0; i < 20'000; ++i) {
    const uint64_t dice = hash_mix(i);
    const int64_t period = 4 * kMs + static_cast<int64_t>(dice % 40) * kMs;
    const FrameClock clock({period}, {static_cast<int64_t>(dice >> 20) % period});
    const Instant now{static_cast<int64_t>((dice >> 8) % 1'000) * kMs / 7};
    const Instant last =
        (dice & 1) != 0 ? kNoFrameYet : clock.next_after(now - Duration{period / 3});
    const Duration cost{static_cast<int64_t>((dice >> 33) % 60) * kMs};
    const StartPlan plan = plan_start(
        clock, {.now = now, .last_deadline = last, .cost = cost, .wake_guard = {300'000}});
    CHECK(plan.start >= now);
    CHECK(plan.deadline > now);
    CHECK(plan.start + cost <= plan.deadline);
    if (last != kNoFrameYet && plan.pressure != Pressure::Impossible) {
      CHECK((plan.deadline - last).ns >= period / 2);
    }
  }
}

TEST_CASE("slack is what is left before the next start, in steps of the quantum") {
  CHECK(slack({0}, kNoStart, {700}, {100}).ns == 100);
  CHECK(slack({0}, {10'000}, {700}, {100}).ns == 100);
  CHECK(slack({0}, {750}, {700}, {100}).ns == 50);
  CHECK(slack({0}, {700}, {700}, {100}).ns == 0);
  CHECK(slack({0}, {10}, {700}, {100}).ns == 0);
}

TEST_CASE("rungs that nobody carries out take their misses and change nothing") {
  DegradeLadder ladder;
  ladder.set_carried_out(1u << static_cast<uint8_t>(Rung::HalfRate));
  for (int miss = 1; miss <= 6; ++miss) {
    ladder.frame_ended(Verdict::Late, Cause::Layout);
    CHECK(ladder.rung() == (miss == 6 ? Rung::HalfRate : Rung::Full));
  }
  CHECK(ladder.steps_down() == 1);
  for (int i = 0; i < 120; ++i) ladder.frame_ended(Verdict::OnTime, Cause::None);
  CHECK(ladder.rung() == Rung::Full);
  CHECK(ladder.steps_up() == 1);
}

TEST_CASE("the ladder goes down after a miss and up after 120 clean frames") {
  DegradeLadder ladder;
  ladder.frame_ended(Verdict::Late, Cause::Layout);
  CHECK(ladder.rung() == Rung::NoOptional);
  for (int i = 0; i < 119; ++i) ladder.frame_ended(Verdict::OnTime, Cause::None);
  CHECK(ladder.rung() == Rung::NoOptional);
  ladder.frame_ended(Verdict::OnTime, Cause::None);
  CHECK(ladder.rung() == Rung::Full);
  CHECK(ladder.steps_down() == 1);
  CHECK(ladder.steps_up() == 1);
}

TEST_CASE("a miss in between starts the count of clean frames anew") {
  DegradeLadder ladder;
  ladder.frame_ended(Verdict::Late, Cause::Draw);
  for (int i = 0; i < 100; ++i) ladder.frame_ended(Verdict::OnTime, Cause::None);
  ladder.frame_ended(Verdict::Late, Cause::Draw);
  for (int i = 0; i < 119; ++i) ladder.frame_ended(Verdict::OnTime, Cause::None);
  CHECK(ladder.rung() == Rung::CheapImages);
}

TEST_CASE("misses of the machine move nothing, and the floor holds") {
  DegradeLadder ladder;
  for (const Cause c : {Cause::Steal, Cause::LateWake, Cause::PageFault, Cause::Preempted}) {
    ladder.frame_ended(Verdict::Late, c);
  }
  CHECK(ladder.rung() == Rung::Full);
  for (int i = 0; i < 20; ++i) ladder.frame_ended(Verdict::Late, Cause::Text);
  CHECK(ladder.rung() == Rung::HalfRate);
  DegradeLadder off;
  off.set_floor(Rung::Full);
  off.frame_ended(Verdict::Late, Cause::Text);
  CHECK(off.rung() == Rung::Full);
}
