#include "tests/conformance/realtime/sample_values.h"

#include <array>
#include <vector>

namespace hallows::testing {
namespace {

using format::TypeKind;
using value::Value;

constexpr std::array<const char*, 8> kWords = {
    "Ada", "Grace Hopper", "12,480", "ready", "Zürich", "x", "", "a longer text"};

Value sample_list(const SampleSpec& spec, format::TypeId inner, uint32_t seed) {
  SampleSpec nested = spec;
  nested.list_size = 4;
  std::vector<Value> values;
  for (uint32_t i = 0; i < spec.list_size; ++i) {
    values.push_back(sample_value(nested, inner, seed * 31 + i));
  }
  return spec.heap->make_list(values);
}

Value sample_struct(const SampleSpec& spec, uint32_t index, uint32_t seed) {
  const format::Range fields = spec.tables->structs[index].fields;
  std::vector<Value> values;
  for (uint32_t i = 0; i < fields.count; ++i) {
    values.push_back(sample_value(spec, spec.tables->fields[fields.first + i].type, seed + i));
  }
  return spec.heap->make_struct(index, values);
}

}  // namespace

Value sample_value(const SampleSpec& spec, format::TypeId id, uint32_t seed) {
  const format::Type& type = spec.tables->types[id.value];
  switch (type.kind) {
    case TypeKind::Bool:
      return Value::from_bool(seed % 2 == 0);
    case TypeKind::Int:
      return Value::from_int(seed % 1'000'003);
    case TypeKind::Float:
      return Value::from_float(static_cast<double>(seed % 1000) * 0.75);
    case TypeKind::Text:
      return spec.heap->make_text(kWords[seed % kWords.size()]);
    case TypeKind::Color:
      return Value::color(Color{static_cast<uint8_t>(seed * 37), static_cast<uint8_t>(seed * 91),
                                static_cast<uint8_t>(seed * 53), 255});
    case TypeKind::List:
      return sample_list(spec, type.inner, seed);
    case TypeKind::Struct:
      return sample_struct(spec, type.index, seed);
    default:
      return {};  // optionals, functions and the like stay none
  }
}

}  // namespace hallows::testing
