#include <algorithm>

#include "parseltongue/compiler/lower.h"

// Components: an instance for each set of type arguments, its slots, its root.
namespace hallows::ptl {
namespace {

SlotKind slot_kind(uint8_t word) {
  switch (static_cast<SlotWord>(word)) {
    case SlotWord::In:
      return SlotKind::In;
    case SlotWord::Inout:
      return SlotKind::Inout;
    case SlotWord::Out:
      return SlotKind::Out;
    case SlotWord::Var:
      return SlotKind::Var;
    case SlotWord::Let:
      return SlotKind::Let;
  }
  return SlotKind::Var;
}

}  // namespace

Context Lowering::component_context(ComponentInstance& component) {
  Context c;
  c.file = &files_[component_decls_[component.decl].file];
  c.scope = component.scope;
  c.component = &component;
  c.types = &component.types;
  c.mode = Mode::Binding;
  return c;
}

ComponentInstance* Lowering::instance(uint32_t decl, TypeEnv types, uint32_t at_node) {
  if (cx_.component != nullptr) {
    component_edges_.push_back({cx_.component->decl, decl, cx_.file->index, at_node});
  }
  std::string key = std::to_string(decl);
  for (const auto& [name, type] : types) key += "," + std::to_string(type.value);
  const auto known = instance_by_key_.find(key);
  if (known != instance_by_key_.end()) return known->second;
  ComponentInstance& c = instances_.emplace_back();
  instance_by_key_[key] = &c;
  c.decl = decl;
  c.types = std::move(types);
  c.name = component_decls_[decl].name;
  const Saved saved(*this);
  cx_ = {};
  cx_.file = &files_[component_decls_[decl].file];
  cx_.component = &c;
  cx_.types = &c.types;
  const bool window = component_decls_[decl].window;
  c.scope = new_scope(window ? format::ScopeKind::Window : format::ScopeKind::Component, nullptr,
                      component_decls_[decl].node);
  out_.scopes[c.scope->id.value].name = text_id(c.name);
  component_by_scope_[c.scope->id.value] = &c;
  declare_members(c);
  // A chain of ever new instances (T in [T] in [[T]]) ends here; check_cycles reports the cycle.
  if (instances_.size() < 2000) waiting_.push_back(&c);
  return &c;
}

void Lowering::declare_slot(ComponentInstance& c, uint32_t node) {
  SlotInfo slot;
  slot.name = main_text(node);
  slot.kind = slot_kind(sn(node).aux);
  slot.node = node;
  slot.progress = Progress::New;
  const uint32_t type = type_child(node);
  const uint32_t value = value_child(node);
  if (type != kNoNode) slot.type = resolve_type(type);
  const bool input = slot.kind == SlotKind::In || slot.kind == SlotKind::Inout;
  slot.required = input && value == kNoNode;
  if (slot.name.empty()) {
    c.damaged = true;
    return;
  }
  if (broken(node)) {
    // Said once, where it is; nothing that uses the name is wrong because of it.
    slot.type = types_.any;
    slot.progress = Progress::Done;
    slot.required = false;
    c.scope->slots.push_back(std::move(slot));
    return;
  }
  if (type == kNoNode && value == kNoNode) {
    error(node, {"no-type", "'" + slot.name + "' needs a type or a value", "", "write ': int'"});
    slot.type = types_.any;
  } else if (value == kNoNode && !input) {
    error(node, {"no-value", "'" + slot.name + "' needs a value",
                 "only what the parent gives can "
                 "be without",
                 "write '= …'"});
  }
  for (const SlotInfo& other : c.scope->slots) {
    if (other.name != slot.name) continue;
    error(node, {"declared-twice", "'" + slot.name + "' is declared twice in this component", "",
                 "rename one of them"});
    return;
  }
  c.scope->slots.push_back(std::move(slot));
}

void Lowering::declare_members(ComponentInstance& c) {
  const uint32_t node = component_decls_[c.decl].node;
  uint32_t other_root = kNoNode;
  for (const uint32_t m : children(node)) {
    switch (sn(m).kind) {
      case SyntaxKind::Slot:
        declare_slot(c, m);
        break;
      case SyntaxKind::Property:
        c.damaged = c.damaged || sn(m).aux == 1;
        break;
      case SyntaxKind::Event:
        c.events.push_back({main_text(m), field_infos(m)});
        break;
      case SyntaxKind::SlotPlace:
        c.places.push_back({sn(m).main == kNoToken ? "" : main_text(m), field_infos(m)});
        break;
      case SyntaxKind::Fn: {
        LocalFn& f = c.fns.emplace_back();
        f.name = main_text(m);
        f.node = m;
        break;
      }
      case SyntaxKind::Element:
      case SyntaxKind::Named:
        if (c.root == kNoNode) {
          c.root = m;
        } else if (other_root == kNoNode) {
          other_root = m;
        }
        break;
      default:
        break;
    }
  }
  if (other_root != kNoNode) {
    error(other_root, {"two-roots", "a component has one root element, this is the second",
                       "the first stands on line " +
                           std::to_string(cx_.file->tree.source_place(sn(c.root).first).line),
                       "put both into a Column, Row or Stack"});
  }
  if (c.root != kNoNode) {
    cx_.scope = c.scope;
    collect_named(c.root, c.named, c.scope);
  }
}

// Names are visible all over the body in which their elements stand, before and after.
void Lowering::collect_named(uint32_t node, std::vector<NamedElement>& out, ScopeInfo* scope) {
  uint32_t element = node;
  if (sn(node).kind == SyntaxKind::Named) {
    element = child(node);
    if (element == kNoNode) return;
    const uint32_t path = child_of(element, SyntaxKind::Path);
    const Symbol symbol = find_path(path);
    NamedElement n;
    n.name = main_text(node);
    n.scope = scope;
    auto& reserved = cx_.component != nullptr ? cx_.component->reserved : reserved_in_test_;
    const auto known = reserved.find(node);
    n.node = known != reserved.end() ? known->second : new_node(format::NodeKind::Element, element);
    reserved[node] = n.node;
    if (symbol.kind == SymbolKind::Native) n.kind = static_cast<ElementKind>(symbol.index);
    if (symbol.kind == SymbolKind::Component) {
      const auto& params = component_decls_[symbol.index].type_params;
      n.component = instance(
          symbol.index, type_arguments(params, child_of(element, SyntaxKind::TypeArgs), element),
          element);
    }
    for (const NamedElement& other : out) {
      if (other.name != n.name) continue;
      error(node, {"declared-twice", "'" + n.name + "' names another element already", "",
                   "rename one of them"});
    }
    out.push_back(std::move(n));
  }
  if (sn(element).kind != SyntaxKind::Element) return;
  for (const uint32_t m : children(element)) {
    if (sn(m).kind == SyntaxKind::Element || sn(m).kind == SyntaxKind::Named) {
      collect_named(m, out, scope);
    }
  }
}

// A binding of an expression that has been lowered: what needs locals becomes a function that runs
// in the same scope.
format::Binding Lowering::binding_from(Value value, Frame& frame, const Reads& reads,
                                       ScopeInfo* scope, uint32_t node) {
  if (!frame.types.empty()) {
    const FunctionId f = add_function("binding", {}, frame, value.type, value.id, node);
    value = make_ops(Op::CallLocal, value.type, {}, f.value);
  }
  format::Binding b;
  b.expr = value.id;
  finish_binding(b, reads, scope);
  return b;
}

format::Binding Lowering::binding(uint32_t node, TypeId wanted, const char* what, TypeId* found) {
  const Saved saved(*this);
  Frame frame;
  Reads reads;
  cx_.frame = &frame;
  cx_.reads = &reads;
  if (cx_.mode != Mode::Pure) cx_.mode = cx_.mode == Mode::Test ? Mode::Test : Mode::Binding;
  const Value v = expr_of(node, wanted, what);
  if (found != nullptr) *found = v.type;
  return binding_from(v, frame, reads, cx_.scope, node);
}

void Lowering::ensure_slot(ScopeInfo* scope, uint32_t index) {
  if (scope->slots[index].progress != Progress::New) return;
  scope->slots[index].progress = Progress::Busy;
  if (scope->component == nullptr) return;
  const Saved saved(*this);
  cx_ = component_context(*scope->component);
  const uint32_t node = scope->slots[index].node;
  const uint32_t value = value_child(node);
  const TypeId declared = scope->slots[index].type;
  const std::string what = "'" + scope->slots[index].name + "'";
  format::Binding b;
  TypeId type = declared;
  Reads reads;
  if (value != kNoNode) {
    Frame frame;
    cx_.frame = &frame;
    cx_.reads = &reads;
    const Value v = expr_of(value, declared, what.c_str());
    if (!type) type = v.type;
    if (types_.kind(type) == TypeKind::Void) {
      error_token(sn(value).first, {"no-value", "this gives no value", "", ""});
      type = types_.any;
    }
    if (!declared && types_.kind(type) == TypeKind::Optional && is_poison(types_[type].inner)) {
      error(node, {"no-type", "the type of " + what + " is not known", "'none' fits every optional",
                   "write it: ': int?'"});
    }
    if (!declared && types_.kind(type) == TypeKind::List && is_poison(types_[type].inner)) {
      error(node, {"no-type", "the type of " + what + " is not known", "'[]' fits every list",
                   "write it: ': [int]'"});
    }
    b = binding_from(v, frame, reads, scope, value);
  }
  SlotInfo& slot = scope->slots[index];  // lowering may have added slots
  slot.type = type ? type : types_.any;
  slot.value = b;
  slot.reads = std::move(reads);
  slot.progress = Progress::Done;
}

void Lowering::lower_component(ComponentInstance& c) {
  for (uint32_t i = 0; i < c.scope->slots.size(); ++i) ensure_slot(c.scope, i);
  for (LocalFn& f : c.fns) lower_local_fn(c, f);
  const Saved saved(*this);
  cx_ = component_context(c);
  Frame frame;
  cx_.frame = &frame;
  // Events, places.
  {
    std::vector<format::EventDecl> events;
    events.reserve(c.events.size());
    for (const EventInfo& e : c.events) {
      events.push_back({text_id(e.name), type_list(types_of(e.parameters))});
    }
    format::ScopeDecl& decl = out_.scopes[c.scope->id.value];
    decl.events = {static_cast<uint32_t>(out_.event_decls.size()),
                   static_cast<uint32_t>(events.size())};
    out_.event_decls.insert(out_.event_decls.end(), events.begin(), events.end());
  }
  lower_root(c);
  format::ScopeDecl decl = out_.scopes[c.scope->id.value];
  decl.first_node = c.root_node;
  lower_component_handlers(c, decl);
  out_.scopes[c.scope->id.value] = decl;
}

// Members that stand beside the root element belong to it; a window is an element around it.
void Lowering::lower_root(ComponentInstance& c) {
  const uint32_t node = component_decls_[c.decl].node;
  const bool window = component_decls_[c.decl].window;
  const std::string path = c.name;
  if (c.root == kNoNode) {
    const std::vector<uint32_t> all = children(node);
    const bool damaged = std::any_of(all.begin(), all.end(), [&](uint32_t m) {
      return sn(m).kind == SyntaxKind::Error || sn(m).kind == SyntaxKind::Content;
    });
    if (!window && !damaged) {
      error(node, {"no-root", "a component needs one root element", "", "add an element"});
    }
    if (!window) return;
  }
  ElementContext element;
  Building outer;
  if (window) {
    outer.id = new_node(format::NodeKind::Element, node);
    outer.path = path;
    out_.nodes[outer.id.value].symbol = static_cast<uint32_t>(ElementKind::Window);
    element.node = outer.id;
    element.kind = ElementKind::Window;
    element.scope = c.scope;
    for (const uint32_t m : children(node)) element_member(m, outer, element);
    const NodeId root = c.root == kNoNode ? NodeId{} : member_node(c.root, path, 0);
    append_child(outer, root);
    ++c.elements;
    finish_node(outer, c.scope);
    c.root_node = outer.id;
    return;
  }
  c.root_node = member_node(c.root, path, 0);
  for (const uint32_t m : children(node)) {
    const SyntaxKind kind = sn(m).kind;
    const bool misplaced = kind == SyntaxKind::If || kind == SyntaxKind::For ||
                           kind == SyntaxKind::Match || kind == SyntaxKind::Content ||
                           kind == SyntaxKind::Place || kind == SyntaxKind::Fill;
    if (misplaced) {
      error_token(sn(m).first,
                  {"misplaced", "this can't stand beside a component's root element",
                   "a component has exactly one root element", "move it into the root element"});
    }
  }
}

void Lowering::lower_component_handlers(ComponentInstance& c, format::ScopeDecl& decl) {
  const uint32_t node = component_decls_[c.decl].node;
  std::vector<format::Timer> timers;
  std::vector<format::ExternHandler> handlers;
  for (const uint32_t m : children(node)) {
    if (sn(m).kind == SyntaxKind::Timer) {
      format::Timer t;
      t.interval = binding(value_child(m), types_.duration, "a timer's interval", nullptr);
      t.body = handler_function(child_of(m, SyntaxKind::Block), {}, {}, types_.void_, "timer");
      timers.push_back(t);
    }
    if (sn(m).kind != SyntaxKind::Handler) continue;
    const Symbol symbol = find_symbol(main_text(m));
    if (symbol.kind != SymbolKind::Extern) continue;
    const ExternInfo& info = externs_[symbol.index];
    std::vector<TypeId> types = types_of(info.parameters);
    std::vector<uint32_t> names = children_of(m, SyntaxKind::NameRef);
    if (names.size() != types.size()) count_error(m, info.name, types.size(), names.size());
    names.resize(types.size(), names.empty() ? m : names.back());
    const uint32_t as = child_of(m, SyntaxKind::AsName);
    if (as != kNoNode) names.push_back(as);
    if (types_.kind(info.result) != TypeKind::Void) types.push_back(info.result);
    format::ExternHandler h;
    h.extern_index = symbol.index;
    h.body = handler_function(child_of(m, SyntaxKind::Block), names, types, types_.void_,
                              info.name.c_str());
    handlers.push_back(h);
  }
  decl.timers = {static_cast<uint32_t>(out_.timers.size()), static_cast<uint32_t>(timers.size())};
  out_.timers.insert(out_.timers.end(), timers.begin(), timers.end());
  decl.extern_handlers = {static_cast<uint32_t>(out_.extern_handlers.size()),
                          static_cast<uint32_t>(handlers.size())};
  out_.extern_handlers.insert(out_.extern_handlers.end(), handlers.begin(), handlers.end());
  decl.slot_places = {static_cast<uint32_t>(out_.texts.size()),
                      static_cast<uint32_t>(c.places.size())};
  for (const SlotPlaceInfo& p : c.places) {
    out_.texts.push_back(out_.text_storage.emplace_back(p.name));
  }
}

}  // namespace hallows::ptl
