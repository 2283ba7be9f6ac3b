#pragma once

#include "rt-kernel/base/nonblocking.h"
#include "widgets/ui_data.h"

// Scopes, slots and bindings: stages 2 and 3. Edges are made when a binding is; there is no
// tracking while expressions run.
namespace hallows::widgets {

struct NewScope {
  format::ScopeDeclId decl;
  uint32_t parent = 0;    // scopes: lexical; 0: none
  uint32_t instance = 0;  // instances: owner
  uint8_t window = 0;
};
// Slots are empty values of their types; 0 at the bound.
uint32_t create_scope(UiData& ui, const NewScope& made) noexcept HALLOWS_NONBLOCKING;
void destroy_scope(UiData& ui, uint32_t scope) noexcept HALLOWS_NONBLOCKING;
// Live bindings of lets, outs and patterns, defaults and initial values of what `given` (a slot
// index each) leaves out; evaluated before it returns. Timers start.
void bind_scope(UiData& ui, uint32_t scope,
                std::span<const uint32_t> given) noexcept HALLOWS_NONBLOCKING;

struct NewBinding {
  const format::Binding* source = nullptr;
  uint32_t scope = 0;     // scopes: whose slots the expression reads
  uint32_t instance = 0;  // instances: owner
  Target target = Target::None;
  uint32_t a = 0, b = 0;
  bool once = false;
};
// Makes the edges and queues the first evaluation. A constant one is applied at once and keeps
// nothing (0). Also 0 at the bound, where it is evaluated once and then not followed.
uint32_t bind(UiData& ui, const NewBinding& made) noexcept HALLOWS_NONBLOCKING;
// As bind(), evaluated before it returns.
uint32_t bind_now(UiData& ui, const NewBinding& made) noexcept HALLOWS_NONBLOCKING;
// A slot that repeats another slot: `from` is read, `to` follows.
void bind_copy(UiData& ui, uint32_t from_slot, uint32_t to_slot, uint32_t to_scope,
               uint32_t instance) noexcept HALLOWS_NONBLOCKING;
void unbind_all(UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;

// Stores and queues what depends on it; equal values change nothing.
bool store_slot(UiData& ui, uint32_t slot, const Value& value) noexcept HALLOWS_NONBLOCKING;
// An assignment: stores, and follows two-way links and items of loops.
void assign_slot(UiData& ui, uint32_t scope, uint32_t slot, const Value& value,
                 uint32_t depth = 0) noexcept HALLOWS_NONBLOCKING;
// Writes `value` where the link leads.
void assign_link(UiData& ui, uint32_t link, const Value& value,
                 uint32_t depth = 0) noexcept HALLOWS_NONBLOCKING;

void mark_binding(UiData& ui, uint32_t binding) noexcept HALLOWS_NONBLOCKING;
// All that read the theme, the scale or the language, by bits of Ambient.
void mark_ambient(UiData& ui, uint8_t which) noexcept HALLOWS_NONBLOCKING;
// False (and `result` untouched) when the heap is full.
bool evaluate(UiData& ui, format::ExprId expr, uint32_t scope, uint32_t instance,
              Value& result) noexcept HALLOWS_NONBLOCKING;
// Works the queue off in rising level. False when there was nothing.
// Says why a value could not be made.
void tell_fault(UiData& ui, const value::Fault& fault) noexcept HALLOWS_NONBLOCKING;
bool evaluate_dirty(UiData& ui) noexcept HALLOWS_NONBLOCKING;

// Runs a function as a handler: when the outermost one ends, bindings are evaluated, once.
void run_handler(UiData& ui, format::FunctionId body, uint32_t scope, uint32_t instance,
                 std::span<const Value> arguments) noexcept HALLOWS_NONBLOCKING;
// Component instance whose scope holds `scope`, or the root.
uint32_t component_scope(const UiData& ui, uint32_t scope) noexcept HALLOWS_NONBLOCKING;

format::EvalContext eval_context(UiData& ui, uint32_t scope) noexcept HALLOWS_NONBLOCKING;
void init_host(UiData& ui);  // host.cpp
uint32_t keep_values(UiData& ui, std::span<const Value> values) noexcept HALLOWS_NONBLOCKING;
void drop_values(UiData& ui, uint32_t first, uint32_t count) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::widgets
