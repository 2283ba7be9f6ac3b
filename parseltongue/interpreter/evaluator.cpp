#include "parseltongue/interpreter/evaluator.h"

#include <algorithm>

#include "parseltongue/interpreter/interpreter.h"

namespace hallows::interpreter {
namespace {

using RunFn = Value (*)(Evaluator&, const Expr&) noexcept;

constexpr RunFn kRun[] = {
#define HALLOWS_OP(name, comment) &run<Op::name>,
#include "parseltongue/format/ops.def"
};

void evaluate(const format::Program& program, format::ExprId expr, format::EvalContext& context,
              Value& result) {
  Evaluator evaluator(program, context);
  const uint64_t mark = evaluator.heap.faults();
  Value value = evaluator.eval(expr.value);
  if (evaluator.sound_since(mark)) result = std::move(value);
}

void call(const format::Program& program, format::FunctionId function, format::EvalContext& context,
          std::span<const Value> arguments, Value& result) {
  Evaluator evaluator(program, context);
  const uint64_t mark = evaluator.heap.faults();
  Value value = evaluator.run_body(function, arguments);
  if (evaluator.sound_since(mark)) result = std::move(value);
}

}  // namespace

format::Program make_program(const format::Tables& tables) {
  format::Program program;
  program.tables = tables;
  program.evaluate = &evaluate;
  program.call = &call;
  return program;
}

Value Evaluator::eval(uint32_t expr) noexcept {
  if (expr == kNoExpr) return {};
  if (expr >= tables.exprs.size()) return bad_tables();
  const Expr& e = tables.exprs[expr];
  if (static_cast<size_t>(e.op) >= std::size(kRun)) return bad_tables();
  if (heap.depth >= kMaxDepth) {
    heap.report(value::FaultKind::TooDeep, expr);
    return {};
  }
  if (heap.depth == 0) heap.steps = 0;
  if (++heap.steps > kMaxSteps) {
    heap.report(value::FaultKind::TooManySteps, expr);
    return {};
  }
  ++heap.depth;
  Value value = kRun[static_cast<size_t>(e.op)](*this, e);
  --heap.depth;
  return value;
}

Value Evaluator::run_body(format::FunctionId function, std::span<const Value> arguments) noexcept {
  if (function.value >= tables.functions.size()) return bad_tables();
  for (size_t i = 0; i < arguments.size(); ++i) {
    set_local(static_cast<uint32_t>(i), arguments[i]);
  }
  Value value = eval(tables.functions[function.value].body.value);
  if (!returning) return value;
  returning = false;
  return std::move(returned);
}

Value Evaluator::call(format::FunctionId function, format::Scope* scope,
                      std::span<const Value> arguments) noexcept {
  const size_t caller_base = std::exchange(base_, heap.stack_top);
  format::Scope* const caller_scope = std::exchange(context.scope, scope);
  Value value = run_body(function, arguments);
  drop_frame(base_);
  base_ = caller_base;
  context.scope = caller_scope;
  return value;
}

void Evaluator::drop_frame(size_t base) noexcept {
  const std::span<Value> stack = heap.stack();
  for (size_t i = base; i < heap.stack_top; ++i) stack[i] = Value();
  heap.stack_top = base;
}

Value Evaluator::local(uint32_t i) const noexcept {
  const std::span<const Value> all = locals();
  return i < all.size() ? all[i] : Value();
}

Value* Evaluator::local_slot(uint32_t i) noexcept {
  const std::span<Value> stack = heap.stack();
  if (i >= stack.size() - base_) {
    heap.report(value::FaultKind::StackFull);
    return nullptr;
  }
  heap.stack_top = std::max(heap.stack_top, base_ + i + 1);
  return &stack[base_ + i];
}

void Evaluator::set_local(uint32_t i, Value value) noexcept {
  Value* slot = local_slot(i);
  if (slot != nullptr) *slot = std::move(value);
}

std::span<const Value> Evaluator::locals() const noexcept {
  return heap.stack().subspan(base_, heap.stack_top - base_);
}

Value Evaluator::bad_tables() noexcept {
  heap.report(value::FaultKind::BadTables);
  return {};
}

uint32_t Evaluator::operand(uint32_t at) noexcept {
  if (at < tables.operands.size()) return tables.operands[at];
  bad_tables();
  return kNoExpr;
}

std::string_view Evaluator::text(uint32_t id) noexcept {
  if (id < tables.texts.size()) return tables.texts[id];
  bad_tables();
  return {};
}

double Evaluator::number(uint32_t at) noexcept {
  if (at < tables.floats.size()) return tables.floats[at];
  bad_tables();
  return 0;
}

int64_t Evaluator::integer(uint32_t at) noexcept {
  if (at < tables.ints.size()) return tables.ints[at];
  bad_tables();
  return 0;
}

format::Scope* Evaluator::scope_up(uint32_t up) noexcept {
  format::Scope* scope = context.scope;
  for (; up > 0 && scope != nullptr; --up) scope = scope->parent;
  if (scope == nullptr) bad_tables();
  return scope;
}

const Value* Evaluator::slot(format::Scope* scope, uint32_t slot) noexcept {
  if (scope != nullptr && scope->slots != nullptr && scope->decl != nullptr &&
      slot < scope->decl->slots.count) {
    return &scope->slots[slot];
  }
  bad_tables();
  return nullptr;
}

Arguments::Arguments(Evaluator& evaluator, const Expr& e, uint32_t first) noexcept {
  const uint32_t all = evaluator.count_operands(e);
  count_ = all > first ? all - first : 0;
  if (count_ <= few_.size()) {
    for (uint32_t i = 0; i < count_; ++i) few_[i] = evaluator.operand_value(e, first + i);
    return;
  }
  if (count_ > evaluator.tables.operands.size()) {
    evaluator.bad_tables();
    count_ = 0;
    return;
  }
  list_ = evaluator.heap.make_list(count_);
  if (list_.is_none()) count_ = 0;
  for (uint32_t i = 0; i < count_; ++i) {
    Value value = evaluator.operand_value(e, first + i);
    *evaluator.heap.slot(list_, i) = std::move(value);
  }
}

Callable::Callable(Evaluator& evaluator, uint32_t expr) noexcept : evaluator_(evaluator) {
  const bool known = expr < evaluator.tables.exprs.size();
  if (known && evaluator.tables.exprs[expr].op == Op::Lambda) {
    lambda_ = &evaluator.tables.exprs[expr];
  } else {
    function_ = evaluator.eval(expr);
  }
}

Value Callable::operator()(const Value& argument) noexcept {
  if (lambda_ != nullptr) {
    if (lambda_->b > 0) evaluator_.set_local(lambda_->a, argument);
    return evaluator_.eval(lambda_->c);
  }
  if (!function_.is(ValueKind::Function)) return {};
  const value::FunctionValue f = function_.as_function();
  return evaluator_.call(f.function, f.scope, std::span<const Value>(&argument, 1));
}

}  // namespace hallows::interpreter
