#include "widgets/curve.h"

#include <algorithm>
#include <cmath>

namespace hallows::widgets {
namespace {

double bezier(double a, double b, double t) {
  const double u = 1 - t;
  return 3 * u * u * t * a + 3 * u * t * t * b + t * t * t;
}

// Solves x(t) = x by bisection: 40 halvings, exact to a double's needs and the same everywhere.
double cubic(const float p[4], double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  double low = 0;
  double high = 1;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) * 0.5;
    if (bezier(p[0], p[2], middle) < x) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return bezier(p[1], p[3], (low + high) * 0.5);
}

// A mass on a damped spring, let go at 0 and drawn to 1; t is in units of the duration, after which
// its envelope is at 0.1 %.
double spring(double damping, double t) {
  if (t >= 1) return 1;
  const double settle = 6.907755278982137;  // ln 1000
  const double z = std::clamp(damping, 0.05, 10.0);
  if (z < 1) {
    const double w = settle / z;
    const double wd = w * std::sqrt(1 - z * z);
    return 1 - std::exp(-z * w * t) * (std::cos(wd * t) + z * w / wd * std::sin(wd * t));
  }
  const double w = settle * 1.3;  // critically damped: (1 + wt) e^-wt is at 0.1 % by then
  return 1 - std::exp(-w * t) * (1 + w * t);
}

}  // namespace

double ease(const format::Curve& curve, double t) noexcept {
  switch (curve.kind) {
    case format::EasingKind::Linear:
      return t;
    case format::EasingKind::Cubic:
      return cubic(curve.p, t);
    case format::EasingKind::Spring:
      return spring(curve.p[0], t);
    case format::EasingKind::Steps: {
      const double n = std::max(1.0f, curve.p[0]);
      return std::min(1.0, std::floor(t * n) / n);
    }
  }
  return t;
}

CurvePoint curve_at(const format::Curve& curve, Duration elapsed) noexcept {
  const int64_t at = elapsed.ns - curve.delay.ns;
  if (at < 0) return {0, false};
  const int64_t length = std::max<int64_t>(curve.duration.ns, 0);
  const int64_t rounds = curve.repeat;
  const bool ends = rounds >= 0;
  const bool last_backward = curve.alternate && ends && rounds % 2 == 0;
  if (length == 0 || (ends && at >= length * std::max<int64_t>(rounds, 1))) {
    return {last_backward ? 0.0 : 1.0, true};
  }
  const int64_t round = at / length;
  double t = static_cast<double>(at % length) / static_cast<double>(length);
  if (curve.alternate && round % 2 == 1) t = 1 - t;
  return {ease(curve, t), false};
}

}  // namespace hallows::widgets
