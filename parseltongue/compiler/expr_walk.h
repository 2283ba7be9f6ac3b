#pragma once

#include <vector>

#include "parseltongue/compiler/program_store.h"

namespace hallows::ptl {

// What a, b, c and the operands of an operation are.
enum class OperandKind : uint8_t { None, Expr, Raw, Ops };

struct OpShape {
  OperandKind a = OperandKind::None, b = OperandKind::None, c = OperandKind::None;
};
OpShape op_shape(format::Op op);
// Whether operand `i` of an operation with operands is a number or an id, not an expression.
bool operand_is_raw(format::Op op, uint32_t i);

// The expressions directly below one; those that are none are left out.
std::vector<uint32_t> expr_children(const CompiledProgram& program, const format::Expr& expr);

}  // namespace hallows::ptl
