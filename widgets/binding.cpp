#include "widgets/binding.h"

#include "widgets/property.h"
#include "widgets/structure.h"

namespace hallows::widgets {
namespace {

using format::Ambient;
using format::SlotKind;

void queue(UiData& ui, uint32_t index) {
  BindingRec& binding = ui.bindings[index];
  binding.next_dirty = 0;
  const uint32_t level = binding.level;
  if (ui.dirty_heads[level] == 0) {
    ui.dirty_heads[level] = index;
  } else {
    ui.bindings[ui.dirty_tails[level]].next_dirty = index;
  }
  ui.dirty_tails[level] = index;
  if (level < ui.dirty_lowest) ui.dirty_lowest = level;
}

void mark_readers(UiData& ui, uint32_t slot) {
  for (uint32_t e = ui.slot_meta[slot].first_edge; e != 0; e = ui.edges[e].next) {
    mark_binding(ui, ui.edges[e].binding);
  }
}

bool computes_slot(const BindingRec& binding) {
  return binding.target == Target::Slot || binding.target == Target::Copy;
}

// What reads the slot of `index` must come after it. Cycles (through `inout` chains) end at the
// last level.
void raise_readers(UiData& ui, uint32_t index) {
  ui.level_work.clear();
  ui.level_work.push(index);
  for (size_t i = 0; i < ui.level_work.size() && i < ui.limits.bindings; ++i) {
    const BindingRec& binding = ui.bindings[ui.level_work[i]];
    if (!computes_slot(binding)) continue;
    const uint16_t above =
        static_cast<uint16_t>(std::min<uint32_t>(binding.level + 1u, kLevels - 1));
    for (uint32_t e = ui.slot_meta[binding.a].first_edge; e != 0; e = ui.edges[e].next) {
      BindingRec& reader = ui.bindings[ui.edges[e].binding];
      if (reader.level >= above) continue;
      reader.level = above;
      if (!ui.level_work.full()) ui.level_work.push(ui.edges[e].binding);
    }
  }
}

bool add_edge(UiData& ui, uint32_t index, uint32_t slot) {
  const uint32_t e = ui.edges.create();
  if (e == 0) return false;
  BindingRec& binding = ui.bindings[index];
  SlotMeta& meta = ui.slot_meta[slot];
  ui.edges[e] = {index, slot, meta.first_edge, 0, binding.first_edge};
  if (meta.first_edge != 0) ui.edges[meta.first_edge].previous = e;
  meta.first_edge = e;
  binding.first_edge = e;
  if (meta.binding != 0) {
    const uint32_t above = std::min<uint32_t>(ui.bindings[meta.binding].level + 1u, kLevels - 1);
    binding.level = std::max(binding.level, static_cast<uint16_t>(above));
  }
  return true;
}

void drop_edges(UiData& ui, BindingRec& binding) {
  for (uint32_t e = binding.first_edge; e != 0;) {
    const EdgeRec edge = ui.edges[e];
    if (edge.previous != 0) {
      ui.edges[edge.previous].next = edge.next;
    } else if (ui.slot_meta[edge.slot].first_edge == e) {
      ui.slot_meta[edge.slot].first_edge = edge.next;
    }
    if (edge.next != 0) ui.edges[edge.next].previous = edge.previous;
    ui.edges.destroy(e);
    e = edge.next_of_binding;
  }
  binding.first_edge = 0;
}

void link_ambient(UiData& ui, uint32_t index) {
  BindingRec& binding = ui.bindings[index];
  binding.next_ambient = ui.first_ambient;
  if (ui.first_ambient != 0) ui.bindings[ui.first_ambient].previous_ambient = index;
  ui.first_ambient = index;
}

void unlink_ambient(UiData& ui, uint32_t index) {
  const BindingRec& binding = ui.bindings[index];
  if (binding.previous_ambient != 0) {
    ui.bindings[binding.previous_ambient].next_ambient = binding.next_ambient;
  } else if (ui.first_ambient == index) {
    ui.first_ambient = binding.next_ambient;
  }
  if (binding.next_ambient != 0) {
    ui.bindings[binding.next_ambient].previous_ambient = binding.previous_ambient;
  }
}

void own(UiData& ui, uint32_t index, uint32_t instance) {
  ui.bindings[index].next_owned = ui.instances[instance].first_binding;
  ui.instances[instance].first_binding = index;
}

void apply(UiData& ui, const BindingRec& binding, const Value& value) {
  switch (binding.target) {
    case Target::Slot:
    case Target::Copy:
      store_slot(ui, binding.a, value);
      break;
    case Target::Property:
      give_property(ui, binding.a, value);
      break;
    case Target::Condition:
      if (store_slot(ui, binding.a, value)) mark_structure(ui, binding.b);
      break;
    case Target::ListItems: {
      Instance& loop = ui.instances[binding.a];
      ui.slots[loop.list_slot] = value;
      loop.list_changed = true;
      mark_structure(ui, binding.a);
      break;
    }
    case Target::StateWhen:
      give_state(ui, binding.a, binding.b, value.as_bool());
      break;
    case Target::Interval: {
      TimerRec& timer = ui.timers[binding.a];
      const Duration interval = value.as_duration();
      if (interval != timer.interval) {
        timer.due = ui.now + interval;
        timer.started = ui.framed;
      }
      timer.interval = interval;
      break;
    }
    case Target::None:
      break;
  }
}

// Evaluates and applies; the record may be gone afterwards.
void run_binding(UiData& ui, uint32_t index) {
  const BindingRec binding = ui.bindings[index];
  if (ui.counts != nullptr) ++ui.counts->bindings;
  Value result;
  if (binding.target == Target::Copy) {
    if (binding.first_edge == 0) return;
    result = ui.slots[ui.edges[binding.first_edge].slot];
  } else if (!evaluate(ui, binding.expr, binding.scope, binding.instance, result)) {
    return;
  }
  apply(ui, binding, result);
  if (binding.once) {
    BindingRec& record = ui.bindings[index];
    drop_edges(ui, record);
    if (record.target == Target::Slot && ui.slot_meta[record.a].binding == index) {
      ui.slot_meta[record.a].binding = 0;
    }
  }
}

uint32_t make_binding(UiData& ui, const NewBinding& made) {
  const uint32_t index = ui.bindings.create();
  if (index == 0) return 0;
  BindingRec& binding = ui.bindings[index];
  binding.expr = made.source->expr;
  binding.scope = made.scope;
  binding.instance = made.instance;
  binding.target = made.target;
  binding.ambient = made.source->ambient;
  binding.once = made.once;
  binding.a = made.a;
  binding.b = made.b;
  own(ui, index, made.instance);
  for (uint32_t i = 0; i < made.source->reads.count; ++i) {
    const format::SlotRead read = ui.tables.slot_reads[made.source->reads.first + i];
    const uint32_t scope = climb(ui, made.scope, read.up);
    const bool fits = add_edge(ui, index, ui.scope_recs[scope].slot_base + read.slot);
    if (!fits) tell(ui, "too-many-bindings", "the UI has more bindings than its limits allow");
  }
  if (binding.ambient != 0 && !made.once) link_ambient(ui, index);
  if (made.target == Target::Slot) {
    ui.slot_meta[made.a].binding = index;
    raise_readers(ui, index);
  }
  return index;
}

void apply_constant(UiData& ui, const NewBinding& made) {
  BindingRec binding;
  binding.target = made.target;
  binding.a = made.a;
  binding.b = made.b;
  Value result;
  if (evaluate(ui, made.source->expr, made.scope, made.instance, result))
    apply(ui, binding, result);
}

Value zero_of_slot(const UiData& ui, const format::SlotDecl& slot) {
  if (!slot.type) return {};
  return value::zero_of(ui.tables.types[slot.type.value].kind);
}

bool is_given(std::span<const uint32_t> given, uint32_t slot) {
  for (const uint32_t g : given) {
    if (g == slot) return true;
  }
  return false;
}

void start_timers(UiData& ui, uint32_t scope, const format::ScopeDecl& decl, uint32_t instance) {
  for (uint32_t i = 0; i < decl.timers.count; ++i) {
    const format::Timer& timer = ui.tables.timers[decl.timers.first + i];
    const uint32_t index = ui.timers.create();
    if (index == 0) {
      tell(ui, "too-many-timers", "more timers than the limits of the UI allow", decl.place);
      return;
    }
    TimerRec& record = ui.timers[index];
    record.alive = true;
    record.scope = scope;
    record.scope_generation = ui.scope_recs[scope].generation;
    record.body = timer.body;
    record.interval = {0};
    bind_now(ui, {&timer.interval, scope, instance, Target::Interval, index, 0, false});
  }
}

}  // namespace

uint32_t create_scope(UiData& ui, const NewScope& made) noexcept {
  const format::ScopeDecl& decl = ui.tables.scopes[made.decl.value];
  uint32_t index = 0;
  if (!ui.free_scopes.empty()) {
    index = ui.free_scopes.back();
  } else if (ui.scopes.size() < ui.scopes.capacity()) {
    index = static_cast<uint32_t>(ui.scopes.size());
  }
  const uint32_t base = index == 0 ? 0 : ui.slot_ranges.create(decl.slots.count);
  if (base == 0) {
    ++ui.refused;
    tell(ui, "too-many-scopes", "the UI has more components and rows than its limits allow",
         decl.place);
    return 0;
  }
  if (!ui.free_scopes.empty()) {
    ui.free_scopes.pop();
  } else {
    ui.scopes.push({});
    ui.scope_recs.push({});
  }
  ScopeRec& record = ui.scope_recs[index];
  record.generation += 1;
  record.instance = made.instance;
  record.slot_base = base;
  record.window = made.window;
  record.alive = true;
  ui.scopes[index] = {&decl, made.parent == 0 ? nullptr : &ui.scopes[made.parent],
                      ui.slots.data() + base, index};
  for (uint32_t i = 0; i < decl.slots.count; ++i) {
    ui.slots[base + i] = zero_of_slot(ui, ui.tables.slots[decl.slots.first + i]);
    ui.slot_meta[base + i] = {};
  }
  return index;
}

void destroy_scope(UiData& ui, uint32_t scope) noexcept {
  if (scope == 0) return;
  ScopeRec& record = ui.scope_recs[scope];
  const uint32_t count = ui.scopes[scope].decl->slots.count;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t slot = record.slot_base + i;
    ui.slots[slot] = Value();
    if (ui.slot_meta[slot].link != 0) ui.links.destroy(ui.slot_meta[slot].link);
    // A reader that outlives the scope (a frozen, leaving element) no longer hears of it.
    for (uint32_t e = ui.slot_meta[slot].first_edge; e != 0; e = ui.edges[e].next) {
      ui.edges[e].slot = 0;
      ui.edges[e].previous = 0;
    }
    ui.slot_meta[slot] = {};
  }
  ui.slot_ranges.destroy(record.slot_base, count);
  record.alive = false;
  record.generation += 1;
  ui.scopes[scope].decl = nullptr;
  ui.free_scopes.push(scope);
}

void bind_scope(UiData& ui, uint32_t scope, std::span<const uint32_t> given) noexcept {
  const format::ScopeDecl& decl = *ui.scopes[scope].decl;
  const uint32_t base = ui.scope_recs[scope].slot_base;
  const uint32_t instance = ui.scope_recs[scope].instance;
  for (uint32_t i = 0; i < decl.slots.count; ++i) {
    const format::SlotDecl& slot = ui.tables.slots[decl.slots.first + i];
    if (!slot.value.expr || is_given(given, i)) continue;
    const bool once = slot.kind == SlotKind::Var || slot.kind == SlotKind::Inout;
    bind(ui, {&slot.value, scope, instance, Target::Slot, base + i, scope, once});
  }
  evaluate_dirty(ui);
  start_timers(ui, scope, decl, instance);
}

uint32_t bind(UiData& ui, const NewBinding& made) noexcept {
  if (!made.source->expr) return 0;
  if (made.source->constant()) {
    apply_constant(ui, made);
    return 0;
  }
  const uint32_t index = make_binding(ui, made);
  if (index == 0) {
    ++ui.refused;
    tell(ui, "too-many-bindings", "the UI has more bindings than its limits allow");
    apply_constant(ui, made);
    return 0;
  }
  mark_binding(ui, index);
  return index;
}

uint32_t bind_now(UiData& ui, const NewBinding& made) noexcept {
  if (!made.source->expr) return 0;
  if (made.source->constant()) {
    apply_constant(ui, made);
    return 0;
  }
  const uint32_t index = make_binding(ui, made);
  if (index == 0) {
    ++ui.refused;
    apply_constant(ui, made);
    return 0;
  }
  run_binding(ui, index);
  return index;
}

void bind_copy(UiData& ui, uint32_t from_slot, uint32_t to_slot, uint32_t to_scope,
               uint32_t instance) noexcept {
  const uint32_t index = ui.bindings.create();
  if (index == 0) {
    ++ui.refused;
    return;
  }
  BindingRec& binding = ui.bindings[index];
  binding.target = Target::Copy;
  binding.scope = to_scope;
  binding.instance = instance;
  binding.a = to_slot;
  binding.b = to_scope;
  own(ui, index, instance);
  add_edge(ui, index, from_slot);
  ui.slot_meta[to_slot].binding = index;
  raise_readers(ui, index);
  run_binding(ui, index);
}

void unbind_all(UiData& ui, uint32_t instance) noexcept {
  for (uint32_t b = ui.instances[instance].first_binding; b != 0;) {
    BindingRec& binding = ui.bindings[b];
    const uint32_t next = binding.next_owned;
    drop_edges(ui, binding);
    if (binding.ambient != 0 && !binding.once) unlink_ambient(ui, b);
    if (computes_slot(binding) && ui.slot_meta[binding.a].binding == b) {
      ui.slot_meta[binding.a].binding = 0;
    }
    // A queued one stays in the queue as a dead record, which frees itself there.
    binding.target = Target::None;
    binding.expr = {};
    binding.instance = 0;
    binding.ambient = 0;
    if (!binding.dirty) ui.bindings.destroy(b);
    b = next;
  }
  ui.instances[instance].first_binding = 0;
}

bool store_slot(UiData& ui, uint32_t slot, const Value& value) noexcept {
  Value& stored = ui.slots[slot];
  if (stored.identical(value) || value::equal(stored, value)) return false;
  stored = value;
  mark_readers(ui, slot);
  return true;
}

void mark_binding(UiData& ui, uint32_t index) noexcept {
  BindingRec& binding = ui.bindings[index];
  if (binding.dirty || binding.target == Target::None) return;
  binding.dirty = true;
  ++ui.dirty_count;
  queue(ui, index);
}

void mark_ambient(UiData& ui, uint8_t which) noexcept {
  for (uint32_t b = ui.first_ambient; b != 0; b = ui.bindings[b].next_ambient) {
    if ((ui.bindings[b].ambient & which) != 0) mark_binding(ui, b);
  }
}

void tell_fault(UiData& ui, const value::Fault& fault) noexcept {
  switch (fault.kind) {
    case value::FaultKind::None:
      return;
    case value::FaultKind::HeapFull:
      return tell(ui, "value-heap-full",
                  "the values of the UI take all their memory; the old one stays", {}, fault.expr);
    case value::FaultKind::TextTooLong:
      return tell(ui, "text-too-long", "a text is longer than 1 MiB; the old one stays", {},
                  fault.expr);
    case value::FaultKind::TooManySteps:
      return tell(
          ui, "too-many-steps",
          "an expression or a handler takes over 4 million steps: the rest of it is left out", {},
          fault.expr);
    case value::FaultKind::StackFull:
    case value::FaultKind::TooDeep:
      return tell(ui, "too-deep", "calls or expressions are nested too deeply; the old value stays",
                  {}, fault.expr);
    case value::FaultKind::BadTables:
      return tell(ui, "bad-tables", "the compiled UI is damaged; the old value stays", {},
                  fault.expr);
  }
}

bool evaluate(UiData& ui, format::ExprId expr, uint32_t scope, uint32_t instance,
              Value& result) noexcept {
  const uint64_t faults = ui.heap.faults();
  const uint32_t outer = ui.current_instance;
  ui.current_instance = instance;
  format::EvalContext context = eval_context(ui, scope);
  Value made;
  ui.program.evaluate(ui.program, expr, context, made);
  ui.current_instance = outer;
  if (ui.heap.faults() != faults) {
    tell_fault(ui, ui.heap.take_fault());
    return false;
  }
  result = std::move(made);
  return true;
}

bool evaluate_dirty(UiData& ui) noexcept {
  if (ui.dirty_count == 0) return false;
  // Bound: every binding may run once for each level that it can be raised through.
  uint64_t left = uint64_t{ui.bindings.live()} * 8 + 1024;
  while (ui.dirty_count > 0 && left-- > 0) {
    while (ui.dirty_lowest < kLevels && ui.dirty_heads[ui.dirty_lowest] == 0) ++ui.dirty_lowest;
    if (ui.dirty_lowest >= kLevels) break;
    const uint32_t level = ui.dirty_lowest;
    const uint32_t index = ui.dirty_heads[level];
    ui.dirty_heads[level] = ui.bindings[index].next_dirty;
    if (ui.bindings[index].level > level) {  // raised while it waited
      queue(ui, index);
      continue;
    }
    ui.bindings[index].dirty = false;
    --ui.dirty_count;
    if (ui.bindings[index].target == Target::None) {
      ui.bindings.destroy(index);
      continue;
    }
    run_binding(ui, index);
  }
  if (ui.dirty_count > 0) {
    tell(ui, "bindings-do-not-settle", "bindings change each other without end; the rest waits");
  }
  return true;
}

uint32_t component_scope(const UiData& ui, uint32_t scope) noexcept {
  const format::Scope* at = &ui.scopes[scope];
  while (at->parent != nullptr && at->decl->kind != format::ScopeKind::Component &&
         at->decl->kind != format::ScopeKind::Window) {
    at = at->parent;
  }
  return at->instance;
}

format::EvalContext eval_context(UiData& ui, uint32_t scope) noexcept {
  format::EvalContext context;
  context.scope = &ui.scopes[scope];
  context.heap = &ui.heap;
  context.host = &ui.host;
  context.scale = ui.windows[ui.scope_recs[scope].window].scale.value;
  return context;
}

}  // namespace hallows::widgets
