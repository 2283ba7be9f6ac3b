#pragma once

#include "rt-kernel/base/nonblocking.h"
#include "widgets/ui_data.h"

// Stage 4: template nodes become instances and elements; choices, loops and places follow their
// bindings. Identity and state follow the key of a row.
namespace hallows::widgets {

void mark_structure(UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;

// Instances of the sibling chain that starts at `first`, as last children of `parent`.
void make_children(UiData& ui, uint32_t parent, NodeId first,
                   uint32_t scope) noexcept HALLOWS_NONBLOCKING;
void make_single(UiData& ui, uint32_t parent, NodeId node,
                 uint32_t scope) noexcept HALLOWS_NONBLOCKING;
uint32_t make_instance(UiData& ui, InstanceKind kind, uint32_t parent,
                       uint32_t before) noexcept HALLOWS_NONBLOCKING;
// With all below it, at once.
void destroy_instance(UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;
// Plays the exits of its top elements first, where they have any.
void remove_instance(UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;
void end_exit(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;

// First value of everything is in: states and enter animations of new elements begin.
void finish_mounting(UiData& ui) noexcept HALLOWS_NONBLOCKING;

// A chain of instances below `instance` that are no elements of their own: their top elements.
// Calls visit(element) for each.
template <class Fn>
void for_each_top_element(const UiData& ui, uint32_t instance, Fn&& visit) {
  if (ui.instances[instance].element != 0) {
    visit(ui.instances[instance].element);
    return;
  }
  for (uint32_t c = ui.instances[instance].first_child; c != 0;) {
    const uint32_t next = ui.instances[c].next;
    for_each_top_element(ui, c, visit);
    c = next;
  }
}

uint32_t parent_element(const UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;
// Where an element of `instance` goes among the children of its parent element.
struct Position {
  uint32_t before = 0;  // elements
  layout::NodeId before_box;
};
Position position_after(const UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;

// One kind of node each (instantiate.cpp, loop.cpp, choice.cpp).
void update_choice(UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;
void update_loop(UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;
void update_popup(UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;
void start_loop(UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;
void start_choice(UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;
// Rows [first, last) of the loop's list stand afterwards, in order, each under its key.
void reconcile(UiData& ui, uint32_t loop, uint32_t first,
               uint32_t last) noexcept HALLOWS_NONBLOCKING;

// Virtual lists (list_view.cpp).
void start_virtual(UiData& ui, uint32_t loop, uint32_t element) noexcept HALLOWS_NONBLOCKING;
void end_virtual(UiData& ui, uint32_t list) noexcept HALLOWS_NONBLOCKING;
// Makes the rows that the viewport and its overscan need.
void update_virtual(UiData& ui, uint32_t list) noexcept HALLOWS_NONBLOCKING;
// After layout: measured rows replace estimates, the anchor stays where it was. True when rows are
// missing in the viewport and structure to layout must run again for this list.
bool measure_virtual(UiData& ui, uint32_t list) noexcept HALLOWS_NONBLOCKING;
// Queues lists whose viewport or offset asks for other rows.
void check_lists(UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;
void scroll_to_row(UiData& ui, uint32_t list, uint32_t row) noexcept HALLOWS_NONBLOCKING;

// The work list of the window, bounded; true when something was done.
bool run_structure(UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;
// Exits, freezing and other parts of stage 4 count against `creations_per_frame` except for rows of
// virtual lists.
void move_instance(UiData& ui, uint32_t instance, uint32_t before) noexcept HALLOWS_NONBLOCKING;
bool may_create(const UiData& ui) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::widgets
