#include "widgets/curve.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace hallows::widgets {
namespace {

format::Curve curve_of(format::EasingKind kind, float p0 = 0) {
  format::Curve curve;
  curve.kind = kind;
  if (kind != format::EasingKind::Cubic) curve.p[0] = p0;
  curve.duration = from_ms(100);
  return curve;
}

TEST_CASE("every easing begins at 0 and ends at 1") {
  for (const format::EasingKind kind : {format::EasingKind::Linear, format::EasingKind::Cubic,
                                        format::EasingKind::Spring, format::EasingKind::Steps}) {
    const format::Curve curve = curve_of(kind, 3);
    CHECK(curve_at(curve, {0}).progress == doctest::Approx(0));
    CHECK(curve_at(curve, from_ms(100)).progress == 1);
    CHECK(curve_at(curve, from_ms(100)).done);
    CHECK_FALSE(curve_at(curve, from_ms(99)).done);
  }
}

// Values of `ease` and `ease-in-out` at a quarter and a half, solved by hand from CSS Easing 1.
TEST_CASE("cubics follow their control points") {
  format::Curve ease_curve = curve_of(format::EasingKind::Cubic);
  CHECK(ease(ease_curve, 0.5) == doctest::Approx(0.8024).epsilon(0.001));
  ease_curve.p[0] = 0.42f;
  ease_curve.p[1] = 0;
  ease_curve.p[2] = 0.58f;
  ease_curve.p[3] = 1;
  CHECK(ease(ease_curve, 0.5) == doctest::Approx(0.5).epsilon(0.001));
  CHECK(ease(ease_curve, 0.25) + ease(ease_curve, 0.75) == doctest::Approx(1).epsilon(0.001));
}

TEST_CASE("a loose spring overshoots, a tight one doesn't") {
  const auto highest = [](float damping) {
    double most = 0;
    const format::Curve curve = curve_of(format::EasingKind::Spring, damping);
    for (int i = 0; i <= 1000; ++i) most = std::max(most, ease(curve, i / 1000.0));
    return most;
  };
  CHECK(highest(0.4f) > 1.1);
  CHECK(highest(1.0f) <= 1.0);
}

TEST_CASE("steps jump at their ends, delays wait, repeats and alternation count") {
  const format::Curve steps = curve_of(format::EasingKind::Steps, 4);
  CHECK(ease(steps, 0.24) == 0);
  CHECK(ease(steps, 0.26) == 0.25);
  format::Curve curve = curve_of(format::EasingKind::Linear);
  curve.delay = from_ms(50);
  curve.repeat = 2;
  curve.alternate = true;
  CHECK(curve_at(curve, from_ms(40)).progress == 0);
  CHECK(curve_at(curve, from_ms(100)).progress == doctest::Approx(0.5));
  CHECK(curve_at(curve, from_ms(175)).progress == doctest::Approx(0.75));
  CHECK(curve_at(curve, from_ms(250)).done);
  CHECK(curve_at(curve, from_ms(250)).progress == 0);
  curve.repeat = -1;
  CHECK_FALSE(curve_at(curve, from_ms(100'050)).done);
}

}  // namespace
}  // namespace hallows::widgets
