#include "widgets/query.h"

#include <algorithm>

#include "widgets/element_tree.h"
#include "widgets/event.h"
#include "widgets/geometry.h"
#include "widgets/kind_ops.h"
#include "widgets/property.h"
#include "widgets/scroll.h"
#include "widgets/semantics.h"
#include "widgets/ui_data.h"

namespace hallows::widgets {
namespace {

// Not there for a finder: leaving, or inside a closed popup.
bool counts(const UiData& ui, uint32_t element) {
  if ((ui.elements[element].state & StateExiting) != 0) return false;
  return ui.elements[element].kind != ElementKind::Popup || shows_itself(ui, element);
}

// Tree order; subtrees that don't count are left out. Stops when visit() says so.
template <class Fn>
uint32_t find_first(const UiData& ui, uint32_t root, Fn&& visit) {
  for (uint32_t e = root; e != 0;) {
    if (counts(ui, e)) {
      if (visit(e)) return e;
      e = next_in_tree(ui, e, root);
      continue;
    }
    uint32_t next = 0;  // past the subtree
    for (uint32_t s = e; s != root && s != 0 && next == 0; s = ui.elements[s].parent) {
      next = ui.elements[s].next;
    }
    e = next;
  }
  return 0;
}

ElementId to_handle(const UiData& ui, uint32_t element) {
  return element == 0 ? ElementId{} : handle_of(ui, element);
}

bool matches_text(const UiData& ui, uint32_t element, std::string_view text, std::string& scratch) {
  if (is_decoration(ui, element)) return false;
  scratch.clear();
  accessible_name(ui, element, scratch);
  if (scratch == text) return true;
  if (!is_control(ui, element) && ui.elements[element].leaf == 0) return false;
  scratch.clear();
  visible_text(ui, element, scratch);
  return scratch == text;
}

bool is_type(const UiData& ui, uint32_t element, std::string_view type) {
  if (format::kind_info(ui.elements[element].kind).name == type) return true;
  const uint32_t own = ui.elements[element].instance;
  for (uint32_t i = ui.instances[own].parent; i != 0; i = ui.instances[i].parent) {
    if (ui.instances[i].kind != InstanceKind::Component) return false;
    const format::TextId name = ui.scopes[ui.instances[i].own_scope].decl->name;
    if (name && ui.tables.texts[name.value] == type) return true;
  }
  return false;
}

}  // namespace

ElementId find_text(const Ui& handle, WindowId window, std::string_view text, uint32_t n) {
  const UiData& ui = handle.data();
  std::string scratch;
  uint32_t covered = 0;  // the last control that matched: what stands in it doesn't count again
  const uint32_t found = find_first(ui, ui.windows[window.value].element, [&](uint32_t e) {
    if (covered != 0 && is_ancestor(ui, covered, e)) return false;
    covered = 0;
    if (!matches_text(ui, e, text, scratch)) return false;
    covered = e;
    return n-- == 0;
  });
  return to_handle(ui, found);
}

ElementId find_id(const Ui& handle, WindowId window, std::string_view id, uint32_t n) {
  const UiData& ui = handle.data();
  const uint32_t found = find_first(ui, ui.windows[window.value].element, [&](uint32_t e) {
    return has_property(ui.elements[e], PropertyId::ElementId) &&
           text_of(ui, e, PropertyId::ElementId) == id && n-- == 0;
  });
  return to_handle(ui, found);
}

ElementId find_type(const Ui& handle, WindowId window, std::string_view type, uint32_t n) {
  const UiData& ui = handle.data();
  const uint32_t found = find_first(ui, ui.windows[window.value].element,
                                    [&](uint32_t e) { return is_type(ui, e, type) && n-- == 0; });
  return to_handle(ui, found);
}

bool exists(const Ui& handle, ElementId id) {
  const UiData& ui = handle.data();
  const uint32_t element = index_of(ui, id);
  return element != 0 && counts(ui, element);
}

bool visible(const Ui& handle, ElementId id) {
  const UiData& ui = handle.data();
  const uint32_t element = index_of(ui, id);
  if (element == 0) return false;
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if (!shows_itself(ui, e) || float_of(ui, e, PropertyId::Opacity, 1) <= 0) return false;
  }
  const Rect shows = visible_bounds(ui, element);
  return shows.width > 0 && shows.height > 0;
}

bool enabled(const Ui& handle, ElementId id) {
  const uint32_t element = index_of(handle.data(), id);
  return element != 0 && handle.data().inherited[element].enabled;
}

bool focused(const Ui& handle, ElementId id) {
  const UiData& ui = handle.data();
  const uint32_t element = index_of(ui, id);
  if (element == 0) return false;
  return is_ancestor(ui, element, index_of(ui, ui.windows[ui.elements[element].window].focus));
}

std::string_view text(const Ui& handle, ElementId id) {
  UiData& ui = const_cast<Ui&>(handle).data();
  ui.scratch_text.clear();
  const uint32_t element = index_of(ui, id);
  if (element != 0) visible_text(ui, element, ui.scratch_text);
  return ui.scratch_text;
}

Rect bounds(const Ui& handle, ElementId id) {
  const UiData& ui = handle.data();
  const uint32_t element = index_of(ui, id);
  return element == 0 ? Rect{} : window_bounds(ui, element);
}

Vec2 hit_point(const Ui& handle, ElementId id) {
  const UiData& ui = handle.data();
  const uint32_t element = index_of(ui, id);
  if (element == 0) return {-1, -1};
  const Rect shows = visible_bounds(ui, element);
  return {shows.x + shows.width * 0.5f, shows.y + shows.height * 0.5f};
}

void property(const Ui& handle, ElementId id, PropertyId property, Value& result) {
  const UiData& ui = handle.data();
  const uint32_t element = index_of(ui, id);
  if (element == 0) {
    result = Value();
    return;
  }
  // Inherited ones as they are here.
  const Inherited& inherited = ui.inherited[element];
  switch (property) {
    case PropertyId::TextColor:
      result = Value::color(inherited.color);
      return;
    case PropertyId::FontSize:
      result = Value::dp(inherited.text.size);
      return;
    case PropertyId::Enabled:
      result = Value::from_bool(inherited.enabled);
      return;
    default:
      break;
  }
  const Value* now = shown(ui, element, property);
  result = now == nullptr ? initial_value(property) : *now;
}

WindowId window_of(const Ui& handle, ElementId id) {
  const uint32_t element = index_of(handle.data(), id);
  return {element == 0 ? uint8_t{0} : handle.data().elements[element].window};
}

ScopeId scope_of_element(const Ui& handle, ElementId id) {
  const UiData& ui = handle.data();
  const uint32_t element = index_of(ui, id);
  if (element == 0) return {};
  const uint32_t scope = ui.instances[ui.elements[element].instance].scope;
  return {scope, ui.scope_recs[scope].generation};
}

ElementId element_at(const Ui& handle, WindowId window, Vec2 point) {
  const UiData& ui = handle.data();
  return to_handle(ui, hit_test(ui, window.value, point));
}

ElementId root_element(const Ui& handle, WindowId window) {
  const UiData& ui = handle.data();
  return to_handle(ui, ui.windows[window.value].element);
}

ElementId focused_element(const Ui& handle, WindowId window) {
  const UiData& ui = handle.data();
  return to_handle(ui, index_of(ui, ui.windows[window.value].focus));
}

void request_focus(Ui& handle, ElementId id, FocusBy by) {
  UiData& ui = handle.data();
  const uint32_t element = index_of(ui, id);
  if (element == 0) return;
  const uint32_t focus = first_focusable(ui, element);
  if (focus == 0) return;
  move_focus(ui, ui.elements[focus].window, focus,
             by == FocusBy::Keyboard ? FocusVia::Keyboard : FocusVia::Pointer);
}

void scroll_into_view(Ui& handle, ElementId id) {
  UiData& ui = handle.data();
  const uint32_t element = index_of(ui, id);
  if (element == 0) return;
  const Rect box = box_of(ui, element);
  reveal(ui, element, {0, 0, box.width, box.height});
}

Semantics semantics(const Ui& handle, ElementId id) {
  UiData& ui = const_cast<Ui&>(handle).data();
  Semantics out;
  const uint32_t element = index_of(ui, id);
  if (element == 0) return out;
  out.role = role_of(ui, element);
  ui.scratch_text.clear();
  accessible_name(ui, element, ui.scratch_text);
  if (ui.scratch_text.empty()) visible_text(ui, element, ui.scratch_text);
  out.name = ui.scratch_text;
  out.description = text_of(ui, element, PropertyId::AccessDescription);
  const bool input = ui.elements[element].edit != 0;
  out.value = text_of(ui, element, input ? PropertyId::Content : PropertyId::AccessValue);
  out.bounds = window_bounds(ui, element);
  out.has_checked = has_property(ui.elements[element], PropertyId::AccessChecked);
  out.checked = bool_of(ui, element, PropertyId::AccessChecked, false);
  if (handles(ui, element, EventId::Press)) out.actions |= Semantics::ActionPress;
  if (is_focusable(ui, element)) out.actions |= Semantics::ActionFocus;
  if (ui.elements[element].scroll != 0 && !input) out.actions |= Semantics::ActionScroll;
  if (input) out.actions |= Semantics::ActionEdit;
  return out;
}

}  // namespace hallows::widgets
