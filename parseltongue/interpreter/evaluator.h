#pragma once

#include <array>

#include "parseltongue/format/builtins.h"
#include "parseltongue/format/program.h"
#include "parseltongue/value/heap.h"
#include "rt-kernel/base/nonblocking.h"

namespace hallows::interpreter {

using format::Expr;
using format::Op;
using value::Value;
using value::ValueKind;

constexpr uint32_t kNoExpr = UINT32_MAX;

// One evaluation under way: a frame of locals on the heap's stack above whatever stood there.
// Frames grow as locals are written, so an expression outside a function needs no count of its
// locals.
class Evaluator {
 public:
  Evaluator(const format::Program& program, format::EvalContext& context)
      : program(program),
        tables(program.tables),
        context(context),
        heap(*context.heap),
        base_(heap.stack_top) {}
  ~Evaluator() { drop_frame(base_); }
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  // None for kNoExpr, outside the table and beyond kMaxDepth.
  Value eval(uint32_t expr) noexcept HALLOWS_NONBLOCKING;
  // The function's body in a frame of its own; `scope` is what its slots are read from.
  Value call(format::FunctionId function, format::Scope* scope,
             std::span<const Value> arguments) noexcept HALLOWS_NONBLOCKING;
  // Writes the arguments into this frame and evaluates the body (an entry from the runtime).
  Value run_body(format::FunctionId function,
                 std::span<const Value> arguments) noexcept HALLOWS_NONBLOCKING;

  // ---- Locals of the frame ----
  Value local(uint32_t i) const noexcept HALLOWS_NONBLOCKING;
  void set_local(uint32_t i, Value value) noexcept HALLOWS_NONBLOCKING;
  // For writing in place; null beyond the stack.
  Value* local_slot(uint32_t i) noexcept HALLOWS_NONBLOCKING;
  std::span<const Value> locals() const noexcept HALLOWS_NONBLOCKING;

  // ---- Tables, read with their bounds checked ----
  uint32_t operand(uint32_t at) noexcept HALLOWS_NONBLOCKING;
  // Operands of `e`; none where its range leaves the table.
  uint32_t count_operands(const Expr& e) noexcept {
    const size_t all = tables.operands.size();
    if (e.a <= all && e.b <= all - e.a) return e.b;
    bad_tables();
    return 0;
  }
  Value operand_value(const Expr& e, uint32_t i) noexcept { return eval(operand(e.a + i)); }
  std::string_view text(uint32_t id) noexcept HALLOWS_NONBLOCKING;
  double number(uint32_t at) noexcept HALLOWS_NONBLOCKING;
  int64_t integer(uint32_t at) noexcept HALLOWS_NONBLOCKING;
  Value bad_tables() noexcept HALLOWS_NONBLOCKING;
  format::Scope* scope_up(uint32_t up) noexcept HALLOWS_NONBLOCKING;
  const Value* slot(format::Scope* scope, uint32_t slot) noexcept HALLOWS_NONBLOCKING;
  // No fault was noted since `mark` (heap.faults() at the time): a value may be stored.
  bool sound_since(uint64_t mark) const { return heap.faults() == mark; }

  const format::Program& program;
  const format::Tables& tables;
  format::EvalContext& context;
  value::Heap& heap;
  bool returning = false;  // a `return` is on its way out of the function
  Value returned;

 private:
  void drop_frame(size_t base) noexcept HALLOWS_NONBLOCKING;

  size_t base_;
};

// Arguments of a call, evaluated in order: up to 8 in place, more in a list of the heap.
class Arguments {
 public:
  Arguments(Evaluator& evaluator, const Expr& e, uint32_t first = 0) noexcept HALLOWS_NONBLOCKING;
  std::span<const Value> values() const {
    return list_.is_none() ? std::span<const Value>(few_.data(), count_) : list_.values();
  }

 private:
  std::array<Value, 8> few_;
  uint32_t count_ = 0;
  Value list_;
};

// Something that takes a value and gives one: a lambda of this frame or a function value.
class Callable {
 public:
  Callable(Evaluator& evaluator, uint32_t expr) noexcept HALLOWS_NONBLOCKING;
  Value operator()(const Value& argument) noexcept HALLOWS_NONBLOCKING;

 private:
  Evaluator& evaluator_;
  const Expr* lambda_ = nullptr;
  Value function_;
};

// One function an operation (ops.def); what each does stands there.
template <Op op>
Value run(Evaluator& evaluator, const Expr& e) noexcept;

Value run_builtin(Evaluator& evaluator, format::Builtin builtin,
                  const Expr& e) noexcept HALLOWS_NONBLOCKING;
Value run_list_builtin(Evaluator& evaluator, format::Builtin builtin,
                       const Expr& e) noexcept HALLOWS_NONBLOCKING;
Value sort_list(Evaluator& evaluator, const Value& list, uint32_t by) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::interpreter
