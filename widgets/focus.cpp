#include "widgets/binding.h"
#include "widgets/element_tree.h"
#include "widgets/event.h"
#include "widgets/geometry.h"
#include "widgets/property.h"
#include "widgets/scroll.h"
#include "widgets/text_edit.h"

namespace hallows::widgets {
namespace {

int64_t tab_index(const UiData& ui, uint32_t element) {
  const Value* value = shown(ui, element, PropertyId::TabIndex);
  return value == nullptr ? 0 : value->as_int();
}

bool stands_open(const UiData& ui, uint32_t element) {
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if (!shows_itself(ui, e)) return false;
  }
  return true;
}

// Tab order: rising positive `tab-index`, then those without one; ties in tree order. Negative ones
// take focus but not by Tab.
struct Order {
  int64_t index = 0;
  uint32_t position = 0;  // in tree order
  friend bool operator<(const Order& a, const Order& b) {
    const int64_t x = a.index == 0 ? INT64_MAX : a.index;
    const int64_t y = b.index == 0 ? INT64_MAX : b.index;
    return x != y ? x < y : a.position < b.position;
  }
};

struct Candidate {
  uint32_t element = 0;
  Order order;
};

// Focus stays inside the topmost popup that has something to focus.
uint32_t focus_root(const UiData& ui, const Window& window) {
  if (window.popups.empty()) return window.element;
  const uint32_t popup = window.popups.back().element;
  return first_focusable(ui, popup) != 0 ? popup : window.element;
}

}  // namespace

bool is_focusable(const UiData& ui, uint32_t element) noexcept {
  const ElementRec& record = ui.elements[element];
  if (!is_enabled(ui, element)) return false;
  const bool input = format::has(format::kind_info(record.kind).flags, format::KindFlags::Input);
  const bool by_default = input || handles(ui, element, EventId::Press);
  return bool_of(ui, element, PropertyId::Focusable, by_default) && stands_open(ui, element);
}

uint32_t first_focusable(const UiData& ui, uint32_t element) noexcept {
  for (uint32_t e = element; e != 0; e = next_in_tree(ui, e, element)) {
    if (is_focusable(ui, e)) return e;
  }
  return 0;
}

void move_focus(UiData& ui, uint8_t index, uint32_t element, FocusVia via) noexcept {
  Window& window = ui.windows[index];
  const uint32_t before = index_of(ui, window.focus);
  if (element != 0) set_state_bit(ui, element, StateFocusVisible, via == FocusVia::Keyboard);
  if (before == element) return;
  window.focus = element == 0 ? ElementId{} : handle_of(ui, element);
  if (before != 0) {
    set_state_bit(ui, before, StateFocused, false);
    set_state_bit(ui, before, StateFocusVisible, false);
    end_edit(ui, before);
    raise_event(ui, before, EventId::Blur, {});
  }
  if (element == 0 || index_of(ui, window.focus) != element) return;
  set_state_bit(ui, element, StateFocused, true);
  start_edit(ui, element);
  if (via == FocusVia::Keyboard) {
    const Rect box = box_of(ui, element);
    reveal(ui, element, {0, 0, box.width, box.height});
  }
  raise_event(ui, element, EventId::Focus, {});
}

bool focus_next(UiData& ui, uint8_t index, bool backward) noexcept {
  Window& window = ui.windows[index];
  const uint32_t root = focus_root(ui, window);
  if (root == 0) return false;
  const uint32_t current = index_of(ui, window.focus);
  Candidate from;
  bool placed = false;
  uint32_t position = 0;
  for (uint32_t e = root; e != 0; e = next_in_tree(ui, e, root)) {
    ++position;
    if (e != current) continue;
    from = {e, {tab_index(ui, e), position}};
    placed = true;
  }
  Candidate nearest;   // next in the direction
  Candidate furthest;  // the first one, seen from there: where it goes round
  position = 0;
  for (uint32_t e = root; e != 0; e = next_in_tree(ui, e, root)) {
    ++position;
    const Candidate at = {e, {tab_index(ui, e), position}};
    if (at.order.index < 0 || e == current || !is_focusable(ui, e)) continue;
    const auto before = [&](const Order& a, const Order& b) { return backward ? b < a : a < b; };
    if (furthest.element == 0 || before(at.order, furthest.order)) furthest = at;
    if (placed && !before(from.order, at.order)) continue;
    if (placed && (nearest.element == 0 || before(at.order, nearest.order))) nearest = at;
  }
  const uint32_t next = nearest.element != 0 ? nearest.element : furthest.element;
  if (next == 0) return false;
  move_focus(ui, index, next, FocusVia::Keyboard);
  return true;
}

}  // namespace hallows::widgets
