#include "parseltongue/tools/inputs.h"

#include <optional>

#include "parseltongue/value/text.h"

namespace hallows::tools {
namespace {

bool is_input(const format::SlotDecl& slot) {
  return slot.kind == format::SlotKind::In || slot.kind == format::SlotKind::Inout;
}

std::string input_names(const format::Tables& tables, format::Range slots) {
  std::string names;
  for (uint32_t i = 0; i < slots.count; ++i) {
    const format::SlotDecl& slot = tables.slots[slots.first + i];
    if (!is_input(slot)) continue;
    if (!names.empty()) names += ", ";
    names += tables.texts[slot.name.value];
  }
  return names;
}

std::optional<value::Value> read_value(format::TypeKind type, std::string_view text,
                                       value::Heap& heap) {
  switch (type) {
    case format::TypeKind::Bool:
      if (text != "true" && text != "false") return std::nullopt;
      return value::Value::from_bool(text == "true");
    case format::TypeKind::Int:
      if (const auto number = value::text_to_int(text)) return value::Value::from_int(*number);
      return std::nullopt;
    case format::TypeKind::Float:
      if (const auto number = value::text_to_float(text)) return value::Value::from_float(*number);
      return std::nullopt;
    case format::TypeKind::Text:
      return heap.make_text(text);
    default:
      return std::nullopt;
  }
}

Diagnostic refused(const std::string& given, std::string why, std::string fix) {
  Diagnostic d;
  d.code = "input";
  d.message = "--set " + given + " can't be used";
  d.why = std::move(why);
  d.fix = std::move(fix);
  return d;
}

}  // namespace

Result<GivenInputs> read_inputs(const std::vector<std::string>& given, const format::Tables& tables,
                                value::Heap& heap) {
  GivenInputs out;
  out.values.reserve(given.size());  // `slots` points into it
  const format::Range slots = tables.scopes[tables.main.value].slots;
  for (const std::string& text : given) {
    const size_t equals = text.find('=');
    const std::string_view name = std::string_view(text).substr(0, equals);
    uint32_t index = 0;
    while (index < slots.count &&
           !(is_input(tables.slots[slots.first + index]) &&
             tables.texts[tables.slots[slots.first + index].name.value] == name)) {
      ++index;
    }
    if (equals == std::string::npos || index == slots.count) {
      const std::string names = input_names(tables, slots);
      return refused(text, "the window has no input of that name",
                     names.empty() ? "leave it out: this window has no inputs"
                                   : "write name=value with one of: " + names);
    }
    const format::TypeKind type = tables.types[tables.slots[slots.first + index].type.value].kind;
    const auto value = read_value(type, std::string_view(text).substr(equals + 1), heap);
    if (!value) {
      return refused(text, "the value is none of the input's type",
                     "give true or false, a number or a text, as the input is declared");
    }
    out.values.push_back(*value);
    out.slots.push_back({index, &out.values.back()});
  }
  return out;
}

}  // namespace hallows::tools
