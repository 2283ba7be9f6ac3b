#include <algorithm>
#include <utility>

#include "widgets/binding.h"
#include "widgets/event.h"
#include "widgets/geometry.h"
#include "widgets/property.h"
#include "widgets/scroll.h"
#include "widgets/structure.h"
#include "widgets/style.h"
#include "widgets/text_edit.h"

// What handlers and bindings may ask of the runtime (format::Host).
namespace hallows::widgets {
namespace {

constexpr uint32_t kMaxLinkDepth = 64;  // inout through inout ...
constexpr uint32_t kMaxPath = 8;        // steps of one lvalue; deeper ones write nothing

UiData& ui_of(void* context) {
  return *static_cast<UiData*>(context);
}

// Replaces the part of `container` that the steps name. False outside of a list, and at the bound
// of the heap: nothing changed.
bool replace_part(UiData& ui, Value& container, std::span<const int64_t> path, const Value& value) {
  if (path.empty()) {
    container = value;
    return true;
  }
  if (path[0] < 0) return false;
  Value* part = ui.heap.slot(container, static_cast<size_t>(path[0]));
  return part != nullptr && replace_part(ui, *part, path.subspan(1), value);
}

struct PathWrite {
  format::LvalueId lvalue;
  uint32_t scope = 0;
  int64_t extra = -1;  // one more index behind the path (an item of a loop's list)
  uint32_t depth = 0;
};

void write_path(UiData& ui, const PathWrite& write, const Value& value) {
  const format::Lvalue& lvalue = ui.tables.lvalues[write.lvalue.value];
  const uint32_t base = climb(ui, write.scope, lvalue.slot.up);
  int64_t path[kMaxPath];
  uint32_t steps = 0;
  for (uint32_t i = 0; i < lvalue.steps.count; ++i) {
    if (steps + 1 >= kMaxPath) return;
    const format::PathStep& step = ui.tables.path_steps[lvalue.steps.first + i];
    Value index;
    if (step.field != UINT32_MAX) {
      path[steps++] = step.field;
    } else if (evaluate(ui, step.index, write.scope, ui.scope_recs[write.scope].instance, index)) {
      path[steps++] = index.as_int();
    } else {
      return;
    }
  }
  if (write.extra >= 0) path[steps++] = write.extra;
  if (steps == 0) {
    assign_slot(ui, base, lvalue.slot.slot, value, write.depth + 1);
    return;
  }
  const uint32_t slot = ui.scope_recs[base].slot_base + lvalue.slot.slot;
  // Taken out, so that a list that nobody else holds is changed in place.
  Value root = std::move(ui.slots[slot]);
  const bool written = replace_part(ui, root, {path, steps}, value);
  if (!written) {
    ui.slots[slot] = std::move(root);
    return;
  }
  assign_slot(ui, base, lvalue.slot.slot, root, write.depth + 1);
}

void mark_all(UiData& ui, uint32_t slot) {
  for (uint32_t e = ui.slot_meta[slot].first_edge; e != 0; e = ui.edges[e].next) {
    mark_binding(ui, ui.edges[e].binding);
  }
}

// ---- format::Host ----
void host_write(void* context, format::Scope& scope, uint32_t slot, const Value& value, uint32_t) {
  UiData& ui = ui_of(context);
  assign_slot(ui, scope.instance, slot, value);
}

void host_raise(void* context, format::Scope& component, uint32_t event,
                std::span<const Value> arguments) {
  UiData& ui = ui_of(context);
  const uint32_t instance = ui.scope_recs[component.instance].instance;
  const Instance at = ui.instances[instance];
  if (at.kind != InstanceKind::Component) {
    if (ui.raised.full()) {
      tell(ui, "too-many-events", "more events for the application than one frame may carry");
      return;
    }
    const uint32_t kept = keep_values(ui, arguments);
    ui.raised.push({{at.window}, event, kept, static_cast<uint32_t>(arguments.size())});
    return;
  }
  const format::Range handlers = node_of(ui, at.node).handlers;
  for (uint32_t i = 0; i < handlers.count; ++i) {
    const format::HandlerEntry& entry = ui.tables.handler_entries[handlers.first + i];
    if (entry.on_root || entry.event != event) continue;
    run_handler(ui, entry.body, at.scope, instance,
                entry.taken > 0 ? arguments : std::span<const Value>());
  }
}

void host_extern(void* context, format::Scope& component, uint32_t extern_index,
                 std::span<const Value> arguments) {
  UiData& ui = ui_of(context);
  if (ui.calls.full()) {
    tell(ui, "too-many-calls", "more calls of extern functions wait for answers than the limit");
    return;
  }
  PendingCall call;
  call.id = ui.next_call++;
  call.extern_index = extern_index;
  call.scope = component.instance;
  call.scope_generation = ui.scope_recs[component.instance].generation;
  call.arguments = keep_values(ui, arguments);
  call.argument_count = static_cast<uint32_t>(arguments.size());
  ui.calls.push(call);
}

void host_method(void* context, format::Scope& scope, uint32_t element_slot, format::TextId method,
                 std::span<const Value> arguments) {
  UiData& ui = ui_of(context);
  const Value& target = ui.slots[slot_index(ui, scope, element_slot)];
  const uint64_t id = target.element_id();
  const uint32_t element =
      index_of(ui, {static_cast<uint32_t>(id), static_cast<uint32_t>(id >> 32)});
  if (element == 0) return;
  const std::string_view name = ui.tables.texts[method.value];
  const uint8_t window = ui.elements[element].window;
  if (name == "focus") {
    const uint32_t focus = first_focusable(ui, element);
    if (focus != 0) move_focus(ui, window, focus, FocusVia::Keyboard);
  } else if (name == "blur") {
    move_focus(ui, window, 0, FocusVia::Keyboard);
  } else if (name == "scroll-to" && !arguments.empty() && ui.elements[element].scroll != 0) {
    const ScrollRec& scroll = ui.scrolls[ui.elements[element].scroll];
    if (scroll.list != 0) {
      scroll_to_row(ui, scroll.list,
                    static_cast<uint32_t>(std::max<int64_t>(0, arguments[0].as_int())));
    } else {
      set_scroll(ui, element, {scroll.offset.x, arguments[0].as_length().dp});
    }
  } else if (name == "select-all") {
    const uint32_t input = first_focusable(ui, element);
    if (input != 0) select_all(ui, input);
  } else if (name == "show") {
    const Rect box = box_of(ui, element);
    reveal(ui, element, {0, 0, box.width, box.height});
  } else if (name == "open" || name == "close") {
    set_by_user(ui, element, PropertyId::Open, Value::from_bool(name == "open"));
  } else {
    tell(ui, "unknown-method", "the element has no method of that name", {},
         static_cast<int64_t>(method.value));
  }
}

void host_after(void* context, format::Scope& scope, Duration delay, format::FunctionId body,
                std::span<const Value> locals) {
  UiData& ui = ui_of(context);
  const uint32_t index = ui.timers.create();
  if (index == 0) {
    tell(ui, "too-many-timers", "more timers than the limits of the UI allow");
    return;
  }
  TimerRec& timer = ui.timers[index];
  timer.alive = true;
  timer.due = ui.now + Duration{std::max<int64_t>(0, delay.ns)};
  timer.started = ui.framed;
  timer.scope = scope.instance;
  timer.scope_generation = ui.scope_recs[scope.instance].generation;
  timer.body = body;
  timer.locals = keep_values(ui, locals);
  timer.local_count = static_cast<uint32_t>(locals.size());
}

// None where the theme around lacks the field: the evaluator then takes the file's default.
const Value& host_theme(void* context, uint32_t field) {
  static const Value none;
  UiData& ui = ui_of(context);
  const uint32_t theme = theme_at(ui, ui.current_instance);
  const size_t fields = ui.tables.theme_fields.size();
  if (theme >= ui.theme_count || field >= fields) return none;
  return ui.theme_values[theme * fields + field];
}

// NOLINTNEXTLINE(readability-function-size): the signature is format::Host's.
void host_test(void* context, format::Scope& scope, format::TextId method, format::Place place,
               std::span<const Value> arguments, Value& result) {
  UiData& ui = ui_of(context);
  if (ui.test_host.call == nullptr) return;
  // Whole frames may run in there: each of their evaluations has bounds of its own.
  const uint32_t depth = std::exchange(ui.heap.depth, 0);
  const uint32_t steps = ui.heap.steps;
  ui.test_host.call(ui.test_host.context, scope, method, place, arguments, result);
  ui.heap.depth = depth;
  ui.heap.steps = steps;
}

void host_mount(void* context, format::Scope& scope, NodeId node, Value& result) {
  UiData& ui = ui_of(context);
  if (ui.test_host.mount != nullptr) ui.test_host.mount(ui.test_host.context, scope, node, result);
}

void host_slot(void* context, const Value& component, uint32_t slot, Value& result) {
  UiData& ui = ui_of(context);
  if (ui.test_host.slot != nullptr)
    ui.test_host.slot(ui.test_host.context, component, slot, result);
}

void host_assign(void* context, const Value& component, uint32_t slot, const Value& value) {
  UiData& ui = ui_of(context);
  if (ui.test_host.assign != nullptr) {
    ui.test_host.assign(ui.test_host.context, component, slot, value);
  }
}

}  // namespace

void init_host(UiData& ui) {
  ui.host.context = &ui;
  ui.host.write_slot = host_write;
  ui.host.raise = host_raise;
  ui.host.call_extern = host_extern;
  ui.host.element_method = host_method;
  ui.host.after = host_after;
  ui.host.theme = host_theme;
  ui.host.test_call = host_test;
  ui.host.test_mount = host_mount;
  ui.host.test_slot = host_slot;
  ui.host.test_assign = host_assign;
}

void assign_slot(UiData& ui, uint32_t scope, uint32_t slot, const Value& value,
                 uint32_t depth) noexcept {
  if (depth > kMaxLinkDepth || scope == 0 || !ui.scope_recs[scope].alive) return;
  if (slot >= ui.scopes[scope].decl->slots.count) return;
  const uint32_t at = ui.scope_recs[scope].slot_base + slot;
  // While an evaluator or a path writes, the slot may be empty: no comparison, all readers hear.
  ui.slots[at] = value;
  mark_all(ui, at);
  if (ui.slot_meta[at].link != 0) assign_link(ui, ui.slot_meta[at].link, value, depth + 1);
  if (slot != 0 || ui.scopes[scope].decl->kind != format::ScopeKind::Item) return;
  const uint32_t row = ui.scope_recs[scope].instance;
  const uint32_t loop = ui.instances[row].parent;
  if (loop == 0 || ui.instances[loop].kind != InstanceKind::Loop) return;
  const format::LvalueId list = node_of(ui, ui.instances[loop].node).list_link;
  if (!list) return;
  write_path(ui, {list, ui.instances[loop].scope, ui.instances[row].index, depth}, value);
}

void assign_link(UiData& ui, uint32_t link, const Value& value, uint32_t depth) noexcept {
  if (depth > kMaxLinkDepth) return;
  const LinkRec record = ui.links[link];
  if (!ui.scope_recs[record.scope].alive) return;
  write_path(ui, {record.lvalue, record.scope, -1, depth}, value);
}

void run_handler(UiData& ui, format::FunctionId body, uint32_t scope, uint32_t instance,
                 std::span<const Value> arguments) noexcept {
  if (!body) return;
  if (ui.handler_depth >= ui.limits.chain_rounds) {
    tell(ui, "event-chain", "events raise each other without end; the chain was cut");
    return;
  }
  ++ui.handler_depth;
  const uint32_t outer = ui.current_instance;
  ui.current_instance = instance;
  format::EvalContext context = eval_context(ui, scope);
  Value result;
  const uint64_t faults = ui.heap.faults();
  ui.program.call(ui.program, body, context, arguments, result);
  if (ui.heap.faults() != faults) tell_fault(ui, ui.heap.take_fault());
  ui.current_instance = outer;
  --ui.handler_depth;
  if (ui.handler_depth == 0) {
    evaluate_dirty(ui);
    apply_states(ui);
  }
}

uint32_t keep_values(UiData& ui, std::span<const Value> values) noexcept {
  if (values.empty()) return 0;
  const uint32_t first = ui.kept_ranges.create(static_cast<uint32_t>(values.size()));
  if (first == 0) {
    tell(ui, "too-many-values", "waiting timers and calls hold more values than the limits allow");
    return 0;
  }
  for (size_t i = 0; i < values.size(); ++i) ui.kept[first + i] = values[i];
  return first;
}

void drop_values(UiData& ui, uint32_t first, uint32_t count) noexcept {
  if (first == 0) return;
  for (uint32_t i = 0; i < count; ++i) ui.kept[first + i] = Value();
  ui.kept_ranges.destroy(first, count);
}

}  // namespace hallows::widgets
