#include <algorithm>

#include "parseltongue/compiler/lower.h"

// Where a property goes: to the element, to the root of its component, or into a slot.
namespace hallows::ptl {

using format::PropertyFlags;

ElementKind Lowering::root_kind(const ComponentInstance& component, int depth) {
  const ComponentDecl& decl = component_decls_[component.decl];
  if (decl.window) return ElementKind::Window;
  if (component.root == kNoNode || depth > 16) return ElementKind::Rect;
  const Saved saved(*this);
  cx_.file = &files_[decl.file];
  uint32_t root = component.root;
  if (sn(root).kind == SyntaxKind::Named) root = child(root);
  if (root == kNoNode) return ElementKind::Rect;
  const Symbol symbol = find_path(child_of(root, SyntaxKind::Path));
  if (symbol.kind == SymbolKind::Native) return static_cast<ElementKind>(symbol.index);
  if (symbol.kind != SymbolKind::Component) return ElementKind::Rect;
  for (const ComponentInstance& other : instances_) {
    if (other.decl == symbol.index) return root_kind(other, depth + 1);
  }
  return ElementKind::Rect;
}

bool Lowering::property_target(std::string_view name, const ElementContext& element,
                               uint32_t& target, bool& on_root) {
  ElementKind kind = element.kind;
  on_root = false;
  if (element.component != nullptr) {
    const ScopeInfo& scope = *element.component->scope;
    for (uint32_t i = 0; i < scope.slots.size(); ++i) {
      if (scope.slots[i].name != name) continue;
      target = i;
      return true;
    }
    kind = root_kind(*element.component);
    on_root = true;
  }
  const PropertyId property = format::find_property(name, kind);
  if (property == PropertyId::Count) return false;
  target = static_cast<uint32_t>(property);
  return true;
}

void Lowering::unknown_property(uint32_t name_node, const ElementContext& element) {
  const std::string name = property_text(name_node);
  std::vector<std::string> known;
  std::string owner(element.component != nullptr ? std::string_view(element.component->name)
                                                 : format::kind_info(element.kind).name);
  if (element.component != nullptr) {
    for (const SlotInfo& s : element.component->scope->slots) {
      if (s.kind == SlotKind::In || s.kind == SlotKind::Inout) known.push_back(s.name);
    }
  }
  for (uint16_t i = 0; i < static_cast<uint16_t>(PropertyId::Count); ++i) {
    known.emplace_back(format::property_info(static_cast<PropertyId>(i)).name);
  }
  if (!reported_.insert("property " + cx_.file->tree.path + " " + owner + " " + name).second)
    return;
  const std::string near = nearest(name, known);
  Problem p{"unknown-property", "'" + owner + "' has no property '" + name + "'", "", ""};
  if (!near.empty()) {
    p.message += ", did you mean '" + near + "'?";
    p.fix = "write '" + near + "'";
  }
  error(name_node, std::move(p));
}

void Lowering::put_property(Building& b, format::PropertyEntry entry, uint32_t node,
                            bool from_style) {
  const std::pair<bool, uint32_t> key{entry.on_root, entry.target};
  for (size_t i = 0; i < b.properties.size(); ++i) {
    format::PropertyEntry& old = b.properties[i];
    if (old.on_root != entry.on_root || old.target != entry.target) continue;
    const bool old_style = b.styled.contains(key);
    if (from_style && !old_style) return;  // the element's own wins
    if (!from_style && !old_style) {
      error(node, {"given-twice", "this is given twice", "", "remove one of them"});
      return;
    }
    old = entry;
    if (!from_style) b.styled.erase(key);
    return;
  }
  if (from_style) b.styled.insert(key);
  b.properties.push_back(entry);
  b.property_nodes.push_back(node);
}

void Lowering::add_style(uint32_t node, Building& b, const ElementContext& element) {
  for (const uint32_t v : children(node)) {
    if (sn(v).kind == SyntaxKind::PropertyName) continue;
    Symbol symbol;
    std::string name;
    if (sn(v).kind == SyntaxKind::Name) {
      name = main_text(v);
      symbol = find_symbol(name);
    } else if (sn(v).kind == SyntaxKind::Field && sn(child(v)).kind == SyntaxKind::Name) {
      name = main_text(v);
      const Symbol ns = find_symbol(main_text(child(v)));
      if (ns.kind == SymbolKind::Namespace) {
        const auto it = files_[ns.index].own.find(name);
        if (it != files_[ns.index].own.end()) symbol = it->second;
      }
    }
    if (symbol.kind != SymbolKind::Style) {
      std::vector<std::string> known;
      for (const auto& [own, s] : cx_.file->names) {
        if (s.kind == SymbolKind::Style) known.push_back(own);
      }
      if (sn(v).kind != SyntaxKind::Error && !cx_.file->nameless) {
        unknown(sn(v).main != kNoToken ? sn(v).main : sn(v).first, "style", name, known);
      }
      continue;
    }
    const StyleInfo& style = styles_[symbol.index];
    const Saved saved(*this);
    cx_ = {};
    cx_.file = &files_[style.file];
    for (const uint32_t p : children_of(style.node, SyntaxKind::Property)) {
      bool on_root = false;
      format::PropertyEntry entry;
      const std::string property = property_text(child(p));
      if (!property_target(property, element, entry.target, on_root) ||
          (element.component != nullptr && !on_root)) {
        continue;  // lower_items checks a style by itself
      }
      std::vector<uint32_t> values = children(p);
      values.erase(values.begin());
      if (values.empty()) continue;
      entry.on_root = on_root;
      entry.place = place_of(p);
      entry.value = property_binding(values, static_cast<PropertyId>(entry.target));
      put_property(b, entry, p, true);
    }
  }
}

// What a property can take: its type, and whether `<=>` may link it. False, and reported, where it
// can't be given at all.
bool Lowering::given_property(uint32_t name_node, const ElementContext& element,
                              const format::PropertyEntry& entry, GivenProperty& out) {
  const std::string name = property_text(name_node);
  out.own_slot = element.component != nullptr && !entry.on_root;
  if (!out.own_slot) {
    const auto property = static_cast<PropertyId>(entry.target);
    const PropertyFlags flags = format::property_info(property).flags;
    out.type = property_value_type(property);
    out.linkable = has(flags, PropertyFlags::InOut);
    if (!has(flags, PropertyFlags::Out)) return true;
    error(name_node, {"read-only", "'" + name + "' can only be read", "the runtime sets it", ""});
    return false;
  }
  ScopeInfo* inner = element.component->scope;
  ensure_slot(inner, entry.target);
  const SlotInfo& slot = inner->slots[entry.target];
  out.type = slot.type;
  out.linkable = slot.kind == SlotKind::Inout;
  const bool test_var = cx_.mode == Mode::Test && slot.kind == SlotKind::Var;
  if (slot.kind == SlotKind::In || slot.kind == SlotKind::Inout || test_var) return true;
  error(name_node,
        {"not-an-input", "'" + name + "' of '" + element.component->name + "' can't be given",
         "only 'in' and 'inout' come from the parent", ""});
  return false;
}

// name <=> place
bool Lowering::link_property(uint32_t name_node, uint32_t value, const GivenProperty& given,
                             format::PropertyEntry& entry) {
  const std::string name = property_text(name_node);
  if (!given.linkable) {
    error(name_node, {"not-linkable", "'" + name + "' has no way back",
                      "only what is 'inout' can be linked by '<=>'", "write ':'"});
    return false;
  }
  const Place place = lvalue(value, "linked");
  if (!place.ok) return false;
  if (given.type && place.type != given.type && !is_poison(place.type) && !is_poison(given.type)) {
    error_token(sn(value).first, {"type-mismatch",
                                  "'" + name + "' is a " + type_name(given.type) + ", this is a " +
                                      type_name(place.type),
                                  "a two-way link needs the same type at both ends", ""});
    return false;
  }
  entry.link = place.lvalue;
  const Saved saved(*this);
  Frame frame;
  Reads reads;
  cx_.frame = &frame;
  cx_.reads = &reads;
  entry.value = binding_from(lens(value), frame, reads, cx_.scope, value);
  return true;
}

void Lowering::add_property(uint32_t node, Building& b, const ElementContext& element) {
  const uint32_t name_node = child(node);
  const std::string name = property_text(name_node);
  std::vector<uint32_t> values = children(node);
  values.erase(values.begin());
  if (values.empty()) return;
  if (name == "style") return add_style(node, b, element);
  format::PropertyEntry entry;
  entry.place = place_of(node);
  if (!property_target(name, element, entry.target, entry.on_root)) {
    unknown_property(name_node, element);
    const Saved saved(*this);
    Frame frame;
    cx_.frame = &frame;
    for (const uint32_t v : values) {
      if (sn(v).kind != SyntaxKind::Name && sn(v).kind != SyntaxKind::DotName) expr(v);
    }
    return;
  }
  GivenProperty given;
  if (!given_property(name_node, element, entry, given)) return;
  const auto property = static_cast<PropertyId>(entry.target);
  if (sn(node).kind == SyntaxKind::TwoWay) {
    if (!link_property(name_node, values[0], given, entry)) return;
  } else if (given.own_slot) {
    if (values.size() > 1) {
      error_token(sn(values[1]).first,
                  {"too-many-values", "'" + name + "' takes one value", "", "remove this one"});
    }
    entry.value = binding(values[0], given.type, ("'" + name + "'").c_str(), nullptr);
  } else if (property == PropertyId::Anchor) {
    entry.value = anchor_binding(values);
  } else {
    entry.value = property_binding(values, property);
  }
  put_property(b, entry, node, false);
}

// Positional content.
void Lowering::add_content(uint32_t node, Building& b, const ElementContext& element) {
  if (node == kNoNode) return;
  format::PropertyEntry entry;
  entry.place = place_of(node);
  if (element.component != nullptr) {
    ScopeInfo* inner = element.component->scope;
    uint32_t target = UINT32_MAX;
    for (uint32_t i = 0; i < inner->slots.size(); ++i) {
      const SlotKind kind = inner->slots[i].kind;
      const bool input = kind == SlotKind::In || kind == SlotKind::Inout;
      if (input && inner->slots[i].name == "text") {
        target = i;
        break;
      }
      if (kind == SlotKind::In && target == UINT32_MAX) target = i;
    }
    if (target == UINT32_MAX) {
      error_token(sn(node).first,
                  {"no-content", "'" + element.component->name + "' takes no content",
                   "it has no 'in'", ""});
      return;
    }
    entry.target = target;
    ensure_slot(inner, target);
    const TypeId type = inner->slots[target].type;
    entry.value = binding(node, type, ("'" + inner->slots[target].name + "'").c_str(), nullptr);
    return put_property(b, entry, node, false);
  }
  PropertyId property = PropertyId::Count;
  switch (element.kind) {
    case ElementKind::Text:
    case ElementKind::RichText:
    case ElementKind::Span:
    case ElementKind::TextInput:
      property = PropertyId::Content;
      break;
    case ElementKind::Image:
      property = PropertyId::Source;
      break;
    case ElementKind::Icon:
      property = PropertyId::IconName;
      break;
    case ElementKind::Path:
      property = PropertyId::PathData;
      break;
    default:
      break;
  }
  if (property == PropertyId::Count) {
    const std::string owner(format::kind_info(element.kind).name);
    error_token(sn(node).first, {"no-content", "'" + owner + "' takes no content of its own", "",
                                 "put an element into it: Text { … }"});
    return;
  }
  entry.target = static_cast<uint32_t>(property);
  entry.value = property_binding({node}, property);
  put_property(b, entry, node, false);
}

}  // namespace hallows::ptl
