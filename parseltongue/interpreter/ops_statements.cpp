#include <array>

#include "parseltongue/interpreter/evaluator.h"

// Calls, statements and test operations (ops.def).
namespace hallows::interpreter {

using format::Host;
using format::Scope;

// ---- Calls ----
template <>
Value run<Op::Call>(Evaluator& ev, const Expr& e) noexcept {
  const Arguments arguments(ev, e);
  return ev.call(format::FunctionId{e.c}, ev.context.scope, arguments.values());
}
template <>
Value run<Op::CallValue>(Evaluator& ev, const Expr& e) noexcept {
  if (ev.count_operands(e) == 0) return ev.bad_tables();
  const Value callee = ev.operand_value(e, 0);
  const Arguments arguments(ev, e, 1);
  if (!callee.is(ValueKind::Function)) return {};
  const value::FunctionValue f = callee.as_function();
  return ev.call(f.function, f.scope, arguments.values());
}
template <>
Value run<Op::CallLocal>(Evaluator& ev, const Expr& e) noexcept {
  const Arguments arguments(ev, e);
  Scope* scope = ev.scope_up(e.aux);
  return scope != nullptr ? ev.call(format::FunctionId{e.c}, scope, arguments.values()) : Value();
}
template <>
Value run<Op::Builtin>(Evaluator& ev, const Expr& e) noexcept {
  return run_builtin(ev, static_cast<format::Builtin>(e.c), e);
}
template <>
Value run<Op::Lambda>(Evaluator&, const Expr&) noexcept {
  return {};  // only list built-ins look inside (Callable)
}

// ---- Assigning ----
namespace {

constexpr size_t kMaxSteps = 16;

// A path with its indices evaluated: fields and elements below a slot or a local.
struct Path {
  std::array<size_t, kMaxSteps> steps{};
  size_t count = 0;
  bool inside = true;             // no index is negative
  uint32_t element = UINT32_MAX;  // of the slot's list, where the path goes into one
};

bool make_path(Evaluator& ev, const format::Lvalue& lvalue, Path& path) noexcept {
  if (lvalue.steps.count > kMaxSteps ||
      size_t{lvalue.steps.first} + lvalue.steps.count > ev.tables.path_steps.size()) {
    ev.bad_tables();
    return false;
  }
  for (uint32_t i = 0; i < lvalue.steps.count; ++i) {
    const format::PathStep& step = ev.tables.path_steps[lvalue.steps.first + i];
    size_t& at = path.steps[path.count++];
    if (step.field != UINT32_MAX) {
      at = step.field;
      continue;
    }
    const int64_t index = ev.eval(step.index.value).as_int();
    path.inside = path.inside && index >= 0;
    at = static_cast<size_t>(index);
    if (i == 0 && index >= 0 && index < UINT32_MAX) path.element = static_cast<uint32_t>(index);
  }
  return path.inside;
}

// What the path names, or null where it leads outside.
const Value* find(const Value& root, const Path& path) noexcept {
  const Value* at = &root;
  for (size_t i = 0; i < path.count; ++i) {
    if (path.steps[i] >= at->size()) return nullptr;
    at = &at->at(path.steps[i]);
  }
  return at;
}

// The same for writing: everything on the way is unshared. Null at the heap's bound.
Value* find_for_write(value::Heap& heap, Value& root, const Path& path) noexcept {
  Value* at = &root;
  for (size_t i = 0; i < path.count && at != nullptr; ++i) at = heap.slot(*at, path.steps[i]);
  return at;
}

void store(Evaluator& ev, Scope& scope, uint32_t slot, Value value, uint32_t element) noexcept {
  const Host* host = ev.context.host;
  if (host != nullptr && host->write_slot != nullptr) {
    host->write_slot(host->context, scope, slot, value, element);
  } else {
    scope.slots[slot] = std::move(value);
  }
}

// A change at the place that an lvalue names. `edit` gets the value there and says whether it
// changed it; it is called at most once, on a place that exists.
template <class Edit>
void change(Evaluator& ev, uint32_t lvalue_id, bool is_local, Edit&& edit) noexcept {
  if (lvalue_id >= ev.tables.lvalues.size()) {
    ev.bad_tables();
    return;
  }
  const format::Lvalue& lvalue = ev.tables.lvalues[lvalue_id];
  Path path;
  if (!make_path(ev, lvalue, path)) return;
  if (is_local) {
    Value* root = ev.local_slot(lvalue.slot.slot);
    if (root == nullptr || find(*root, path) == nullptr) return;
    Value* place = find_for_write(ev.heap, *root, path);
    if (place != nullptr) edit(*place);
    return;
  }
  Scope* scope = ev.scope_up(lvalue.slot.up);
  const Value* there = ev.slot(scope, lvalue.slot.slot);
  if (there == nullptr || find(*there, path) == nullptr) return;
  // The old value is taken out of its slot, so that what only the slot refers to changes in place.
  Value& slot = scope->slots[lvalue.slot.slot];
  Value root = std::move(slot);
  Value* place = find_for_write(ev.heap, root, path);
  if (place != nullptr && edit(*place)) {
    store(ev, *scope, lvalue.slot.slot, std::move(root), path.element);
  } else {
    slot = std::move(root);
  }
}

void assign(Evaluator& ev, const Expr& e, bool is_local) noexcept {
  const uint64_t mark = ev.heap.faults();
  Value value = ev.eval(e.b);
  if (!ev.sound_since(mark)) return;
  change(ev, e.a, is_local, [&](Value& place) {
    if (value::equal(place, value) && place.kind() == value.kind()) return false;
    place = std::move(value);
    return true;
  });
}

bool is_local(const Expr& e) {
  return (e.aux & 1) != 0;
}

// Indices of the language are signed; what is below zero is outside.
size_t to_index(const Value& v) {
  const int64_t i = v.as_int();
  return v.is(ValueKind::Int) && i >= 0 ? static_cast<size_t>(i) : SIZE_MAX;
}

}  // namespace

template <>
Value run<Op::Let>(Evaluator& ev, const Expr& e) noexcept {
  ev.set_local(e.a, ev.eval(e.b));
  return {};
}
template <>
Value run<Op::AssignLocal>(Evaluator& ev, const Expr& e) noexcept {
  const uint64_t mark = ev.heap.faults();
  Value value = ev.eval(e.b);
  if (ev.sound_since(mark)) ev.set_local(e.a, std::move(value));
  return {};
}
template <>
Value run<Op::AssignLocalPath>(Evaluator& ev, const Expr& e) noexcept {
  assign(ev, e, true);
  return {};
}
template <>
Value run<Op::Assign>(Evaluator& ev, const Expr& e) noexcept {
  assign(ev, e, false);
  return {};
}
template <>
Value run<Op::ListAppend>(Evaluator& ev, const Expr& e) noexcept {
  const uint64_t mark = ev.heap.faults();
  Value value = ev.eval(e.b);
  if (!ev.sound_since(mark)) return {};
  change(ev, e.a, is_local(e), [&](Value& list) { return ev.heap.append(list, std::move(value)); });
  return {};
}
template <>
Value run<Op::ListInsert>(Evaluator& ev, const Expr& e) noexcept {
  const uint64_t mark = ev.heap.faults();
  const size_t at = to_index(ev.eval(e.b));
  Value value = ev.eval(e.c);
  if (!ev.sound_since(mark)) return {};
  change(ev, e.a, is_local(e),
         [&](Value& list) { return ev.heap.insert(list, at, std::move(value)); });
  return {};
}
template <>
Value run<Op::ListRemove>(Evaluator& ev, const Expr& e) noexcept {
  const uint64_t mark = ev.heap.faults();
  const Value value = ev.eval(e.b);
  if (!ev.sound_since(mark)) return {};
  change(ev, e.a, is_local(e), [&](Value& list) {
    for (size_t i = 0; i < list.size(); ++i) {
      if (value::equal(list.at(i), value)) return ev.heap.remove_at(list, i);
    }
    return false;
  });
  return {};
}
template <>
Value run<Op::ListRemoveAt>(Evaluator& ev, const Expr& e) noexcept {
  const size_t at = to_index(ev.eval(e.b));
  change(ev, e.a, is_local(e), [&](Value& list) { return ev.heap.remove_at(list, at); });
  return {};
}
template <>
Value run<Op::ListClear>(Evaluator& ev, const Expr& e) noexcept {
  change(ev, e.a, is_local(e), [&](Value& list) {
    if (list.size() == 0) return false;
    Value none = ev.heap.make_list(size_t{0});
    if (none.is_none()) return false;
    list = std::move(none);
    return true;
  });
  return {};
}
template <>
Value run<Op::ListMove>(Evaluator& ev, const Expr& e) noexcept {
  const size_t from = to_index(ev.eval(e.b));
  const size_t to = to_index(ev.eval(e.c));
  change(ev, e.a, is_local(e),
         [&](Value& list) { return from != to && ev.heap.move(list, from, to); });
  return {};
}

// ---- Flow ----
template <>
Value run<Op::Block>(Evaluator& ev, const Expr& e) noexcept {
  Value last;
  for (uint32_t i = 0; i < ev.count_operands(e) && !ev.returning; ++i) {
    last = ev.operand_value(e, i);
    if (i >= ev.tables.operands.size()) break;
  }
  return last;
}
template <>
Value run<Op::ForEach>(Evaluator& ev, const Expr& e) noexcept {
  const Value list = ev.eval(e.b);
  for (size_t i = 0; i < list.size() && !ev.returning; ++i) {
    ev.set_local(e.a, list.at(i));
    ev.set_local(e.a + 1, Value::from_int(static_cast<int64_t>(i)));
    ev.eval(e.c);
  }
  return {};
}
template <>
Value run<Op::Return>(Evaluator& ev, const Expr& e) noexcept {
  ev.returned = ev.eval(e.a);
  ev.returning = true;
  return {};
}

// ---- Effects ----
template <>
Value run<Op::Raise>(Evaluator& ev, const Expr& e) noexcept {
  const uint64_t mark = ev.heap.faults();
  const Arguments arguments(ev, e);
  Scope* scope = ev.scope_up(e.aux);
  const Host* host = ev.context.host;
  if (scope != nullptr && host != nullptr && host->raise != nullptr && ev.sound_since(mark)) {
    host->raise(host->context, *scope, e.c, arguments.values());
  }
  return {};
}
template <>
Value run<Op::CallExtern>(Evaluator& ev, const Expr& e) noexcept {
  const uint64_t mark = ev.heap.faults();
  const Arguments arguments(ev, e);
  Scope* scope = ev.scope_up(e.aux);
  const Host* host = ev.context.host;
  if (scope != nullptr && host != nullptr && host->call_extern != nullptr && ev.sound_since(mark)) {
    host->call_extern(host->context, *scope, e.c, arguments.values());
  }
  return {};
}
template <>
Value run<Op::ElementMethod>(Evaluator& ev, const Expr& e) noexcept {
  if (ev.count_operands(e) < 3) return ev.bad_tables();
  const uint64_t mark = ev.heap.faults();
  const Arguments arguments(ev, e, 3);
  Scope* scope = ev.scope_up(ev.operand(e.a));
  const Host* host = ev.context.host;
  if (scope != nullptr && host != nullptr && host->element_method != nullptr &&
      ev.sound_since(mark)) {
    host->element_method(host->context, *scope, ev.operand(e.a + 1),
                         format::TextId{ev.operand(e.a + 2)}, arguments.values());
  }
  return {};
}
template <>
Value run<Op::After>(Evaluator& ev, const Expr& e) noexcept {
  const Duration delay = ev.eval(e.a).as_duration();
  const Host* host = ev.context.host;
  if (host != nullptr && host->after != nullptr && ev.context.scope != nullptr) {
    host->after(host->context, *ev.context.scope, delay, format::FunctionId{e.b}, ev.locals());
  }
  return {};
}

// ---- Tests ----
template <>
Value run<Op::TestCall>(Evaluator& ev, const Expr& e) noexcept {
  if (ev.count_operands(e) == 0) return ev.bad_tables();
  const Arguments arguments(ev, e, 1);
  const Host* host = ev.context.host;
  Value result;
  if (host != nullptr && host->test_call != nullptr && ev.context.scope != nullptr) {
    const format::Place place{0, e.c >> 8, e.c & 0xFF};
    host->test_call(host->context, *ev.context.scope, format::TextId{ev.operand(e.a)}, place,
                    arguments.values(), result);
  }
  return result;
}
template <>
Value run<Op::TestMount>(Evaluator& ev, const Expr& e) noexcept {
  const Host* host = ev.context.host;
  Value result;
  if (host != nullptr && host->test_mount != nullptr && ev.context.scope != nullptr) {
    host->test_mount(host->context, *ev.context.scope, format::NodeId{e.a}, result);
  }
  return result;
}
template <>
Value run<Op::TestSlot>(Evaluator& ev, const Expr& e) noexcept {
  const Value component = ev.eval(e.a);
  const Host* host = ev.context.host;
  Value result;
  if (host != nullptr && host->test_slot != nullptr) {
    host->test_slot(host->context, component, e.b, result);
  }
  return result;
}
template <>
Value run<Op::TestAssign>(Evaluator& ev, const Expr& e) noexcept {
  const Value component = ev.eval(e.a);
  const uint64_t mark = ev.heap.faults();
  const Value value = ev.eval(e.c);
  const Host* host = ev.context.host;
  if (host != nullptr && host->test_assign != nullptr && ev.sound_since(mark)) {
    host->test_assign(host->context, component, e.b, value);
  }
  return {};
}

}  // namespace hallows::interpreter
