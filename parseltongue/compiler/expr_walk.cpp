#include "parseltongue/compiler/expr_walk.h"

namespace hallows::ptl {

using format::Op;

// NOLINTNEXTLINE(readability-function-size): a table, one row for each op
OpShape op_shape(Op op) {
  using K = OperandKind;
  switch (op) {
    case Op::None:
      return {};
    case Op::Bool:
    case Op::Int:
    case Op::Float:
    case Op::Text:
    case Op::LengthDp:
    case Op::LengthPx:
    case Op::LengthEm:
    case Op::Fr:
    case Op::Percent:
    case Op::Duration:
    case Op::Angle:
    case Op::Color:
    case Op::Image:
    case Op::Icon:
    case Op::Theme:
    case Op::FunctionValue:
    case Op::Local:
    case Op::TestMount:
      return {K::Raw};
    case Op::Keyword:
    case Op::Slot:
    case Op::ThemeField:
      return {K::Raw, K::Raw};
    case Op::Range:
    case Op::Index:
    case Op::Add:
    case Op::Subtract:
    case Op::Multiply:
    case Op::Divide:
    case Op::And:
    case Op::Or:
    case Op::Equal:
    case Op::NotEqual:
    case Op::Less:
    case Op::LessEqual:
    case Op::Coalesce:
      return {K::Expr, K::Expr};
    case Op::Field:
    case Op::EnumIs:
    case Op::EnumPayload:
    case Op::After:
    case Op::TestSlot:
      return {K::Expr, K::Raw};
    case Op::TextRange:
    case Op::IfElse:
      return {K::Expr, K::Expr, K::Expr};
    case Op::IsSome:
    case Op::Unwrap:
    case Op::Negate:
    case Op::Not:
    case Op::ToFloat:
    case Op::ToBrush:
    case Op::ToSome:
    case Op::ToLengthPercent:
    case Op::Return:
      return {K::Expr};
    case Op::Lambda:
      return {K::Raw, K::Raw, K::Expr};
    case Op::Let:
    case Op::AssignLocal:
    case Op::AssignLocalPath:
    case Op::Assign:
      return {K::Raw, K::Expr};
    case Op::ListAppend:
    case Op::ListInsert:
    case Op::ListRemove:
    case Op::ListRemoveAt:
    case Op::ListClear:
    case Op::ListMove:
    case Op::ForEach:
      return {K::Raw, K::Expr, K::Expr};
    case Op::TestAssign:
      return {K::Expr, K::Raw, K::Expr};
    default:
      return {K::Ops, K::None, K::Raw};
  }
}

bool operand_is_raw(Op op, uint32_t i) {
  switch (op) {
    case Op::With:
    case Op::Interpolate:
      return i % 2 == 1;
    case Op::Translate:
      return i < 2;
    case Op::ElementMethod:
      return i < 3;
    case Op::TestCall:
      return i == 0;
    default:
      return false;
  }
}

std::vector<uint32_t> expr_children(const CompiledProgram& program, const format::Expr& expr) {
  std::vector<uint32_t> out;
  const auto add = [&](uint32_t e) {
    if (e < program.exprs.size()) out.push_back(e);
  };
  const OpShape shape = op_shape(expr.op);
  if (shape.a == OperandKind::Expr) add(expr.a);
  if (shape.b == OperandKind::Expr) add(expr.b);
  if (shape.c == OperandKind::Expr) add(expr.c);
  if (shape.a != OperandKind::Ops) return out;
  for (uint32_t i = 0; i < expr.b; ++i) {
    const uint32_t operand = program.operands[expr.a + i];
    if (!operand_is_raw(expr.op, i)) add(operand);
  }
  return out;
}

}  // namespace hallows::ptl
