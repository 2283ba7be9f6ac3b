#include <cmath>

#include "parseltongue/interpreter/evaluator.h"
#include "parseltongue/value/arithmetic.h"
#include "parseltongue/value/color.h"
#include "parseltongue/value/text.h"

// The functions of builtins.def but for those on lists.
namespace hallows::interpreter {
namespace {

using format::Builtin;

constexpr double kTurn = 2 * M_PI;

Value from_optional(std::optional<int64_t> i) {
  return i ? Value::from_int(*i) : Value();
}
Value from_optional(std::optional<double> d) {
  return d ? Value::from_float(*d) : Value();
}

// 30% or 0.3 as 0.3.
double share(const Value& v) {
  return v.is(ValueKind::Percent) ? v.as_float() / 100 : v.as_float();
}

Value text_builtin(Evaluator& ev, Builtin builtin, const Expr& e) {
  const Value receiver = ev.operand_value(e, 0);
  const std::string_view text = receiver.as_text();
  const Value first = ev.count_operands(e) > 1 ? ev.operand_value(e, 1) : Value();
  const std::string_view argument = first.as_text();
  switch (builtin) {
    case Builtin::TextCount:
      return Value::from_int(value::text_count(text));
    case Builtin::TextEmpty:
      return Value::from_bool(text.empty());
    case Builtin::TextUpper:
      return value::text_upper(ev.heap, text);
    case Builtin::TextLower:
      return value::text_lower(ev.heap, text);
    case Builtin::TextTrim: {
      const std::string_view trimmed = value::text_trim(text);
      return trimmed.size() == text.size() ? receiver : ev.heap.make_text(trimmed);
    }
    case Builtin::TextContains:
      return Value::from_bool(text.find(argument) != std::string_view::npos);
    case Builtin::TextStartsWith:
      return Value::from_bool(text.starts_with(argument));
    case Builtin::TextEndsWith:
      return Value::from_bool(text.ends_with(argument));
    case Builtin::TextReplace: {
      const Value to = ev.operand_value(e, 2);
      return value::text_replace(ev.heap, text, argument, to.as_text());
    }
    case Builtin::TextSplit:
      return value::text_split(ev.heap, text, argument);
    case Builtin::TextToInt:
      return from_optional(value::text_to_int(text));
    case Builtin::TextToFloat:
      return from_optional(value::text_to_float(text));
    default:
      return ev.bad_tables();
  }
}

enum class Pick : uint8_t { Least, Greatest };

Value pick_operand(Evaluator& ev, const Expr& e, Pick pick) {
  Value best = ev.operand_value(e, 0);
  for (uint32_t i = 1; i < ev.count_operands(e); ++i) {
    Value next = ev.operand_value(e, i);
    const bool better = pick == Pick::Least ? value::less(next, best) : value::less(best, next);
    if (better) best = std::move(next);
    if (i >= ev.tables.operands.size()) break;
  }
  return best;
}

// max(low, min(x, high)): where the bounds cross, the lower one wins, as in CSS.
Value clamp_value(Evaluator& ev, const Expr& e) {
  Value x = ev.operand_value(e, 0);
  Value low = ev.operand_value(e, 1);
  Value high = ev.operand_value(e, 2);
  if (value::less(high, x)) x = std::move(high);
  return value::less(x, low) ? low : x;
}

Value maths_builtin(Evaluator& ev, Builtin builtin, const Expr& e) {
  const Value a = ev.count_operands(e) > 0 ? ev.operand_value(e, 0) : Value();
  const Value b = ev.count_operands(e) > 1 ? ev.operand_value(e, 1) : Value();
  const double x = a.as_float();
  switch (builtin) {
    case Builtin::Abs:
      return value::absolute(a);
    case Builtin::Lerp:
      return value::interpolate(ev.heap, a, b, share(ev.operand_value(e, 2)));
    case Builtin::Round:
      return a.is(ValueKind::Int) ? a : value::round_value(x);
    case Builtin::Floor:
      return a.is(ValueKind::Int) ? a : Value::from_int(value::saturate_to_int(std::floor(x)));
    case Builtin::Ceil:
      return a.is(ValueKind::Int) ? a : Value::from_int(value::saturate_to_int(std::ceil(x)));
    case Builtin::Sqrt:
      return Value::from_float(std::sqrt(x));
    case Builtin::Pow:
      return Value::from_float(std::pow(x, b.as_float()));
    case Builtin::Sin:
      return Value::from_float(std::sin(x * kTurn));
    case Builtin::Cos:
      return Value::from_float(std::cos(x * kTurn));
    case Builtin::Tan:
      return Value::from_float(std::tan(x * kTurn));
    case Builtin::Atan2:
      return Value::angle(std::atan2(x, b.as_float()) / kTurn);
    case Builtin::Mod:
      return value::modulo(a, b);
    case Builtin::Pi:
      return Value::from_float(M_PI);
    default:
      return ev.bad_tables();
  }
}

Value color_builtin(Evaluator& ev, Builtin builtin, const Expr& e) {
  const Value a = ev.operand_value(e, 0);
  const Value b = ev.operand_value(e, 1);
  const Value c = ev.count_operands(e) > 2 ? ev.operand_value(e, 2) : Value();
  switch (builtin) {
    case Builtin::Rgb:
      return Value::color(value::color_rgba(a, b, c, Value::from_float(1)));
    case Builtin::Rgba:
      return Value::color(value::color_rgba(a, b, c, ev.operand_value(e, 3)));
    case Builtin::Hsl:
      return Value::color(value::color_hsl(a.as_float(), share(b), share(c)));
    case Builtin::Oklch:
      return Value::color(value::color_oklch(share(a), b.as_float(), c.as_float()));
    case Builtin::ColorLighten:
      return Value::color(value::lighten(a.as_color16(), share(b)));
    case Builtin::ColorDarken:
      return Value::color(value::darken(a.as_color16(), share(b)));
    case Builtin::ColorAlpha:
      return Value::color(value::with_alpha(a.as_color16(), share(b)));
    case Builtin::ColorMix:
      return Value::color(value::mix(a.as_color16(), b.as_color16(), share(c)));
    default:
      return ev.bad_tables();
  }
}

Value gradient_builtin(Evaluator& ev, Builtin builtin, const Expr& e) {
  const bool radial = builtin == Builtin::Radial;
  const value::GradientShape shape = radial                      ? value::GradientShape::Radial
                                     : builtin == Builtin::Conic ? value::GradientShape::Conic
                                                                 : value::GradientShape::Linear;
  const double angle = radial ? 0 : ev.operand_value(e, 0).as_float();
  const Arguments stops(ev, e, radial ? 0 : 1);
  return value::make_gradient(ev.heap, shape, angle, stops.values());
}

Value track_builtin(Evaluator& ev, Builtin builtin, const Expr& e) {
  const Arguments parts(ev, e);
  const value::TrackFunction function = builtin == Builtin::Minmax ? value::TrackFunction::Minmax
                                        : builtin == Builtin::Repeat
                                            ? value::TrackFunction::Repeat
                                            : value::TrackFunction::FitContent;
  return ev.heap.make_track(function, parts.values());
}

bool between(Builtin builtin, Builtin first, Builtin last) {
  return builtin >= first && builtin <= last;
}

}  // namespace

Value run_builtin(Evaluator& ev, Builtin builtin, const Expr& e) noexcept {
  if (between(builtin, Builtin::ListCount, Builtin::ListJoin)) {
    return run_list_builtin(ev, builtin, e);
  }
  if (between(builtin, Builtin::TextCount, Builtin::TextToFloat)) {
    return text_builtin(ev, builtin, e);
  }
  if (builtin == Builtin::Min) return pick_operand(ev, e, Pick::Least);
  if (builtin == Builtin::Max) return pick_operand(ev, e, Pick::Greatest);
  if (builtin == Builtin::Clamp) return clamp_value(ev, e);
  if (between(builtin, Builtin::Abs, Builtin::Pi)) return maths_builtin(ev, builtin, e);
  if (between(builtin, Builtin::Rgb, Builtin::ColorMix)) return color_builtin(ev, builtin, e);
  if (between(builtin, Builtin::Linear, Builtin::Conic)) return gradient_builtin(ev, builtin, e);
  if (between(builtin, Builtin::Minmax, Builtin::FitContent)) {
    return track_builtin(ev, builtin, e);
  }
  return ev.bad_tables();
}

}  // namespace hallows::interpreter
