#include "ui-sched/frame_clock.h"

#include <doctest/doctest.h>

#include <cmath>

#include "rt-kernel/base/hash.h"

using namespace hallows;
using namespace hallows::sched;

namespace {

// Noise of -1 .. 1, the same in every run.
double noise(uint64_t i) {
  return static_cast<double>(hash_mix(i) % 2001) / 1000.0 - 1.0;
}

}  // namespace

TEST_CASE("the next refresh lies strictly after the time asked for, also before the phase") {
  FrameClock clock({10}, {3});
  const struct {
    int64_t now, next;
  } cases[] = {{3, 13}, {4, 13}, {12, 13}, {13, 23}, {2, 3}, {0, 3}, {-7, 3}, {-8, -7}};
  for (const auto& c : cases) CHECK(clock.next_after({c.now}).ns == c.next);
}

TEST_CASE("the clock finds a display's true rate and phase through noisy stamps") {
  // Nominal 60 Hz; the display really has 59.94 and its refreshes lie somewhere else.
  constexpr double kTrue = 1e9 / 59.94;
  constexpr double kPhase = 5.3e6;
  FrameClock clock({16'666'667});
  for (uint64_t n = 0; n < 1200; ++n) {
    const double at = kPhase + static_cast<double>(n) * kTrue + noise(n) * 100e3;
    if (n % 7 != 3) clock.observe({static_cast<int64_t>(at)});  // some stamps are missing
  }
  CHECK(std::abs(static_cast<double>(clock.period().ns) - kTrue) < 2'000);
  const double next = static_cast<double>(clock.next_after({static_cast<int64_t>(30e9)}).ns);
  const double off = std::remainder(next - kPhase, kTrue);
  // 600 periods ahead of the last stamp a period error of 1 us would already be 0.6 ms.
  CHECK(std::abs(off) < 1.5e6);
}

TEST_CASE("one stray stamp moves nothing; a phase that has jumped is followed after eight") {
  FrameClock clock({10'000'000});
  for (int64_t n = 1; n <= 50; ++n) clock.observe({n * 10'000'000});
  clock.observe({514'900'000});  // half a period off, once
  clock.observe({520'000'000});
  CHECK(clock.next_after({600'000'001}).ns == 610'000'000);
  for (int64_t n = 60; n < 68; ++n) clock.observe({n * 10'000'000 + 4'000'000});
  const int64_t off = (clock.next_after({700'000'000}).ns - 4'000'000) % 10'000'000;
  CHECK(std::abs(off) < 200'000);
}

TEST_CASE("a display that reports no rate leaves the grid as it is") {
  FrameClock clock({10});
  clock.set_grid({5}, {0});
  CHECK(clock.period().ns == 10);
  clock.set_grid({5}, {7});
  CHECK(clock.period().ns == 7);
  CHECK(clock.next_after({5}).ns == 12);
}
