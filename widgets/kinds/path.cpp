#include <algorithm>

#include "rt-kernel/base/hash.h"
#include "widgets/kinds/kinds.h"
#include "widgets/layout_view.h"
#include "widgets/property.h"

namespace hallows::widgets::kinds {
namespace {

// The scene keeps every outline: animate transforms, not data.
scene::PathId path_of(UiData& ui, uint32_t element) {
  const std::string_view data = text_of(ui, element, PropertyId::PathData);
  if (data.empty()) return {};
  const uint64_t hash = hash_bytes(data);
  for (const KnownPath& known : ui.paths) {
    if (known.hash == hash) return known.path;
  }
  scene::PathId path;
  switch (scene::parse_path_data(data, ui.outline)) {
    case scene::PathRead::Fine:
      path = ui.scene.add_path(ui.outline);
      if (!path) tell(ui, "too-many-paths", "the window has no room for a further Path outline");
      break;
    case scene::PathRead::NotUnderstood:
      tell(ui, "bad-path", "the data of a Path are no SVG path");
      break;
    case scene::PathRead::TooLong:
      tell(ui, "long-path", "the data of a Path have more than 4,096 points or commands");
      break;
  }
  if (!ui.paths.full()) ui.paths.push({hash, path});
  return path;
}

Rect view_box(const UiData& ui, uint32_t element, Rect bounds) {
  const Value* value = shown(ui, element, PropertyId::ViewBox);
  if (value == nullptr || value->part_count() < 4) return bounds;
  const auto part = [&](size_t i) {
    const Value& v = value->part(i);
    return v.is(value::ValueKind::Length) ? v.as_length().dp : static_cast<float>(v.as_float());
  };
  return {part(0), part(1), part(2), part(3)};
}

void update_leaf(UiData& ui, uint32_t element) {
  const scene::PathId path = path_of(ui, element);
  Rect box;
  if (path) box = view_box(ui, element, ui.scene.path_bounds(path));
  const layout::NodeId node = ui.elements[element].box;
  const layout::Leaf& old = ui.tree.leaf(node);
  const bool same = old.kind == layout::Leaf::Kind::Replaced && old.natural_width == box.width &&
                    old.natural_height == box.height;
  if (!same) ui.tree.set_leaf(node, layout::Leaf::replaced(box.width, box.height));
}

// Uniformly into the content box, centred.
void paint(UiData& ui, const PaintInput& input) {
  const scene::PathId id = path_of(ui, input.element);
  if (!id) return;
  const Rect content = content_box(ui, input.element);
  const Rect bounds = ui.scene.path_bounds(id);
  const Rect box = view_box(ui, input.element, bounds);
  if (box.width <= 0 || box.height <= 0) return;
  const float fit = std::min(content.width / box.width, content.height / box.height);
  const float s = fit * input.scale.value;
  const float x = (content.x + (content.width - box.width * fit) * 0.5f) * input.scale.value;
  const float y = (content.y + (content.height - box.height * fit) * 0.5f) * input.scale.value;
  scene::Path path;
  path.path = id;
  path.to_px = {s, 0, 0, s, x - box.x * s, y - box.y * s};
  const Value* fill = shown(ui, input.element, PropertyId::Fill);
  const Value* stroke = shown(ui, input.element, PropertyId::Stroke);
  if (fill != nullptr || stroke == nullptr) {
    path.color = fill == nullptr ? ui.inherited[input.element].color : fill->as_color();
    if (path.color.a != 0) ui.primitives.path(path, bounds);
  }
  if (stroke == nullptr) return;
  path.color = stroke->as_color();
  path.stroke = std::max(0.0f, dp_of(ui, input.element, PropertyId::StrokeWidth, 1)) / fit;
  if (path.color.a != 0 && path.stroke > 0) ui.primitives.path(path, bounds);
}

}  // namespace

const KindOps& path_ops() {
  static constexpr KindOps kOps = {.update_leaf = update_leaf, .paint = paint, .role = "image"};
  return kOps;
}

// The host draws into it once hosts can: until then it is a box like any other.
const KindOps& canvas_ops() {
  static constexpr KindOps kOps = {.role = "image"};
  return kOps;
}

}  // namespace hallows::widgets::kinds
