#include <cmath>

#include "widgets/binding.h"
#include "widgets/element_tree.h"
#include "widgets/event.h"
#include "widgets/geometry.h"
#include "widgets/kind_ops.h"
#include "widgets/property.h"
#include "widgets/scroll.h"

namespace hallows::widgets {
namespace {

constexpr float kDragSlop = 4;  // dp that a press may move and stay a tap
constexpr int64_t kDoubleTapNs = 400'000'000;
constexpr int64_t kLongPressNs = 500'000'000;
constexpr float kSwipeDistance = 48;  // dp
constexpr int64_t kSwipeNs = 400'000'000;
constexpr uint64_t kTaps = bit_of(EventId::Press) | bit_of(EventId::Tap) |
                           bit_of(EventId::DoubleTap) | bit_of(EventId::LongPress);

// The chain from `element` to the root gets the bit, everybody else loses it.
void set_chain(UiData& ui, ElementId& current, uint32_t element, StateBit bit) {
  const uint32_t before = index_of(ui, current);
  if (before == element) return;
  for (uint32_t e = before; e != 0; e = ui.elements[e].parent) {
    if (element != 0 && is_ancestor(ui, e, element)) break;
    set_state_bit(ui, e, bit, false);
    if (bit == StateHovered) {
      set_state_bit(ui, e, StatePointerInside, false);
      const Value inside = Value::from_bool(false);
      raise_event(ui, e, EventId::Hover, {&inside, 1});
    }
  }
  current = element == 0 ? ElementId{} : handle_of(ui, element);
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if ((ui.elements[e].state & bit) != 0) break;
    set_state_bit(ui, e, bit, true);
    if (bit == StateHovered) {
      set_state_bit(ui, e, StatePointerInside, true);
      const Value inside = Value::from_bool(true);
      raise_event(ui, e, EventId::Hover, {&inside, 1});
    }
  }
}

void update_cursor(UiData& ui, uint8_t index) {
  static constexpr CursorShape kShapes[] = {CursorShape::Arrow,   CursorShape::Hand,
                                            CursorShape::Text,    CursorShape::ResizeH,
                                            CursorShape::ResizeV, CursorShape::Hidden};
  Window& window = ui.windows[index];
  CursorShape shape = CursorShape::Arrow;
  for (uint32_t e = index_of(ui, window.pointer.hovered); e != 0; e = ui.elements[e].parent) {
    const int keyword = keyword_of(ui, e, PropertyId::Cursor, 6);
    if (keyword < 6) {
      shape = kShapes[keyword];
      break;
    }
    if (ui.elements[e].kind == ElementKind::TextInput) {
      shape = CursorShape::Text;
      break;
    }
    if (handles(ui, e, EventId::Press) && is_enabled(ui, e)) {
      shape = CursorShape::Hand;
      break;
    }
  }
  if (shape == window.cursor) return;
  window.cursor = shape;
  WindowRequest request;
  request.kind = WindowRequestKind::SetCursor;
  request.window = {index};
  request.cursor = shape;
  request_window(ui, request);
}

void write_pointer(UiData& ui, uint32_t element, Vec2 point) {
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if (ui.elements[e].first_mirror == 0) continue;
    const Vec2 local = to_local(ui, e, point);
    write_mirrors(ui, e, PropertyId::PointerX, Value::dp(local.x));
    write_mirrors(ui, e, PropertyId::PointerY, Value::dp(local.y));
  }
}

void hover_at(UiData& ui, uint8_t index, Vec2 point) {
  PointerState& pointer = ui.windows[index].pointer;
  const uint32_t element = pointer.inside ? hit_test(ui, index, point) : 0;
  set_chain(ui, pointer.hovered, element, StateHovered);
  update_cursor(ui, index);
}

bool send_pointer(UiData& ui, uint32_t element, const InputEvent& event) {
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    const KindOps& ops = ops_of(ui, ui.elements[e].kind);
    if (ops.pointer == nullptr || !is_enabled(ui, e)) continue;
    if (ops.pointer(ui, e, event, to_local(ui, e, event.position))) return true;
  }
  return false;
}

bool grab_scrollbar(UiData& ui, PointerState& pointer, uint32_t element, Vec2 point) {
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if (ui.elements[e].scroll == 0) continue;
    for (const Axis axis : {Axis::Y, Axis::X}) {
      const Scrollbar bar = scrollbar_of(ui, e, axis);
      Rect target = bar.thumb;
      target.x -= 3;
      target.y -= 3;
      target.width += 6;
      target.height += 6;
      if (!bar.shows || !target.contains(to_local(ui, e, point))) continue;
      pointer.scrollbar = e;
      pointer.scrollbar_axis = axis;
      return true;
    }
  }
  return false;
}

void drag_scrollbar(UiData& ui, PointerState& pointer, Vec2 delta) {
  const uint32_t element = pointer.scrollbar;
  const Axis axis = pointer.scrollbar_axis;
  const Scrollbar bar = scrollbar_of(ui, element, axis);
  if (!bar.shows) return;
  const ScrollRec& scroll = ui.scrolls[ui.elements[element].scroll];
  const float room =
      axis == Axis::Y ? bar.track.height - bar.thumb.height : bar.track.width - bar.thumb.width;
  if (room <= 0) return;
  const float moved = (axis == Axis::Y ? delta.y : delta.x) * scroll.extent[axis] / room;
  scroll_by(ui, element, axis == Axis::Y ? Vec2{0, moved} : Vec2{moved, 0});
}

// A press outside of the topmost popup closes it; the press itself then goes on.
void dismiss_popups(UiData& ui, uint8_t index, uint32_t hit) {
  Window& window = ui.windows[index];
  for (size_t i = window.popups.size(); i-- > 0;) {
    const uint32_t popup = window.popups[i].element;
    if (hit != 0 && is_ancestor(ui, popup, hit)) return;
    set_by_user(ui, popup, PropertyId::Open, Value::from_bool(false));  // stage 4 takes it away
  }
  evaluate_dirty(ui);
}

// Nearest that takes focus; an area with the text cursor gives it to the input in it.
uint32_t focus_at(const UiData& ui, uint32_t element) {
  constexpr int kTextCursor = 2;
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if (is_focusable(ui, e)) return e;
    const bool text = keyword_of(ui, e, PropertyId::Cursor, -1) == kTextCursor;
    const uint32_t inner = text ? first_focusable(ui, e) : 0;
    if (inner != 0) return inner;
  }
  return 0;
}

void press(UiData& ui, uint8_t index, const InputEvent& event) {
  PointerState& pointer = ui.windows[index].pointer;
  const uint32_t element = hit_test(ui, index, event.position);
  pointer.down = true;
  pointer.button = event.button;
  pointer.dragging = false;
  pointer.long_pressed = false;
  pointer.down_at = pointer.last = event.position;
  pointer.down_time = ui.now;
  dismiss_popups(ui, index, element);
  if (event.button != 0 || element == 0) return;
  if (grab_scrollbar(ui, pointer, element, event.position)) return;
  set_chain(ui, pointer.captured, element, StatePressed);
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent)
    set_state_bit(ui, e, StatePointerDown, true);
  write_pointer(ui, element, event.position);
  move_focus(ui, index, focus_at(ui, element), FocusVia::Pointer);
  if (index_of(ui, pointer.captured) != element) return;
  if (send_pointer(ui, element, event)) return;
  const uint32_t handler = nearest_handler(ui, element, bit_of(EventId::PointerPress));
  if (handler == 0) return;
  const Vec2 local = to_local(ui, handler, event.position);
  const Value values[2] = {Value::dp(local.x), Value::dp(local.y)};
  raise_event(ui, handler, EventId::PointerPress, values);
}

void drag(UiData& ui, PointerState& pointer, const InputEvent& event) {
  const uint32_t captured = index_of(ui, pointer.captured);
  const Vec2 delta = event.position - pointer.last;
  if (pointer.scrollbar != 0) {
    pointer.last = event.position;
    drag_scrollbar(ui, pointer, delta);
    return;
  }
  if (captured == 0) return;
  if (send_pointer(ui, captured, event)) return;
  const Vec2 way = event.position - pointer.down_at;
  const bool far = std::fabs(way.x) > kDragSlop || std::fabs(way.y) > kDragSlop;
  const uint32_t handler = nearest_handler(ui, captured, bit_of(EventId::Drag));
  if (!far && !pointer.dragging) return;
  if (handler != 0 || nearest_handler(ui, captured, bit_of(EventId::Swipe)) != 0) {
    pointer.dragging = true;
  }
  pointer.last = event.position;
  if (handler == 0) return;
  const Value values[2] = {Value::dp(delta.x), Value::dp(delta.y)};
  raise_event(ui, handler, EventId::Drag, values);
}

void swipe(UiData& ui, const PointerState& pointer, uint32_t captured, Vec2 at) {
  const uint32_t handler = nearest_handler(ui, captured, bit_of(EventId::Swipe));
  const Vec2 way = at - pointer.down_at;
  const bool horizontal = std::fabs(way.x) > std::fabs(way.y);
  const float distance = horizontal ? std::fabs(way.x) : std::fabs(way.y);
  const bool quick = ui.now.ns - pointer.down_time.ns <= kSwipeNs;
  if (handler == 0 || distance < kSwipeDistance || !quick) return;
  const char* direction = horizontal ? (way.x > 0 ? "right" : "left") : (way.y > 0 ? "down" : "up");
  const Value value = Value::literal(direction);
  raise_event(ui, handler, EventId::Swipe, {&value, 1});
}

void tap(UiData& ui, PointerState& pointer, uint32_t captured, Vec2 at) {
  const uint32_t handler = nearest_handler(ui, captured, kTaps);
  if (handler == 0) return;
  const Rect box = box_of(ui, handler);
  if (!Rect{0, 0, box.width, box.height}.contains(to_local(ui, handler, at))) return;
  const ElementId id = handle_of(ui, handler);
  const bool again = pointer.last_tapped == id && ui.now.ns - pointer.last_tap.ns <= kDoubleTapNs;
  pointer.last_tap = again ? Instant{INT64_MIN / 2} : ui.now;
  pointer.last_tapped = id;
  raise_event(ui, handler, EventId::Tap, {});
  if (index_of(ui, id) != 0) raise_event(ui, handler, EventId::Press, {});
  if (again && index_of(ui, id) != 0) raise_event(ui, handler, EventId::DoubleTap, {});
}

void release(UiData& ui, uint8_t index, const InputEvent& event) {
  PointerState& pointer = ui.windows[index].pointer;
  const uint32_t captured = index_of(ui, pointer.captured);
  const bool tapped = pointer.down && !pointer.dragging && !pointer.long_pressed;
  const bool bar = pointer.scrollbar != 0;
  pointer.down = false;
  pointer.scrollbar = 0;
  for (uint32_t e = captured; e != 0; e = ui.elements[e].parent) {
    set_state_bit(ui, e, StatePointerDown, false);
  }
  set_chain(ui, pointer.captured, 0, StatePressed);
  if (captured == 0 || bar || event.button != 0) return;
  const ElementId id = handle_of(ui, captured);
  const bool taken = send_pointer(ui, captured, event);
  const uint32_t handler = nearest_handler(ui, captured, bit_of(EventId::PointerRelease));
  if (handler != 0) {
    const Vec2 local = to_local(ui, handler, event.position);
    const Value values[2] = {Value::dp(local.x), Value::dp(local.y)};
    raise_event(ui, handler, EventId::PointerRelease, values);
  }
  if (index_of(ui, id) == 0) return;
  if (tapped && !taken) tap(ui, pointer, captured, event.position);
  if (pointer.dragging && index_of(ui, id) != 0) swipe(ui, pointer, captured, event.position);
}

void wheel(UiData& ui, uint8_t index, const InputEvent& event) {
  const uint32_t element = hit_test(ui, index, event.position);
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if (handles(ui, e, EventId::Wheel) && is_enabled(ui, e)) {
      const Value values[2] = {Value::dp(event.delta.x), Value::dp(event.delta.y)};
      raise_event(ui, e, EventId::Wheel, values);
      return;
    }
    // The innermost one that can still go that way scrolls.
    if (ui.elements[e].scroll == 0 || ui.elements[e].kind == ElementKind::TextInput) continue;
    Vec2 delta = event.delta;
    const ScrollRec& scroll = ui.scrolls[ui.elements[e].scroll];
    const bool shift = (event.mods & mod_bit(Mod::Shift)) != 0;
    if (delta.x == 0 && (shift || (scroll.extent.height < 0.5f && scroll.extent.width >= 0.5f))) {
      delta = {delta.y, 0};
    }
    if (scroll_by(ui, e, delta)) {
      hover_at(ui, index, event.position);
      return;
    }
  }
}

}  // namespace

void pointer_event(UiData& ui, uint8_t index, const InputEvent& event) noexcept {
  PointerState& pointer = ui.windows[index].pointer;
  if (event.kind == InputKind::PointerLeave) {
    pointer.inside = false;
    hover_at(ui, index, pointer.position);
    return;
  }
  pointer.position = event.position;
  pointer.inside = true;
  switch (event.kind) {
    case InputKind::PointerMove:
      if (!pointer.down) hover_at(ui, index, event.position);
      write_pointer(ui, index_of(ui, pointer.down ? pointer.captured : pointer.hovered),
                    event.position);
      if (pointer.down) drag(ui, pointer, event);
      break;
    case InputKind::PointerDown:
      hover_at(ui, index, event.position);
      press(ui, index, event);
      break;
    case InputKind::PointerUp:
      release(ui, index, event);
      hover_at(ui, index, event.position);
      break;
    case InputKind::Wheel:
      wheel(ui, index, event);
      break;
    default:
      break;
  }
}

void check_long_press(UiData& ui, uint8_t index) noexcept {
  PointerState& pointer = ui.windows[index].pointer;
  const uint32_t captured = index_of(ui, pointer.captured);
  if (!pointer.down || pointer.dragging || pointer.long_pressed || captured == 0) return;
  if (ui.now.ns - pointer.down_time.ns < kLongPressNs) return;
  const uint32_t handler = nearest_handler(ui, captured, bit_of(EventId::LongPress));
  if (handler == 0) return;
  pointer.long_pressed = true;
  raise_event(ui, handler, EventId::LongPress, {});
  evaluate_dirty(ui);
}

Instant next_long_press(const UiData& ui, uint8_t index) noexcept {
  const PointerState& pointer = ui.windows[index].pointer;
  const uint32_t captured = index_of(ui, pointer.captured);
  if (!pointer.down || pointer.dragging || pointer.long_pressed || captured == 0)
    return {INT64_MAX};
  if (nearest_handler(ui, captured, bit_of(EventId::LongPress)) == 0) return {INT64_MAX};
  return {pointer.down_time.ns + kLongPressNs};
}

bool press_element(UiData& ui, uint32_t element) noexcept {
  const uint32_t handler =
      nearest_handler(ui, element, bit_of(EventId::Press) | bit_of(EventId::Tap));
  if (handler == 0 || handler != element) return false;
  return raise_event(ui, handler, EventId::Press, {});
}

void refresh_hover(UiData& ui, uint8_t index) noexcept {
  PointerState& pointer = ui.windows[index].pointer;
  if (pointer.inside && !pointer.down) hover_at(ui, index, pointer.position);
}

}  // namespace hallows::widgets
