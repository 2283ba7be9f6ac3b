#include "widgets/element_tree.h"

#include "widgets/layout_view.h"
#include "widgets/property.h"

namespace hallows::widgets {
namespace {

uint32_t take_index(UiData& ui) {
  if (!ui.free_elements.empty()) {
    const uint32_t index = ui.free_elements.back();
    ui.free_elements.pop();
    return index;
  }
  if (ui.elements.size() >= ui.elements.capacity()) return 0;
  ui.elements.push({});
  ui.inherited.push({});
  return static_cast<uint32_t>(ui.elements.size() - 1);
}

void link(UiData& ui, uint32_t element, uint32_t before) {
  ElementRec& record = ui.elements[element];
  if (record.parent == 0) return;
  ElementRec& parent = ui.elements[record.parent];
  record.next = before;
  record.previous = before == 0 ? parent.last_child : ui.elements[before].previous;
  (record.previous == 0 ? parent.first_child : ui.elements[record.previous].next) = element;
  (before == 0 ? parent.last_child : ui.elements[before].previous) = element;
}

void unlink(UiData& ui, uint32_t element) {
  ElementRec& record = ui.elements[element];
  if (record.parent == 0) return;
  ElementRec& parent = ui.elements[record.parent];
  (record.previous == 0 ? parent.first_child : ui.elements[record.previous].next) = record.next;
  (record.next == 0 ? parent.last_child : ui.elements[record.next].previous) = record.previous;
  record.next = record.previous = 0;
}

void link_box(UiData& ui, uint32_t element, layout::NodeId before) {
  const ElementRec& record = ui.elements[element];
  if (!record.box || record.parent == 0) return;
  // Popups are laid out against the window, whatever they stand in.
  if (overlay_kind(record.kind)) {
    const uint32_t root = ui.windows[record.window].element;
    ui.tree.insert(ui.elements[root].box, record.box);
    return;
  }
  const layout::NodeId parent = ui.elements[record.parent].box;
  if (parent) ui.tree.insert(parent, record.box, before);
}

void create_box(UiData& ui, uint32_t element, layout::NodeId before) {
  ElementRec& record = ui.elements[element];
  record.box = ui.tree.create();
  if (!record.box) return;
  if (record.box.index >= ui.element_of_box.size()) ui.element_of_box.resize(record.box.index + 1);
  ui.element_of_box[record.box.index] = element;
  link_box(ui, element, before);
}

}  // namespace

bool overlay_kind(ElementKind kind) {
  return format::has(format::kind_info(kind).flags, format::KindFlags::Overlay);
}

bool has_box(ElementKind kind) {
  return kind != ElementKind::Span;
}

uint32_t create_element(UiData& ui, const NewElement& made) {
  const uint32_t index = take_index(ui);
  if (index == 0) {
    ++ui.refused;
    tell(ui, "too-many-elements", "the UI has more elements than its limits allow");
    return 0;
  }
  ElementRec& record = ui.elements[index];
  const uint32_t generation = record.generation;
  record = {};
  record.generation = generation + 1;
  record.kind = made.kind;
  record.window = made.window;
  record.alive = true;
  record.instance = made.instance;
  record.parent = made.parent;
  record.depth = made.parent == 0 ? 0 : static_cast<uint16_t>(ui.elements[made.parent].depth + 1);
  ui.inherited[index] = {};
  link(ui, index, made.before);
  if (made.parent == 0) ui.windows[made.window].element = index;
  if (has_box(made.kind)) create_box(ui, index, made.before_box);
  ++ui.live_elements;
  ui.windows[made.window].order_dirty = true;
  mark(ui, index, Dirt::Style | Dirt::Text | Dirt::Layout | Dirt::Paint | Dirt::Semantics);
  return index;
}

void destroy_element(UiData& ui, uint32_t element) {
  ElementRec& record = ui.elements[element];
  Window& window = ui.windows[record.window];
  stop_animations(ui, element);
  drop_properties(ui, element);
  for (uint32_t m = record.first_mirror; m != 0;) {
    const uint32_t next = ui.mirrors[m].next;
    ui.mirrors.destroy(m);
    m = next;
  }
  unlink(ui, element);
  if (record.box) {
    if (record.parent != 0 && overlay_kind(record.kind)) window.dirt |= Dirt::Layout;
    ui.element_of_box[record.box.index] = 0;
    ui.tree.destroy(record.box);
  }
  if (record.node) ui.scene.destroy_node(record.node);
  if (record.overlay) ui.scene.destroy_node(record.overlay);
  if (record.content) ui.scene.destroy_space(record.content);
  if (record.space) ui.scene.destroy_space(record.space);
  if (record.leaf != 0) {
    return_loan(ui, ui.leaves[record.leaf]);
    (record.leaf <= ui.limits.inputs ? ui.free_input_leaves : ui.free_leaves).push(record.leaf);
  }
  if (record.scroll != 0) ui.scrolls.destroy(record.scroll);
  if (record.edit != 0) ui.free_edits.push(record.edit);
  for (size_t i = 0; i < window.popups.size(); ++i) {
    if (window.popups[i].element != element) continue;
    for (size_t j = i + 1; j < window.popups.size(); ++j) window.popups[j - 1] = window.popups[j];
    window.popups.pop();
    break;
  }
  if (window.element == element) window.element = 0;
  window.order_dirty = true;
  window.layout_dirty = true;
  window.dirt |= Dirt::Layout | Dirt::PaintOrder;
  record.alive = false;
  record.generation += 1;
  if (record.touched) {
    for (size_t i = 0; i < window.touched.size(); ++i) {
      if (window.touched[i] != element) continue;
      window.touched[i] = window.touched.back();
      window.touched.pop();
      break;
    }
  }
  ui.free_elements.push(element);
  --ui.live_elements;
  if (ui.counts != nullptr) ++ui.counts->elements_removed;
}

void move_element(UiData& ui, uint32_t element, uint32_t before, layout::NodeId before_box) {
  unlink(ui, element);
  link(ui, element, before);
  ElementRec& record = ui.elements[element];
  if (record.box && !overlay_kind(record.kind)) {
    const layout::NodeId parent = ui.elements[record.parent].box;
    ui.tree.detach(record.box);
    ui.tree.insert(parent, record.box, before_box);
  }
  Window& window = ui.windows[record.window];
  window.order_dirty = true;
  window.layout_dirty = true;
  window.dirt |= Dirt::Layout | Dirt::PaintOrder;
}

bool is_ancestor(const UiData& ui, uint32_t ancestor, uint32_t element) {
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if (e == ancestor) return true;
  }
  return false;
}

uint32_t next_in_tree(const UiData& ui, uint32_t element, uint32_t root) {
  if (ui.elements[element].first_child != 0) return ui.elements[element].first_child;
  for (uint32_t e = element; e != root && e != 0; e = ui.elements[e].parent) {
    if (ui.elements[e].next != 0) return ui.elements[e].next;
  }
  return 0;
}

}  // namespace hallows::widgets
