#include "parseltongue/value/arithmetic.h"

#include <cmath>
#include <limits>

#include "parseltongue/value/color.h"

namespace hallows::value {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

bool is_number(const Value& v) {
  return v.is(ValueKind::Int) || v.is(ValueKind::Float);
}
bool both(const Value& a, const Value& b, ValueKind kind) {
  return a.is(kind) && b.is(kind);
}
bool is_length(const Value& v) {
  return v.is(ValueKind::Length) || v.is(ValueKind::Percent);
}

Length scaled(Length l, double k) {
  const auto times = [k](float x) { return static_cast<float>(x * k); };
  return {times(l.dp), times(l.percent), times(l.em)};
}
Length sum(Length a, Length b) {
  return {a.dp + b.dp, a.percent + b.percent, a.em + b.em};
}

// `a` as the same kind of quantity with its size multiplied; None where it is none.
Value scale_quantity(const Value& a, double k) {
  switch (a.kind()) {
    case ValueKind::Length:
      return Value::length(scaled(a.as_length(), k));
    case ValueKind::Percent:
      return Value::percent(a.as_float() * k);
    case ValueKind::Duration: {
      const double ns = static_cast<double>(a.as_duration().ns) * k;
      return Value::duration({saturate_to_int(std::round(ns))});
    }
    case ValueKind::Angle:
      return Value::angle(a.as_float() * k);
    case ValueKind::Fr:
      return Value::fr(a.as_float() * k);
    default:
      return {};
  }
}

// The sum of two quantities of one kind; None where they are not.
Value add_quantities(const Value& a, const Value& b) {
  if (both(a, b, ValueKind::Percent)) return Value::percent(a.as_float() + b.as_float());
  if (is_length(a) && is_length(b)) return Value::length(sum(a.as_length(), b.as_length()));
  if (both(a, b, ValueKind::Duration)) {
    return Value::duration({add_saturating(a.as_duration().ns, b.as_duration().ns)});
  }
  if (both(a, b, ValueKind::Angle)) return Value::angle(a.as_float() + b.as_float());
  if (both(a, b, ValueKind::Fr)) return Value::fr(a.as_float() + b.as_float());
  return {};
}

// The quotient of two lengths has a meaning where both are in one unit.
double divide_lengths(Length a, Length b) {
  if (a.dp == 0 && b.dp == 0 && a.em == 0 && b.em == 0) return double{a.percent} / b.percent;
  if (a.dp == 0 && b.dp == 0 && a.percent == 0 && b.percent == 0) return double{a.em} / b.em;
  return double{a.dp} / b.dp;
}

double mod_floor(double a, double b) {
  if (b == 0) return 0;
  const double r = std::fmod(a, b);
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

int64_t mod_floor(int64_t a, int64_t b) {
  if (b == 0 || b == -1) return 0;  // INT64_MIN % -1 would overflow
  const int64_t r = a % b;
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

int64_t negate_saturating(int64_t a) {
  return a == kMin ? kMax : -a;
}

}  // namespace

int64_t saturate_to_int(double value) noexcept {
  if (std::isnan(value)) return 0;
  if (value >= 9223372036854775808.0) return kMax;  // 2^63
  if (value < -9223372036854775808.0) return kMin;
  return static_cast<int64_t>(value);
}

int64_t add_saturating(int64_t a, int64_t b) noexcept {
  int64_t result = 0;
  if (!__builtin_add_overflow(a, b, &result)) return result;
  return b > 0 ? kMax : kMin;
}

int64_t multiply_saturating(int64_t a, int64_t b) noexcept {
  int64_t result = 0;
  if (!__builtin_mul_overflow(a, b, &result)) return result;
  return (a < 0) == (b < 0) ? kMax : kMin;
}

Value add(Heap& heap, const Value& a, const Value& b) noexcept {
  if (both(a, b, ValueKind::Int)) return Value::from_int(add_saturating(a.as_int(), b.as_int()));
  if (is_number(a) && is_number(b)) return Value::from_float(a.as_float() + b.as_float());
  if (both(a, b, ValueKind::Text)) {
    if (b.as_text().empty()) return a;
    if (a.as_text().empty()) return b;
    return heap.join(a.as_text(), b.as_text());
  }
  return add_quantities(a, b);
}

Value subtract(const Value& a, const Value& b) noexcept {
  if (both(a, b, ValueKind::Int)) {
    int64_t result = 0;
    if (__builtin_sub_overflow(a.as_int(), b.as_int(), &result)) {
      result = b.as_int() < 0 ? kMax : kMin;
    }
    return Value::from_int(result);
  }
  if (is_number(a) && is_number(b)) return Value::from_float(a.as_float() - b.as_float());
  if (both(a, b, ValueKind::Duration)) {
    int64_t ns = 0;
    if (__builtin_sub_overflow(a.as_duration().ns, b.as_duration().ns, &ns)) {
      ns = b.as_duration().ns < 0 ? kMax : kMin;
    }
    return Value::duration({ns});
  }
  return add_quantities(a, scale_quantity(b, -1));
}

Value multiply(const Value& a, const Value& b) noexcept {
  if (both(a, b, ValueKind::Int)) {
    return Value::from_int(multiply_saturating(a.as_int(), b.as_int()));
  }
  if (is_number(a) && is_number(b)) return Value::from_float(a.as_float() * b.as_float());
  if (is_number(b)) return scale_quantity(a, b.as_float());
  if (is_number(a)) return scale_quantity(b, a.as_float());
  // A percent of a quantity: `50% * 8dp` where the compiler allows it.
  if (b.is(ValueKind::Percent)) return scale_quantity(a, b.as_float() / 100);
  return {};
}

// Divides instead of multiplying by 1 / k, which would round twice.
static Value divide_quantity(const Value& a, double k) noexcept {
  switch (a.kind()) {
    case ValueKind::Length: {
      const Length l = a.as_length();
      const auto over = [k](float x) { return x == 0 ? 0.0f : static_cast<float>(x / k); };
      return Value::length({over(l.dp), over(l.percent), over(l.em)});
    }
    case ValueKind::Percent:
      return Value::percent(a.as_float() / k);
    case ValueKind::Angle:
      return Value::angle(a.as_float() / k);
    case ValueKind::Fr:
      return Value::fr(a.as_float() / k);
    case ValueKind::Duration:
      return Value::duration(
          {saturate_to_int(std::round(static_cast<double>(a.as_duration().ns) / k))});
    default:
      return {};
  }
}

Value divide(const Value& a, const Value& b) noexcept {
  if (both(a, b, ValueKind::Int)) {
    if (b.as_int() == 0) return Value::from_int(0);
    if (b.as_int() == -1) return Value::from_int(negate_saturating(a.as_int()));
    return Value::from_int(a.as_int() / b.as_int());
  }
  if (is_number(a) && is_number(b)) return Value::from_float(a.as_float() / b.as_float());
  if (is_number(b)) return divide_quantity(a, b.as_float());
  if (both(a, b, ValueKind::Percent) || both(a, b, ValueKind::Angle)) {
    return Value::from_float(a.as_float() / b.as_float());
  }
  if (is_length(a) && is_length(b)) {
    return Value::from_float(divide_lengths(a.as_length(), b.as_length()));
  }
  if (both(a, b, ValueKind::Duration)) {
    return Value::from_float(static_cast<double>(a.as_duration().ns) /
                             static_cast<double>(b.as_duration().ns));
  }
  return {};
}

Value negate(const Value& a) noexcept {
  if (a.is(ValueKind::Int)) return Value::from_int(negate_saturating(a.as_int()));
  if (a.is(ValueKind::Float)) return Value::from_float(-a.as_float());
  if (a.is(ValueKind::Duration)) return Value::duration({negate_saturating(a.as_duration().ns)});
  return scale_quantity(a, -1);
}

Value modulo(const Value& a, const Value& b) noexcept {
  if (both(a, b, ValueKind::Int)) return Value::from_int(mod_floor(a.as_int(), b.as_int()));
  if (is_number(a) && is_number(b)) return Value::from_float(mod_floor(a.as_float(), b.as_float()));
  if (both(a, b, ValueKind::Duration)) {
    return Value::duration({mod_floor(a.as_duration().ns, b.as_duration().ns)});
  }
  if (both(a, b, ValueKind::Angle)) return Value::angle(mod_floor(a.as_float(), b.as_float()));
  if (both(a, b, ValueKind::Percent)) return Value::percent(mod_floor(a.as_float(), b.as_float()));
  if (both(a, b, ValueKind::Length)) {
    return Value::dp(static_cast<float>(mod_floor(a.as_length().dp, b.as_length().dp)));
  }
  return {};
}

Value absolute(const Value& a) noexcept {
  switch (a.kind()) {
    case ValueKind::Int:
      return a.as_int() < 0 ? negate(a) : a;
    case ValueKind::Float:
      return Value::from_float(std::fabs(a.as_float()));
    default:
      return less(a, scale_quantity(a, 0)) ? negate(a) : a;
  }
}

Value interpolate(Heap& heap, const Value& a, const Value& b, double t) noexcept {
  if (is_number(a) && is_number(b)) {
    return Value::from_float(a.as_float() + (b.as_float() - a.as_float()) * t);
  }
  if (both(a, b, ValueKind::Color)) {
    return Value::color(lerp(a.as_color16(), b.as_color16(), t));
  }
  const bool lists = both(a, b, ValueKind::List) || both(a, b, ValueKind::Gradient);
  if (lists && a.size() == b.size() && a.gradient_shape() == b.gradient_shape()) {
    Value result = a;
    for (size_t i = 0; i < a.size(); ++i) {
      Value* slot = heap.slot(result, i);
      if (slot == nullptr) return a;
      *slot = interpolate(heap, a.at(i), b.at(i), t);
    }
    return result;
  }
  Value step = add_quantities(a, scale_quantity(subtract(b, a), t));
  if (!step.is_none()) return step;
  return t < 0.5 ? a : b;
}

Value round_value(double x) noexcept {
  return Value::from_int(saturate_to_int(std::round(x)));
}

}  // namespace hallows::value
