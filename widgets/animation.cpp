#include <bit>

#include "parseltongue/value/arithmetic.h"
#include "widgets/binding.h"
#include "widgets/curve.h"
#include "widgets/property.h"
#include "widgets/structure.h"

namespace hallows::widgets {
namespace {

const format::Node* template_of(const UiData& ui, uint32_t element) {
  const ElementRec& record = ui.elements[element];
  const NodeId node = ui.instances[record.instance].node;
  return node ? &node_of(ui, node) : nullptr;
}

// The last state that holds, as a later one wins; UINT32_MAX: none.
uint32_t last_state(uint32_t bits) {
  return bits == 0 ? UINT32_MAX : 31u - static_cast<uint32_t>(std::countl_zero(bits));
}

const format::Transition* find_transition(const UiData& ui, const format::Node& node, uint32_t from,
                                          uint32_t to) {
  for (uint32_t i = 0; i < node.transitions.count; ++i) {
    const format::Transition& transition = ui.tables.transitions[node.transitions.first + i];
    const bool from_fits = transition.from == UINT32_MAX || transition.from == from;
    const bool to_fits = transition.to == UINT32_MAX || transition.to == to;
    if (from_fits && to_fits) return &transition;
  }
  return nullptr;
}

uint32_t find_running(const UiData& ui, uint32_t element, PropertyId id) {
  for (const uint32_t a : ui.running) {
    if (ui.animations[a].element == element && ui.animations[a].id == id) return a;
  }
  return 0;
}

void finish(UiData& ui, uint32_t animation) {
  AnimationRec& record = ui.animations[animation];
  if (record.record != 0) ui.properties[record.record].active = false;
  ui.animation_values[size_t{animation} * 2] = Value();
  ui.animation_values[size_t{animation} * 2 + 1] = Value();
  for (size_t i = 0; i < ui.running.size(); ++i) {
    if (ui.running[i] != animation) continue;
    ui.running[i] = ui.running.back();
    ui.running.pop();
    break;
  }
  ui.animations.destroy(animation);
}

uint32_t create_animation(UiData& ui, uint32_t element, PropertyId id) {
  const uint32_t old = find_running(ui, element, id);
  if (old != 0) return old;
  const uint32_t made = ui.animations.create();
  if (made == 0) {
    ++ui.refused;
    tell(ui, "too-many-animations", "more animations at once than the limits allow");
    return 0;
  }
  ui.animations[made].element = element;
  ui.animations[made].id = id;
  ui.running.push(made);
  return made;
}

struct Way {
  Value from, to;
};

bool animate_values(UiData& ui, uint32_t element, PropertyId id, const Way& way,
                    const format::Curve& curve) {
  uint32_t layer = find_record(ui, element, id, kLayerAnimation);
  if (layer == 0) layer = add_property(ui, element, id, kLayerAnimation);
  const uint32_t made = layer == 0 ? 0 : create_animation(ui, element, id);
  if (made == 0) return false;
  AnimationRec& animation = ui.animations[made];
  animation.record = layer;
  animation.start = ui.presentation;
  animation.curve = curve;
  animation.exit = false;
  ui.animation_values[size_t{made} * 2] = way.from;
  ui.animation_values[size_t{made} * 2 + 1] = way.to;
  ui.properties[layer].active = true;
  ui.property_values[layer] = way.from;
  property_changed(ui, element, id);
  return true;
}

// Overrides of one state come or go.
void switch_overrides(UiData& ui, uint32_t element, uint32_t state, bool holds) {
  const uint8_t layer = static_cast<uint8_t>(kLayerState + state);
  for (uint32_t r = ui.elements[element].first_property; r != 0; r = ui.properties[r].next) {
    if (ui.properties[r].layer == layer) ui.properties[r].active = holds;
  }
}

struct Before {
  PropertyId id;
  Value value;
};

void apply_element_states(UiData& ui, uint32_t element) {
  ElementRec& record = ui.elements[element];
  const uint32_t changed = record.states ^ record.states_before;
  const format::Node* node = template_of(ui, element);
  if (changed == 0 || node == nullptr) return;
  // What showed before, of every property that a changed state overrides; at most 32 of them move.
  Before before[32];
  uint32_t count = 0;
  for (uint32_t r = record.first_property; r != 0; r = ui.properties[r].next) {
    const PropertyRec& property = ui.properties[r];
    if (property.layer < kLayerState || property.layer >= kLayerState + 32) continue;
    if ((changed >> (property.layer - kLayerState) & 1) == 0) continue;
    bool known = count == 32;
    for (uint32_t i = 0; i < count; ++i) known = known || before[i].id == property.id;
    if (known) continue;
    const Value* now = shown(ui, element, property.id);
    before[count++] = {property.id, now == nullptr ? initial_value(property.id) : *now};
  }
  for (uint32_t s = 0; s < 32; ++s) {
    if ((changed >> s & 1) != 0) switch_overrides(ui, element, s, (record.states >> s & 1) != 0);
  }
  const format::Transition* transition =
      find_transition(ui, *node, last_state(record.states_before), last_state(record.states));
  record.states_before = record.states;
  for (uint32_t i = 0; i < count; ++i) {
    const format::AnimateEntry* animate = find_animate(ui, element, before[i].id);
    const format::Curve* curve = transition != nullptr ? &transition->curve
                                 : animate != nullptr  ? &animate->curve
                                                       : nullptr;
    const bool moves = curve != nullptr && ui.elements[element].mounted &&
                       start_animation(ui, element, before[i].id, before[i].value, *curve);
    if (moves) continue;
    const uint32_t running = find_record(ui, element, before[i].id, kLayerAnimation);
    if (running != 0) ui.properties[running].active = false;
    property_changed(ui, element, before[i].id);
  }
}

void step_place(UiData& ui, AnimationRec& animation, double progress) {
  ElementRec& element = ui.elements[animation.element];
  const float left = static_cast<float>(1 - progress);
  element.place_dx = animation.from_place.x * left;
  element.place_dy = animation.from_place.y * left;
  mark(ui, animation.element, Dirt::PaintOrder);
}

// True when the animation has ended and, being the last of an exit, took its element along.
void step(UiData& ui, uint32_t index, Instant presentation, Buffer<uint32_t>& left) {
  AnimationRec& animation = ui.animations[index];
  const CurvePoint point = curve_at(animation.curve, presentation - animation.start);
  const uint32_t element = animation.element;
  const PropertyId id = animation.id;
  if (id == PropertyId::Count) {
    step_place(ui, animation, point.done ? 1 : point.progress);
    if (point.done) finish(ui, index);
    return;
  }
  if (point.done && animation.exit) {
    ui.property_values[animation.record] = ui.animation_values[size_t{index} * 2 + 1];
    property_changed(ui, element, id);
    animation.element = 0;  // its record goes, what it shows stays until the element has gone
    animation.record = 0;
    finish(ui, index);
    left.push(element);
    return;
  }
  if (point.done) {
    finish(ui, index);
    property_changed(ui, element, id);
    return;
  }
  ui.property_values[animation.record] =
      value::interpolate(ui.heap, ui.animation_values[size_t{index} * 2],
                         ui.animation_values[size_t{index} * 2 + 1], point.progress);
  property_changed(ui, element, id);
}

}  // namespace

const format::AnimateEntry* find_animate(const UiData& ui, uint32_t element,
                                         PropertyId id) noexcept {
  const format::Node* node = template_of(ui, element);
  if (node == nullptr) return nullptr;
  for (uint32_t i = 0; i < node->animates.count; ++i) {
    const format::AnimateEntry& entry = ui.tables.animate_entries[node->animates.first + i];
    if (!entry.place && entry.property == id) return &entry;
  }
  return nullptr;
}

const format::AnimateEntry* find_place_animate(const UiData& ui, uint32_t element) noexcept {
  const format::Node* node = template_of(ui, element);
  if (node == nullptr) return nullptr;
  for (uint32_t i = 0; i < node->animates.count; ++i) {
    const format::AnimateEntry& entry = ui.tables.animate_entries[node->animates.first + i];
    if (entry.place) return &entry;
  }
  return nullptr;
}

void give_state(UiData& ui, uint32_t element, uint32_t state, bool holds) noexcept {
  if (state >= 32) return;  // the compiler refuses more
  ElementRec& record = ui.elements[element];
  const uint32_t bit = 1u << state;
  if (((record.states & bit) != 0) == holds) return;
  record.states ^= bit;
  if (!ui.state_work.full()) ui.state_work.push(element);
}

void apply_states(UiData& ui) noexcept {
  for (size_t i = 0; i < ui.state_work.size(); ++i) {
    if (ui.elements[ui.state_work[i]].alive) apply_element_states(ui, ui.state_work[i]);
  }
  ui.state_work.clear();
}

bool start_animation(UiData& ui, uint32_t element, PropertyId id, const Value& from,
                     const format::Curve& curve) noexcept {
  const Value* to = target_of(ui, element, id);
  const Value goal = to == nullptr ? initial_value(id) : *to;
  if (value::equal(from, goal)) return false;
  return animate_values(ui, element, id, {from, goal}, curve);
}

void start_place_animation(UiData& ui, uint32_t element, Vec2 from,
                           const format::Curve& curve) noexcept {
  const uint32_t made = create_animation(ui, element, PropertyId::Count);
  if (made == 0) return;
  AnimationRec& animation = ui.animations[made];
  animation.start = ui.presentation;
  animation.curve = curve;
  animation.from_place = from;
  ui.elements[element].place_dx = from.x;
  ui.elements[element].place_dy = from.y;
}

void start_enter(UiData& ui, uint32_t element) noexcept {
  const format::Node* node = template_of(ui, element);
  if (node == nullptr) return;
  const Instance& instance = ui.instances[ui.elements[element].instance];
  for (uint32_t i = 0; i < node->enter.count; ++i) {
    const format::PropertyEntry& entry = ui.tables.property_entries[node->enter.first + i];
    Value from;
    if (!evaluate(ui, entry.value.expr, instance.scope, ui.elements[element].instance, from))
      continue;
    start_animation(ui, element, static_cast<PropertyId>(entry.target), from, node->enter_curve);
  }
}

bool start_exit(UiData& ui, uint32_t element) noexcept {
  const format::Node* node = template_of(ui, element);
  if (node == nullptr || node->exit.count == 0) return false;
  const Instance& instance = ui.instances[ui.elements[element].instance];
  bool plays = false;
  for (uint32_t i = 0; i < node->exit.count; ++i) {
    const format::PropertyEntry& entry = ui.tables.property_entries[node->exit.first + i];
    const PropertyId id = static_cast<PropertyId>(entry.target);
    Value to;
    if (!evaluate(ui, entry.value.expr, instance.scope, ui.elements[element].instance, to))
      continue;
    const Value* now = shown(ui, element, id);
    const Value from = now == nullptr ? initial_value(id) : *now;
    if (!animate_values(ui, element, id, {from, to}, node->exit_curve)) continue;
    ui.animations[find_running(ui, element, id)].exit = true;
    plays = true;
  }
  return plays;
}

bool run_animations(UiData& ui, Instant presentation) noexcept {
  if (ui.running.empty()) return false;
  ui.work.clear();
  Buffer<uint32_t>& left = ui.work;
  for (size_t i = ui.running.size(); i-- > 0;) step(ui, ui.running[i], presentation, left);
  for (size_t i = 0; i < left.size(); ++i) {
    bool still = false;
    for (const uint32_t a : ui.running) {
      still = still || (ui.animations[a].element == left[i] && ui.animations[a].exit);
    }
    if (!still && ui.elements[left[i]].alive) end_exit(ui, left[i]);
  }
  return true;
}

void stop_animations(UiData& ui, uint32_t element) noexcept {
  for (size_t i = ui.running.size(); i-- > 0;) {
    const uint32_t animation = ui.running[i];
    if (ui.animations[animation].element == element) finish(ui, animation);
  }
}

bool window_animates(const UiData& ui, uint8_t window) noexcept {
  for (const uint32_t a : ui.running) {
    const uint32_t element = ui.animations[a].element;
    if (element != 0 && ui.elements[element].window == window) return true;
  }
  return false;
}

}  // namespace hallows::widgets
