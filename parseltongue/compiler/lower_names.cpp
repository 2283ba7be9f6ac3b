#include <algorithm>

#include "parseltongue/compiler/lower.h"

// What a name means where it stands. Order: keywords of the expected type, locals, slots from the
// innermost scope outwards, the element's own state, the file's names, built-in ones.
namespace hallows::ptl {

bool Lowering::keyword(std::string_view word, const Expect& expect, Value& out) {
  format::KeywordSet set = format::KeywordSet::Count;
  if (expect.property != nullptr) set = expect.property->keywords;
  if (set == format::KeywordSet::Count && expect.type) {
    const format::Type& t = types_[expect.type];
    const format::Type& inner = t.kind == TypeKind::Optional ? types_[t.inner] : t;
    if (inner.kind == TypeKind::Keyword) set = static_cast<format::KeywordSet>(inner.index);
  }
  if (set == format::KeywordSet::Count) return false;
  const int index = format::find_keyword(set, word);
  if (index < 0) return false;
  out = make(Op::Keyword, types_.keyword(set), static_cast<uint32_t>(set),
             static_cast<uint32_t>(index));
  return true;
}

const Local* Lowering::find_local(std::string_view name) const {
  if (cx_.frame == nullptr) return nullptr;
  for (size_t i = cx_.frame->names.size(); i-- > 0;) {
    if (cx_.frame->names[i].name == name) return &cx_.frame->names[i];
  }
  return nullptr;
}

bool Lowering::find_slot(std::string_view name, ScopeInfo*& scope, uint32_t& slot) {
  if (name.empty()) return false;
  for (ScopeInfo* s = cx_.scope; s != nullptr; s = s->parent) {
    for (size_t i = s->slots.size(); i-- > 0;) {
      if (s->slots[i].name != name) continue;
      scope = s;
      slot = static_cast<uint32_t>(i);
      return true;
    }
  }
  return false;
}

NamedElement* Lowering::find_named(std::string_view name) {
  for (size_t i = region_names_.size(); i-- > 0;) {
    NamedElement& n = region_names_[i];
    if (n.name != name) continue;
    for (const ScopeInfo* s = cx_.scope; s != nullptr; s = s->parent) {
      if (s == n.scope) return &n;
    }
  }
  if (cx_.component == nullptr) return nullptr;
  for (NamedElement& n : cx_.component->named) {
    if (n.name == name) return &n;
  }
  return nullptr;
}

Value Lowering::slot_value(ScopeInfo* scope, uint32_t slot) {
  ensure_slot(scope, slot);
  note_read(scope, slot);
  const SlotInfo& info = scope->slots[slot];
  const TypeId type = info.type ? info.type : types_.any;
  return make(Op::Slot, type, scopes_up(scope), slot);
}

Value Lowering::const_value(uint32_t index) {
  ConstInfo& c = consts_[index];
  if (c.progress == Progress::Busy) {
    const Saved saved(*this);
    cx_ = {};
    cx_.file = &files_[c.file];
    error(c.node, {"const-cycle", "'" + main_text(c.node) + "' is made of itself", "", ""});
    return poison();
  }
  if (c.progress == Progress::New) {
    c.progress = Progress::Busy;
    const Saved saved(*this);
    cx_ = {};
    cx_.file = &files_[c.file];
    Frame frame;
    cx_.frame = &frame;
    const uint32_t type = type_child(c.node);
    const TypeId wanted = type == kNoNode ? TypeId{} : resolve_type(type);
    Value v = expr_of(value_child(c.node), wanted, "this constant");
    if (!frame.types.empty()) {
      const FunctionId f = add_function(main_text(c.node), {}, frame, v.type, v.id, c.node);
      v = make_ops(Op::Call, v.type, {}, f.value);
    }
    c.type = v.type;
    c.value = v.id;
    c.progress = Progress::Done;
  }
  return {c.value, c.type};
}

Value Lowering::fn_as_value(uint32_t index, uint32_t node) {
  if (!fns_[index].type_params.empty()) {
    error(node, {"generic-value", "a generic function can't be handed over by name", "",
                 "write a lambda: x => " + fns_[index].name + "(x)"});
    return poison();
  }
  FnInstance& fn = fn_instance(index, {});
  return make(Op::FunctionValue, types_.function(fn.parameters, fn.result ? fn.result : types_.any),
              fn.function.value);
}

Value Lowering::name(uint32_t node, const Expect& expect) {
  const std::string word = main_text(node);
  Value out;
  if (keyword(word, expect, out)) return out;
  if (const Local* local = find_local(word)) {
    if (local->alias) return {local->alias, local->type};
    return make(Op::Local, local->type, local->index);
  }
  if (word == "none") {
    const bool known = expect.type && types_.kind(expect.type) == TypeKind::Optional;
    return make(Op::None, known ? expect.type : types_.optional(types_.any));
  }
  ScopeInfo* scope = nullptr;
  uint32_t slot = 0;
  if (find_slot(word, scope, slot)) return slot_value(scope, slot);
  if (element_state(word, out)) return out;
  const Symbol symbol = find_symbol(word);
  switch (symbol.kind) {
    case SymbolKind::Const:
      return const_value(symbol.index);
    case SymbolKind::Theme:
      return make(Op::Theme, types_.theme, symbol.index);
    case SymbolKind::Fn:
      return fn_as_value(symbol.index, node);
    case SymbolKind::None:
      break;
    default:
      error(node, {"not-a-value", "'" + word + "' is not a value here", "", ""});
      return poison();
  }
  if (word == "pi")
    return make_ops(Op::Builtin, types_.float_, {}, static_cast<uint32_t>(format::Builtin::Pi));
  unknown_name(node);
  return poison();
}

void Lowering::unknown_name(uint32_t node) {
  const std::string word = main_text(node);
  if (find_named(word) != nullptr) {
    error(node, {"element-value", "'" + word + "' is an element, not a value", "",
                 "read one of its members: " + word + ".text"});
    return;
  }
  if (cx_.component != nullptr) {
    for (const LocalFn& f : cx_.component->fns) {
      if (f.name != word) continue;
      error(node, {"call-parens", "'" + word + "' is a function", "", "call it: " + word + "()"});
      return;
    }
  }
  if (cx_.file->nameless || (cx_.component != nullptr && cx_.component->damaged)) return;
  const size_t dash = word.find('-');
  if (dash != std::string::npos) {
    if (!reported_.insert("unknown " + cx_.file->tree.path + " " + word).second) return;
    const std::string apart = word.substr(0, dash) + " - " + word.substr(dash + 1);
    error(node,
          {"unknown-name", "unknown name '" + word + "', write '" + apart + "' to subtract",
           "names may hold '-', so a minus needs a blank on both sides", "write '" + apart + "'"});
    return;
  }
  std::vector<std::string> known;
  if (cx_.frame != nullptr) {
    for (const Local& l : cx_.frame->names) known.push_back(l.name);
  }
  for (const ScopeInfo* s = cx_.scope; s != nullptr; s = s->parent) {
    for (const SlotInfo& i : s->slots) {
      if (!i.name.empty()) known.push_back(i.name);
    }
  }
  for (const auto& [own, symbol] : cx_.file->names) {
    if (symbol.kind == SymbolKind::Const || symbol.kind == SymbolKind::Fn) known.push_back(own);
  }
  unknown(sn(node).main, "name", word, known);
}

// ---- State of elements, mirrored into slots ----
uint32_t Lowering::mirror_slot(ScopeInfo* scope, SlotInfo slot) {
  for (uint32_t i = 0; i < scope->slots.size(); ++i) {
    const SlotInfo& s = scope->slots[i];
    if (s.kind == slot.kind && s.source == slot.source && s.index == slot.index && s.name.empty()) {
      return i;
    }
  }
  scope->slots.push_back(std::move(slot));
  return static_cast<uint32_t>(scope->slots.size() - 1);
}

TypeId Lowering::property_value_type(PropertyId property) {
  using format::PropertyType;
  switch (format::property_info(property).type) {
    case PropertyType::Bool:
      return types_.bool_;
    case PropertyType::Int:
      return types_.int_;
    case PropertyType::Float:
    case PropertyType::FloatPair:
      return types_.float_;
    case PropertyType::Text:
      return types_.text;
    case PropertyType::Length:
    case PropertyType::Size:
    case PropertyType::Edges:
    case PropertyType::Corners:
    case PropertyType::LengthPair:
      return types_.length;
    case PropertyType::Duration:
      return types_.duration;
    case PropertyType::Angle:
      return types_.angle;
    case PropertyType::Color:
      return types_.color;
    case PropertyType::Brush:
      return types_.brush;
    case PropertyType::Image:
      return types_.image;
    case PropertyType::Icon:
      return types_.icon;
    case PropertyType::Theme:
      return types_.theme;
    default:
      return types_.any;
  }
}

Value Lowering::mirror_state(const NamedElement& element, PropertyId property) {
  SlotInfo slot;
  slot.kind = SlotKind::ElementState;
  slot.type = property_value_type(property);
  slot.source = element.node;
  slot.index = static_cast<uint32_t>(property);
  return slot_value(element.scope, mirror_slot(element.scope, std::move(slot)));
}

// `hovered`, `pointer.x`, also `text` and `scroll-y`, of the element whose binding this is.
bool Lowering::element_state(std::string_view member, Value& out) {
  if (cx_.element == nullptr) return false;
  const ElementKind kind =
      cx_.element->component != nullptr ? ElementKind::Rect : cx_.element->kind;
  const PropertyId property = format::find_property(member, kind);
  if (property == PropertyId::Count) return false;
  const format::PropertyFlags flags = format::property_info(property).flags;
  if (!has(flags, format::PropertyFlags::Out) && !has(flags, format::PropertyFlags::InOut)) {
    return false;
  }
  NamedElement self;
  self.node = cx_.element->node;
  self.scope = cx_.element->scope;
  out = mirror_state(self, property);
  return true;
}

Value Lowering::named_member(const NamedElement& element, uint32_t node) {
  const std::string member = main_text(node);
  std::vector<std::string> known = {"hovered", "pressed", "focused", "pointer", "settled"};
  if (element.component != nullptr) {
    ScopeInfo* inner = element.component->scope;
    for (uint32_t i = 0; i < inner->slots.size(); ++i) {
      const SlotKind kind = inner->slots[i].kind;
      if (kind != SlotKind::In && kind != SlotKind::Inout && kind != SlotKind::Out) continue;
      known.push_back(inner->slots[i].name);
      if (inner->slots[i].name != member) continue;
      ensure_slot(inner, i);
      SlotInfo slot;
      slot.kind = SlotKind::ChildSlot;
      slot.type = inner->slots[i].type;
      slot.source = element.node;
      slot.index = i;
      return slot_value(element.scope, mirror_slot(element.scope, std::move(slot)));
    }
  }
  const ElementKind kind = element.component != nullptr ? ElementKind::Rect : element.kind;
  const PropertyId property = format::find_property(member, kind);
  if (property != PropertyId::Count) {
    const format::PropertyFlags flags = format::property_info(property).flags;
    if (has(flags, format::PropertyFlags::Out) || has(flags, format::PropertyFlags::InOut)) {
      return mirror_state(element, property);
    }
    error(node, {"not-readable", "'" + member + "' of an element can't be read",
                 "a binding may read what its component sets itself; of geometry only 'settled'",
                 "read 'settled." + member + "', or keep the value in a 'var' or 'let'"});
    return poison();
  }
  unknown(sn(node).main, "member", member, known);
  return poison();
}

// ---- Fields ----
bool Lowering::special_field(uint32_t node, const Expect& expect, Value& out) {
  const uint32_t base = child(node);
  const std::string member = main_text(node);
  if (sn(base).kind == SyntaxKind::Field && sn(child(base)).kind == SyntaxKind::Name) {
    // parts.Side.Left
    const Symbol ns = find_symbol(main_text(child(base)));
    if (ns.kind == SymbolKind::Namespace) {
      const auto it = files_[ns.index].own.find(main_text(base));
      if (it != files_[ns.index].own.end() && it->second.kind == SymbolKind::Enum) {
        out = enum_case(it->second.index, node, kNoNode);
        return true;
      }
    }
    // field.pointer.x, field.settled.width
    const std::string group = main_text(base);
    if (group != "pointer" && group != "settled") return false;
    NamedElement* named = find_named(main_text(child(base)));
    if (named == nullptr) return false;
    const PropertyId p = format::find_property(group + "." + member, ElementKind::Rect);
    if (p == PropertyId::Count) {
      unknown(sn(node).main, "member", member, {"x", "y", "width", "height", "down", "inside"});
      out = poison();
    } else {
      out = mirror_state(*named, p);
    }
    return true;
  }
  if (sn(base).kind != SyntaxKind::Name) return false;
  const std::string word = main_text(base);
  ScopeInfo* scope = nullptr;
  uint32_t slot = 0;
  if (find_local(word) != nullptr || find_slot(word, scope, slot)) return false;
  if (word == "theme") {
    out = theme_field(node);
    return true;
  }
  if ((word == "pointer" || word == "settled") && element_state(word + "." + member, out)) {
    return true;
  }
  if (NamedElement* named = find_named(word)) {
    if (member == "pointer" || member == "settled") return false;
    out = named_member(*named, node);
    return true;
  }
  const Symbol symbol = find_symbol(word);
  if (symbol.kind == SymbolKind::Enum) {
    out = enum_case(symbol.index, node, kNoNode);
    return true;
  }
  if (symbol.kind == SymbolKind::Namespace) {
    out = namespace_member(symbol.index, node);
    return true;
  }
  (void)expect;
  if (cx_.mode == Mode::Test && word == "frame") {
    out = test_member(poison(), node);
    return true;
  }
  return false;
}

Value Lowering::namespace_member(uint32_t file, uint32_t node) {
  const std::string member = main_text(node);
  const auto it = files_[file].own.find(member);
  if (it != files_[file].own.end()) {
    if (it->second.kind == SymbolKind::Const) return const_value(it->second.index);
    if (it->second.kind == SymbolKind::Fn) return fn_as_value(it->second.index, node);
    if (it->second.kind == SymbolKind::Theme) {
      return make(Op::Theme, types_.theme, it->second.index);
    }
    error(node, {"not-a-value", "'" + member + "' is not a value", "", ""});
    return poison();
  }
  std::vector<std::string> known;
  for (const auto& [own, s] : files_[file].own) known.push_back(own);
  unknown(sn(node).main, "name", member, known);
  return poison();
}

Value Lowering::theme_field(uint32_t node) {
  const std::string member = main_text(node);
  uint32_t fallback = UINT32_MAX;
  std::vector<std::string> known;
  for (const uint32_t t : cx_.file->themes) {
    const FileInfo& file = files_[themes_[t].file];
    for (uint32_t c = file.tree.nodes[themes_[t].node].first_child; c != kNoNode;
         c = file.tree.nodes[c].next) {
      const std::string name(file.tree.text_of(file.tree.nodes[c].main));
      known.push_back(name);
      if (name == member && fallback == UINT32_MAX) fallback = t;
    }
  }
  const auto it = theme_field_ids_.find(member);
  if (fallback == UINT32_MAX || it == theme_field_ids_.end()) {
    if (!cx_.file->nameless) unknown(sn(node).main, "theme value", member, known);
    return poison();
  }
  if (cx_.reads != nullptr) cx_.reads->ambient |= static_cast<uint8_t>(format::Ambient::Theme);
  return make(Op::ThemeField, it->second.second, it->second.first, fallback);
}

Value Lowering::enum_case(uint32_t enum_index, uint32_t node, uint32_t call_node) {
  const EnumInfo& info = enums_[enum_index];
  const TypeId type = types_.enumeration(enum_index);
  const std::string word = main_text(node);
  std::vector<std::string> known;
  for (uint32_t i = 0; i < info.cases.size(); ++i) {
    known.push_back(info.cases[i].name);
    if (info.cases[i].name != word) continue;
    std::vector<TypeId> types;
    for (const FieldInfo& f : info.cases[i].fields) types.push_back(f.type);
    std::vector<uint32_t> ops;
    if (call_node != kNoNode) {
      ops = typed_arguments(call_node, types, word);
    } else if (!types.empty()) {
      count_error(node, word, types.size(), 0);
      return {poison().id, type};
    }
    return make_ops(Op::Enum, type, ops, enum_index, static_cast<uint8_t>(i));
  }
  if (!damaged_.contains(info.name)) {
    unknown(sn(node).main, ("case of '" + info.name + "'").c_str(), word, known);
  }
  return {poison().id, type};
}

// `.Off`, `.Heat(21)`: the enum is the one that is expected.
Value Lowering::dot_name(uint32_t node, const Expect& expect, uint32_t call_node) {
  TypeId type = expect.type;
  if (type && types_.kind(type) == TypeKind::Optional) type = types_[type].inner;
  if (type && types_.kind(type) == TypeKind::Enum) {
    return enum_case(types_[type].index, node, call_node);
  }
  if (!type || !is_poison(type)) {
    error(node,
          {"unknown-enum", "which enum '." + main_text(node) + "' belongs to is not known here",
           "'.Case' stands where an enum is expected", "write the enum's name before the '.'"});
  }
  return poison();
}

Value Lowering::field(uint32_t node, const Expect& expect) {
  Value out;
  if (special_field(node, expect, out)) return out;
  return member_of(expr(child(node)), node);
}

Value Lowering::member_of(Value base, uint32_t node) {
  const std::string member = main_text(node);
  const bool chained = sn(node).aux == 1;
  const TypeKind kind = types_.kind(base.type);
  if (is_poison(base.type)) return poison();
  if (kind == TypeKind::Element) return test_member(base, node);
  if (kind == TypeKind::Optional) {
    const TypeId inner_type = types_[base.type].inner;
    if (!chained) {
      error(node, {"optional-member", "this may be none, so it has no '" + member + "'", "",
                   "write '?." + member + "', or give a default with '?\?'"});
      return poison();
    }
    if (is_poison(inner_type)) return poison();
    if (types_.kind(inner_type) == TypeKind::Struct) {
      const StructInfo& info = structs_[types_[inner_type].index];
      for (uint32_t i = 0; i < info.fields.size(); ++i) {
        if (info.fields[i].name != member) continue;
        return make(Op::Field, types_.optional(info.fields[i].type), base.id.value, i, 0, 1);
      }
    }
    const Value inner = make(Op::Unwrap, inner_type, base.id.value);
    Value v = member_of(inner, node);
    const TypeId type = types_.optional(v.type);
    v = coerce(v, type);
    const Value some = make(Op::IsSome, types_.bool_, base.id.value);
    const Value none = make(Op::None, type);
    return make(Op::IfElse, type, some.id.value, v.id.value, none.id.value);
  }
  if (kind == TypeKind::Struct) {
    const StructInfo& info = structs_[types_[base.type].index];
    std::vector<std::string> known;
    for (uint32_t i = 0; i < info.fields.size(); ++i) {
      known.push_back(info.fields[i].name);
      if (info.fields[i].name == member) {
        return make(Op::Field, info.fields[i].type, base.id.value, i);
      }
    }
    if (!damaged_.contains(info.name)) {
      unknown(sn(node).main, ("field of '" + info.name + "'").c_str(), member, known);
    }
    return poison();
  }
  return builtin_method(base, kNoNode, node);
}

}  // namespace hallows::ptl
