#include <algorithm>
#include <array>
#include <iterator>

#include "parseltongue/compiler/lower.h"

// Built-in functions (builtins.def) and methods.
namespace hallows::ptl {

using format::Builtin;
using format::BuiltinReceiver;

namespace {

bool is_ordered(TypeKind k) {
  return k == TypeKind::Int || k == TypeKind::Float || k == TypeKind::Length ||
         k == TypeKind::Percent || k == TypeKind::Duration || k == TypeKind::Angle ||
         k == TypeKind::Any;
}

BuiltinReceiver receiver_of(TypeKind kind) {
  if (kind == TypeKind::List) return BuiltinReceiver::List;
  if (kind == TypeKind::Text) return BuiltinReceiver::Text;
  if (kind == TypeKind::Color) return BuiltinReceiver::Color;
  return BuiltinReceiver::Function;
}

// Types of methods, said in terms of the receiver. Element: what a list holds.
enum class Of : uint8_t {
  Nothing,
  Receiver,
  Element,
  OptionalElement,
  Bool,
  Int,
  OptionalInt,
  OptionalFloat,
  Text,
  TextList,
  Percent,
  Color
};

TypeId type_of(Types& types, Of of, TypeId receiver) {
  const bool list = types.kind(receiver) == TypeKind::List;
  const TypeId element = list ? types[receiver].inner : types.any;
  switch (of) {
    case Of::Nothing:
      return types.any;
    case Of::Receiver:
      return receiver;
    case Of::Element:
      return element;
    case Of::OptionalElement:
      return types.optional(element);
    case Of::Bool:
      return types.bool_;
    case Of::Int:
      return types.int_;
    case Of::OptionalInt:
      return types.optional(types.int_);
    case Of::OptionalFloat:
      return types.optional(types.float_);
    case Of::Text:
      return types.text;
    case Of::TextList:
      return types.list(types.text);
    case Of::Percent:
      return types.percent;
    case Of::Color:
      return types.color;
  }
  return types.any;
}

struct PlainMethod {
  Builtin builtin;
  Of result;
  std::array<Of, 2> arguments{};
};

// The methods that take values, not functions.
constexpr PlainMethod kPlainMethods[] = {
    {Builtin::ListCount, Of::Int},
    {Builtin::ListEmpty, Of::Bool},
    {Builtin::ListFirst, Of::OptionalElement},
    {Builtin::ListLast, Of::OptionalElement},
    {Builtin::ListMin, Of::OptionalElement},
    {Builtin::ListMax, Of::OptionalElement},
    {Builtin::ListSum, Of::Element},
    {Builtin::ListReverse, Of::Receiver},
    {Builtin::ListTake, Of::Receiver, {Of::Int}},
    {Builtin::ListDrop, Of::Receiver, {Of::Int}},
    {Builtin::ListContains, Of::Bool, {Of::Element}},
    {Builtin::ListIndex, Of::OptionalInt, {Of::Element}},
    {Builtin::ListJoin, Of::Text, {Of::Text}},
    {Builtin::TextCount, Of::Int},
    {Builtin::TextEmpty, Of::Bool},
    {Builtin::TextUpper, Of::Text},
    {Builtin::TextLower, Of::Text},
    {Builtin::TextTrim, Of::Text},
    {Builtin::TextContains, Of::Bool, {Of::Text}},
    {Builtin::TextStartsWith, Of::Bool, {Of::Text}},
    {Builtin::TextEndsWith, Of::Bool, {Of::Text}},
    {Builtin::TextReplace, Of::Text, {Of::Text, Of::Text}},
    {Builtin::TextSplit, Of::TextList, {Of::Text}},
    {Builtin::TextToInt, Of::OptionalInt},
    {Builtin::TextToFloat, Of::OptionalFloat},
    {Builtin::ColorLighten, Of::Color, {Of::Percent}},
    {Builtin::ColorDarken, Of::Color, {Of::Percent}},
    {Builtin::ColorAlpha, Of::Color, {Of::Percent}},
    {Builtin::ColorMix, Of::Color, {Of::Color, Of::Percent}},
};

}  // namespace

Value Lowering::builtin_fixed(Builtin builtin, const std::vector<Value>& args, TypeId result) {
  return make_ops(Op::Builtin, result, ids_of(args), static_cast<uint32_t>(builtin));
}

bool Lowering::names_value(std::string_view word) {
  ScopeInfo* scope = nullptr;
  uint32_t slot = 0;
  return find_local(word) != nullptr || find_slot(word, scope, slot);
}

// parts.total(xs), parts being a file that was used as a whole.
Value Lowering::namespace_call(uint32_t file, uint32_t node, uint32_t callee,
                               const Expect& expect) {
  const auto& own = files_[file].own;
  const auto it = own.find(main_text(callee));
  const SymbolKind kind = it == own.end() ? SymbolKind::None : it->second.kind;
  if (kind == SymbolKind::Fn) return call_fn(it->second.index, node, expect);
  if (kind == SymbolKind::Extern) return call_extern(it->second.index, node);
  return call_value(namespace_member(file, callee), node);
}

Value Lowering::method(uint32_t node, uint32_t callee, const Expect& expect) {
  const uint32_t base = child(callee);
  Value out;
  if (sn(base).kind == SyntaxKind::Name && !names_value(main_text(base))) {
    const std::string word = main_text(base);
    if (NamedElement* named = find_named(word)) return element_method(*named, node, callee);
    const Symbol symbol = find_symbol(word);
    if (symbol.kind == SymbolKind::Enum) return enum_case(symbol.index, callee, node);
    if (symbol.kind == SymbolKind::Namespace) {
      return namespace_call(symbol.index, node, callee, expect);
    }
  }
  if (sn(base).kind == SyntaxKind::Field && sn(child(base)).kind == SyntaxKind::Name) {
    // parts.Mode.Heat(21)
    const Symbol ns = find_symbol(main_text(child(base)));
    if (ns.kind == SymbolKind::Namespace) {
      const auto it = files_[ns.index].own.find(main_text(base));
      if (it != files_[ns.index].own.end() && it->second.kind == SymbolKind::Enum) {
        return enum_case(it->second.index, callee, node);
      }
    }
  }
  if (list_mutator(node, callee, out)) return out;
  if (cx_.mode == Mode::Test && test_call(node, callee, out)) return out;
  const Value receiver = expr(base);
  if (types_.kind(receiver.type) == TypeKind::Struct) {
    return call_value(member_of(receiver, callee), node);
  }
  if (types_.kind(receiver.type) == TypeKind::Optional && sn(callee).aux == 1) {
    const TypeId inner = types_[receiver.type].inner;
    const Value unwrapped = make(Op::Unwrap, inner, receiver.id.value);
    Value v = builtin_method(unwrapped, node, callee);
    const TypeId type = types_.optional(v.type);
    v = coerce(v, type);
    const Value some = make(Op::IsSome, types_.bool_, receiver.id.value);
    const Value none = make(Op::None, type);
    return make(Op::IfElse, type, some.id.value, v.id.value, none.id.value);
  }
  return builtin_method(receiver, node, callee);
}

void Lowering::unknown_builtin(Value receiver, uint32_t callee) {
  const std::string name = main_text(callee);
  const TypeKind kind = types_.kind(receiver.type);
  if (kind == TypeKind::Optional) {
    error(callee, {"optional-member", "this may be none, so it has no '" + name + "'", "",
                   "write '?." + name + "', or give a default with '?\?'"});
    return;
  }
  std::vector<std::string> known;
  const BuiltinReceiver which = receiver_of(kind);
  for (uint16_t i = 0; i < static_cast<uint16_t>(Builtin::Count); ++i) {
    const auto& info = format::builtin_info(static_cast<Builtin>(i));
    if (which != BuiltinReceiver::Function && info.receiver == which) {
      known.emplace_back(info.name);
    }
  }
  unknown(sn(callee).main, ("member of a " + type_name(receiver.type)).c_str(), name, known);
}

// `node` is the call, or none for a member without parentheses; `callee` the Field.
Value Lowering::builtin_method(Value receiver, uint32_t node, uint32_t callee) {
  const std::string name = main_text(callee);
  const TypeKind kind = types_.kind(receiver.type);
  const std::vector<uint32_t> args =
      node == kNoNode ? std::vector<uint32_t>{} : call_arguments(node);
  if (is_poison(receiver.type)) {
    for (const uint32_t a : args) {
      const SyntaxKind k = sn(child(a)).kind;
      if (k != SyntaxKind::Lambda && k != SyntaxKind::Literal) expr(child(a));
    }
    return poison();
  }
  const BuiltinReceiver which = receiver_of(kind);
  const Builtin b =
      which == BuiltinReceiver::Function ? Builtin::Count : format::find_builtin(which, name);
  if (b == Builtin::Count) {
    unknown_builtin(receiver, callee);
    return poison();
  }
  const TypeId e = kind == TypeKind::List ? types_[receiver.type].inner : types_.any;
  const bool ordered = b == Builtin::ListMin || b == Builtin::ListMax || b == Builtin::ListSum;
  if (ordered && !is_ordered(types_.kind(e))) {
    error(callee,
          {"type-mismatch", "'" + name + "' is for numbers and quantities, not for " + type_name(e),
           "", ""});
  }
  if (b == Builtin::ListJoin && !assignable(e, types_.text)) {
    error(callee, {"type-mismatch", "'join' is for texts, not for " + type_name(e), "",
                   "print each first: xs.map(x => \"{x}\").join(\", \")"});
  }
  const auto* plain = std::find_if(std::begin(kPlainMethods), std::end(kPlainMethods),
                                   [b](const PlainMethod& m) { return m.builtin == b; });
  if (plain == std::end(kPlainMethods)) return lambda_method(b, receiver, args, callee);
  const TypeId result = type_of(types_, plain->result, receiver.type);
  const auto wanted = static_cast<size_t>(std::count_if(
      plain->arguments.begin(), plain->arguments.end(), [](Of of) { return of != Of::Nothing; }));
  if (args.size() != wanted) {
    count_error(callee, name, wanted, args.size());
    return {poison().id, result};
  }
  std::vector<Value> values = {receiver};
  for (size_t i = 0; i < wanted; ++i) {
    const TypeId type = type_of(types_, plain->arguments[i], receiver.type);
    values.push_back(expr_of(child(args[i]), type, ("the value of '" + name + "'").c_str()));
  }
  return builtin_fixed(b, values, result);
}

// The methods that take a function: filter any all map sort.
Value Lowering::lambda_method(Builtin b, Value receiver, const std::vector<uint32_t>& args,
                              uint32_t callee) {
  const TypeId e = types_[receiver.type].inner;
  const bool tests = b == Builtin::ListAny || b == Builtin::ListAll;
  const TypeId known = tests ? types_.bool_ : receiver.type;
  if (b == Builtin::ListSort && args.empty()) return builtin_fixed(b, {receiver}, known);
  if (args.size() != 1) {
    count_error(callee, main_text(callee), 1, args.size());
    return b == Builtin::ListMap ? poison() : Value{poison().id, known};
  }
  const TypeId wanted = tests || b == Builtin::ListFilter ? types_.bool_ : TypeId{};
  const Value f = lambda_argument(child(args[0]), {e}, wanted);
  if (b != Builtin::ListMap) return builtin_fixed(b, {receiver, f}, known);
  const bool typed = types_.kind(f.type) == TypeKind::Function;
  return builtin_fixed(b, {receiver, f}, types_.list(typed ? types_[f.type].inner : types_.any));
}

// min max clamp abs lerp: of numbers or of quantities of one type.
Value Lowering::minmax_call(Builtin builtin, uint32_t node, const Expect& expect) {
  const std::vector<uint32_t> args = call_arguments(node);
  const std::string name = main_text(child(node));
  const bool lerp = builtin == Builtin::Lerp;
  size_t wanted = args.size();
  if (builtin == Builtin::Clamp || lerp) wanted = 3;
  if (builtin == Builtin::Abs) wanted = 1;
  if (args.size() != wanted || args.empty()) {
    count_error(child(node), name, std::max<size_t>(wanted, 2), args.size());
    return poison();
  }
  std::vector<Value> values;
  TypeId type;
  for (size_t i = 0; i < args.size(); ++i) {
    if (lerp && i == 2) {
      values.push_back(expr_of(child(args[i]), types_.float_, "the share of 'lerp'"));
      continue;
    }
    Expect e;
    if (expect.type && all_literals(child(args[i]))) e.type = expect.type;
    values.push_back(expr(child(args[i]), e));
    const TypeId common = type ? common_type(type, values.back().type) : values.back().type;
    if (!common) {
      expect_type(values.back(), type, child(args[i]), ("each value of '" + name + "'").c_str());
    } else {
      type = common;
    }
  }
  const TypeKind kind = types_.kind(type);
  if (!is_ordered(kind) && !(lerp && kind == TypeKind::Color)) {
    error(child(node),
          {"type-mismatch",
           "'" + name + "' is for numbers and quantities, not for " + type_name(type), "", ""});
    return poison();
  }
  if (lerp && kind == TypeKind::Int) type = types_.float_;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!lerp || i < 2) values[i] = coerce(values[i], type);
  }
  return builtin_fixed(builtin, values, type);
}

// A stop is a colour, or a colour and where it stands.
Value Lowering::gradient(Builtin builtin, uint32_t node) {
  std::vector<Value> values;
  bool first = builtin != Builtin::Radial;
  for (const uint32_t a : call_arguments(node)) {
    const std::vector<uint32_t> parts = children(a);
    if (first) {
      values.push_back(expr_of(child(a), types_.angle, "a gradient's angle"));
      first = false;
      continue;
    }
    const Value color = expr_of(child(a), types_.color, "a gradient's stop");
    if (parts.size() < 2) {
      values.push_back(color);
      continue;
    }
    const Value at = expr_of(parts[1], types_.percent, "the place of a gradient's stop");
    values.push_back(make_ops(Op::Sequence, types_.any, {color.id.value, at.id.value}));
  }
  return builtin_fixed(builtin, values, types_.brush);
}

Value Lowering::track_call(Builtin builtin, uint32_t node) {
  static constexpr PropertySpec kTrack{format::PropertyType::Tracks, format::KeywordSet::Auto};
  static constexpr PropertySpec kRepeat{format::PropertyType::Int, format::KeywordSet::TrackRepeat};
  std::vector<Value> values;
  bool count = builtin == Builtin::Repeat;
  for (const uint32_t a : call_arguments(node)) {
    for (const uint32_t part : children(a)) {
      values.push_back(property_value(part, count ? kRepeat : kTrack, main_text(child(node))));
      count = false;
    }
  }
  return builtin_fixed(builtin, values, types_.fr);
}

Value Lowering::builtin_function(Builtin builtin, uint32_t node, const Expect& expect) {
  const std::string name = main_text(child(node));
  const auto plain = [&](const std::vector<TypeId>& types, TypeId result) {
    return make_ops(Op::Builtin, result, typed_arguments(node, types, name),
                    static_cast<uint32_t>(builtin));
  };
  const TypeId f = types_.float_;
  switch (builtin) {
    case Builtin::Min:
    case Builtin::Max:
    case Builtin::Clamp:
    case Builtin::Abs:
    case Builtin::Lerp:
      return minmax_call(builtin, node, expect);
    case Builtin::Round:
    case Builtin::Floor:
    case Builtin::Ceil:
      return plain({f}, types_.int_);
    case Builtin::Sqrt:
      return plain({f}, f);
    case Builtin::Pow:
      return plain({f, f}, f);
    case Builtin::Sin:
    case Builtin::Cos:
    case Builtin::Tan:
      return plain({types_.angle}, f);
    case Builtin::Atan2:
      return plain({f, f}, types_.angle);
    case Builtin::Mod: {
      const std::vector<uint32_t> args = call_arguments(node);
      if (args.size() != 2) {
        count_error(child(node), name, 2, args.size());
        return poison();
      }
      Value a = expr(child(args[0]));
      Value b = expr(child(args[1]));
      TypeId type = common_type(a.type, b.type);
      if (!type || (types_.kind(type) != TypeKind::Int && types_.kind(type) != TypeKind::Float &&
                    !is_poison(type))) {
        expect_type(a, f, child(args[0]), "a value of 'mod'");
        expect_type(b, f, child(args[1]), "a value of 'mod'");
        type = types_.any;
      }
      return builtin_fixed(builtin, {coerce(a, type), coerce(b, type)}, type);
    }
    case Builtin::Pi:
      return make_ops(Op::Builtin, f, {}, static_cast<uint32_t>(builtin));
    case Builtin::Rgb:
      return plain({f, f, f}, types_.color);
    case Builtin::Rgba:
      return plain({f, f, f, f}, types_.color);
    case Builtin::Hsl:
      return plain({types_.angle, types_.percent, types_.percent}, types_.color);
    case Builtin::Oklch:
      return plain({types_.percent, f, types_.angle}, types_.color);
    case Builtin::Linear:
    case Builtin::Radial:
    case Builtin::Conic:
      return gradient(builtin, node);
    default:
      return track_call(builtin, node);
  }
}

// append insert remove remove-at clear move, on a list that can be assigned.
bool Lowering::list_mutator(uint32_t node, uint32_t callee, Value& out) {
  struct Mutator {
    std::string_view name;
    Op op;
    uint32_t values;
  };
  static constexpr Mutator kMutators[] = {
      {"append", Op::ListAppend, 1}, {"insert", Op::ListInsert, 2},
      {"remove", Op::ListRemove, 1}, {"remove-at", Op::ListRemoveAt, 1},
      {"clear", Op::ListClear, 0},   {"move", Op::ListMove, 2}};
  const std::string name = main_text(callee);
  const auto* m = std::find_if(std::begin(kMutators), std::end(kMutators),
                               [&](const Mutator& x) { return x.name == name; });
  if (m == std::end(kMutators)) return false;
  const Place place = lvalue(child(callee), "changed");
  if (!place.ok) {
    out = {poison().id, types_.void_};
    return true;
  }
  if (types_.kind(place.type) != TypeKind::List) {
    if (is_poison(place.type)) {
      out = {poison().id, types_.void_};
      return true;
    }
    return false;
  }
  effects(callee);
  const TypeId e = types_[place.type].inner;
  std::vector<TypeId> types;
  if (m->op == Op::ListAppend || m->op == Op::ListRemove) types = {e};
  if (m->op == Op::ListInsert) types = {types_.int_, e};
  if (m->op == Op::ListRemoveAt) types = {types_.int_};
  if (m->op == Op::ListMove) types = {types_.int_, types_.int_};
  std::vector<uint32_t> args = typed_arguments(node, types, name);
  args.resize(2, ExprId::kNone);
  out = make(m->op, types_.void_, place.lvalue.value, args[0], args[1], place.local ? 1 : 0);
  return true;
}

// field.focus(), list.scroll-to(i)
Value Lowering::element_method(const NamedElement& element, uint32_t node, uint32_t callee) {
  const std::string name = main_text(callee);
  static const std::vector<std::string> methods = {"focus", "blur",  "scroll-to", "scroll-by",
                                                   "open",  "close", "select-all"};
  if (std::find(methods.begin(), methods.end(), name) == methods.end()) {
    const std::vector<uint32_t> args = call_arguments(node);
    const Value member = named_member(element, callee);
    if (args.empty() || is_poison(member.type)) return poison();
    return call_value(member, node);
  }
  effects(callee);
  SlotInfo slot;
  slot.kind = SlotKind::ElementRef;
  slot.type = types_.element(0);
  slot.source = element.node;
  const uint32_t index = mirror_slot(element.scope, std::move(slot));
  std::vector<uint32_t> ops = {scopes_up(element.scope), index, text_id(name).value};
  for (const uint32_t a : call_arguments(node)) ops.push_back(expr(child(a)).id.value);
  return make_ops(Op::ElementMethod, types_.void_, ops);
}

}  // namespace hallows::ptl
