#include <algorithm>

#include "parseltongue/compiler/lower.h"
#include "rt-kernel/base/hash.h"

// Choices, loops and places: what makes or leaves out elements.
namespace hallows::ptl {

// One arm. `pattern` none: `subject` is a plain condition, or none for `else`. The arm's names are
// slots of a scope of its own, each an expression that takes the subject apart.
void Lowering::choice_arm(format::Arm& arm, uint32_t pattern, uint32_t subject, uint32_t body,
                          const std::string& path) {
  const Saved saved(*this);
  cx_.element = nullptr;
  if (pattern == kNoNode) {
    if (subject != kNoNode) {
      arm.condition = binding(subject, types_.bool_, "a condition", nullptr);
    }
    arm.first_child = children_nodes(children(body), path);
    return;
  }
  const auto take = [&](auto&& use) {
    const Saved inner(*this);
    Frame frame;
    Reads reads;
    cx_.frame = &frame;
    cx_.reads = &reads;
    const Value value = expr(subject);
    const bool if_let = cx_.file->tree.nodes[pattern].aux == 1;
    const Matched m = match_pattern(pattern, value, if_let);
    return use(m, frame, reads);
  };
  std::vector<std::string> names;
  arm.condition = take([&](const Matched& m, Frame& frame, const Reads& reads) {
    for (const auto& [name, value] : m.names) names.push_back(name);
    if (m.always) return format::Binding{};
    return binding_from(m.condition, frame, reads, cx_.scope, pattern);
  });
  if (!names.empty()) {
    ScopeInfo* scope = new_scope(format::ScopeKind::Arm, cx_.scope, pattern);
    cx_.scope = scope;
    arm.scope = scope->id;
    std::vector<SlotInfo> slots;
    for (size_t i = 0; i < names.size(); ++i) {
      SlotInfo slot;
      slot.name = names[i];
      slot.kind = SlotKind::Pattern;
      slot.value = take([&](const Matched& m, Frame& frame, const Reads& reads) {
        slot.type = m.names[i].second.type;
        slot.reads = reads;
        return binding_from(m.names[i].second, frame, reads, scope, pattern);
      });
      slots.push_back(std::move(slot));
    }
    scope->slots = std::move(slots);
  }
  arm.first_child = children_nodes(children(body), path);
}

NodeId Lowering::choice_node(uint32_t node, const std::string& path) {
  const NodeId id = new_node(format::NodeKind::Choice, node);
  std::vector<format::Arm> arms;
  uint32_t n = node;
  while (n != kNoNode) {
    format::Arm arm;
    const std::string own = path + "." + std::to_string(arms.size());
    if (sn(n).kind != SyntaxKind::If) {
      choice_arm(arm, kNoNode, kNoNode, n, own);
      arms.push_back(arm);
      break;
    }
    const uint32_t head = child(n);
    if (sn(head).kind == SyntaxKind::LetPattern) {
      choice_arm(arm, child(head), child(head, 1), child(n, 1), own);
    } else {
      choice_arm(arm, kNoNode, head, child(n, 1), own);
    }
    arms.push_back(arm);
    n = child(n, 2);
  }
  format::Node& out = out_.nodes[id.value];
  out.arms = {static_cast<uint32_t>(out_.arms.size()), static_cast<uint32_t>(arms.size())};
  out.declaration = hash_bytes(path, hash_bytes(cx_.file->tree.path));
  out_.arms.insert(out_.arms.end(), arms.begin(), arms.end());
  return id;
}

NodeId Lowering::match_node(uint32_t node, const std::string& path) {
  const NodeId id = new_node(format::NodeKind::Choice, node);
  const uint32_t subject = child(node);
  {
    const Saved saved(*this);
    Frame frame;
    Reads reads;
    cx_.frame = &frame;
    cx_.reads = &reads;
    check_exhaustive(node, expr(subject).type);
  }
  std::vector<format::Arm> arms;
  for (const uint32_t a : children_of(node, SyntaxKind::MatchArm)) {
    format::Arm arm;
    const std::string own = path + "." + std::to_string(arms.size());
    const uint32_t body = child(a, 1);
    if (sn(child(a)).kind == SyntaxKind::ElseMark) {
      choice_arm(arm, kNoNode, kNoNode, body, own);
    } else {
      choice_arm(arm, child(a), subject, body, own);
    }
    arms.push_back(arm);
  }
  format::Node& out = out_.nodes[id.value];
  out.arms = {static_cast<uint32_t>(out_.arms.size()), static_cast<uint32_t>(arms.size())};
  out.declaration = hash_bytes(path, hash_bytes(cx_.file->tree.path));
  out_.arms.insert(out_.arms.end(), arms.begin(), arms.end());
  return id;
}

// Whether a list can be written through the items of its loop: it is a place itself.
bool Lowering::is_list_place(uint32_t list_node) {
  uint32_t base = list_node;
  while (base != kNoNode &&
         (sn(base).kind == SyntaxKind::Field || sn(base).kind == SyntaxKind::Index)) {
    base = child(base);
  }
  if (base == kNoNode || sn(base).kind != SyntaxKind::Name) return false;
  ScopeInfo* scope = nullptr;
  uint32_t slot = 0;
  if (find_local(main_text(base)) != nullptr || !find_slot(main_text(base), scope, slot)) {
    return false;
  }
  const SlotInfo& s = scope->slots[slot];
  if (s.kind != SlotKind::Var && s.kind != SlotKind::Inout &&
      !(s.kind == SlotKind::Item && s.assignable_item)) {
    return false;
  }
  // A member without parentheses (xs.reverse) is no place.
  for (uint32_t n = list_node; n != base; n = child(n)) {
    if (sn(n).kind != SyntaxKind::Field) continue;
    if (types_.kind(expr(child(n)).type) != TypeKind::Struct) return false;
  }
  return true;
}

ScopeInfo* Lowering::item_scope(uint32_t node, uint32_t index_name, TypeId item_type,
                                bool assignable) {
  ScopeInfo* scope = new_scope(format::ScopeKind::Item, cx_.scope, node);
  SlotInfo item;
  item.name = main_text(node);
  item.kind = SlotKind::Item;
  item.type = item_type;
  item.assignable_item = assignable;
  scope->slots.push_back(std::move(item));
  SlotInfo index;
  if (index_name != kNoNode) index.name = main_text(index_name);
  index.kind = SlotKind::ItemIndex;
  index.type = types_.int_;
  scope->slots.push_back(std::move(index));
  return scope;
}

NodeId Lowering::loop_node(uint32_t node, const std::string& path) {
  const NodeId id = new_node(format::NodeKind::Loop, node);
  const Saved saved(*this);
  cx_.element = nullptr;
  uint32_t list_node = kNoNode;
  uint32_t index_name = kNoNode;
  for (const uint32_t c : children(node)) {
    if (sn(c).kind == SyntaxKind::NameRef) {
      index_name = c;
    } else if (list_node == kNoNode && is_expression(sn(c).kind)) {
      list_node = c;
    }
  }
  TypeId list_type = types_.any;
  format::Node loop = out_.nodes[id.value];
  loop.list = binding(list_node, {}, "the list", &list_type);
  TypeId item_type = types_.any;
  if (types_.kind(list_type) == TypeKind::List) {
    item_type = types_[list_type].inner;
  } else if (!is_poison(list_type)) {
    error_token(sn(list_node).first,
                {"not-a-list", "'for' walks a list, this is a " + type_name(list_type), "", ""});
  }
  if (is_list_place(list_node)) {
    const Place place = lvalue(list_node, "changed");
    if (place.ok) loop.list_link = place.lvalue;
  }
  cx_.scope = item_scope(node, index_name, item_type, static_cast<bool>(loop.list_link));
  loop.item_scope = cx_.scope->id;
  const uint32_t key = child_of(node, SyntaxKind::KeyBy);
  if (key != kNoNode) loop.key = binding(child(key), {}, "the key", nullptr);
  if (cx_.component != nullptr &&
      (list_node == kNoNode || sn(list_node).kind != SyntaxKind::Binary)) {
    const format::Place at = place_of(node);
    cx_.component->unbounded.push_back(cx_.file->tree.path + ":" + std::to_string(at.line) +
                                       ": for over a list");
  }
  loop.first_child = children_nodes(children(child_of(node, SyntaxKind::Body)), path);
  loop.declaration = hash_bytes(path, hash_bytes(cx_.file->tree.path));
  loop.next = out_.nodes[id.value].next;
  out_.nodes[id.value] = loop;
  return id;
}

NodeId Lowering::place_node(uint32_t node, const std::string& path) {
  const NodeId id = new_node(format::NodeKind::Place, node);
  if (cx_.component == nullptr) return {};
  const std::string name = sn(node).main == kNoToken ? "" : main_text(node);
  std::vector<std::string> known;
  uint32_t place = UINT32_MAX;
  for (uint32_t i = 0; i < cx_.component->places.size(); ++i) {
    known.push_back(cx_.component->places[i].name);
    if (known.back() == name) place = i;
  }
  std::vector<format::Binding> arguments;
  if (place == UINT32_MAX) {
    if (name.empty()) {
      error_token(sn(node).first, {"no-such-slot", "this component has no unnamed slot", "",
                                   "declare it: a line with 'slot'"});
    } else {
      unknown(sn(node).main, "slot", name, known);
    }
  } else {
    const auto& parameters = cx_.component->places[place].parameters;
    const std::vector<uint32_t> args = children_of(node, SyntaxKind::Argument);
    if (args.size() != parameters.size()) {
      error_token(sn(node).first,
                  {"argument-count",
                   "'" + name + "' hands over " + std::to_string(parameters.size()) +
                       " values, here are " + std::to_string(args.size()),
                   "", ""});
    }
    for (size_t i = 0; i < args.size() && i < parameters.size(); ++i) {
      arguments.push_back(
          binding(child(args[i]), parameters[i].type, "the value of the slot", nullptr));
    }
  }
  const NodeId fallback = children_nodes(children(child_of(node, SyntaxKind::Body)), path);
  format::Node& out = out_.nodes[id.value];
  out.symbol = place == UINT32_MAX ? 0 : place;
  out.first_child = fallback;
  out.declaration = hash_bytes(path, hash_bytes(cx_.file->tree.path));
  out.arguments = {static_cast<uint32_t>(out_.bindings.size()),
                   static_cast<uint32_t>(arguments.size())};
  out_.bindings.insert(out_.bindings.end(), arguments.begin(), arguments.end());
  return id;
}

}  // namespace hallows::ptl
