#pragma once

#include "parseltongue/format/program.h"
#include "parseltongue/value/heap.h"

namespace hallows::testing {

// A value of any type of the language, made up: what an application would hand to a component.
// `seed` tells values apart; lists get `list_size` elements (nested ones a few).
struct SampleSpec {
  const format::Tables* tables = nullptr;
  value::Heap* heap = nullptr;
  uint32_t list_size = 400;
};
value::Value sample_value(const SampleSpec& spec, format::TypeId type, uint32_t seed);

}  // namespace hallows::testing
