#include "parseltongue/ptlc/names.h"

#include <algorithm>
#include <array>

#include "parseltongue/ptlc/emit.h"

namespace hallows::ptlc {
namespace {

using format::TypeKind;

constexpr std::array kKeywords = {
    "and",     "auto",   "bool",    "break",    "case",     "char",    "class",  "const",
    "default", "delete", "do",      "double",   "else",     "enum",    "export", "extern",
    "false",   "float",  "for",     "friend",   "goto",     "if",      "inline", "int",
    "long",    "new",    "not",     "operator", "or",       "private", "public", "register",
    "return",  "short",  "signed",  "static",   "struct",   "switch",  "this",   "throw",
    "true",    "try",    "typedef", "union",    "unsigned", "using",   "void",   "while"};

bool fields_have_types(const format::Tables& tables, format::Range fields) {
  for (uint32_t i = 0; i < fields.count; ++i) {
    if (!has_cpp_type(tables, tables.fields[fields.first + i].type)) return false;
  }
  return true;
}

struct Walk {
  const format::Tables& tables;
  DataTypes out;

  void fields(format::Range range) {
    for (uint32_t i = 0; i < range.count; ++i) type(tables.fields[range.first + i].type);
  }
  void type(format::TypeId id) {
    if (!has_cpp_type(tables, id)) return;
    const format::Type& t = tables.types[id.value];
    if (t.kind == TypeKind::Optional || t.kind == TypeKind::List) return type(t.inner);
    if (t.kind != TypeKind::Struct && t.kind != TypeKind::Enum) return;
    const bool is_struct = t.kind == TypeKind::Struct;
    for (const DataTypes::Item& item : out.items) {
      if (item.is_struct == is_struct && item.index == t.index) return;
    }
    if (is_struct) {
      fields(tables.structs[t.index].fields);
    } else {
      const format::Range cases = tables.enums[t.index].cases;
      for (uint32_t i = 0; i < cases.count; ++i) fields(tables.enum_cases[cases.first + i].fields);
    }
    out.items.push_back({is_struct, t.index});
  }
  void list(format::Range range) {
    for (uint32_t i = 0; i < range.count; ++i) type(tables.type_lists[range.first + i]);
  }
};

}  // namespace

std::string cpp_name(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '-', '_');
  if (std::find(kKeywords.begin(), kKeywords.end(), out) != kKeywords.end()) out += '_';
  return out;
}

std::vector<format::ScopeDeclId> shown_components(const format::Tables& tables,
                                                  std::string_view path) {
  std::vector<format::ScopeDeclId> out;
  for (uint32_t i = 0; i < tables.scopes.size(); ++i) {
    const format::ScopeDecl& scope = tables.scopes[i];
    const bool shown =
        scope.kind == format::ScopeKind::Component || scope.kind == format::ScopeKind::Window;
    const bool here =
        scope.place.file < tables.files.size() && tables.files[scope.place.file] == path;
    if (shown && here && scope.name) out.push_back({i});
  }
  return out;
}

bool has_cpp_type(const format::Tables& tables, format::TypeId id) {
  if (!id) return false;
  const format::Type& type = tables.types[id.value];
  switch (type.kind) {
    case TypeKind::Bool:
    case TypeKind::Int:
    case TypeKind::Float:
    case TypeKind::Text:
    case TypeKind::Duration:
    case TypeKind::Color:
    case TypeKind::Brush:
    case TypeKind::Image:
    case TypeKind::Icon:
      return true;
    case TypeKind::Optional:
    case TypeKind::List:
      return has_cpp_type(tables, type.inner);
    case TypeKind::Struct:
      return fields_have_types(tables, tables.structs[type.index].fields);
    case TypeKind::Enum: {
      const format::Range cases = tables.enums[type.index].cases;
      for (uint32_t i = 0; i < cases.count; ++i) {
        if (!fields_have_types(tables, tables.enum_cases[cases.first + i].fields)) return false;
      }
      return true;
    }
    default:
      return false;
  }
}

std::string cpp_type(const format::Tables& tables, format::TypeId id) {
  const format::Type& type = tables.types[id.value];
  switch (type.kind) {
    case TypeKind::Bool:
      return "bool";
    case TypeKind::Int:
      return "int64_t";
    case TypeKind::Float:
      return "double";
    case TypeKind::Duration:
      return "hallows::Duration";
    case TypeKind::Color:
    case TypeKind::Brush:
      return "hallows::Color";
    case TypeKind::Optional:
      return "std::optional<" + cpp_type(tables, type.inner) + ">";
    case TypeKind::List:
      return "std::vector<" + cpp_type(tables, type.inner) + ">";
    case TypeKind::Struct:
      return cpp_name(text_of(tables, tables.structs[type.index].name));
    case TypeKind::Enum:
      return cpp_name(text_of(tables, tables.enums[type.index].name));
    default:
      return "std::string";
  }
}

DataTypes reachable_types(const format::Tables& tables,
                          const std::vector<format::ScopeDeclId>& components) {
  Walk walk{tables, {}};
  for (const format::ScopeDeclId id : components) {
    const format::ScopeDecl& scope = tables.scopes[id.value];
    for (uint32_t i = 0; i < scope.slots.count; ++i) {
      const format::SlotDecl& slot = tables.slots[scope.slots.first + i];
      const bool given = slot.kind == format::SlotKind::In || slot.kind == format::SlotKind::Inout;
      if (given) walk.type(slot.type);
    }
    for (uint32_t i = 0; i < scope.events.count; ++i) {
      walk.list(tables.event_decls[scope.events.first + i].parameters);
    }
  }
  for (const format::ExternDecl& decl : tables.externs) {
    walk.list(decl.parameters);
    walk.type(decl.result);
  }
  return walk.out;
}

}  // namespace hallows::ptlc
