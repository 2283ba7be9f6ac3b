#pragma once

#include "widgets/ui_data.h"

// Property columns: sparse records per element, one a layer; the highest active layer shows.
namespace hallows::widgets {

// 0 at the bound: the property isn't followed.
uint32_t add_property(UiData& ui, uint32_t element, PropertyId id, uint8_t layer);
void drop_properties(UiData& ui, uint32_t element);
// What a binding gives to a record; marks dirt, starts an animation where one is declared.
void give_property(UiData& ui, uint32_t record, const Value& value);
// What the user or the runtime sets (typed text, scroll offset, open): shown until a binding of the
// property gives another value. Two-way links are written through.
void set_by_user(UiData& ui, uint32_t element, PropertyId id, const Value& value);

inline bool has_property(const ElementRec& element, PropertyId id) {
  const uint32_t bit = static_cast<uint32_t>(id);
  return (element.has[bit / 64] >> (bit % 64) & 1) != 0;
}
// As shown now; null: nobody gives it one (its initial value).
const Value* shown(const UiData& ui, uint32_t element, PropertyId id);
// Where it is going: without animations.
const Value* target_of(const UiData& ui, uint32_t element, PropertyId id);
Value initial_value(PropertyId id);
uint32_t find_record(const UiData& ui, uint32_t element, PropertyId id, uint8_t layer);

// Shown values with their defaults. Lengths in dp; em against the element's font size.
bool bool_of(const UiData& ui, uint32_t element, PropertyId id, bool otherwise);
float float_of(const UiData& ui, uint32_t element, PropertyId id, float otherwise);
float dp_of(const UiData& ui, uint32_t element, PropertyId id, float otherwise = 0);
std::string_view text_of(const UiData& ui, uint32_t element, PropertyId id);
int keyword_of(const UiData& ui, uint32_t element, PropertyId id, int otherwise);
float to_dp(const UiData& ui, uint32_t element, const Value& value, float percent_base = 0);

// The shown value changed (given, state, animation): dirt and mirrors.
void property_changed(UiData& ui, uint32_t element, PropertyId id);
void write_mirrors(UiData& ui, uint32_t element, PropertyId id, const Value& value);

void mark(UiData& ui, uint32_t element, Dirt dirt);
void set_state_bit(UiData& ui, uint32_t element, StateBit bit, bool on);

// ---- States and animations: stage 3 ----
void give_state(UiData& ui, uint32_t element, uint32_t state, bool holds);
// Bindings of `when` have run: overrides come and go, transitions start.
void apply_states(UiData& ui);
// Moves the shown value from `from` to where it is going; false where nothing is declared.
bool start_animation(UiData& ui, uint32_t element, PropertyId id, const Value& from,
                     const format::Curve& curve);
void start_place_animation(UiData& ui, uint32_t element, Vec2 from, const format::Curve& curve);
const format::AnimateEntry* find_animate(const UiData& ui, uint32_t element, PropertyId id);
const format::AnimateEntry* find_place_animate(const UiData& ui, uint32_t element);
void start_enter(UiData& ui, uint32_t element);
// True when an exit plays; the element is destroyed when it ends.
bool start_exit(UiData& ui, uint32_t element);
// Evaluates all running animations for `presentation`; true while one of the window goes on.
bool run_animations(UiData& ui, Instant presentation);
void stop_animations(UiData& ui, uint32_t element);
bool window_animates(const UiData& ui, uint8_t window);

}  // namespace hallows::widgets
