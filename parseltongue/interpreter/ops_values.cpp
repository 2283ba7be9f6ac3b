#include <algorithm>

#include "parseltongue/interpreter/evaluator.h"
#include "parseltongue/value/arithmetic.h"
#include "parseltongue/value/print.h"

// Constants, reading, making and operators (ops.def).
namespace hallows::interpreter {

// ---- Constants ----
template <>
Value run<Op::None>(Evaluator&, const Expr&) noexcept {
  return {};
}
template <>
Value run<Op::Bool>(Evaluator&, const Expr& e) noexcept {
  return Value::from_bool(e.a != 0);
}
template <>
Value run<Op::Int>(Evaluator& ev, const Expr& e) noexcept {
  return Value::from_int(ev.integer(e.a));
}
template <>
Value run<Op::Float>(Evaluator& ev, const Expr& e) noexcept {
  return Value::from_float(ev.number(e.a));
}
template <>
Value run<Op::Text>(Evaluator& ev, const Expr& e) noexcept {
  return Value::literal(ev.text(e.a));
}
template <>
Value run<Op::LengthDp>(Evaluator& ev, const Expr& e) noexcept {
  return Value::dp(static_cast<float>(ev.number(e.a)));
}
template <>
Value run<Op::LengthPx>(Evaluator& ev, const Expr& e) noexcept {
  const float scale = ev.context.scale > 0 ? ev.context.scale : 1;
  return Value::dp(static_cast<float>(ev.number(e.a) / scale));
}
template <>
Value run<Op::LengthEm>(Evaluator& ev, const Expr& e) noexcept {
  return Value::length({0, 0, static_cast<float>(ev.number(e.a))});
}
template <>
Value run<Op::Fr>(Evaluator& ev, const Expr& e) noexcept {
  return Value::fr(ev.number(e.a));
}
template <>
Value run<Op::Percent>(Evaluator& ev, const Expr& e) noexcept {
  return Value::percent(ev.number(e.a));
}
template <>
Value run<Op::Duration>(Evaluator& ev, const Expr& e) noexcept {
  return Value::duration({ev.integer(e.a)});
}
template <>
Value run<Op::Angle>(Evaluator& ev, const Expr& e) noexcept {
  return Value::angle(ev.number(e.a));
}
template <>
Value run<Op::Color>(Evaluator&, const Expr& e) noexcept {
  return Value::color(Color{static_cast<uint8_t>(e.a >> 24), static_cast<uint8_t>(e.a >> 16),
                            static_cast<uint8_t>(e.a >> 8), static_cast<uint8_t>(e.a)});
}
template <>
Value run<Op::Keyword>(Evaluator&, const Expr& e) noexcept {
  return Value::keyword(static_cast<format::KeywordSet>(e.a), static_cast<uint16_t>(e.b));
}
template <>
Value run<Op::Image>(Evaluator& ev, const Expr& e) noexcept {
  return Value::image(ev.text(e.a));
}
template <>
Value run<Op::Icon>(Evaluator& ev, const Expr& e) noexcept {
  return Value::icon(ev.text(e.a));
}
template <>
Value run<Op::Theme>(Evaluator&, const Expr& e) noexcept {
  return Value::theme(e.a);
}
template <>
Value run<Op::FunctionValue>(Evaluator& ev, const Expr& e) noexcept {
  return Value::function({format::FunctionId{e.a}, ev.context.scope});
}
template <>
Value run<Op::Range>(Evaluator& ev, const Expr& e) noexcept {
  const int64_t first = ev.eval(e.a).as_int();
  const int64_t end = ev.eval(e.b).as_int();
  // The difference of any two 64-bit numbers fits where the second is the larger one.
  const uint64_t count =
      end > first ? static_cast<uint64_t>(end) - static_cast<uint64_t>(first) : 0;
  Value list = ev.heap.make_list(static_cast<size_t>(count));
  for (size_t i = 0; i < list.size(); ++i) {
    *ev.heap.slot(list, i) = Value::from_int(first + static_cast<int64_t>(i));
  }
  return list;
}

// ---- Reading ----
template <>
Value run<Op::Slot>(Evaluator& ev, const Expr& e) noexcept {
  const Value* slot = ev.slot(ev.scope_up(e.a), e.b);
  return slot != nullptr ? *slot : Value();
}
template <>
Value run<Op::Local>(Evaluator& ev, const Expr& e) noexcept {
  return ev.local(e.a);
}
template <>
Value run<Op::ThemeField>(Evaluator& ev, const Expr& e) noexcept {
  const format::Host* host = ev.context.host;
  if (host != nullptr && host->theme != nullptr) {
    const Value& value = host->theme(host->context, e.a);
    if (!value.is_none()) return value;
  }
  if (e.b >= ev.tables.themes.size()) return {};
  const format::Range values = ev.tables.themes[e.b].values;
  return e.a < values.count ? ev.eval(ev.operand(values.first + e.a)) : Value();
}
template <>
Value run<Op::Field>(Evaluator& ev, const Expr& e) noexcept {
  return ev.eval(e.a).at(e.b);  // of none: none
}
template <>
Value run<Op::Index>(Evaluator& ev, const Expr& e) noexcept {
  const Value list = ev.eval(e.a);
  const int64_t i = ev.eval(e.b).as_int();
  return i >= 0 && list.is(ValueKind::List) ? list.at(static_cast<size_t>(i)) : Value();
}
template <>
Value run<Op::TextRange>(Evaluator& ev, const Expr& e) noexcept {
  const Value text = ev.eval(e.a);
  const int64_t first = ev.eval(e.b).as_int();
  const int64_t end = ev.eval(e.c).as_int();
  return ev.heap.make_text(value::text_range(text.as_text(), first, end));
}
template <>
Value run<Op::EnumIs>(Evaluator& ev, const Expr& e) noexcept {
  return Value::from_bool(ev.eval(e.a).case_index() == e.b);
}
template <>
Value run<Op::EnumPayload>(Evaluator& ev, const Expr& e) noexcept {
  const Value value = ev.eval(e.a);
  return value.is(ValueKind::Enum) ? value.at(e.b) : Value();
}
template <>
Value run<Op::IsSome>(Evaluator& ev, const Expr& e) noexcept {
  return Value::from_bool(!ev.eval(e.a).is_none());
}
template <>
Value run<Op::Unwrap>(Evaluator& ev, const Expr& e) noexcept {
  return ev.eval(e.a);
}

// ---- Making ----
namespace {

// Evaluates the operands into a fresh container, which nobody else sees yet. (Before the container
// is filled its values are None: a fault on the way leaves it so.)
Value fill(Evaluator& ev, const Expr& e, Value container) noexcept {
  for (uint32_t i = 0; i < container.size(); ++i) {
    Value value = ev.operand_value(e, i);
    *ev.heap.slot(container, i) = std::move(value);
  }
  return container;
}

bool sane_count(Evaluator& ev, const Expr& e) noexcept {
  return ev.count_operands(e) == e.b;
}

}  // namespace

template <>
Value run<Op::Struct>(Evaluator& ev, const Expr& e) noexcept {
  if (!sane_count(ev, e)) return {};
  return fill(ev, e, ev.heap.make_struct(e.c, size_t{e.b}));
}
template <>
Value run<Op::With>(Evaluator& ev, const Expr& e) noexcept {
  Value value = ev.operand_value(e, 0);
  for (uint32_t i = 1; i + 1 < ev.count_operands(e); i += 2) {
    const uint32_t field = ev.operand(e.a + i);
    Value changed = ev.operand_value(e, i + 1);
    Value* slot = ev.heap.slot(value, field);
    if (slot != nullptr) *slot = std::move(changed);
  }
  return value;
}
template <>
Value run<Op::Enum>(Evaluator& ev, const Expr& e) noexcept {
  if (!sane_count(ev, e)) return {};
  return fill(ev, e, ev.heap.make_enum(static_cast<uint16_t>(e.c), e.aux, size_t{e.b}));
}
template <>
Value run<Op::List>(Evaluator& ev, const Expr& e) noexcept {
  if (!sane_count(ev, e)) return {};
  return fill(ev, e, ev.heap.make_list(size_t{e.b}));
}
template <>
Value run<Op::Sequence>(Evaluator& ev, const Expr& e) noexcept {
  return run<Op::List>(ev, e);
}
template <>
Value run<Op::Interpolate>(Evaluator& ev, const Expr& e) noexcept {
  value::TextBuilder out(ev.heap);
  const value::PrintContext context{&ev.tables, ev.context.language};
  for (uint32_t i = 0; i + 1 < ev.count_operands(e); i += 2) {
    const Value value = ev.operand_value(e, i);
    const uint32_t spec = ev.operand(e.a + i + 1);
    if (spec == format::TextId::kNone) {
      value::print(out, value, context);
    } else {
      value::print(out, value, ev.text(spec), context);
    }
  }
  return out.finish();
}
template <>
Value run<Op::Translate>(Evaluator& ev, const Expr& e) noexcept {
  // The forms of the source language, which is English: one, other (CLDR 42, plural rules).
  constexpr uint32_t kHead = 3;
  const uint32_t all = ev.count_operands(e);
  if (all <= kHead) return {};
  const uint32_t count_expr = ev.operand(e.a + 2);
  uint32_t form = 0;
  if (count_expr != kNoExpr) {
    const Value count = ev.eval(count_expr);
    form = value::equal(count, Value::from_int(1)) ? 0 : 1;
  }
  return ev.operand_value(e, kHead + std::min(form, all - kHead - 1));
}

// ---- Operators ----
template <>
Value run<Op::Add>(Evaluator& ev, const Expr& e) noexcept {
  const Value a = ev.eval(e.a);
  return value::add(ev.heap, a, ev.eval(e.b));
}
template <>
Value run<Op::Subtract>(Evaluator& ev, const Expr& e) noexcept {
  const Value a = ev.eval(e.a);
  return value::subtract(a, ev.eval(e.b));
}
template <>
Value run<Op::Multiply>(Evaluator& ev, const Expr& e) noexcept {
  const Value a = ev.eval(e.a);
  return value::multiply(a, ev.eval(e.b));
}
template <>
Value run<Op::Divide>(Evaluator& ev, const Expr& e) noexcept {
  const Value a = ev.eval(e.a);
  return value::divide(a, ev.eval(e.b));
}
template <>
Value run<Op::Negate>(Evaluator& ev, const Expr& e) noexcept {
  return value::negate(ev.eval(e.a));
}
template <>
Value run<Op::Not>(Evaluator& ev, const Expr& e) noexcept {
  return Value::from_bool(!ev.eval(e.a).as_bool());
}
template <>
Value run<Op::And>(Evaluator& ev, const Expr& e) noexcept {
  return Value::from_bool(ev.eval(e.a).as_bool() && ev.eval(e.b).as_bool());
}
template <>
Value run<Op::Or>(Evaluator& ev, const Expr& e) noexcept {
  return Value::from_bool(ev.eval(e.a).as_bool() || ev.eval(e.b).as_bool());
}
template <>
Value run<Op::Equal>(Evaluator& ev, const Expr& e) noexcept {
  const Value a = ev.eval(e.a);
  return Value::from_bool(value::equal(a, ev.eval(e.b)));
}
template <>
Value run<Op::NotEqual>(Evaluator& ev, const Expr& e) noexcept {
  const Value a = ev.eval(e.a);
  return Value::from_bool(!value::equal(a, ev.eval(e.b)));
}
template <>
Value run<Op::Less>(Evaluator& ev, const Expr& e) noexcept {
  const Value a = ev.eval(e.a);
  return Value::from_bool(value::less(a, ev.eval(e.b)));
}
template <>
Value run<Op::LessEqual>(Evaluator& ev, const Expr& e) noexcept {
  const Value a = ev.eval(e.a);
  const Value b = ev.eval(e.b);
  // Not `!(b < a)`: that would be true for NaN.
  return Value::from_bool(value::less(a, b) || value::equal(a, b));
}
template <>
Value run<Op::Coalesce>(Evaluator& ev, const Expr& e) noexcept {
  Value a = ev.eval(e.a);
  return a.is_none() ? ev.eval(e.b) : a;
}
template <>
Value run<Op::IfElse>(Evaluator& ev, const Expr& e) noexcept {
  return ev.eval(ev.eval(e.a).as_bool() ? e.b : e.c);
}
template <>
Value run<Op::ToFloat>(Evaluator& ev, const Expr& e) noexcept {
  const Value a = ev.eval(e.a);
  return a.is(ValueKind::Int) ? Value::from_float(a.as_float()) : a;
}
template <>
Value run<Op::ToBrush>(Evaluator& ev, const Expr& e) noexcept {
  return ev.eval(e.a);
}
template <>
Value run<Op::ToSome>(Evaluator& ev, const Expr& e) noexcept {
  return ev.eval(e.a);
}
template <>
Value run<Op::ToLengthPercent>(Evaluator& ev, const Expr& e) noexcept {
  const Value a = ev.eval(e.a);
  return a.is(ValueKind::Percent) ? Value::length(a.as_length()) : a;
}

}  // namespace hallows::interpreter
