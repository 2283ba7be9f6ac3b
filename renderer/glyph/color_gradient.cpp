#include "renderer/glyph/color_gradient.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace hallows::glyph {

Matrix concat(const Matrix& outer, const Matrix& inner) {
  const Point d = outer.apply({inner.dx, inner.dy});
  return {
      outer.xx * inner.xx + outer.xy * inner.yx, outer.xx * inner.xy + outer.xy * inner.yy, d.x,
      outer.yx * inner.xx + outer.yy * inner.yx, outer.yx * inner.xy + outer.yy * inner.yy, d.y};
}

bool invert(const Matrix& m, Matrix& out) {
  const double det = m.xx * m.yy - m.xy * m.yx;
  if (!(std::fabs(det) > 1e-18)) return false;
  out = {m.yy / det, -m.xy / det, 0, -m.yx / det, m.xx / det, 0};
  const Point d = out.apply({m.dx, m.dy});
  out.dx = -d.x;
  out.dy = -d.y;
  return std::isfinite(out.dx) && std::isfinite(out.dy);
}

// By insertion: stops at one place keep their order, and nearly always all of it is right.
void ColorLine::sort() {
  for (size_t i = 1; i < stops.size(); ++i) {
    const Stop stop = stops[i];
    size_t at = i;
    for (; at > 0 && stops[at - 1].at > stop.at; --at) stops[at] = stops[at - 1];
    stops[at] = stop;
  }
}

Ink ColorLine::color_at(double t) const {
  if (stops.empty() || std::isnan(t)) return {};
  const double first = stops[0].at, last = stops.back().at, length = last - first;
  if (extend != Extend::Pad && length > 0) {
    double turn = (t - first) / length;
    const double whole = std::floor(turn);
    turn -= whole;
    if (extend == Extend::Reflect && std::fmod(std::fabs(whole), 2) == 1) turn = 1 - turn;
    t = first + turn * length;
  }
  if (t < first) return stops[0].color.ink();
  if (t >= last) return stops.back().color.ink();
  size_t i = 1;
  while (stops[i].at <= t) ++i;
  const Stop &a = stops[i - 1], &b = stops[i];
  const auto k = static_cast<float>((t - a.at) / (b.at - a.at));
  // Straight colours are mixed, as browsers do.
  const auto mix = [k](float from, float to) { return from + (to - from) * k; };
  return StraightColor{mix(a.color.r, b.color.r), mix(a.color.g, b.color.g),
                       mix(a.color.b, b.color.b), mix(a.color.alpha, b.color.alpha),
                       mix(a.color.fore, b.color.fore)}
      .ink();
}

namespace {

constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();

double linear_at(const Fill& fill, Point p) {
  const double dx = fill.p1.x - fill.p0.x, dy = fill.p1.y - fill.p0.y;
  const double squared = dx * dx + dy * dy;
  return squared > 0 ? ((p.x - fill.p0.x) * dx + (p.y - fill.p0.y) * dy) / squared : kNowhere;
}

// The largest t whose circle, centre p0 to p1 and radius r0 to r1, goes through p and has a radius.
double radial_at(const Fill& fill, Point p) {
  const Point cd = {fill.p1.x - fill.p0.x, fill.p1.y - fill.p0.y};
  const Point pd = {p.x - fill.p0.x, p.y - fill.p0.y};
  const double rd = fill.r1 - fill.r0;
  // a t^2 - 2 b t + c = 0
  const double a = cd.x * cd.x + cd.y * cd.y - rd * rd;
  const double b = pd.x * cd.x + pd.y * cd.y + fill.r0 * rd;
  const double c = pd.x * pd.x + pd.y * pd.y - fill.r0 * fill.r0;
  const auto has_radius = [&](double t) { return fill.r0 + t * rd >= 0; };
  if (std::fabs(a) < 1e-9) {
    const double t = b != 0 ? c / (2 * b) : kNowhere;
    return has_radius(t) ? t : kNowhere;
  }
  const double squared = b * b - a * c;
  if (squared < 0) return kNowhere;
  const double root = std::sqrt(squared);
  const double one = (b + root) / a, other = (b - root) / a;
  if (has_radius(std::fmax(one, other))) return std::fmax(one, other);
  return has_radius(std::fmin(one, other)) ? std::fmin(one, other) : kNowhere;
}

double sweep_at(const Fill& fill, Point p) {
  double turn = std::atan2(p.y - fill.p0.y, p.x - fill.p0.x) / (2 * std::numbers::pi);
  if (turn < 0) turn += 1;
  const double span = fill.r1 - fill.r0;
  if (span != 0) return (turn - fill.r0) / span;
  // No span: what lies before takes the first colour, what lies after the last.
  if (fill.line.extend != Extend::Pad) return kNowhere;
  return turn < fill.r0 ? -1e9 : 1e9;
}

}  // namespace

Ink Fill::at(Point p) const {
  switch (kind) {
    case Kind::Solid:
      return solid;
    case Kind::Linear:
      return line.color_at(linear_at(*this, p));
    case Kind::Radial:
      return line.color_at(radial_at(*this, p));
    case Kind::Sweep:
      return line.color_at(sweep_at(*this, p));
  }
  return {};
}

}  // namespace hallows::glyph
