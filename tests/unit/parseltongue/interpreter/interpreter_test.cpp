#include "parseltongue/interpreter/interpreter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "parseltongue/format/builtins.h"
#include "parseltongue/value/heap.h"

// Whole programs are tested through the compiler (tests/conformance/parseltongue); here are the
// operations by themselves, on tables built by hand.
using namespace hallows;
using namespace hallows::format;
using value::Value;
using value::ValueKind;

namespace {

// Tables that grow, and what evaluation needs around them.
struct Machine {
  std::vector<std::string_view> texts;
  std::vector<int64_t> ints;
  std::vector<Expr> exprs;
  std::vector<uint32_t> operands;
  std::vector<Function> functions;
  std::vector<Lvalue> lvalues;
  std::vector<PathStep> steps;
  std::vector<Type> types;

  value::Heap heap{value::HeapOptions{.bytes = 1 << 20, .stack_values = 64, .scratch_bytes = 4096}};
  std::vector<Value> slots{8};
  ScopeDecl decl;
  Scope scope;
  Host host;
  EvalContext context;

  // What the host was asked.
  struct Write {
    uint32_t slot;
    Value value;
    uint32_t element;
  };
  std::vector<Write> writes;
  std::vector<Value> raised;
  std::vector<Value> called;
  std::vector<Value> kept_locals;
  Duration delay;

  Machine() {
    decl.slots.count = static_cast<uint32_t>(slots.size());
    scope = {&decl, nullptr, slots.data(), 0};
    host.context = this;
    host.write_slot = [](void* c, Scope& s, uint32_t slot, const Value& v, uint32_t element) {
      static_cast<Machine*>(c)->writes.push_back({slot, v, element});
      s.slots[slot] = v;
    };
    host.raise = [](void* c, Scope&, uint32_t, std::span<const Value> v) {
      static_cast<Machine*>(c)->raised.assign(v.begin(), v.end());
    };
    host.call_extern = [](void* c, Scope&, uint32_t, std::span<const Value> v) {
      static_cast<Machine*>(c)->called.assign(v.begin(), v.end());
    };
    host.after = [](void* c, Scope&, Duration d, FunctionId, std::span<const Value> locals) {
      auto* m = static_cast<Machine*>(c);
      m->delay = d;
      m->kept_locals.assign(locals.begin(), locals.end());
    };
    context = {&scope, &heap, &host, 1, "en"};
  }
  uint32_t add(Op op, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0, uint8_t aux = 0) {
    exprs.push_back({op, aux, 0, a, b, c});
    return static_cast<uint32_t>(exprs.size() - 1);
  }
  uint32_t integer(int64_t i) {
    ints.push_back(i);
    return add(Op::Int, static_cast<uint32_t>(ints.size() - 1));
  }
  uint32_t text(std::string_view t) {
    texts.push_back(t);
    return add(Op::Text, static_cast<uint32_t>(texts.size() - 1));
  }
  uint32_t with_ops(Op op, std::vector<uint32_t> ops, uint32_t c = 0, uint8_t aux = 0) {
    const auto first = static_cast<uint32_t>(operands.size());
    operands.insert(operands.end(), ops.begin(), ops.end());
    return add(op, first, static_cast<uint32_t>(ops.size()), c, aux);
  }
  uint32_t builtin(Builtin b, std::vector<uint32_t> ops) {
    return with_ops(Op::Builtin, std::move(ops), static_cast<uint32_t>(b));
  }
  uint32_t function(uint32_t body) {
    Function f;
    f.body = ExprId{body};
    functions.push_back(f);
    return static_cast<uint32_t>(functions.size() - 1);
  }
  uint32_t lvalue(uint32_t slot, std::vector<PathStep> path = {}) {
    lvalues.push_back({{0, static_cast<uint16_t>(slot)},
                       {static_cast<uint32_t>(steps.size()), static_cast<uint32_t>(path.size())}});
    steps.insert(steps.end(), path.begin(), path.end());
    return static_cast<uint32_t>(lvalues.size() - 1);
  }
  Program program() {
    Tables t;
    t.texts = texts;
    t.ints = ints;
    t.exprs = exprs;
    t.operands = operands;
    t.functions = functions;
    t.lvalues = lvalues;
    t.path_steps = steps;
    t.types = types;
    return interpreter::make_program(t);
  }
  Value eval(uint32_t expr) {
    Value result = Value::literal("untouched");
    const Program p = program();
    p.evaluate(p, ExprId{expr}, context, result);
    CHECK(heap.stack_top == 0);
    CHECK(heap.depth == 0);
    return result;
  }
  Value list(std::vector<int64_t> numbers) {
    std::vector<Value> values;
    for (const int64_t n : numbers) values.push_back(Value::from_int(n));
    return heap.make_list(values);
  }
  PathStep at(int64_t index) { return {UINT32_MAX, ExprId{integer(index)}}; }
  static PathStep field(uint32_t index) { return {index, {}}; }
};

}  // namespace

TEST_CASE_FIXTURE(Machine, "an element of a list changes in place and says which one") {
  slots[0] = list({1, 2, 3});
  const Value* before = slots[0].values().data();
  eval(add(Op::Assign, lvalue(0, {at(1)}), integer(9)));
  REQUIRE(writes.size() == 1);
  CHECK(writes[0].element == 1);
  CHECK(slots[0].values().data() == before);
  CHECK(slots[0].at(1).as_int() == 9);
}

TEST_CASE_FIXTURE(Machine, "an equal value, a place outside and a negative index write nothing") {
  slots[0] = list({1, 2, 3});
  eval(add(Op::Assign, lvalue(0, {at(1)}), integer(2)));
  eval(add(Op::Assign, lvalue(0, {at(3)}), integer(2)));
  eval(add(Op::Assign, lvalue(0, {at(-1)}), integer(2)));
  eval(add(Op::ListRemove, lvalue(0), integer(7)));
  eval(add(Op::ListRemoveAt, lvalue(0), integer(-1)));
  eval(add(Op::ListMove, lvalue(0), integer(0), integer(3)));
  eval(add(Op::ListInsert, lvalue(0), integer(5), integer(1)));
  CHECK(writes.empty());
  CHECK(slots[0].size() == 3);
  CHECK(heap.faults() == 0);
}

TEST_CASE_FIXTURE(Machine, "a path goes through fields and elements, and others keep their copy") {
  const Value inner[] = {Value::from_int(1), list({5, 6})};
  slots[0] = heap.make_struct(0, inner);
  const Value copy = slots[0];
  eval(add(Op::Assign, lvalue(0, {field(1), at(0)}), integer(50)));
  CHECK(slots[0].at(1).at(0).as_int() == 50);
  CHECK(copy.at(1).at(0).as_int() == 5);
  CHECK(writes.at(0).element == UINT32_MAX);
}

TEST_CASE_FIXTURE(Machine, "list statements edit slots and locals alike") {
  slots[0] = list({1, 2, 3, 2});
  eval(add(Op::ListMove, lvalue(0), integer(0), integer(2)));
  eval(add(Op::ListRemove, lvalue(0), integer(2)));
  eval(add(Op::ListAppend, lvalue(0), integer(8)));
  eval(add(Op::ListInsert, lvalue(0), integer(0), integer(7)));
  CHECK(value::equal(slots[0], list({7, 3, 1, 2, 8})));
  CHECK(writes.size() == 4);
  eval(add(Op::ListClear, lvalue(0)));
  CHECK(slots[0].size() == 0);
  CHECK(slots[0].is(ValueKind::List));

  const uint32_t body = with_ops(
      Op::Block, {add(Op::Let, 0, with_ops(Op::List, {integer(1)})),
                  add(Op::ListAppend, lvalue(0), integer(2), 0, 1),
                  add(Op::AssignLocalPath, lvalue(0, {at(0)}), integer(5)), add(Op::Local, 0)});
  CHECK(value::equal(eval(body), list({5, 2})));
  CHECK(writes.size() == 5);
}

TEST_CASE_FIXTURE(Machine, "a return leaves loops and blocks, not the caller") {
  // for x in [1, 2, 3] { if x == 2 { return x } }  return 0
  const uint32_t item = add(Op::Local, 0);
  const uint32_t found =
      add(Op::IfElse, add(Op::Equal, item, integer(2)), add(Op::Return, item), UINT32_MAX);
  const uint32_t loop =
      add(Op::ForEach, 0, with_ops(Op::List, {integer(1), integer(2), integer(3)}), found);
  const uint32_t f = function(with_ops(Op::Block, {loop, add(Op::Return, integer(0))}));
  const uint32_t sum = add(Op::Add, with_ops(Op::Call, {}, f), with_ops(Op::Call, {}, f));
  CHECK(eval(sum).as_int() == 4);
}

TEST_CASE_FIXTURE(Machine, "calls keep the locals of their caller") {
  const uint32_t inner =
      function(with_ops(Op::Block, {add(Op::Let, 1, integer(100)),
                                    add(Op::Add, add(Op::Local, 0), add(Op::Local, 1))}));
  const uint32_t outer = with_ops(
      Op::Block,
      {add(Op::Let, 0, integer(1)), add(Op::Let, 1, integer(2)),
       add(Op::Let, 2, with_ops(Op::Call, {add(Op::Local, 1)}, inner)),
       add(Op::Add, add(Op::Local, 2), add(Op::Add, add(Op::Local, 0), add(Op::Local, 1)))});
  CHECK(eval(outer).as_int() == 105);
}

TEST_CASE_FIXTURE(Machine, "a call of many arguments evaluates them in order") {
  std::vector<uint32_t> arguments;
  for (int i = 0; i < 20; ++i) arguments.push_back(integer(i));
  const uint32_t f = function(add(Op::Subtract, add(Op::Local, 19), add(Op::Local, 1)));
  CHECK(eval(with_ops(Op::Call, arguments, f)).as_int() == 18);
}

TEST_CASE_FIXTURE(Machine, "lambdas see the locals around them; function values do not need them") {
  const uint32_t base = add(Op::Let, 0, integer(10));
  const uint32_t xs = with_ops(Op::List, {integer(1), integer(2)});
  const uint32_t lambda = add(Op::Lambda, 1, 1, add(Op::Add, add(Op::Local, 0), add(Op::Local, 1)));
  const uint32_t mapped = builtin(Builtin::ListMap, {xs, lambda});
  CHECK(value::equal(eval(with_ops(Op::Block, {base, mapped})), list({11, 12})));
  const uint32_t twice = function(add(Op::Multiply, add(Op::Local, 0), integer(2)));
  CHECK(value::equal(eval(builtin(Builtin::ListMap, {xs, add(Op::FunctionValue, twice)})),
                     list({2, 4})));
}

TEST_CASE_FIXTURE(Machine, "sorting is stable and leaves its list alone") {
  std::vector<uint32_t> items;
  for (const char* word : {"bb", "a", "cc", "dd", "e"}) items.push_back(text(word));
  const uint32_t by = add(Op::Lambda, 0, 1, builtin(Builtin::TextCount, {add(Op::Local, 0)}));
  const Value sorted = eval(builtin(Builtin::ListSort, {with_ops(Op::List, items), by}));
  std::string joined;
  for (const Value& v : sorted.values()) joined += std::string(v.as_text()) + " ";
  CHECK(joined == "a e bb cc dd ");
}

TEST_CASE_FIXTURE(Machine, "sorting a thousand numbers gives what sorting gives") {
  std::vector<int64_t> numbers;
  uint64_t state = 3;
  for (int i = 0; i < 1000; ++i) {
    state = state * 6364136223846793005ULL + 1;
    numbers.push_back(static_cast<int64_t>(state >> 50));
  }
  slots[0] = list(numbers);
  std::sort(numbers.begin(), numbers.end());
  CHECK(value::equal(eval(builtin(Builtin::ListSort, {add(Op::Slot, 0, 0)})), list(numbers)));
}

TEST_CASE_FIXTURE(Machine, "events, extern calls and after reach the host with their values") {
  eval(with_ops(Op::Raise, {integer(1), text("x")}, 3));
  CHECK(raised.size() == 2);
  eval(with_ops(Op::CallExtern, {integer(7)}, 0));
  CHECK(called.at(0).as_int() == 7);
  ints.push_back(300'000'000);
  const uint32_t delay_expr = add(Op::Duration, static_cast<uint32_t>(ints.size() - 1));
  eval(with_ops(Op::Block, {add(Op::Let, 0, integer(4)), add(Op::After, delay_expr, 0)}));
  CHECK(delay.ns == 300'000'000);
  CHECK(kept_locals.at(0).as_int() == 4);
}

TEST_CASE_FIXTURE(Machine, "at the heap's bound the old value stays and nothing is written") {
  slots[0] = Value::literal("old");
  std::vector<Value> hogs;
  while (true) {
    Value hog = heap.make_text(std::string(1000, 'x'));
    if (hog.is_none()) break;
    hogs.push_back(std::move(hog));
  }
  heap.take_fault();
  const uint32_t wide = with_ops(Op::List, std::vector<uint32_t>(200, integer(1)));
  CHECK(eval(wide).as_text() == "untouched");
  eval(add(Op::Assign, lvalue(0), wide));
  CHECK(slots[0].as_text() == "old");
  CHECK(writes.empty());
  CHECK(heap.take_fault().kind == value::FaultKind::HeapFull);
}

TEST_CASE_FIXTURE(Machine, "expressions nested too deeply end in a fault, not in a crash") {
  uint32_t e = add(Op::Bool, 1);
  for (int i = 0; i < 5000; ++i) e = add(Op::Not, e);
  CHECK(eval(e).as_text() == "untouched");
  CHECK(heap.take_fault().kind == value::FaultKind::TooDeep);
}

TEST_CASE_FIXTURE(Machine, "locals beyond the stack end in a fault") {
  eval(add(Op::Let, 1000, integer(1)));
  CHECK(heap.take_fault().kind == value::FaultKind::StackFull);
}

TEST_CASE_FIXTURE(Machine, "random tables never read outside themselves") {
  uint64_t state = 11;
  const auto below = [&](uint32_t bound) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>(state >> 33) % bound;
  };
  texts = {"a", "b"};
  ints = {0, 1, -1, INT64_MAX};
  types.resize(3);
  for (int round = 0; round < 1000; ++round) {
    exprs.clear();
    operands.clear();
    functions.clear();
    lvalues.clear();
    steps.clear();
    for (int i = 0; i < 40; ++i) {
      // Children stand before their parents, so that evaluation ends; some point nowhere.
      const auto child = [&] {
        return below(8) == 0 ? UINT32_MAX : below(static_cast<uint32_t>(i) + 1);
      };
      const auto op = static_cast<Op>(below(static_cast<uint32_t>(Op::TestAssign) + 3));
      Expr e{
          op,     static_cast<uint8_t>(below(3)), static_cast<uint16_t>(below(5)), child(), child(),
          child()};
      if (below(16) != 0) e.b = below(4);
      if (e.a == static_cast<uint32_t>(i)) e.a = 0;
      if (e.b == static_cast<uint32_t>(i)) e.b = 0;
      if (e.c == static_cast<uint32_t>(i)) e.c = 0;
      if (op == Op::Call || op == Op::CallLocal || op == Op::CallValue) e.op = Op::Add;
      if (op == Op::Range) e.op = Op::Less;
      exprs.push_back(e);
      operands.push_back(i == 0 ? UINT32_MAX : below(static_cast<uint32_t>(i)));
    }
    exprs[0] = {Op::Int, 0, 0, 1, 0, 0};
    functions.resize(2);
    lvalues.push_back(
        {{static_cast<uint16_t>(below(2)), static_cast<uint16_t>(below(10))}, {0, below(4)}});
    steps.resize(2);
    Value result;
    const Program p = program();
    // Shared children and cycles would multiply: only a few levels are walked.
    heap.depth = interpreter::kMaxDepth - 4;
    p.evaluate(p, ExprId{39}, context, result);
    heap.depth = 0;
    heap.stack_top = 0;
  }
  CHECK(heap.faults() > 0);
  slots.clear();
}
