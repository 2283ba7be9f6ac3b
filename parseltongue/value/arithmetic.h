#pragma once

#include "parseltongue/value/heap.h"

namespace hallows::value {

// Arithmetic of the language (specification, section 2): integers saturate, `/` truncates, `x / 0`
// and `mod(x, 0)` are 0; floats follow IEEE. Operands of kinds that do not fit give None.
int64_t saturate_to_int(double value) noexcept;  // NaN is 0
int64_t add_saturating(int64_t a, int64_t b) noexcept;
int64_t multiply_saturating(int64_t a, int64_t b) noexcept;

Value add(Heap& heap, const Value& a, const Value& b) noexcept;  // joins texts
Value subtract(const Value& a, const Value& b) noexcept;
Value multiply(const Value& a, const Value& b) noexcept;
Value divide(const Value& a, const Value& b) noexcept;
Value negate(const Value& a) noexcept;

Value modulo(const Value& a, const Value& b) noexcept;  // of the divisor's sign
Value absolute(const Value& a) noexcept;
// Numbers, quantities, colours; also element by element for lists of equal length (padding, scale)
// and, between values that can't be mixed, `a` before t = 0.5 and `b` from there on.
Value interpolate(Heap& heap, const Value& a, const Value& b, double t) noexcept;
Value round_value(double x) noexcept;  // halves away from zero

}  // namespace hallows::value
