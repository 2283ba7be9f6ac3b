#pragma once

#include "parseltongue/value/heap.h"
#include "rt-kernel/base/nonblocking.h"

namespace hallows::value {

// Arithmetic of the language (specification, section 2): integers saturate, `/` truncates, `x / 0`
// and `mod(x, 0)` are 0; floats follow IEEE. Operands of kinds that do not fit give None.
int64_t saturate_to_int(double value) noexcept HALLOWS_NONBLOCKING;  // NaN is 0
int64_t add_saturating(int64_t a, int64_t b) noexcept HALLOWS_NONBLOCKING;
int64_t multiply_saturating(int64_t a, int64_t b) noexcept HALLOWS_NONBLOCKING;

Value add(Heap& heap, const Value& a, const Value& b) noexcept HALLOWS_NONBLOCKING;  // joins texts
Value subtract(const Value& a, const Value& b) noexcept HALLOWS_NONBLOCKING;
Value multiply(const Value& a, const Value& b) noexcept HALLOWS_NONBLOCKING;
Value divide(const Value& a, const Value& b) noexcept HALLOWS_NONBLOCKING;
Value negate(const Value& a) noexcept HALLOWS_NONBLOCKING;

Value modulo(const Value& a, const Value& b) noexcept HALLOWS_NONBLOCKING;  // of the divisor's sign
Value absolute(const Value& a) noexcept HALLOWS_NONBLOCKING;
// Numbers, quantities, colours; also element by element for lists of equal length (padding, scale)
// and, between values that can't be mixed, `a` before t = 0.5 and `b` from there on.
Value interpolate(Heap& heap, const Value& a, const Value& b,
                  double t) noexcept HALLOWS_NONBLOCKING;
Value round_value(double x) noexcept HALLOWS_NONBLOCKING;  // halves away from zero

}  // namespace hallows::value
