#include "ui-sched/cost_model.h"

#include <doctest/doctest.h>

#include <cmath>

#include "rt-kernel/base/hash.h"

using namespace hallows;
using namespace hallows::sched;
using Outcome = CostModel::Outcome;

TEST_CASE("before it has seen eight frames it answers the first guess and the margin") {
  CostModel model({3'000'000});
  CHECK(model.predict(0).ns == 3'500'000);
  for (int i = 0; i < 7; ++i) model.observe(10, {1'000'000}, Outcome::OnTime);
  CHECK(model.predict(10).ns == 3'500'000);
  model.observe(10, {1'000'000}, Outcome::OnTime);
  CHECK(model.fitted(10).ns == doctest::Approx(1'000'000));
}

TEST_CASE("it learns the price of work, and so foresees a heavy frame that it has never seen") {
  CostModel model;
  for (uint32_t i = 0; i < 400; ++i) {
    const uint32_t work = static_cast<uint32_t>(hash_mix(i) % 100);
    model.observe(work, {500'000 + 20'000 * int64_t{work}}, Outcome::OnTime);
  }
  CHECK(model.fitted(0).ns == doctest::Approx(500'000).epsilon(0.01));
  CHECK(model.fitted(1000).ns == doctest::Approx(20'500'000).epsilon(0.01));
  CHECK(model.residual_ratio() == doctest::Approx(1.0).epsilon(0.02));
  CHECK(model.predict(1000) > model.fitted(1000));
}

TEST_CASE("with constant work it answers the mean cost and invents no price") {
  CostModel model;
  for (int i = 0; i < 300; ++i) model.observe(50, {2'000'000}, Outcome::OnTime);
  CHECK(model.fitted(50).ns == doctest::Approx(2'000'000));
  CHECK(model.fitted(500).ns == doctest::Approx(2'000'000));
}

TEST_CASE("its upper estimate covers all but the rarest residuals") {
  CostModel model;
  uint32_t exceeded = 0;
  constexpr uint32_t kFrames = 20'000;
  for (uint32_t i = 0; i < kFrames; ++i) {
    const uint32_t work = 20 + static_cast<uint32_t>(hash_mix(i) % 60);
    // Costs spread by up to 40 % around the line.
    const double spread = 0.8 + 0.4 * static_cast<double>(hash_mix(i + 77) % 1000) / 1000.0;
    const Duration cost{static_cast<int64_t>((300'000 + 30'000.0 * work) * spread)};
    if (i > 500 && cost > model.predict(work)) ++exceeded;
    model.observe(work, cost, Outcome::OnTime);
  }
  CHECK(exceeded * 1000 < kFrames);  // under 0.1 %, margin included
}

TEST_CASE("the margin attacks on a miss and decays by 2 % a frame, within its bounds") {
  CostModel model;
  for (int i = 0; i < 10; ++i) model.observe(1, {1'000'000}, Outcome::OnTime);
  CHECK(model.margin() == CostModel::kMarginFloor);
  model.observe(1, {1'000'000}, Outcome::Missed);
  CHECK(model.margin() == Duration{2'000'000});
  model.observe(1, {1'000'000}, Outcome::OnTime);
  CHECK(model.margin() == Duration{1'960'000});
  for (int i = 0; i < 20; ++i) model.observe(1, {1'000'000}, Outcome::Missed);
  CHECK(model.margin() == CostModel::kMarginCeiling);
  for (int i = 0; i < 400; ++i) model.observe(1, {1'000'000}, Outcome::OnTime);
  CHECK(model.margin() == CostModel::kMarginFloor);
}

TEST_CASE("no history makes it answer nonsense") {
  CostModel model;
  for (uint32_t i = 0; i < 2000; ++i) {
    const uint32_t work = (i % 3 == 0) ? 0 : (i % 5 == 0 ? UINT32_MAX : i);
    const int64_t cost = (i % 4 == 0) ? 0 : (i % 7 == 0 ? INT64_C(10'000'000'000) : -5);
    model.observe(work, {cost}, i % 2 == 0 ? Outcome::Missed : Outcome::OnTime);
    CHECK(std::isfinite(model.residual_ratio()));
    CHECK(model.predict(i).ns >= 0);
    CHECK(model.predict(i + 1) >= model.predict(i));  // more work never costs less
  }
}
