#include "widgets/event.h"

#include "widgets/binding.h"
#include "widgets/geometry.h"
#include "widgets/kind_ops.h"
#include "widgets/property.h"
#include "widgets/text_edit.h"

namespace hallows::widgets {
namespace {

struct Handlers {
  uint32_t element = 0;
  EventId event = EventId::Count;
  std::string_view key;  // shortcut
};

// Calls visit(handler, instance) for the element's own handlers and those of its components.
template <class Fn>
void for_each_handler(const UiData& ui, const Handlers& wanted, Fn&& visit) {
  const uint32_t own = ui.elements[wanted.element].instance;
  for (uint32_t i = own; i != 0; i = ui.instances[i].parent) {
    const Instance& at = ui.instances[i];
    if (i != own && at.kind != InstanceKind::Component) return;
    if (!at.node) return;
    const format::Range range = node_of(ui, at.node).handlers;
    for (uint32_t h = 0; h < range.count; ++h) {
      const format::HandlerEntry& entry = ui.tables.handler_entries[range.first + h];
      if (i != own && !entry.on_root) continue;
      if (entry.event == static_cast<uint32_t>(wanted.event)) visit(entry, i);
    }
  }
}

bool run_handlers(UiData& ui, const Handlers& wanted, std::span<const Value> values) {
  if (!handles(ui, wanted.element, wanted.event)) return false;
  struct Call {
    format::FunctionId body;
    uint32_t scope = 0;
    uint32_t instance = 0;
    bool takes = false;
    uint32_t generation = 0;
  };
  FixedVector<Call, 8> calls;  // a handler may end what the others stand in: found first, run then
  for_each_handler(ui, wanted, [&](const format::HandlerEntry& entry, uint32_t instance) {
    const std::string_view key =
        entry.argument ? ui.tables.texts[entry.argument.value] : std::string_view();
    if (wanted.event == EventId::Shortcut && key != wanted.key) return;
    calls.try_push({entry.body, ui.instances[instance].scope, instance, entry.taken > 0,
                    ui.scope_recs[ui.instances[instance].scope].generation});
  });
  for (const Call& call : calls) {
    if (ui.scope_recs[call.scope].generation != call.generation) continue;
    run_handler(ui, call.body, call.scope, call.instance,
                call.takes ? values : std::span<const Value>());
  }
  return !calls.empty();
}

void window_focus(UiData& ui, uint8_t index, bool focused) {
  Window& window = ui.windows[index];
  window.focused = focused;
  const uint32_t element = index_of(ui, window.focus);
  if (element != 0) mark(ui, element, Dirt::Paint);
}

void take_event(UiData& ui, uint8_t window, const InputEvent& event) {
  switch (event.kind) {
    case InputKind::PointerMove:
    case InputKind::PointerDown:
    case InputKind::PointerUp:
    case InputKind::PointerLeave:
    case InputKind::Wheel:
      pointer_event(ui, window, event);
      break;
    case InputKind::KeyDown:
    case InputKind::KeyUp:
      key_event(ui, window, event);
      break;
    case InputKind::Text:
    case InputKind::Preedit:
    case InputKind::DeleteSurrounding:
      text_event(ui, window, event);
      break;
    case InputKind::Resize:
    case InputKind::ScaleChange:
      break;  // the runtime calls resize_window()
    case InputKind::FocusIn:
      window_focus(ui, window, true);
      break;
    case InputKind::FocusOut:
      window_focus(ui, window, false);
      break;
    case InputKind::CloseRequest:
      break;
    case InputKind::Expose:
      ui.scene.damage_all({window});
      break;
  }
}

}  // namespace

bool raise_event(UiData& ui, uint32_t element, EventId event,
                 std::span<const Value> values) noexcept {
  return run_handlers(ui, {element, event, {}}, values);
}

bool raise_shortcut(UiData& ui, uint32_t element, std::string_view key) noexcept {
  return run_handlers(ui, {element, EventId::Shortcut, key}, {});
}

uint32_t nearest_handler(const UiData& ui, uint32_t element, uint64_t events) noexcept {
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if ((ui.elements[e].handles & events) != 0) return is_enabled(ui, e) ? e : 0;
  }
  return 0;
}

void forget_element(UiData& ui, uint32_t element) noexcept {
  Window& window = ui.windows[ui.elements[element].window];
  PointerState& pointer = window.pointer;
  if (index_of(ui, window.focus) == element) {
    window.focus = {};
    ui.elements[element].state &= static_cast<uint16_t>(~(StateFocused | StateFocusVisible));
  }
  if (index_of(ui, pointer.hovered) == element) {
    const uint32_t parent = ui.elements[element].parent;
    pointer.hovered = parent == 0 ? ElementId{} : handle_of(ui, parent);
  }
  if (index_of(ui, pointer.captured) == element) {
    const uint32_t parent = ui.elements[element].parent;
    pointer.captured = parent == 0 ? ElementId{} : handle_of(ui, parent);
    pointer.dragging = true;  // what was pressed has gone: the release is no tap of its parent
  }
  if (pointer.scrollbar == element) pointer.scrollbar = 0;
}

void request_window(UiData& ui, const WindowRequest& request) noexcept {
  if (!ui.requests.full()) {
    ui.requests.push(request);
    return;
  }
  ++ui.refused;
  tell(ui, "too-many-requests", "the window system takes requests slower than the UI makes them");
}

bool take_events(UiData& ui, const UiFrame& frame) noexcept {
  const uint8_t window = frame.window.value;
  check_long_press(ui, window);
  for (const InputEvent& event : frame.events) {
    ++frame.work->events;
    ui.windows[window].settled_rounds = 0;
    take_event(ui, window, event);
    evaluate_dirty(ui);
    apply_states(ui);
  }
  return !frame.events.empty();
}

}  // namespace hallows::widgets
