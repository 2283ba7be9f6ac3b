#include <algorithm>

#include "parseltongue/compiler/lower.h"
#include "rt-kernel/base/hash.h"

// Elements: native ones and uses of components, with their members.
namespace hallows::ptl {

using format::PropertyFlags;
using format::PropertyType;

void Lowering::append_child(Building& b, NodeId child) {
  if (!child) return;
  if (!b.first_child) {
    b.first_child = child;
  } else {
    out_.nodes[b.last_child.value].next = child;
  }
  b.last_child = child;
  while (out_.nodes[b.last_child.value].next) b.last_child = out_.nodes[b.last_child.value].next;
}

// The nodes of a body's members, linked; properties and the like are not members of a body.
NodeId Lowering::children_nodes(const std::vector<uint32_t>& members, const std::string& path) {
  Building row;
  const size_t region = region_names_.size();
  std::vector<NamedElement> named;
  for (const uint32_t m : members) {
    if (sn(m).kind == SyntaxKind::Element || sn(m).kind == SyntaxKind::Named) {
      collect_named(m, named, cx_.scope);
    }
  }
  region_names_.insert(region_names_.end(), named.begin(), named.end());
  const ElementContext* element = cx_.element;
  cx_.element = nullptr;
  uint32_t ordinal = 0;
  for (const uint32_t m : members) append_child(row, member_node(m, path, ordinal++));
  cx_.element = element;
  region_names_.resize(region);
  return row.first_child;
}

NodeId Lowering::member_node(uint32_t m, const std::string& path, uint32_t ordinal) {
  const std::string own = path + "/" + std::to_string(ordinal);
  switch (sn(m).kind) {
    case SyntaxKind::Element:
      return element_node(m, kNoNode, own);
    case SyntaxKind::Named:
      return child(m) == kNoNode ? NodeId{} : element_node(child(m), m, own);
    case SyntaxKind::If:
      return choice_node(m, own);
    case SyntaxKind::Match:
      return match_node(m, own);
    case SyntaxKind::For:
      return loop_node(m, own);
    case SyntaxKind::Place:
      return place_node(m, own);
    case SyntaxKind::Error:
    case SyntaxKind::Path:
    case SyntaxKind::TypeArgs:
      return {};
    default:
      error_token(sn(m).first,
                  {"misplaced", "only elements can stand here",
                   "properties belong to the element itself, not into 'if', 'for' or 'match'",
                   "write the choice into the property: 'opacity: a ? 1 : 0.5'"});
      return {};
  }
}

NodeId Lowering::element_node(uint32_t node, uint32_t named, const std::string& path) {
  const uint32_t path_node = child_of(node, SyntaxKind::Path);
  const Symbol symbol = find_path(path_node);
  NodeId id;
  if (named != kNoNode) {
    const auto& reserved = cx_.component != nullptr ? cx_.component->reserved : reserved_in_test_;
    const auto it = reserved.find(named);
    if (it != reserved.end()) id = it->second;
  }
  if (!id) id = new_node(format::NodeKind::Element, node);
  out_.nodes[id.value].scope = cx_.scope->id;
  if (named != kNoNode) out_.nodes[id.value].name = text_id(main_text(named));
  if (symbol.kind == SymbolKind::Native) {
    return native_element(node, static_cast<ElementKind>(symbol.index), id, path);
  }
  if (symbol.kind == SymbolKind::Component) return component_use(node, symbol.index, id, path);
  if (symbol.kind == SymbolKind::Struct) {
    struct_value(node, symbol.index);
    error(node, {"misplaced", "'" + main_text(node) + "' is a struct, not an element", "", ""});
    return {};
  }
  if (child_of(path_node, SyntaxKind::NameRef) == kNoNode && !cx_.file->nameless) {
    std::vector<std::string> known;
    for (const auto& [own, s] : cx_.file->names) {
      if (s.kind == SymbolKind::Native || s.kind == SymbolKind::Component) known.push_back(own);
    }
    const std::string name = main_text(node);
    if (told_std_only(*cx_.file, node, name)) {
      // The fix is another one than to name it in a 'use'.
    } else if (format::find_kind(name) != ElementKind::Count) {
      if (reported_.insert("unknown " + cx_.file->tree.path + " " + name).second) {
        error(node, {"unknown-name", "'" + name + "' is not named in a 'use'", "",
                     "add it: use std { " + name + " }"});
      }
    } else {
      unknown(sn(node).main, "element", name, known);
    }
  }
  // What is inside is checked all the same.
  Building ignored;
  ElementContext element;
  element.node = id;
  element.kind = ElementKind::Rect;
  element.scope = cx_.scope;
  std::vector<uint32_t> inner;
  for (const uint32_t m : children(node)) {
    const SyntaxKind k = sn(m).kind;
    if (k == SyntaxKind::Element || k == SyntaxKind::Named || k == SyntaxKind::If ||
        k == SyntaxKind::For || k == SyntaxKind::Match) {
      inner.push_back(m);
    }
  }
  out_.nodes[id.value].first_child = children_nodes(inner, path);
  return id;
}

NodeId Lowering::native_element(uint32_t node, ElementKind kind, NodeId id,
                                const std::string& path) {
  Building b;
  b.id = id;
  b.path = path;
  out_.nodes[id.value].kind = format::NodeKind::Element;
  out_.nodes[id.value].symbol = static_cast<uint32_t>(kind);
  ElementContext element;
  element.node = id;
  element.kind = kind;
  element.scope = cx_.scope;
  if (cx_.component != nullptr) ++cx_.component->elements;
  element_members(node, b, element);
  std::vector<uint32_t> inner;
  for (const uint32_t m : children(node)) {
    const SyntaxKind k = sn(m).kind;
    if (k == SyntaxKind::Element &&
        find_path(child_of(m, SyntaxKind::Path)).kind == SymbolKind::Struct) {
      continue;
    }
    if (k == SyntaxKind::Element || k == SyntaxKind::Named || k == SyntaxKind::If ||
        k == SyntaxKind::For || k == SyntaxKind::Match || k == SyntaxKind::Place) {
      inner.push_back(m);
    }
    if (k == SyntaxKind::Fill) {
      error(m, {"no-such-slot", "'" + main_text(node) + "' has no slots to fill",
                "children of a native element stand in it directly", "remove 'fill'"});
    }
  }
  const bool leaf =
      !has(format::kind_info(kind).flags, format::KindFlags::Box) && kind != ElementKind::RichText;
  if (leaf && !inner.empty()) {
    error_token(sn(inner[0]).first, {"no-children", "'" + main_text(node) + "' takes no children",
                                     "", "put both into a Row or Column"});
  }
  append_child(b, children_nodes(inner, path));
  check_accessible(node, b, element);
  finish_node(b, cx_.scope);
  return id;
}

NodeId Lowering::component_use(uint32_t node, uint32_t decl, NodeId id, const std::string& path) {
  const uint32_t args = child_of(node, SyntaxKind::TypeArgs);
  ComponentInstance* used =
      instance(decl, type_arguments(component_decls_[decl].type_params, args, node), node);
  Building b;
  b.id = id;
  b.path = path;
  out_.nodes[id.value].kind = format::NodeKind::Component;
  out_.nodes[id.value].symbol = used->scope->id.value;
  ElementContext element;
  element.node = id;
  element.kind = ElementKind::Rect;
  element.component = used;
  element.scope = cx_.scope;
  element_members(node, b, element);
  component_fills(node, b, *used);
  check_required(node, b, *used);
  check_accessible(node, b, element);
  finish_node(b, cx_.scope);
  return id;
}

void Lowering::element_members(uint32_t node, Building& b, const ElementContext& element) {
  const ElementContext* old = cx_.element;
  cx_.element = &element;
  for (const uint32_t m : children(node)) element_member(m, b, element);
  // What stands beside a component's root belongs to it; a window is an element of its own.
  const bool root = cx_.component != nullptr && cx_.component->root != kNoNode &&
                    !component_decls_[cx_.component->decl].window &&
                    (cx_.component->root == node || child(cx_.component->root) == node) &&
                    cx_.mode == Mode::Binding &&
                    cx_.file->index == component_decls_[cx_.component->decl].file;
  if (root) {
    for (const uint32_t m : children(component_decls_[cx_.component->decl].node)) {
      element_member(m, b, element);
    }
  }
  cx_.element = old;
}

void Lowering::element_member(uint32_t m, Building& b, const ElementContext& element) {
  const ElementContext* old = cx_.element;
  cx_.element = &element;
  switch (sn(m).kind) {
    case SyntaxKind::Property:
    case SyntaxKind::TwoWay:
      add_property(m, b, element);
      break;
    case SyntaxKind::Content:
      add_content(child(m), b, element);
      break;
    case SyntaxKind::Element:
      if (find_path(child_of(m, SyntaxKind::Path)).kind == SymbolKind::Struct) {
        add_content(m, b, element);
      }
      break;
    case SyntaxKind::Handler:
      add_handler(m, b, element);
      break;
    case SyntaxKind::Animate:
      add_animate(m, b, element);
      break;
    case SyntaxKind::States:
      add_states(m, b, element);
      break;
    case SyntaxKind::Enter:
    case SyntaxKind::Exit:
      add_enter_exit(m, b, element);
      break;
    default:
      break;
  }
  cx_.element = old;
}

// ---- Fills ----
void Lowering::add_fill(Building& b, ComponentInstance& used, uint32_t place, uint32_t fill_node,
                        const std::vector<uint32_t>& members) {
  const Saved saved(*this);
  ScopeInfo* scope = new_scope(format::ScopeKind::Fill, cx_.scope, fill_node);
  const SlotPlaceInfo& info = used.places[place];
  if (sn(fill_node).kind == SyntaxKind::Fill) {
    const std::vector<uint32_t> names = children_of(fill_node, SyntaxKind::NameRef);
    if (!names.empty() && names.size() != info.parameters.size()) {
      count_error(fill_node, info.name, info.parameters.size(), names.size());
    }
    for (size_t i = 0; i < info.parameters.size(); ++i) {
      SlotInfo slot;
      slot.kind = SlotKind::Argument;
      slot.type = info.parameters[i].type;
      if (i < names.size()) slot.name = main_text(names[i]);
      scope->slots.push_back(std::move(slot));
    }
  } else {
    for (const FieldInfo& p : info.parameters) {
      SlotInfo slot;
      slot.kind = SlotKind::Argument;
      slot.type = p.type;
      scope->slots.push_back(std::move(slot));
    }
  }
  cx_.scope = scope;
  format::Fill fill;
  fill.slot_place = place;
  fill.scope = scope->id;
  fill.first_child = children_nodes(members, b.path + "/fill" + std::to_string(place));
  b.fills.push_back(fill);
}

void Lowering::component_fills(uint32_t node, Building& b, ComponentInstance& used) {
  std::vector<uint32_t> direct;
  const std::vector<std::string> known = names_of(used.places);
  const auto place_of_name = [&](std::string_view name) {
    for (uint32_t i = 0; i < used.places.size(); ++i) {
      if (used.places[i].name == name) return i;
    }
    return UINT32_MAX;
  };
  for (const uint32_t m : children(node)) {
    const SyntaxKind k = sn(m).kind;
    if (k == SyntaxKind::Element &&
        find_path(child_of(m, SyntaxKind::Path)).kind == SymbolKind::Struct) {
      continue;
    }
    if (k == SyntaxKind::Element || k == SyntaxKind::Named || k == SyntaxKind::If ||
        k == SyntaxKind::For || k == SyntaxKind::Match || k == SyntaxKind::Place) {
      direct.push_back(m);
    }
    if (k != SyntaxKind::Fill) continue;
    const std::string name = sn(m).main == kNoToken ? "" : main_text(m);
    const uint32_t place = place_of_name(name);
    const uint32_t body = child_of(m, SyntaxKind::Body);
    if (place == UINT32_MAX) {
      unknown(sn(m).main == kNoToken ? sn(m).first : sn(m).main,
              ("slot of '" + used.name + "'").c_str(), name, known);
      continue;
    }
    add_fill(b, used, place, m, children(body));
  }
  if (direct.empty()) return;
  const uint32_t place = place_of_name("");
  if (place == UINT32_MAX) {
    error_token(sn(direct[0]).first,
                {"no-children", "'" + used.name + "' takes no children", "it has no unnamed 'slot'",
                 known.empty() ? "" : "fill one of its slots: fill " + known[0] + " { … }"});
    return;
  }
  add_fill(b, used, place, node, direct);
}

void Lowering::check_required(uint32_t node, const Building& b, const ComponentInstance& used) {
  for (uint32_t i = 0; i < used.scope->slots.size(); ++i) {
    const SlotInfo& slot = used.scope->slots[i];
    if (!slot.required) continue;
    const bool given = std::any_of(b.properties.begin(), b.properties.end(),
                                   [&](const auto& p) { return !p.on_root && p.target == i; });
    // One that was given wrongly has its own message.
    const std::vector<uint32_t> members = children(node);
    const bool tried = std::any_of(members.begin(), members.end(), [&](uint32_t m) {
      const bool property = sn(m).kind == SyntaxKind::Property || sn(m).kind == SyntaxKind::TwoWay;
      return property && property_text(child(m)) == slot.name;
    });
    if (given || tried) continue;
    error(node, {"missing-required", "'" + slot.name + "' is required by '" + used.name + "'",
                 "it has no default", "add '" + slot.name + ": …'"});
    return;
  }
}

void Lowering::finish_node(Building& b, ScopeInfo* scope) {
  format::Node& n = out_.nodes[b.id.value];
  n.scope = scope->id;
  n.first_child = b.first_child;
  n.declaration = hash_bytes(b.path, hash_bytes(cx_.file->tree.path));
  const auto put = [](auto& table, const auto& items) {
    const format::Range r{static_cast<uint32_t>(table.size()), static_cast<uint32_t>(items.size())};
    table.insert(table.end(), items.begin(), items.end());
    return r;
  };
  n.properties = put(out_.property_entries, b.properties);
  n.handlers = put(out_.handler_entries, b.handlers);
  n.animates = put(out_.animate_entries, b.animates);
  n.states = put(out_.state_entries, b.states);
  n.transitions = put(out_.transitions, b.transitions);
  n.enter = put(out_.property_entries, b.enter);
  n.exit = put(out_.property_entries, b.exit);
  n.fills = put(out_.fills, b.fills);
}

// ---- Handlers ----
void Lowering::add_handler(uint32_t node, Building& b, const ElementContext& element) {
  const std::string name = main_text(node);
  if (find_symbol(name).kind == SymbolKind::Extern &&
      (cx_.component == nullptr || element.kind == ElementKind::Window ||
       format::find_event(name) == format::EventId::Count)) {
    return;  // lower_component_handlers
  }
  format::HandlerEntry entry;
  std::vector<TypeId> types;
  std::vector<std::string> known;
  bool found = false;
  if (element.component != nullptr) {
    for (uint32_t i = 0; i < element.component->events.size(); ++i) {
      const EventInfo& e = element.component->events[i];
      known.push_back(e.name);
      if (e.name != name) continue;
      entry.event = i;
      for (const FieldInfo& f : e.parameters) types.push_back(f.type);
      found = true;
    }
  }
  if (!found) {
    for (uint16_t i = 0; i < static_cast<uint16_t>(format::EventId::Count); ++i) {
      known.emplace_back(format::event_info(static_cast<format::EventId>(i)).name);
    }
    const format::EventId event = format::find_event(name);
    if (event == format::EventId::Count) {
      unknown(sn(node).main, "event", name, known);
    } else {
      entry.event = static_cast<uint32_t>(event);
      entry.on_root = element.component != nullptr;
      std::string_view list = format::event_info(event).parameters;
      while (!list.empty()) {
        const size_t end = std::min(list.find(' '), list.size());
        const std::string_view t = list.substr(0, end);
        types.push_back(t == "length"  ? types_.length
                        : t == "float" ? types_.float_
                        : t == "bool"  ? types_.bool_
                                       : types_.text);
        list.remove_prefix(std::min(end + 1, list.size()));
      }
      found = true;
    }
  }
  const std::vector<uint32_t> names = children_of(node, SyntaxKind::NameRef);
  if (found && !names.empty() && names.size() != types.size()) {
    error(node, {"event-values",
                 "'" + name + "' has " + std::to_string(types.size()) + " value" +
                     (types.size() == 1 ? "" : "s") + ", the handler names " +
                     std::to_string(names.size()),
                 "a handler names all of its event's values or none", ""});
  }
  if (!found) types.assign(names.size(), types_.any);
  entry.taken = static_cast<uint8_t>(names.empty() ? 0 : types.size());
  const uint32_t argument = child_of(node, SyntaxKind::HandlerArgument);
  if (argument != kNoNode) entry.argument = text_id(text_part(sn(argument).main));
  const std::vector<TypeId> taken = names.empty() ? std::vector<TypeId>{} : types;
  entry.body = handler_function(child_of(node, SyntaxKind::Block), names, taken, types_.void_,
                                ("on " + name).c_str());
  if (found) b.handlers.push_back(entry);
}

}  // namespace hallows::ptl
