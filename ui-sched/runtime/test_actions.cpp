#include "ui-sched/runtime/test_driver.h"
#include "ui-sched/runtime/test_keys.h"

// What tests do to elements and ask of them.
namespace hallows::runtime {
namespace {

using value::Value;
using widgets::ElementId;

}  // namespace

bool TestDriver::question(const Call& call, ElementId element) {
  widgets::Ui& ui = engine_.ui;
  const bool there = widgets::exists(ui, element);
  if (call.method == "exists") {
    *call.result = Value::from_bool(there);
  } else if (call.method == "visible") {
    *call.result = Value::from_bool(there && widgets::visible(ui, element));
  } else if (call.method == "enabled") {
    *call.result = Value::from_bool(there && widgets::enabled(ui, element));
  } else if (call.method == "focused") {
    *call.result = Value::from_bool(there && widgets::focused(ui, element));
  } else if (call.method == "text") {
    *call.result = engine_.heap.make_text(there ? widgets::text(ui, element) : std::string_view());
  } else {
    return false;
  }
  return true;
}

bool TestDriver::geometry(const Call& call, ElementId element) {
  if (call.arguments.size() != 1) return false;
  const Rect box = widgets::bounds(engine_.ui, element);
  if (call.method == "x") {
    *call.result = Value::from_float(box.x);
  } else if (call.method == "y") {
    *call.result = Value::from_float(box.y);
  } else if (call.method == "width") {
    *call.result = Value::from_float(box.width);
  } else if (call.method == "height") {
    *call.result = Value::from_float(box.height);
  } else {
    const format::PropertyId id = format::find_property(call.method, format::ElementKind::Rect);
    if (id == format::PropertyId::Count) return false;
    widgets::property(engine_.ui, element, id, *call.result);
  }
  return true;
}

bool TestDriver::action(const Call& call, ElementId element) {
  const WindowId window = widgets::window_of(engine_.ui, element);
  const auto number = [&](size_t i) { return static_cast<float>(call.arguments[i].as_float()); };
  if (call.method == "tap") {
    tap(element, 1);
  } else if (call.method == "double-tap") {
    tap(element, 2);
  } else if (call.method == "press") {
    const Vec2 at = widgets::hit_point(engine_.ui, element);
    pointer(InputKind::PointerMove, window, at);
    pointer(InputKind::PointerDown, window, at);
  } else if (call.method == "release") {
    pointer(InputKind::PointerUp, window, widgets::hit_point(engine_.ui, element));
  } else if (call.method == "hover") {
    pointer(InputKind::PointerMove, window, widgets::hit_point(engine_.ui, element));
  } else if (call.method == "drag") {
    drag(element, {number(1), number(2)});
  } else if (call.method == "wheel") {
    InputEvent event;
    event.kind = InputKind::Wheel;
    event.window = window;
    event.position = widgets::hit_point(engine_.ui, element);
    event.delta = {number(1), number(2)};
    input_.send(input_.context, event);
  } else if (call.method == "type") {
    focus(element);
    input_.send_text(input_.context, window, call.arguments[1].as_text());
  } else if (call.method == "key") {
    focus(element);
    press_keys(call.arguments[1].as_text(), window);
  } else if (call.method == "focus") {
    focus(element);
  } else {
    return false;
  }
  drive_.settle();
  return true;
}

void TestDriver::pointer(InputKind kind, WindowId window, Vec2 at) {
  InputEvent event;
  event.kind = kind;
  event.window = window;
  event.position = at;
  input_.send(input_.context, event);
}

void TestDriver::tap(ElementId element, int times) {
  const WindowId window = widgets::window_of(engine_.ui, element);
  const Vec2 at = widgets::hit_point(engine_.ui, element);
  pointer(InputKind::PointerMove, window, at);
  for (int i = 0; i < times; ++i) {
    pointer(InputKind::PointerDown, window, at);
    pointer(InputKind::PointerUp, window, at);
  }
}

void TestDriver::drag(ElementId element, Vec2 by) {
  constexpr int kSteps = 8;
  const WindowId window = widgets::window_of(engine_.ui, element);
  const Vec2 from = widgets::hit_point(engine_.ui, element);
  pointer(InputKind::PointerMove, window, from);
  pointer(InputKind::PointerDown, window, from);
  for (int i = 1; i <= kSteps; ++i) {
    pointer(InputKind::PointerMove, window, from + by * (static_cast<float>(i) / kSteps));
    drive_.settle_once();
  }
  pointer(InputKind::PointerUp, window, from + by);
}

void TestDriver::press_keys(std::string_view text, WindowId window) {
  const KeyChord chord = parse_key_chord(text);
  InputEvent event;
  event.window = window;
  event.key = chord.key;
  event.mods = chord.mods;
  event.kind = InputKind::KeyDown;
  input_.send(input_.context, event);
  const bool types = chord.mods == 0 && text.size() == 1;
  if (types) input_.send_text(input_.context, window, text);
  event.kind = InputKind::KeyUp;
  input_.send(input_.context, event);
}

// A control takes the focus itself, or the text input in it does.
void TestDriver::focus(ElementId element) {
  if (widgets::focused(engine_.ui, element)) return;
  widgets::request_focus(engine_.ui, element, widgets::FocusBy::Keyboard);
  drive_.settle();
}

}  // namespace hallows::runtime
