#include <fmt/format.h>

#include "parseltongue/ptlc/emit.h"
#include "parseltongue/ptlc/names.h"

namespace hallows::ptlc {
namespace {

using format::Range;
using format::Tables;

// "a, b, c" of what `item(i)` gives.
template <class Item>
std::string joined(uint32_t count, Item&& item) {
  std::string out;
  for (uint32_t i = 0; i < count; ++i) out += (i == 0 ? "" : ", ") + item(i);
  return out;
}

std::string field_name(const Tables& tables, Range fields, uint32_t i) {
  return cpp_name(text_of(tables, tables.fields[fields.first + i].name));
}

std::string members(const Tables& tables, Range fields, std::string_view indent) {
  std::string out;
  for (uint32_t i = 0; i < fields.count; ++i) {
    out += fmt::format("{}{} {}{{}};\n", indent,
                       cpp_type(tables, tables.fields[fields.first + i].type),
                       field_name(tables, fields, i));
  }
  return out;
}

bool has_values(const Tables& tables, Range cases) {
  for (uint32_t i = 0; i < cases.count; ++i) {
    if (tables.enum_cases[cases.first + i].fields.count != 0) return true;
  }
  return false;
}

std::string case_name(const Tables& tables, Range cases, uint32_t i) {
  return cpp_name(text_of(tables, tables.enum_cases[cases.first + i].name));
}

// ---- the types ----

std::string struct_type(const Tables& tables, uint32_t index) {
  const format::StructDecl& decl = tables.structs[index];
  const std::string name = cpp_name(text_of(tables, decl.name));
  return fmt::format(
      "struct {} {{\n{}  friend bool operator==(const {}&, const {}&) = default;\n}};\n\n", name,
      members(tables, decl.fields, "  "), name, name);
}

// An enum without values is an `enum class`, one with values a variant of structs.
std::string enum_type(const Tables& tables, uint32_t index) {
  const format::EnumDecl& decl = tables.enums[index];
  const std::string name = cpp_name(text_of(tables, decl.name));
  const auto named = [&](uint32_t i) { return case_name(tables, decl.cases, i); };
  if (!has_values(tables, decl.cases)) {
    return fmt::format("enum class {} : uint16_t {{ {} }};\n\n", name,
                       joined(decl.cases.count, named));
  }
  std::string out = fmt::format("struct {} {{\n", name);
  for (uint32_t i = 0; i < decl.cases.count; ++i) {
    const Range fields = tables.enum_cases[decl.cases.first + i].fields;
    out += fmt::format(
        "  struct {0} {{\n{1}    friend bool operator==(const {0}&, const {0}&) = default;\n  "
        "}};\n",
        named(i), members(tables, fields, "    "));
  }
  return out + fmt::format(
                   "  std::variant<{}> is;\n"
                   "  friend bool operator==(const {}&, const {}&) = default;\n}};\n\n",
                   joined(decl.cases.count, named), name, name);
}

// ---- their codecs ----

std::string listed(const Tables& tables, Range fields, std::string_view object) {
  std::string out;
  for (uint32_t i = 0; i < fields.count; ++i) {
    out += fmt::format(", {}.{}", object, field_name(tables, fields, i));
  }
  return out;
}

std::string struct_codec(const Tables& tables, uint32_t index) {
  const format::StructDecl& decl = tables.structs[index];
  const std::string fields = listed(tables, decl.fields, "v");
  return fmt::format(
      "template <>\nstruct hallows::host::Codec<{0}> {{\n"
      "  static void encode(Encoder& out, const {0}& v) {{ encode_struct(out, {1}{2}); }}\n"
      "  static bool decode(Decoder& in, {0}& v) {{ return decode_struct(in{2}); }}\n}};\n\n",
      cpp_name(text_of(tables, decl.name)), index, fields);
}

std::string enum_codec(const Tables& tables, uint32_t index) {
  const format::EnumDecl& decl = tables.enums[index];
  const std::string name = cpp_name(text_of(tables, decl.name));
  std::string out = fmt::format("template <>\nstruct hallows::host::Codec<{}> {{\n", name);
  if (!has_values(tables, decl.cases)) {
    return out + fmt::format(
                     "  static void encode(Encoder& out, {0} v) {{\n"
                     "    encode_case(out, {1}, static_cast<uint16_t>(v));\n  }}\n"
                     "  static bool decode(Decoder& in, {0}& v) {{\n"
                     "    v = static_cast<{0}>(decode_case(in, {2}));\n"
                     "    return decode_case_values(in);\n  }}\n}};\n\n",
                     name, index, decl.cases.count);
  }
  out += fmt::format("  static void encode(Encoder& out, const {}& value) {{\n", name);
  for (uint32_t i = 0; i < decl.cases.count; ++i) {
    const Range fields = tables.enum_cases[decl.cases.first + i].fields;
    const std::string values = listed(tables, fields, "(*v)");
    out += fmt::format(
        "    if (const auto* v = std::get_if<{}>(&value.is); v != nullptr) {{\n"
        "      encode_case(out, {}, {}{});\n    }}\n",
        i, index, i, values);
  }
  out += fmt::format(
      "  }}\n  static bool decode(Decoder& in, {}& value) {{\n"
      "    switch (decode_case(in, {})) {{\n",
      name, decl.cases.count);
  for (uint32_t i = 0; i < decl.cases.count; ++i) {
    const Range fields = tables.enum_cases[decl.cases.first + i].fields;
    const std::string values = listed(tables, fields, "v");
    out += fmt::format(
        "      case {0}: {{\n        {1}auto& v = value.is.emplace<{0}>();\n"
        "        return decode_case_values(in{2});\n      }}\n",
        i, values.empty() ? "[[maybe_unused]] " : "", values);
  }
  return out + "      default:\n        return false;\n    }\n  }\n};\n\n";
}

// ---- the classes ----

std::string parameter_type(const Tables& tables, format::TypeId id) {
  const std::string type = cpp_type(tables, id);
  if (type == "std::string") return "std::string_view ";
  const bool small = type == "bool" || type == "int64_t" || type == "double" ||
                     type == "hallows::Duration" || type == "hallows::Color";
  return small ? type + " " : "const " + type + "& ";
}

std::string property_functions(const Tables& tables, const format::ScopeDecl& scope) {
  std::string out;
  for (uint32_t i = 0; i < scope.slots.count; ++i) {
    const format::SlotDecl& slot = tables.slots[scope.slots.first + i];
    const bool given = slot.kind == format::SlotKind::In || slot.kind == format::SlotKind::Inout;
    if (!given || !has_cpp_type(tables, slot.type)) continue;
    const std::string name = cpp_name(text_of(tables, slot.name));
    out += fmt::format("  void set_{0}({1}value) {{ set_slot({2}, value); }}\n", name,
                       parameter_type(tables, slot.type), i);
    const format::Type& type = tables.types[slot.type.value];
    if (type.kind != format::TypeKind::List) continue;
    out += fmt::format("  void show_{0}(hallows::List<{1}>& list) {{ show_list({2}, list); }}\n",
                       name, cpp_type(tables, type.inner), i);
  }
  return out;
}

bool all_have_types(const Tables& tables, Range list) {
  for (uint32_t i = 0; i < list.count; ++i) {
    if (!has_cpp_type(tables, tables.type_lists[list.first + i])) return false;
  }
  return true;
}

std::string argument_types(const Tables& tables, Range list) {
  return joined(list.count,
                [&](uint32_t i) { return cpp_type(tables, tables.type_lists[list.first + i]); });
}

std::string event_functions(const Tables& tables, const format::ScopeDecl& scope) {
  std::string out;
  for (uint32_t i = 0; i < scope.events.count; ++i) {
    const format::EventDecl& event = tables.event_decls[scope.events.first + i];
    if (!all_have_types(tables, event.parameters)) continue;
    out += fmt::format(
        "  void on_{}(std::function<void({})> handler) {{ on_event({}, std::move(handler)); }}\n",
        cpp_name(text_of(tables, event.name)), argument_types(tables, event.parameters), i);
  }
  return out;
}

std::string extern_functions(const Tables& tables) {
  std::string out;
  for (uint32_t i = 0; i < tables.externs.size(); ++i) {
    const format::ExternDecl& decl = tables.externs[i];
    if (!all_have_types(tables, decl.parameters)) continue;
    const std::string arguments = argument_types(tables, decl.parameters);
    const std::string name = cpp_name(text_of(tables, decl.name));
    const bool answers = decl.result && has_cpp_type(tables, decl.result);
    const std::string result = answers ? cpp_type(tables, decl.result) : "void";
    out += fmt::format(
        "  void answer_{}(std::function<{}({})> f) {{ answer_call({}, std::move(f)); }}\n", name,
        result, arguments, i);
    if (!answers) continue;
    out += fmt::format(
        "  void answer_{0}_later(std::function<void(hallows::Reply<{1}>{2}{3})> f) {{\n"
        "    answer_call_later({4}, std::move(f));\n  }}\n",
        name, result, arguments.empty() ? "" : ", ", arguments, i);
  }
  return out;
}

}  // namespace

std::string emit_header(const Source& source, const Tables& tables) {
  const std::vector<format::ScopeDeclId> components = shown_components(tables, source.path);
  std::string out = fmt::format(
      "// Generated from {} by ptlc. Do not edit.\n#pragma once\n\n"
      "#include <variant>\n\n#include \"ui-sched/app/view.h\"\n\n",
      source.name);
  const DataTypes types = reachable_types(tables, components);
  for (const DataTypes::Item& item : types.items) {
    out += item.is_struct ? struct_type(tables, item.index) : enum_type(tables, item.index);
  }
  for (const DataTypes::Item& item : types.items) {
    out += item.is_struct ? struct_codec(tables, item.index) : enum_codec(tables, item.index);
  }
  for (const format::ScopeDeclId id : components) {
    const format::ScopeDecl& scope = tables.scopes[id.value];
    const std::string name = cpp_name(text_of(tables, scope.name));
    out += fmt::format(
        "class {0} : public hallows::View {{\n public:\n  explicit {0}(hallows::App& app);\n",
        name);
    out += property_functions(tables, scope) + event_functions(tables, scope) +
           extern_functions(tables) + "};\n\n";
  }
  out.pop_back();
  return out;
}

}  // namespace hallows::ptlc
