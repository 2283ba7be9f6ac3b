#include "parseltongue/value/color.h"

#include <algorithm>
#include <cmath>

namespace hallows::value {
namespace {

struct Rgb {
  double r = 0, g = 0, b = 0;
};
struct Oklab {
  double l = 0, a = 0, b = 0;
};

double clamp01(double x) {
  return x > 0 ? std::min(x, 1.0) : 0.0;  // NaN gives 0
}
uint16_t to_channel(double x) {
  return static_cast<uint16_t>(std::lround(clamp01(x) * 65535));
}
double from_channel(uint16_t c) {
  return c / 65535.0;
}
Color16 make(Rgb c, double alpha) {
  return {to_channel(c.r), to_channel(c.g), to_channel(c.b), to_channel(alpha)};
}

// CSS Color 4, section 18, "Sample code": the transfer functions of sRGB.
double to_linear(double c) {
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}
double from_linear(double c) {
  return c <= 0.0031308 ? c * 12.92 : 1.055 * std::pow(c, 1 / 2.4) - 0.055;
}

// Björn Ottosson, "A perceptual color space for image processing" (2020): linear sRGB and Oklab.
Oklab to_oklab(Color16 c) {
  const double r = to_linear(from_channel(c.r));
  const double g = to_linear(from_channel(c.g));
  const double b = to_linear(from_channel(c.b));
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

Rgb from_oklab(Oklab c) {
  const auto cube = [](double x) { return x * x * x; };
  const double l = cube(c.l + 0.3963377774 * c.a + 0.2158037573 * c.b);
  const double m = cube(c.l - 0.1055613458 * c.a - 0.0638541728 * c.b);
  const double s = cube(c.l - 0.0894841775 * c.a - 1.2914855480 * c.b);
  return {from_linear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
          from_linear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
          from_linear(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

double channel_of(const Value& v) {
  return v.is(ValueKind::Percent) ? v.as_float() / 100 : v.as_float() / 255;
}

const Value& stop_color(const Value& stop) {
  return stop.part(0);
}

}  // namespace

Color16 color_rgba(const Value& r, const Value& g, const Value& b, const Value& alpha) noexcept {
  const double a = alpha.is(ValueKind::Percent) ? alpha.as_float() / 100 : alpha.as_float();
  return make({channel_of(r), channel_of(g), channel_of(b)}, alpha.is_none() ? 1 : a);
}

Color16 color_hsl(double hue, double saturation, double lightness) noexcept {
  // CSS Color 4, section 7.1, hslToRgb.
  const double s = clamp01(saturation);
  const double l = clamp01(lightness);
  const auto channel = [&](double n) {
    const double k = std::fmod(n + (hue - std::floor(hue)) * 12, 12);
    return l - s * std::min(l, 1 - l) * std::max(-1.0, std::min({k - 3, 9 - k, 1.0}));
  };
  return make({channel(0), channel(8), channel(4)}, 1);
}

Color16 color_oklch(double lightness, double chroma, double hue) noexcept {
  const double angle = hue * 2 * M_PI;
  const double c = std::max(0.0, chroma);
  return make(from_oklab({clamp01(lightness), c * std::cos(angle), c * std::sin(angle)}), 1);
}

Color16 lighten(Color16 c, double p) noexcept {
  Color16 result = mix(c, {65535, 65535, 65535, c.a}, p);
  result.a = c.a;
  return result;
}

Color16 darken(Color16 c, double p) noexcept {
  Color16 result = mix(c, {0, 0, 0, c.a}, p);
  result.a = c.a;
  return result;
}

Color16 with_alpha(Color16 c, double p) noexcept {
  c.a = to_channel(from_channel(c.a) * clamp01(p));
  return c;
}

Color16 mix(Color16 a, Color16 b, double p) noexcept {
  const double t = clamp01(p);
  if (t == 0) return a;
  if (t == 1) return b;
  const double alpha_a = from_channel(a.a);
  const double alpha_b = from_channel(b.a);
  const double alpha = alpha_a + (alpha_b - alpha_a) * t;
  if (alpha == 0) return {0, 0, 0, 0};
  const Oklab x = to_oklab(a);
  const Oklab y = to_oklab(b);
  const double weight_a = alpha_a * (1 - t) / alpha;
  const double weight_b = alpha_b * t / alpha;
  return make(from_oklab({x.l * weight_a + y.l * weight_b, x.a * weight_a + y.a * weight_b,
                          x.b * weight_a + y.b * weight_b}),
              alpha);
}

Color16 lerp(Color16 a, Color16 b, double t) noexcept {
  // Not clamped before the end: springs overshoot.
  const double alpha_a = from_channel(a.a);
  const double alpha_b = from_channel(b.a);
  const double alpha = clamp01(alpha_a + (alpha_b - alpha_a) * t);
  if (alpha == 0) return {0, 0, 0, 0};
  const auto channel = [&](uint16_t x, uint16_t y) {
    const double from = from_channel(x) * alpha_a;
    return (from + (from_channel(y) * alpha_b - from) * t) / alpha;
  };
  return make({channel(a.r, b.r), channel(a.g, b.g), channel(a.b, b.b)}, alpha);
}

Value make_gradient(Heap& heap, GradientShape shape, double angle,
                    std::span<const Value> stops) noexcept {
  Value gradient = heap.make_list(1 + stops.size() * 2);
  if (gradient.is_none()) return {};
  *heap.slot(gradient, 0) = Value::angle(angle);
  // 1. Given places, kept from falling; the first and the last have one.
  double highest = 0;
  for (size_t i = 0; i < stops.size(); ++i) {
    *heap.slot(gradient, 1 + i * 2) = Value::color(stop_color(stops[i]).as_color16());
    const Value& given = stops[i].is(ValueKind::List) ? stops[i].at(1) : Value();
    if (given.is_none() && i != 0 && i + 1 != stops.size()) continue;
    const double end = i == 0 ? 0.0 : std::max(100.0, highest);
    highest = std::max(i == 0 ? -1e9 : highest, given.is_none() ? end : given.as_float());
    *heap.slot(gradient, 2 + i * 2) = Value::percent(highest);
  }
  // 2. Runs without one are spread between their neighbours.
  for (size_t i = 1; i + 1 < stops.size(); ++i) {
    if (!gradient.at(2 + i * 2).is_none()) continue;
    size_t next = i;
    while (gradient.at(2 + next * 2).is_none()) ++next;
    const double from = gradient.at(i * 2).as_float();
    const double to = gradient.at(2 + next * 2).as_float();
    *heap.slot(gradient, 2 + i * 2) =
        Value::percent(from + (to - from) / static_cast<double>(next - i + 1));
  }
  return heap.make_gradient(shape, gradient.values());
}

size_t gradient_stop_count(const Value& gradient) noexcept {
  return gradient.is(ValueKind::Gradient) && gradient.size() > 0 ? (gradient.size() - 1) / 2 : 0;
}

GradientStop gradient_stop(const Value& gradient, size_t i) noexcept {
  if (i >= gradient_stop_count(gradient)) return {};
  return {gradient.at(1 + i * 2).as_color(),
          static_cast<float>(gradient.at(2 + i * 2).as_float() / 100)};
}

double gradient_angle(const Value& gradient) noexcept {
  return gradient.at(0).as_float();
}

}  // namespace hallows::value
