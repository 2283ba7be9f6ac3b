#include "parseltongue/compiler/lower.h"

// Type names, and what fits where (section 2).
namespace hallows::ptl {
namespace {

struct PlainType {
  std::string_view name;
  TypeId Types::* type;
};
constexpr PlainType kPlainTypes[] = {
    {"bool", &Types::bool_},        {"int", &Types::int_},      {"float", &Types::float_},
    {"text", &Types::text},         {"length", &Types::length}, {"percent", &Types::percent},
    {"duration", &Types::duration}, {"angle", &Types::angle},   {"color", &Types::color},
    {"brush", &Types::brush},       {"image", &Types::image},   {"icon", &Types::icon},
    {"font", &Types::font},
};

struct NamedSet {
  std::string_view name;
  format::KeywordSet set;
};
constexpr NamedSet kKeywordTypes[] = {
#define HALLOWS_KEYWORD_SET(name, ...) {#name, format::KeywordSet::name},
#include "parseltongue/format/schema.def"
};

}  // namespace

Symbol Lowering::find_symbol(std::string_view name) const {
  const auto it = cx_.file->names.find(name);
  return it == cx_.file->names.end() ? Symbol{} : it->second;
}

// `Name` or `ns.Name`; reports what is unknown.
Symbol Lowering::find_path(uint32_t path_node) {
  const uint32_t space = child_of(path_node, SyntaxKind::NameRef);
  const std::string name = main_text(path_node);
  if (space == kNoNode) return find_symbol(name);
  const Symbol ns = find_symbol(main_text(space));
  if (ns.kind != SymbolKind::Namespace) {
    if (!cx_.file->nameless) unknown(sn(space).main, "name", main_text(space), {});
    return {};
  }
  const FileInfo& file = files_[ns.index];
  const auto it = file.own.find(name);
  if (it != file.own.end()) return it->second;
  unknown(sn(path_node).main, "name", name, keys_of(file.own));
  return {};
}

TypeId Lowering::resolve_type_fn(uint32_t node) {
  std::vector<TypeId> parameters;
  TypeId result = types_.void_;
  for (const uint32_t c : children(node)) {
    if (sn(c).kind == SyntaxKind::Result) {
      result = resolve_type(child(c));
    } else {
      parameters.push_back(resolve_type(c));
    }
  }
  return types_.function(parameters, result);
}

TypeId Lowering::resolve_type(uint32_t node) {
  if (node == kNoNode) return types_.any;
  switch (sn(node).kind) {
    case SyntaxKind::TypeList:
      return types_.list(resolve_type(child(node)));
    case SyntaxKind::TypeOptional:
      return types_.optional(resolve_type(child(node)));
    case SyntaxKind::TypeFn:
      return resolve_type_fn(node);
    case SyntaxKind::TypeName:
      return resolve_type_name(node);
    default:
      return types_.any;
  }
}

TypeId Lowering::resolve_type_name(uint32_t node) {
  const std::string name = main_text(node);
  if (cx_.types != nullptr) {
    for (const auto& [param, type] : *cx_.types) {
      if (param == name) return type;
    }
  }
  for (const PlainType& p : kPlainTypes) {
    if (p.name == name) return types_.*p.type;
  }
  const Symbol symbol = find_path(node);
  if (symbol.kind == SymbolKind::Enum) return types_.enumeration(symbol.index);
  if (symbol.kind == SymbolKind::Struct) return types_.structure(symbol.index);
  if (symbol.kind == SymbolKind::None && cx_.file->is_std) {
    for (const NamedSet& k : kKeywordTypes) {
      if (k.name == name) return types_.keyword(k.set);
    }
  }
  if (symbol.kind != SymbolKind::None) {
    error(node, {"not-a-type", "'" + name + "' is not a type",
                 "values are of bool, int, float, text, length, percent, duration, angle, color, "
                 "brush, image, font, enums and structs",
                 ""});
    return types_.any;
  }
  if (child_of(node, SyntaxKind::NameRef) != kNoNode || cx_.file->nameless) return types_.any;
  std::vector<std::string> known;
  for (const PlainType& p : kPlainTypes) known.emplace_back(p.name);
  for (const auto& [own, s] : cx_.file->names) {
    if (s.kind == SymbolKind::Enum || s.kind == SymbolKind::Struct) known.push_back(own);
  }
  unknown(sn(node).main, "type", name, known);
  return types_.any;
}

TypeEnv Lowering::type_arguments(const std::vector<std::string>& params, uint32_t args_node,
                                 uint32_t at_node) {
  TypeEnv env;
  const std::vector<uint32_t> args = children(args_node);
  if (args.size() != params.size()) {
    error(at_node,
          {"type-arguments",
           "'" + main_text(at_node) + "' takes " + std::to_string(params.size()) + " type" +
               (params.size() == 1 ? "" : "s") + ", here " + (args.size() == 1 ? "is " : "are ") +
               std::to_string(args.size()),
           "", params.empty() ? "remove '<…>'" : "write '" + main_text(at_node) + "<int>'"});
  }
  for (size_t i = 0; i < params.size(); ++i) {
    env.emplace_back(params[i], i < args.size() ? resolve_type(args[i]) : types_.any);
  }
  return env;
}

std::vector<FieldInfo> Lowering::field_infos(uint32_t node) {
  std::vector<FieldInfo> out;
  for (const uint32_t p : children_of(node, SyntaxKind::Param)) {
    FieldInfo f;
    f.name = main_text(p);
    f.node = p;
    const uint32_t type = type_child(p);
    f.type = type == kNoNode ? types_.any : resolve_type(type);
    f.initial_node = value_child(p);
    for (const FieldInfo& other : out) {
      if (other.name != f.name) continue;
      error(p, {"declared-twice", "'" + f.name + "' is here already", "", "rename one of them"});
    }
    out.push_back(std::move(f));
  }
  return out;
}

bool Lowering::assignable(TypeId from, TypeId to) const {
  if (from == to) return true;
  const format::Type& f = types_[from];
  const format::Type& t = types_[to];
  if (is_poison(from) || is_poison(to)) return true;
  if (f.kind == TypeKind::Any || t.kind == TypeKind::Any) {
    if (t.kind == TypeKind::Optional) return assignable(from, t.inner);
    return f.kind == t.kind && f.index == t.index;
  }
  if (t.kind == TypeKind::Optional) {
    return assignable(f.kind == TypeKind::Optional ? f.inner : from, t.inner);
  }
  if (f.kind == TypeKind::List && t.kind == TypeKind::List) {
    return f.inner == t.inner || is_poison(f.inner) || is_poison(t.inner);
  }
  if (f.kind == TypeKind::Int) return t.kind == TypeKind::Float;
  if (f.kind == TypeKind::Color) return t.kind == TypeKind::Brush;
  if (f.kind == TypeKind::Length || f.kind == TypeKind::Percent) {
    return t.kind == TypeKind::LengthPercent;
  }
  if (f.kind == TypeKind::Function && t.kind == TypeKind::Function) {
    const auto a = types_.parameters(from);
    const auto b = types_.parameters(to);
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i) {
      if (a[i] != b[i] && !is_poison(a[i]) && !is_poison(b[i])) return false;
    }
    return f.inner == t.inner || is_poison(f.inner) || is_poison(t.inner);
  }
  return false;
}

// `value` as a `to`; assignable() holds.
Value Lowering::coerce(Value value, TypeId to) {
  const TypeKind from = types_.kind(value.type);
  const TypeKind kind = types_.kind(to);
  if (value.type == to || from == TypeKind::Any || kind == TypeKind::Any) return value;
  if (kind == TypeKind::Optional) {
    if (from == TypeKind::Optional) {
      value.type = to;
      return value;
    }
    const Value inner = coerce(value, types_[to].inner);
    return make(Op::ToSome, to, inner.id.value);
  }
  if (from == TypeKind::Int && kind == TypeKind::Float) {
    const format::Expr e = out_.exprs[value.id.value];
    if (e.op == Op::Int) {
      return make(Op::Float, to, float_index(static_cast<double>(out_.ints[e.a])));
    }
    return make(Op::ToFloat, to, value.id.value);
  }
  if (kind == TypeKind::Brush) return make(Op::ToBrush, to, value.id.value);
  if (kind == TypeKind::LengthPercent) return make(Op::ToLengthPercent, to, value.id.value);
  value.type = to;
  return value;
}

// Binds opaque types of `pattern` (Any with index n + 1 is parameter n).
bool Lowering::unify(TypeId pattern, TypeId actual, std::vector<TypeId>& bound) const {
  const format::Type& p = types_[pattern];
  const format::Type& a = types_[actual];
  if (p.kind == TypeKind::Any && p.index > 0 && p.index <= bound.size()) {
    TypeId& slot = bound[p.index - 1];
    if (is_poison(actual)) return true;
    if (!slot || is_poison(slot)) {
      slot = actual;
    } else if (slot != actual && assignable(slot, actual)) {
      slot = actual;  // int, then float
    }
    return true;
  }
  if (p.kind == TypeKind::Optional) {
    return unify(p.inner, a.kind == TypeKind::Optional ? a.inner : actual, bound);
  }
  if (p.kind == TypeKind::List && a.kind == TypeKind::List) return unify(p.inner, a.inner, bound);
  if (p.kind == TypeKind::Function && a.kind == TypeKind::Function) {
    const auto ps = types_.parameters(pattern);
    const auto as = types_.parameters(actual);
    for (size_t i = 0; i < ps.size() && i < as.size(); ++i) unify(ps[i], as[i], bound);
    return unify(p.inner, a.inner, bound);
  }
  return true;
}

TypeId Lowering::substitute(TypeId pattern, const std::vector<TypeId>& bound) {
  const format::Type p = types_[pattern];
  switch (p.kind) {
    case TypeKind::Any:
      if (p.index > 0 && p.index <= bound.size()) {
        return bound[p.index - 1] ? bound[p.index - 1] : types_.any;
      }
      return pattern;
    case TypeKind::Optional:
      return types_.optional(substitute(p.inner, bound));
    case TypeKind::List:
      return types_.list(substitute(p.inner, bound));
    case TypeKind::Function: {
      std::vector<TypeId> parameters;
      for (const TypeId t : types_.parameters(pattern)) parameters.push_back(substitute(t, bound));
      return types_.function(parameters, substitute(p.inner, bound));
    }
    default:
      return pattern;
  }
}

// The type that both fit; none: there is none.
TypeId Lowering::common_type(TypeId a, TypeId b) {
  if (is_poison(a)) return b;
  if (is_poison(b)) return a;
  const format::Type ta = types_[a];
  const format::Type tb = types_[b];
  if (ta.kind == TypeKind::Optional && is_poison(ta.inner)) return types_.optional(b);
  if (tb.kind == TypeKind::Optional && is_poison(tb.inner)) return types_.optional(a);
  if (ta.kind == TypeKind::Optional && tb.kind != TypeKind::Optional) {
    const TypeId inner = common_type(ta.inner, b);
    return inner ? types_.optional(inner) : inner;
  }
  if (tb.kind == TypeKind::Optional && ta.kind != TypeKind::Optional) return common_type(b, a);
  if (ta.kind == TypeKind::List && tb.kind == TypeKind::List && is_poison(ta.inner)) return b;
  if (assignable(b, a)) return a;
  if (assignable(a, b)) return b;
  return {};
}

}  // namespace hallows::ptl
