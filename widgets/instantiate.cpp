#include "rt-kernel/base/hash.h"
#include "widgets/binding.h"
#include "widgets/element_tree.h"
#include "widgets/event.h"
#include "widgets/kind_ops.h"
#include "widgets/property.h"
#include "widgets/scroll.h"
#include "widgets/structure.h"

namespace hallows::widgets {
namespace {

void link_instance(UiData& ui, uint32_t instance, uint32_t parent, uint32_t before) {
  Instance& record = ui.instances[instance];
  Instance& above = ui.instances[parent];
  record.parent = parent;
  record.next = before;
  record.previous = before == 0 ? above.last_child : ui.instances[before].previous;
  (record.previous == 0 ? above.first_child : ui.instances[record.previous].next) = instance;
  (before == 0 ? above.last_child : ui.instances[before].previous) = instance;
}

void unlink_instance(UiData& ui, uint32_t instance) {
  Instance& record = ui.instances[instance];
  if (record.parent == 0) return;
  Instance& above = ui.instances[record.parent];
  (record.previous == 0 ? above.first_child : ui.instances[record.previous].next) = record.next;
  (record.next == 0 ? above.last_child : ui.instances[record.next].previous) = record.previous;
  record.parent = record.next = record.previous = 0;
}

// Declaration and key path: the same after hot reload and across moves.
uint64_t identity_of(const UiData& ui, uint32_t instance) {
  uint64_t id = node_of(ui, ui.instances[instance].node).declaration;
  for (uint32_t i = ui.instances[instance].parent; i != 0; i = ui.instances[i].parent) {
    const Instance& above = ui.instances[i];
    if (above.kind == InstanceKind::Row && above.key != 0) id = hash_combine(id, above.key);
    if (above.kind == InstanceKind::Component) {
      id = hash_combine(id, node_of(ui, above.node).declaration);
    }
  }
  return id;
}

void add_mirror(UiData& ui, uint32_t element, uint32_t scope, uint32_t slot_in_scope) {
  const format::SlotDecl& slot =
      ui.tables.slots[ui.scopes[scope].decl->slots.first + slot_in_scope];
  const uint32_t slot_at = ui.scope_recs[scope].slot_base + slot_in_scope;
  if (slot.kind == format::SlotKind::ElementRef) {
    store_slot(ui, slot_at, Value::element(1, handle_of(ui, element).packed()));
    return;
  }
  const uint32_t mirror = ui.mirrors.create();
  if (mirror == 0) {
    ++ui.refused;
    return;
  }
  ui.mirrors[mirror] = {static_cast<PropertyId>(slot.index), slot_at, scope,
                        ui.elements[element].first_mirror};
  ui.elements[element].first_mirror = mirror;
}

// Slots that repeat the element's properties: of its own node, and of the components whose root it
// is.
void add_mirrors(UiData& ui, uint32_t element, uint32_t instance) {
  for (uint32_t i = instance; i != 0; i = ui.instances[i].parent) {
    const Instance& at = ui.instances[i];
    if (i != instance && at.kind != InstanceKind::Component) break;
    if (!at.node) break;
    for (uint32_t m = 0; m < ui.node_mirror_count[at.node.value]; ++m) {
      const uint32_t slot = ui.mirror_slots[ui.node_mirrors[at.node.value] + m];
      const format::SlotKind kind =
          ui.tables.slots[ui.scopes[at.scope].decl->slots.first + slot].kind;
      if (kind != format::SlotKind::ChildSlot) add_mirror(ui, element, at.scope, slot);
    }
  }
}

uint32_t make_link(UiData& ui, format::LvalueId lvalue, uint32_t scope) {
  if (!lvalue) return 0;
  const uint32_t link = ui.links.create();
  if (link == 0) {
    ++ui.refused;
    return 0;
  }
  ui.links[link] = {lvalue, scope};
  return link;
}

struct EntrySource {
  uint32_t element = 0;
  uint32_t instance = 0;  // owner of the bindings
  uint32_t scope = 0;     // of the expressions
  uint8_t layer = 0;
  bool active = true;
};

void add_entry(UiData& ui, const EntrySource& source, const format::PropertyEntry& entry) {
  const PropertyId id = static_cast<PropertyId>(entry.target);
  const uint32_t record = add_property(ui, source.element, id, source.layer);
  if (record == 0) return;
  ui.properties[record].active = source.active;
  ui.properties[record].link = make_link(ui, entry.link, source.scope);
  bind_now(ui, {&entry.value, source.scope, source.instance, Target::Property, record,
                source.element, false});
}

void add_own_properties(UiData& ui, uint32_t element, uint32_t instance) {
  const format::Node& node = node_of(ui, ui.instances[instance].node);
  const uint32_t scope = ui.instances[instance].scope;
  for (uint32_t i = 0; i < node.properties.count; ++i) {
    add_entry(ui, {element, instance, scope, kLayerOwn, true},
              ui.tables.property_entries[node.properties.first + i]);
  }
  for (uint32_t s = 0; s < node.states.count && s < 32; ++s) {
    const format::StateEntry& state = ui.tables.state_entries[node.states.first + s];
    const uint8_t layer = static_cast<uint8_t>(kLayerState + s);
    for (uint32_t i = 0; i < state.overrides.count; ++i) {
      add_entry(ui, {element, instance, scope, layer, false},
                ui.tables.property_entries[state.overrides.first + i]);
    }
    bind_now(ui, {&state.when, scope, instance, Target::StateWhen, element, s, false});
  }
}

// Properties that uses of components hand to their root element; the outer use wins.
void add_root_properties(UiData& ui, uint32_t element, uint32_t instance) {
  uint8_t layer = kLayerRoot;
  for (uint32_t i = ui.instances[instance].parent; i != 0; i = ui.instances[i].parent) {
    if (ui.instances[i].kind != InstanceKind::Component) break;
    const format::Node& node = node_of(ui, ui.instances[i].node);
    for (uint32_t p = 0; p < node.properties.count; ++p) {
      const format::PropertyEntry& entry = ui.tables.property_entries[node.properties.first + p];
      if (entry.on_root) add_entry(ui, {element, i, ui.instances[i].scope, layer, true}, entry);
    }
    if (layer + 1 < kLayerUser) ++layer;
  }
}

uint64_t handled_events(const UiData& ui, uint32_t instance) {
  uint64_t events = 0;
  for (uint32_t i = instance; i != 0; i = ui.instances[i].parent) {
    const Instance& at = ui.instances[i];
    if (i != instance && at.kind != InstanceKind::Component) break;
    if (!at.node) break;
    const format::Range handlers = node_of(ui, at.node).handlers;
    for (uint32_t h = 0; h < handlers.count; ++h) {
      const format::HandlerEntry& entry = ui.tables.handler_entries[handlers.first + h];
      if (i == instance || entry.on_root) events |= uint64_t{1} << entry.event;
    }
  }
  return events;
}

void make_element(UiData& ui, uint32_t instance) {
  const format::Node& node = node_of(ui, ui.instances[instance].node);
  const Position position = position_after(ui, instance);
  NewElement made;
  made.kind = static_cast<ElementKind>(node.symbol);
  made.window = ui.instances[instance].window;
  made.instance = instance;
  made.parent = parent_element(ui, instance);
  made.before = position.before;
  made.before_box = position.before_box;
  const uint32_t element = create_element(ui, made);
  if (element == 0) return;
  ui.instances[instance].element = element;
  ui.elements[element].identity = identity_of(ui, instance);
  ui.elements[element].handles = handled_events(ui, instance);
  ++ui.created_this_frame;
  if (ui.counts != nullptr) ++ui.counts->elements_created;
  add_mirrors(ui, element, instance);
  add_own_properties(ui, element, instance);
  add_root_properties(ui, element, instance);
  const KindOps& ops = ops_of(ui, made.kind);
  if (ops.mount != nullptr) ops.mount(ui, element);
  // `overflow: scroll` and `auto` make a scroll container of any box.
  if (scrolls_by_property(ui, element)) add_scroll(ui, element);
  ui.mounting.push(element);
  if (made.kind == ElementKind::Popup) {
    update_popup(ui, instance);
  } else {
    make_children(ui, instance, node.first_child, ui.instances[instance].scope);
  }
}

constexpr uint32_t kMaxGiven = 256;  // slots of one component that a use gives values

void make_component(UiData& ui, uint32_t instance) {
  const Instance at = ui.instances[instance];
  const format::Node& node = node_of(ui, at.node);
  const uint32_t scope =
      create_scope(ui, {format::ScopeDeclId{node.symbol}, 0, instance, at.window});
  if (scope == 0) return;
  ui.instances[instance].own_scope = scope;
  const uint32_t base = ui.scope_recs[scope].slot_base;
  uint32_t given[kMaxGiven];
  uint32_t count = 0;
  for (uint32_t i = 0; i < node.properties.count; ++i) {
    const format::PropertyEntry& entry = ui.tables.property_entries[node.properties.first + i];
    if (entry.on_root || count == kMaxGiven) continue;
    given[count++] = entry.target;
    ui.slot_meta[base + entry.target].link = make_link(ui, entry.link, at.scope);
    const format::SlotDecl& slot =
        ui.tables.slots[ui.scopes[scope].decl->slots.first + entry.target];
    const bool once = slot.kind == format::SlotKind::Var;  // a test gives a var its first value
    bind_now(ui,
             {&entry.value, at.scope, instance, Target::Slot, base + entry.target, scope, once});
  }
  bind_scope(ui, scope, {given, count});
  for (uint32_t m = 0; m < ui.node_mirror_count[at.node.value]; ++m) {
    const uint32_t mirror = ui.mirror_slots[ui.node_mirrors[at.node.value] + m];
    const format::SlotDecl& slot = ui.tables.slots[ui.scopes[at.scope].decl->slots.first + mirror];
    if (slot.kind != format::SlotKind::ChildSlot) continue;
    bind_copy(ui, base + slot.index, ui.scope_recs[at.scope].slot_base + mirror, at.scope,
              instance);
  }
  make_children(ui, instance, ui.scopes[scope].decl->first_node, scope);
}

// What the component's user puts into the slot, or 0.
const format::Fill* find_fill(const UiData& ui, uint32_t component, uint32_t slot_place) {
  const Instance& at = ui.instances[component];
  if (at.kind != InstanceKind::Component) return nullptr;
  const format::Range fills = node_of(ui, at.node).fills;
  for (uint32_t i = 0; i < fills.count; ++i) {
    const format::Fill& fill = ui.tables.fills[fills.first + i];
    if (fill.slot_place == slot_place) return &fill;
  }
  return nullptr;
}

void make_place(UiData& ui, uint32_t instance) {
  const Instance at = ui.instances[instance];
  const format::Node& node = node_of(ui, at.node);
  const uint32_t component = ui.scope_recs[component_scope(ui, at.scope)].instance;
  const format::Fill* fill = find_fill(ui, component, node.symbol);
  if (fill == nullptr) {
    make_children(ui, instance, node.first_child, at.scope);
    return;
  }
  uint32_t scope = ui.instances[component].scope;
  if (fill->scope) {
    scope = create_scope(ui, {fill->scope, scope, instance, at.window});
    if (scope == 0) return;
    ui.instances[instance].own_scope = scope;
    const uint32_t base = ui.scope_recs[scope].slot_base;
    const uint32_t slots = ui.scopes[scope].decl->slots.count;
    uint32_t given[kMaxGiven];
    uint32_t count = 0;
    for (uint32_t i = 0; i < node.arguments.count && i < slots && i < kMaxGiven; ++i) {
      given[count++] = i;
      bind_now(ui, {&ui.tables.bindings[node.arguments.first + i], at.scope, instance, Target::Slot,
                    base + i, scope, false});
    }
    bind_scope(ui, scope, {given, count});
  }
  make_children(ui, instance, fill->first_child, scope);
}

void make_from_node(UiData& ui, uint32_t instance) {
  switch (node_of(ui, ui.instances[instance].node).kind) {
    case format::NodeKind::Element:
      make_element(ui, instance);
      break;
    case format::NodeKind::Component:
      make_component(ui, instance);
      break;
    case format::NodeKind::Choice:
      start_choice(ui, instance);
      break;
    case format::NodeKind::Loop:
      start_loop(ui, instance);
      break;
    case format::NodeKind::Place:
      make_place(ui, instance);
      break;
  }
}

InstanceKind kind_of(format::NodeKind kind) {
  switch (kind) {
    case format::NodeKind::Element:
      return InstanceKind::Element;
    case format::NodeKind::Component:
      return InstanceKind::Component;
    case format::NodeKind::Choice:
      return InstanceKind::Choice;
    case format::NodeKind::Loop:
      return InstanceKind::Loop;
    case format::NodeKind::Place:
      return InstanceKind::Place;
  }
  return InstanceKind::Element;
}

// First box or element of a subtree that is no element itself.
bool first_position(const UiData& ui, uint32_t instance, Position& position) {
  const Instance& at = ui.instances[instance];
  if (at.kind == InstanceKind::Element) {
    if (at.element == 0) return false;
    const ElementRec& element = ui.elements[at.element];
    if (position.before == 0) position.before = at.element;
    if (!position.before_box && element.box && !overlay_kind(element.kind)) {
      position.before_box = element.box;
    }
    return static_cast<bool>(position.before_box);
  }
  if (at.kind == InstanceKind::Loop && at.virtual_list != 0 && !position.before_box) {
    position.before_box = ui.lists[at.virtual_list].before;
  }
  for (uint32_t c = at.first_child; c != 0; c = ui.instances[c].next) {
    if (first_position(ui, c, position)) return true;
  }
  return position.before_box && position.before != 0;
}

void free_slots(UiData& ui, uint32_t first, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) ui.slots[first + i] = Value();
  ui.slot_ranges.destroy(first, count);
}

void freeze(UiData& ui, uint32_t instance) {
  unbind_all(ui, instance);
  if (ui.instances[instance].element != 0) {
    const uint32_t element = ui.instances[instance].element;
    ui.elements[element].state |= StateExiting;
    forget_element(ui, element);
  }
  for (uint32_t c = ui.instances[instance].first_child; c != 0; c = ui.instances[c].next) {
    freeze(ui, c);
  }
}

}  // namespace

void mark_structure(UiData& ui, uint32_t instance) noexcept {
  Instance& record = ui.instances[instance];
  Window& window = ui.windows[record.window];
  window.dirt |= Dirt::Structure;
  if (record.queued) return;
  record.queued = true;
  if (!window.structure.full()) window.structure.push(instance);
}

bool may_create(const UiData& ui) noexcept {
  return ui.created_this_frame < ui.limits.creations_per_frame;
}

uint32_t make_instance(UiData& ui, InstanceKind kind, uint32_t parent, uint32_t before) noexcept {
  const uint32_t index = ui.instances.create();
  if (index == 0) {
    ++ui.refused;
    tell(ui, "too-many-instances", "the UI uses more template nodes than its limits allow");
    return 0;
  }
  Instance& record = ui.instances[index];
  record.kind = kind;
  record.window = ui.instances[parent].window;
  if (parent != 0) link_instance(ui, index, parent, before);
  return index;
}

void make_children(UiData& ui, uint32_t parent, NodeId first, uint32_t scope) noexcept {
  for (NodeId n = first; n; n = node_of(ui, n).next) make_single(ui, parent, n, scope);
}

void make_single(UiData& ui, uint32_t parent, NodeId node, uint32_t scope) noexcept {
  const uint32_t child = make_instance(ui, kind_of(node_of(ui, node).kind), parent, 0);
  if (child == 0) return;
  ui.instances[child].node = node;
  ui.instances[child].scope = scope;
  make_from_node(ui, child);
}

uint32_t parent_element(const UiData& ui, uint32_t instance) noexcept {
  for (uint32_t i = ui.instances[instance].parent; i != 0; i = ui.instances[i].parent) {
    if (ui.instances[i].kind == InstanceKind::Element) return ui.instances[i].element;
    if (ui.instances[i].kind == InstanceKind::Root) return ui.instances[i].element;
  }
  return 0;
}

Position position_after(const UiData& ui, uint32_t instance) noexcept {
  Position position;
  for (uint32_t i = instance; i != 0; i = ui.instances[i].parent) {
    if (i != instance && ui.instances[i].kind == InstanceKind::Element) break;
    if (i != instance && ui.instances[i].virtual_list != 0 && !position.before_box) {
      position.before_box = ui.lists[ui.instances[i].virtual_list].after;
    }
    for (uint32_t s = ui.instances[i].next; s != 0; s = ui.instances[s].next) {
      if (first_position(ui, s, position) && position.before != 0) return position;
    }
  }
  return position;
}

void destroy_instance(UiData& ui, uint32_t instance) noexcept {
  while (ui.instances[instance].first_child != 0) {
    destroy_instance(ui, ui.instances[instance].first_child);
  }
  unbind_all(ui, instance);
  const Instance at = ui.instances[instance];
  if (at.element != 0) {
    forget_element(ui, at.element);
    destroy_element(ui, at.element);
  }
  if (at.virtual_list != 0) end_virtual(ui, at.virtual_list);
  if (at.list_slot != 0) free_slots(ui, at.list_slot, 1);
  if (at.scratch_scope != 0) destroy_scope(ui, at.scratch_scope);
  if (at.arm_bindings != 0) free_slots(ui, at.arm_bindings, node_of(ui, at.node).arms.count);
  if (at.own_scope != 0) destroy_scope(ui, at.own_scope);
  if (at.queued) {
    Buffer<uint32_t>& queue = ui.windows[at.window].structure;
    for (size_t i = 0; i < queue.size(); ++i) {
      if (queue[i] == instance) queue[i] = 0;
    }
  }
  unlink_instance(ui, instance);
  ui.instances.destroy(instance);
}

void remove_instance(UiData& ui, uint32_t instance) noexcept {
  // Handlers only mark: what they change in the structure waits for its turn.
  for_each_top_element(ui, instance, [&](uint32_t top) {
    for (uint32_t e = top; e != 0; e = next_in_tree(ui, e, top)) {
      raise_event(ui, e, EventId::Disappear, {});
    }
  });
  bool plays = false;
  for_each_top_element(ui, instance, [&](uint32_t element) {
    const bool exits = start_exit(ui, element);
    plays = plays || exits;
  });
  if (!plays) {
    destroy_instance(ui, instance);
    return;
  }
  ui.instances[instance].exiting = true;
  freeze(ui, instance);
}

void end_exit(UiData& ui, uint32_t element) noexcept {
  for (uint32_t i = ui.elements[element].instance; i != 0; i = ui.instances[i].parent) {
    if (!ui.instances[i].exiting) continue;
    destroy_instance(ui, i);
    return;
  }
}

void move_instance(UiData& ui, uint32_t instance, uint32_t before) noexcept {
  const uint32_t parent = ui.instances[instance].parent;
  unlink_instance(ui, instance);
  link_instance(ui, instance, parent, before);
  const Position position = position_after(ui, instance);
  for_each_top_element(ui, instance, [&](uint32_t element) {
    move_element(ui, element, position.before, position.before_box);
  });
}

void finish_mounting(UiData& ui) noexcept {
  for (size_t i = 0; i < ui.mounting.size(); ++i) {
    const uint32_t element = ui.mounting[i];
    if (!ui.elements[element].alive || ui.elements[element].mounted) continue;
    if (ui.elements[element].states != ui.elements[element].states_before) {
      ui.state_work.push(element);
    }
  }
  apply_states(ui);
  for (size_t i = 0; i < ui.mounting.size(); ++i) {
    const uint32_t element = ui.mounting[i];
    if (!ui.elements[element].alive || ui.elements[element].mounted) continue;
    ui.elements[element].mounted = true;
    start_enter(ui, element);
  }
  for (size_t i = 0; i < ui.mounting.size(); ++i) {
    const uint32_t element = ui.mounting[i];
    if (ui.elements[element].alive) raise_event(ui, element, EventId::Appear, {});
  }
  ui.mounting.clear();
}

}  // namespace hallows::widgets
