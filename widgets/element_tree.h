#pragma once

#include "widgets/ui_data.h"

// The tree of elements: columns by index, and its picture in the layout tree.
namespace hallows::widgets {

struct NewElement {
  ElementKind kind = ElementKind::Rect;
  uint8_t window = 0;
  uint32_t instance = 0;
  uint32_t parent = 0;        // elements; 0: root of the window
  uint32_t before = 0;        // elements; 0: last
  layout::NodeId before_box;  // where its box goes; none: last
};
// 0 at the bound.
uint32_t create_element(UiData& ui, const NewElement& made);
// Alone: its children must be gone. Scene nodes and boxes go with it.
void destroy_element(UiData& ui, uint32_t element);
void move_element(UiData& ui, uint32_t element, uint32_t before, layout::NodeId before_box);

bool is_ancestor(const UiData& ui, uint32_t ancestor, uint32_t element);
// Next in tree order within `root`; 0 at its end.
uint32_t next_in_tree(const UiData& ui, uint32_t element, uint32_t root);
// Nearest with that box: layout tree parents of an element without a box of its own.
inline uint32_t element_of(const UiData& ui, layout::NodeId box) {
  return box.index < ui.element_of_box.size() ? ui.element_of_box[box.index] : 0;
}
bool overlay_kind(ElementKind kind);
// Elements of that kind have a box in the layout tree.
bool has_box(ElementKind kind);

}  // namespace hallows::widgets
