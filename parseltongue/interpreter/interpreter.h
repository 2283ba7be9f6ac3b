#pragma once

#include "parseltongue/format/program.h"

namespace hallows::interpreter {

// A Program that evaluates the expression tables of `tables` (format::Tables that the compiler
// emitted, read from anywhere). Keeps no state of its own: locals stand on the heap's stack, so one
// Program may run in several windows of one thread. `tables` is copied, what its spans name is not.
//
// evaluate and call:
// * leave `result` as it was when a fault was noted on the way (heap full, too deep): compare
//   heap->faults() or do nothing, "the old value stays";
// * never read outside the tables: a bad index gives None and the fault BadTables;
// * allocate nothing outside the heap, take no lock, make no system call.
//
// write_slot is called with a value that differs from the slot's old one. While it runs the slot
// may hold None: the old value was taken out so that lists can be changed in place.
format::Program make_program(const format::Tables& tables);

// Nested expressions and calls; beyond it None and the fault TooDeep. The compiler's own bound on
// nesting is lower.
constexpr uint32_t kMaxDepth = 1000;
// Expressions that one evaluation or handler may take, everything that it calls included; then it
// ends, with a fault. Tens of milliseconds: a handler is not the place for long work.
constexpr uint32_t kMaxSteps = 4'000'000;

}  // namespace hallows::interpreter
