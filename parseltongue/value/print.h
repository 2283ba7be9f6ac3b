#pragma once

#include "parseltongue/value/text.h"
#include "rt-kernel/base/nonblocking.h"

namespace hallows::value {

// What printing needs besides the value.
struct PrintContext {
  const format::Tables* tables = nullptr;  // names of enum cases
  std::string_view language = "en";        // BCP 47: grouping and decimal signs of `,`
};

// How a value prints in an interpolation: `3 0.1 true Circle 8dp 50% 1500ms 90deg #ff0000`. Floats
// in the shortest form that reads back. Lists, structs and functions print nothing (the compiler
// refuses them).
void print(TextBuilder& out, const Value& value,
           const PrintContext& context) noexcept HALLOWS_NONBLOCKING;

// With a format: `.2` `04` `,` `%` and their combinations (`,.2`, `.1%`), or `mm:ss`, `hh:mm:ss`
// for durations. A format that does not fit prints the value as without.
void print(TextBuilder& out, const Value& value, std::string_view spec,
           const PrintContext& context) noexcept HALLOWS_NONBLOCKING;

// Whether `spec` is a format for values of that type: for the compiler.
bool is_format(std::string_view spec, format::TypeKind type) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::value
