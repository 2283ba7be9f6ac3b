#include <algorithm>

#include "parseltongue/compiler/lower.h"

// Tests and previews (section 9).
namespace hallows::ptl {
namespace {

constexpr uint32_t kFrame = Types::kFound - 1;  // the type of `c.frame`
constexpr std::string_view kActions[] = {"tap",  "double-tap", "press", "release", "hover",
                                         "drag", "wheel",      "type",  "key",     "focus"};

}  // namespace

void Lowering::lower_test(uint32_t node) {
  const Saved saved(*this);
  reserved_in_test_.clear();
  const std::string name = sn(node).main == kNoToken ? "" : text_part(sn(node).main);
  cx_.scope = nullptr;
  cx_.component = nullptr;
  ScopeInfo* scope = new_scope(format::ScopeKind::Test, nullptr, node);
  Frame frame;
  frame.wrapped = true;
  frame.result = types_.void_;
  cx_.scope = scope;
  cx_.frame = &frame;
  cx_.mode = Mode::Test;
  const Value body = block(child_of(node, SyntaxKind::Block));
  format::TestDecl test;
  test.name = text_id(name);
  test.scope = scope->id;
  test.body = add_function(name, {}, frame, types_.void_, body.id, node);
  test.place = place_of(node);
  out_.tests.push_back(test);
}

void Lowering::lower_preview(uint32_t node) {
  const Saved saved(*this);
  reserved_in_test_.clear();
  const std::string name = sn(node).main == kNoToken ? "" : text_part(sn(node).main);
  cx_.component = nullptr;
  ScopeInfo* scope = new_scope(format::ScopeKind::Component, nullptr, node);
  cx_.scope = scope;
  cx_.mode = Mode::Binding;
  Frame frame;
  cx_.frame = &frame;
  const NodeId root = children_nodes(children(node), "preview " + name);
  format::ScopeDecl& decl = out_.scopes[scope->id.value];
  decl.name = text_id(name);
  decl.first_node = root;
  out_.previews.push_back({text_id(name), scope->id});
}

// `Counter { … }` as a value: a struct's, or, in a test, something mounted.
Value Lowering::mount(uint32_t node) {
  const uint32_t path = child_of(node, SyntaxKind::Path);
  const Symbol symbol = find_path(path);
  if (symbol.kind == SymbolKind::Struct) return struct_value(node, symbol.index);
  if (symbol.kind == SymbolKind::Component || symbol.kind == SymbolKind::Native) {
    if (cx_.mode != Mode::Test) {
      error(node, {"element-value", "an element is not a value",
                   "elements stand in elements; only tests mount them", ""});
      return poison();
    }
    const NodeId id = element_node(node, kNoNode, "test " + std::to_string(place_of(node).line));
    if (!id) return poison();
    const TypeId type = symbol.kind == SymbolKind::Component
                            ? types_.element(out_.nodes[id.value].symbol)
                            : types_.found;
    return make(Op::TestMount, type, id.value);
  }
  if (symbol.kind == SymbolKind::None && child_of(path, SyntaxKind::NameRef) == kNoNode &&
      !cx_.file->nameless) {
    std::vector<std::string> known;
    for (const auto& [own, s] : cx_.file->names) {
      const bool fits = s.kind == SymbolKind::Struct ||
                        (cx_.mode == Mode::Test && s.kind == SymbolKind::Component);
      if (fits) known.push_back(own);
    }
    unknown(sn(node).main, cx_.mode == Mode::Test ? "component" : "struct", main_text(node), known);
  } else if (symbol.kind != SymbolKind::None) {
    error(node, {"not-a-struct", "'" + main_text(node) + "' is not a struct", "", ""});
  }
  for (const uint32_t p : children_of(node, SyntaxKind::Property)) expr(child(p, 1));
  return poison();
}

Value Lowering::make_test_call(const char* method, std::vector<uint32_t> args, TypeId result,
                               uint32_t node) {
  args.insert(args.begin(), text_id(method).value);
  const SourcePlace at = cx_.file->tree.source_place(sn(node).first);
  return make_ops(Op::TestCall, result, args, at.line << 8 | std::min<uint32_t>(at.column, 255));
}

bool Lowering::test_function(uint32_t node, const std::string& name, Value& out) {
  const uint32_t none = make(Op::None, types_.any).id.value;
  if (name == "expect") {
    out = make_test_call("expect", typed_arguments(node, {types_.bool_}, name), types_.void_, node);
  } else if (name == "advance") {
    out = make_test_call("advance", typed_arguments(node, {types_.duration}, name), types_.void_,
                         node);
  } else if (name == "resize") {
    std::vector<uint32_t> args = {none};
    for (const uint32_t a : call_arguments(node)) args.push_back(expr(child(a)).id.value);
    if (args.size() != 3) count_error(child(node), name, 2, args.size() - 1);
    out = make_test_call("resize", args, types_.void_, node);
  } else if (name == "scale") {
    std::vector<uint32_t> args = typed_arguments(node, {types_.float_}, name);
    args.insert(args.begin(), none);
    out = make_test_call("scale", args, types_.void_, node);
  } else if (name == "screenshot") {
    std::vector<uint32_t> args = typed_arguments(node, {types_.text}, name);
    args.insert(args.begin(), none);
    out = make_test_call("screenshot", args, types_.void_, node);
  } else {
    return false;
  }
  return true;
}

Value Lowering::find_call(Value receiver, uint32_t node) {
  const std::vector<uint32_t> args = call_arguments(node);
  if (args.empty() || args.size() > 2) {
    count_error(child(node), "find", 1, args.size());
    return {poison().id, types_.found};
  }
  const uint32_t what = child(args[0]);
  const uint32_t n = args.size() > 1
                         ? expr_of(child(args[1]), types_.int_, "which one 'find' takes").id.value
                         : int_value(0).id.value;
  const bool literal = sn(what).kind == SyntaxKind::Literal;
  if (literal && cx_.file->tree.significant[sn(what).main].kind == TokenKind::Hash) {
    const std::string id(tok(sn(what).main).substr(1));
    const uint32_t text = make(Op::Text, types_.text, text_id(id).value).id.value;
    return make_test_call("find-id", {receiver.id.value, text, n}, types_.found, node);
  }
  if (sn(what).kind == SyntaxKind::Name) {
    const Symbol symbol = find_symbol(main_text(what));
    if (symbol.kind == SymbolKind::Native) {
      const uint32_t kind = int_value(symbol.index).id.value;
      return make_test_call("find-kind", {receiver.id.value, kind, n}, types_.found, node);
    }
    if (symbol.kind == SymbolKind::Component) {
      // Any instance of the component: by its name.
      const std::string& name = component_decls_[symbol.index].name;
      const uint32_t text = make(Op::Text, types_.text, text_id(name).value).id.value;
      return make_test_call("find-component", {receiver.id.value, text, n}, types_.found, node);
    }
  }
  const uint32_t text = expr_of(what, types_.text, "what 'find' looks for").id.value;
  return make_test_call("find", {receiver.id.value, text, n}, types_.found, node);
}

// A method of something mounted or found; false: the receiver is neither.
bool Lowering::test_call(uint32_t node, uint32_t callee, Value& out) {
  const std::string name = main_text(callee);
  const bool action =
      std::find(std::begin(kActions), std::end(kActions), name) != std::end(kActions);
  const bool window = name == "find" || name == "resize" || name == "scale" || name == "screenshot";
  if (!action && !window) return false;
  const Value receiver = expr(child(callee));
  if (types_.kind(receiver.type) != TypeKind::Element) return false;
  if (name == "find") {
    out = find_call(receiver, node);
    return true;
  }
  std::vector<uint32_t> args = {receiver.id.value};
  for (const uint32_t a : call_arguments(node)) {
    Expect e;
    if (name == "drag" || name == "wheel" || name == "resize" || name == "scale") {
      e.type = types_.float_;
    }
    args.push_back(expr(child(a), e).id.value);
  }
  size_t wanted = 0;
  if (name == "drag" || name == "wheel" || name == "resize") wanted = 2;
  if (name == "type" || name == "key" || name == "scale" || name == "screenshot") wanted = 1;
  if (args.size() - 1 != wanted) count_error(callee, name, wanted, args.size() - 1);
  out = make_test_call(name.c_str(), args, types_.void_, node);
  return true;
}

bool Lowering::test_slot(Value base, std::string_view name, ComponentInstance*& component,
                         uint32_t& slot) {
  const auto it = component_by_scope_.find(types_[base.type].index);
  if (it == component_by_scope_.end()) return false;
  component = it->second;
  for (uint32_t i = 0; i < component->scope->slots.size(); ++i) {
    if (component->scope->slots[i].name != name || name.empty()) continue;
    slot = i;
    ensure_slot(component->scope, i);
    return true;
  }
  return false;
}

Value Lowering::test_member(Value base, uint32_t node) {
  const std::string member = main_text(node);
  const bool bare_frame = is_poison(base.type);
  if (bare_frame || types_[base.type].index == kFrame) {
    if (member == "missed" || member == "count" || member == "allocations") {
      return make_test_call(("frame." + member).c_str(), {base.id.value}, types_.int_, node);
    }
    if (member == "damage") {
      return make_test_call("frame.damage", {base.id.value}, types_.float_, node);
    }
    unknown(sn(node).main, "member of 'frame'", member,
            {"missed", "count", "damage", "allocations"});
    return poison();
  }
  ComponentInstance* component = nullptr;
  uint32_t slot = 0;
  if (test_slot(base, member, component, slot)) {
    return make(Op::TestSlot, component->scope->slots[slot].type, base.id.value, slot);
  }
  if (member == "frame") return {base.id, types_.element(kFrame)};
  TypeId type;
  if (member == "exists" || member == "visible" || member == "enabled" || member == "focused") {
    type = types_.bool_;
  } else if (member == "text") {
    type = types_.text;
  } else if (member == "x" || member == "y" || member == "width" || member == "height") {
    type = types_.float_;
  } else {
    const PropertyId property = format::find_property(member, ElementKind::Rect);
    if (property == PropertyId::Count) {
      std::vector<std::string> known = {"exists", "visible", "text",   "enabled", "focused", "x",
                                        "y",      "width",   "height", "opacity", "color"};
      const auto it = component_by_scope_.find(types_[base.type].index);
      if (it != component_by_scope_.end()) {
        for (const SlotInfo& s : it->second->scope->slots) known.push_back(s.name);
      }
      unknown(sn(node).main, "member", member, known);
      return poison();
    }
    type = property_value_type(property);
    if (type == types_.brush) type = types_.color;
  }
  return make_test_call(member.c_str(), {base.id.value}, type, node);
}

// `given load(id) after 200ms { … }`: an extern function's answers from here on.
Value Lowering::given_statement(uint32_t node) {
  const Symbol symbol = find_symbol(main_text(node));
  const uint32_t body = child_of(node, SyntaxKind::Block);
  if (symbol.kind != SymbolKind::Extern || cx_.mode != Mode::Test) {
    std::vector<std::string> known;
    for (const auto& [own, s] : cx_.file->names) {
      if (s.kind == SymbolKind::Extern) known.push_back(own);
    }
    if (!cx_.file->nameless) unknown(sn(node).main, "extern function", main_text(node), known);
    return make_ops(Op::Block, types_.void_, {});
  }
  const ExternInfo& info = externs_[symbol.index];
  const std::vector<TypeId> types = types_of(info.parameters);
  const std::vector<uint32_t> names = children_of(node, SyntaxKind::NameRef);
  if (!names.empty() && names.size() != types.size()) {
    count_error(node, info.name, types.size(), names.size());
  }
  const uint32_t delay_node = value_child(node);
  const Value delay = delay_node == kNoNode
                          ? make(Op::None, types_.any)
                          : expr_of(delay_node, types_.duration, "the delay of 'given'");
  const FunctionId f = handler_function(body, names, types, info.result, "given");
  const Value function = make(Op::FunctionValue, types_.function(types, info.result), f.value);
  return make_test_call("given",
                        {int_value(symbol.index).id.value, delay.id.value, function.id.value},
                        types_.void_, node);
}

}  // namespace hallows::ptl
