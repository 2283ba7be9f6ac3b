#include "widgets/binding.h"
#include "widgets/event.h"
#include "widgets/property.h"
#include "widgets/structure.h"

namespace hallows::widgets {
namespace {

const format::Arm& arm_of(const UiData& ui, uint32_t choice, uint32_t arm) {
  return ui.tables.arms[node_of(ui, ui.instances[choice].node).arms.first + arm];
}

// The first arm whose condition holds, or that has none (`else`); -1: no arm.
int32_t wanted_arm(const UiData& ui, uint32_t choice) {
  const Instance& at = ui.instances[choice];
  const uint32_t count = node_of(ui, at.node).arms.count;
  for (uint32_t i = 0; i < count; ++i) {
    if (!arm_of(ui, choice, i).condition.expr || ui.slots[at.arm_bindings + i].as_bool()) {
      return static_cast<int32_t>(i);
    }
  }
  return -1;
}

void clear_children(UiData& ui, uint32_t instance) {
  for (uint32_t c = ui.instances[instance].first_child; c != 0;) {
    const uint32_t next = ui.instances[c].next;
    if (!ui.instances[c].exiting) remove_instance(ui, c);
    c = next;
  }
}

// The children of an arm stand under a row of their own, which owns the arm's scope.
void make_arm(UiData& ui, uint32_t choice, const format::Arm& arm) {
  const uint32_t row = make_instance(ui, InstanceKind::Row, choice, 0);
  if (row == 0) return;
  uint32_t scope = ui.instances[choice].scope;
  ui.instances[row].scope = scope;
  if (arm.scope) {
    scope = create_scope(ui, {arm.scope, scope, row, ui.instances[choice].window});
    if (scope == 0) return;
    ui.instances[row].own_scope = scope;
    bind_scope(ui, scope, {});
  }
  make_children(ui, row, arm.first_child, scope);
}

}  // namespace

void start_choice(UiData& ui, uint32_t instance) noexcept {
  const format::Node& node = node_of(ui, ui.instances[instance].node);
  const uint32_t first = ui.slot_ranges.create(node.arms.count);
  if (first == 0) {
    ++ui.refused;
    return;
  }
  ui.instances[instance].arm_bindings = first;
  for (uint32_t i = 0; i < node.arms.count; ++i) {
    ui.slot_meta[first + i] = {};
    ui.slots[first + i] = Value::from_bool(false);
    bind_now(ui, {&arm_of(ui, instance, i).condition, ui.instances[instance].scope, instance,
                  Target::Condition, first + i, instance, false});
  }
  update_choice(ui, instance);
}

void update_choice(UiData& ui, uint32_t instance) noexcept {
  const int32_t wanted = wanted_arm(ui, instance);
  if (wanted == ui.instances[instance].arm) return;
  clear_children(ui, instance);
  ui.instances[instance].arm = wanted;
  if (wanted >= 0) make_arm(ui, instance, arm_of(ui, instance, static_cast<uint32_t>(wanted)));
}

void update_popup(UiData& ui, uint32_t instance) noexcept {
  const uint32_t element = ui.instances[instance].element;
  const bool open = bool_of(ui, element, PropertyId::Open, false);
  Window& window = ui.windows[ui.elements[element].window];
  size_t at = window.popups.size();
  for (size_t i = 0; i < window.popups.size(); ++i) {
    if (window.popups[i].element == element) at = i;
  }
  const bool stands = at < window.popups.size();
  if (open == stands) return;
  mark(ui, element, Dirt::Layout | Dirt::Paint | Dirt::Semantics);
  window.order_dirty = true;
  if (!open) {
    for (size_t i = at + 1; i < window.popups.size(); ++i) window.popups[i - 1] = window.popups[i];
    window.popups.pop();
    clear_children(ui, instance);
    return;
  }
  if (!window.popups.try_push({element, 0, 0})) {
    tell(ui, "too-many-popups", "more popups are open at once than the limits allow");
    return;
  }
  const uint32_t row = make_instance(ui, InstanceKind::Row, instance, 0);
  if (row == 0) return;
  ui.instances[row].scope = ui.instances[instance].scope;
  make_children(ui, row, node_of(ui, ui.instances[instance].node).first_child,
                ui.instances[instance].scope);
}

}  // namespace hallows::widgets
