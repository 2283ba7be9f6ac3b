#include <algorithm>

#include "parseltongue/interpreter/evaluator.h"
#include "parseltongue/value/arithmetic.h"
#include "parseltongue/value/text.h"

// The functions of builtins.def on lists. Each is bounded by the list.
namespace hallows::interpreter {
namespace {

using format::Builtin;

Value filter(Evaluator& ev, const Value& list, uint32_t by) {
  Callable keep(ev, by);
  Value result = ev.heap.make_list(size_t{0});
  for (size_t i = 0; i < list.size(); ++i) {
    if (!keep(list.at(i)).as_bool()) continue;
    if (!ev.heap.append(result, list.at(i))) return {};
  }
  return result;
}

Value map(Evaluator& ev, const Value& list, uint32_t by) {
  Callable change(ev, by);
  Value result = ev.heap.make_list(list.size());
  for (size_t i = 0; i < result.size(); ++i) {
    Value value = change(list.at(i));
    *ev.heap.slot(result, i) = std::move(value);
  }
  return result;
}

Value reverse(Evaluator& ev, const Value& list) {
  Value result = ev.heap.make_list(list.size());
  const size_t size = result.size();
  for (size_t i = 0; i < size; ++i) *ev.heap.slot(result, i) = list.at(size - 1 - i);
  return result;
}

// Elements first .. end, both clamped; the list itself where that is all of it.
Value part(Evaluator& ev, const Value& list, int64_t first, int64_t end) {
  const auto size = static_cast<int64_t>(list.size());
  first = std::clamp<int64_t>(first, 0, size);
  end = std::clamp<int64_t>(end, first, size);
  if (first == 0 && end == size && list.is(ValueKind::List)) return list;
  return ev.heap.make_list(
      list.values().subspan(static_cast<size_t>(first), static_cast<size_t>(end - first)));
}

Value index_of(const Value& list, const Value& wanted) {
  for (size_t i = 0; i < list.size(); ++i) {
    if (value::equal(list.at(i), wanted)) return Value::from_int(static_cast<int64_t>(i));
  }
  return {};
}

Value any_or_all(Evaluator& ev, const Value& list, uint32_t by, bool decisive) {
  Callable test(ev, by);
  for (size_t i = 0; i < list.size(); ++i) {
    if (test(list.at(i)).as_bool() == decisive) return Value::from_bool(decisive);
  }
  return Value::from_bool(!decisive);
}

Value sum(Evaluator& ev, const Value& list, const Expr& e) {
  if (list.size() == 0) {
    const bool known = e.type < ev.tables.types.size();
    return known ? value::zero_of(ev.tables.types[e.type].kind) : Value::from_int(0);
  }
  Value total = list.at(0);
  for (size_t i = 1; i < list.size(); ++i) total = value::add(ev.heap, total, list.at(i));
  return total;
}

enum class Pick : uint8_t { Least, Greatest };

Value pick(const Value& list, Pick which) {
  Value best = list.at(0);
  for (size_t i = 1; i < list.size(); ++i) {
    const Value& next = list.at(i);
    const bool better = which == Pick::Least ? value::less(next, best) : value::less(best, next);
    if (better) best = next;
  }
  return best;
}

// Merges the sorted pairs [low, mid) and [mid, high) of `from` into `to`: key, element, key, ...
struct Merge {
  size_t low, mid, high;
};
void merge_pairs(Value* from, Value* to, Merge m) {
  size_t a = m.low;
  size_t b = m.mid;
  for (size_t out = m.low; out < m.high; ++out) {
    // The right one only where it is smaller: equal ones keep their order.
    const bool right = a == m.mid || (b < m.high && value::less(from[b * 2], from[a * 2]));
    size_t& next = right ? b : a;
    to[out * 2] = std::move(from[next * 2]);
    to[out * 2 + 1] = std::move(from[next * 2 + 1]);
    ++next;
  }
}

}  // namespace

Value sort_list(Evaluator& ev, const Value& list, uint32_t by) noexcept {
  const size_t count = list.size();
  if (count < 2 && list.is(ValueKind::List)) return list;
  Value pairs = ev.heap.make_list(count * 2);
  Value other = ev.heap.make_list(count * 2);
  Value result = ev.heap.make_list(count);
  if (pairs.size() != count * 2 || other.size() != count * 2 || result.size() != count) return {};
  if (by == kNoExpr) {
    for (size_t i = 0; i < count; ++i) *ev.heap.slot(pairs, i * 2) = list.at(i);
  } else {
    Callable key(ev, by);
    for (size_t i = 0; i < count; ++i) {
      Value value = key(list.at(i));
      *ev.heap.slot(pairs, i * 2) = std::move(value);
    }
  }
  for (size_t i = 0; i < count; ++i) *ev.heap.slot(pairs, i * 2 + 1) = list.at(i);
  if (count == 0) return result;
  Value* from = ev.heap.slot(pairs, 0);
  Value* to = ev.heap.slot(other, 0);
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t low = 0; low < count; low += width * 2) {
      merge_pairs(from, to, {low, std::min(low + width, count), std::min(low + width * 2, count)});
    }
    std::swap(from, to);
  }
  for (size_t i = 0; i < count; ++i) *ev.heap.slot(result, i) = std::move(from[i * 2 + 1]);
  return result;
}

Value run_list_builtin(Evaluator& ev, Builtin builtin, const Expr& e) noexcept {
  const Value list = ev.operand_value(e, 0);
  const bool has_second = ev.count_operands(e) > 1;
  const uint32_t second = has_second ? ev.operand(e.a + 1) : kNoExpr;
  switch (builtin) {
    case Builtin::ListCount:
      return Value::from_int(static_cast<int64_t>(list.size()));
    case Builtin::ListEmpty:
      return Value::from_bool(list.size() == 0);
    case Builtin::ListFirst:
      return list.at(0);
    case Builtin::ListLast:
      return list.size() == 0 ? Value() : list.at(list.size() - 1);
    case Builtin::ListFilter:
      return filter(ev, list, second);
    case Builtin::ListMap:
      return map(ev, list, second);
    case Builtin::ListSort:
      return sort_list(ev, list, second);
    case Builtin::ListReverse:
      return reverse(ev, list);
    case Builtin::ListTake:
      return part(ev, list, 0, ev.eval(second).as_int());
    case Builtin::ListDrop:
      return part(ev, list, ev.eval(second).as_int(), INT64_MAX);
    case Builtin::ListContains:
      return Value::from_bool(!index_of(list, ev.eval(second)).is_none());
    case Builtin::ListIndex:
      return index_of(list, ev.eval(second));
    case Builtin::ListAny:
      return any_or_all(ev, list, second, true);
    case Builtin::ListAll:
      return any_or_all(ev, list, second, false);
    case Builtin::ListSum:
      return sum(ev, list, e);
    case Builtin::ListMin:
      return pick(list, Pick::Least);
    case Builtin::ListMax:
      return pick(list, Pick::Greatest);
    case Builtin::ListJoin:
      return value::text_join(ev.heap, list, ev.eval(second).as_text());
    default:
      return ev.bad_tables();
  }
}

}  // namespace hallows::interpreter
