#pragma once

#include "widgets/ui.h"

// Questions of tests, inspectors and accessibility about what is on the screen. They read committed
// columns; none changes anything. Engine thread, between frames.
namespace hallows::widgets {

// The n-th match in tree order, from 0; none: a default handle. Elements that are leaving (exit)
// don't count.
// By the whole visible text or accessible name; a control (focusable element with its texts) counts
// once, as the control.
ElementId find_text(const Ui& ui, WindowId window, std::string_view text, uint32_t n = 0);
// By `id`.
ElementId find_id(const Ui& ui, WindowId window, std::string_view id, uint32_t n = 0);
// By the name of a native kind or of a component (its root element).
ElementId find_type(const Ui& ui, WindowId window, std::string_view type, uint32_t n = 0);

bool exists(const Ui& ui, ElementId element);
// Itself and its ancestors visible, not faded to nothing, and some of it inside the window.
bool visible(const Ui& ui, ElementId element);
bool enabled(const Ui& ui, ElementId element);
bool focused(const Ui& ui, ElementId element);
// The visible text in it (texts in tree order, joined by a blank), or the value of a text input.
// Points into a buffer that the next call overwrites.
std::string_view text(const Ui& ui, ElementId element);
// In dp of the window, transforms and scrolling applied.
Rect bounds(const Ui& ui, ElementId element);
// Where a pointer would hit it: the centre of its visible part.
Vec2 hit_point(const Ui& ui, ElementId element);
// The property as shown now (animations and states applied), or its initial value.
void property(const Ui& ui, ElementId element, format::PropertyId id, value::Value& result);
WindowId window_of(const Ui& ui, ElementId element);
// The scope that the element's expressions read; of a component's root also the component's.
ScopeId scope_of_element(const Ui& ui, ElementId element);
// The element under a point of the window (dp), or none.
ElementId element_at(const Ui& ui, WindowId window, Vec2 point);
ElementId root_element(const Ui& ui, WindowId window);
ElementId focused_element(const Ui& ui, WindowId window);

// How an action reaches an element without a pointer (test `.focus()`, accessibility).
enum class FocusBy : uint8_t { Pointer, Keyboard };
void request_focus(Ui& ui, ElementId element, FocusBy by);
// Scrolls ancestors so that the element's box shows; takes effect in the next frame.
void scroll_into_view(Ui& ui, ElementId element);

// Computed when asked.
struct Semantics {
  std::string_view role;  // a word of the Role keyword set
  std::string_view name;
  std::string_view description;
  std::string_view value;
  Rect bounds;  // dp, window
  enum Action : uint8_t { ActionPress = 1, ActionFocus = 2, ActionScroll = 4, ActionEdit = 8 };
  uint8_t actions = 0;
  bool checked = false;
  bool has_checked = false;
};
Semantics semantics(const Ui& ui, ElementId element);

}  // namespace hallows::widgets
