#pragma once

#include "rt-kernel/base/nonblocking.h"
#include "widgets/ui_data.h"

// Property columns: sparse records per element, one a layer; the highest active layer shows.
namespace hallows::widgets {

// 0 at the bound: the property isn't followed.
uint32_t add_property(UiData& ui, uint32_t element, PropertyId id,
                      uint8_t layer) noexcept HALLOWS_NONBLOCKING;
void drop_properties(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// What a binding gives to a record; marks dirt, starts an animation where one is declared.
void give_property(UiData& ui, uint32_t record, const Value& value) noexcept HALLOWS_NONBLOCKING;
// What the user or the runtime sets (typed text, scroll offset, open): shown until a binding of the
// property gives another value. Two-way links are written through.
void set_by_user(UiData& ui, uint32_t element, PropertyId id,
                 const Value& value) noexcept HALLOWS_NONBLOCKING;

inline bool has_property(const ElementRec& element, PropertyId id) {
  const uint32_t bit = static_cast<uint32_t>(id);
  return (element.has[bit / 64] >> (bit % 64) & 1) != 0;
}
// As shown now; null: nobody gives it one (its initial value).
const Value* shown(const UiData& ui, uint32_t element, PropertyId id) noexcept HALLOWS_NONBLOCKING;
// Where it is going: without animations.
const Value* target_of(const UiData& ui, uint32_t element,
                       PropertyId id) noexcept HALLOWS_NONBLOCKING;
Value initial_value(PropertyId id) noexcept HALLOWS_NONBLOCKING;
uint32_t find_record(const UiData& ui, uint32_t element, PropertyId id,
                     uint8_t layer) noexcept HALLOWS_NONBLOCKING;

// Shown values with their defaults. Lengths in dp; em against the element's font size.
bool bool_of(const UiData& ui, uint32_t element, PropertyId id,
             bool otherwise) noexcept HALLOWS_NONBLOCKING;
float float_of(const UiData& ui, uint32_t element, PropertyId id,
               float otherwise) noexcept HALLOWS_NONBLOCKING;
float dp_of(const UiData& ui, uint32_t element, PropertyId id,
            float otherwise = 0) noexcept HALLOWS_NONBLOCKING;
std::string_view text_of(const UiData& ui, uint32_t element,
                         PropertyId id) noexcept HALLOWS_NONBLOCKING;
int keyword_of(const UiData& ui, uint32_t element, PropertyId id,
               int otherwise) noexcept HALLOWS_NONBLOCKING;
float to_dp(const UiData& ui, uint32_t element, const Value& value,
            float percent_base = 0) noexcept HALLOWS_NONBLOCKING;

// The shown value changed (given, state, animation): dirt and mirrors.
void property_changed(UiData& ui, uint32_t element, PropertyId id) noexcept HALLOWS_NONBLOCKING;
void write_mirrors(UiData& ui, uint32_t element, PropertyId id,
                   const Value& value) noexcept HALLOWS_NONBLOCKING;

void mark(UiData& ui, uint32_t element, Dirt dirt) noexcept HALLOWS_NONBLOCKING;
void set_state_bit(UiData& ui, uint32_t element, StateBit bit,
                   bool on) noexcept HALLOWS_NONBLOCKING;

// ---- States and animations: stage 3 ----
void give_state(UiData& ui, uint32_t element, uint32_t state,
                bool holds) noexcept HALLOWS_NONBLOCKING;
// Bindings of `when` have run: overrides come and go, transitions start.
void apply_states(UiData& ui) noexcept HALLOWS_NONBLOCKING;
// Moves the shown value from `from` to where it is going; false where nothing is declared.
bool start_animation(UiData& ui, uint32_t element, PropertyId id, const Value& from,
                     const format::Curve& curve) noexcept HALLOWS_NONBLOCKING;
void start_place_animation(UiData& ui, uint32_t element, Vec2 from,
                           const format::Curve& curve) noexcept HALLOWS_NONBLOCKING;
const format::AnimateEntry* find_animate(const UiData& ui, uint32_t element,
                                         PropertyId id) noexcept HALLOWS_NONBLOCKING;
const format::AnimateEntry* find_place_animate(const UiData& ui,
                                               uint32_t element) noexcept HALLOWS_NONBLOCKING;
void start_enter(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// True when an exit plays; the element is destroyed when it ends.
bool start_exit(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// Evaluates all running animations for `presentation`; true while one of the window goes on.
bool run_animations(UiData& ui, Instant presentation) noexcept HALLOWS_NONBLOCKING;
void stop_animations(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
bool window_animates(const UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::widgets
