#include <algorithm>

#include "widgets/element_tree.h"
#include "widgets/geometry.h"
#include "widgets/property.h"

namespace hallows::widgets {
namespace {

constexpr int kMaxDepth = 1000;

int64_t z_of(const UiData& ui, uint32_t element) {
  const Value* z = shown(ui, element, PropertyId::Z);
  return z == nullptr ? 0 : z->as_int();
}

uint32_t hit(const UiData& ui, uint32_t element, Vec2 point, int depth);

// Reverse paint order: highest `z` first, later ones before earlier ones.
uint32_t hit_children(const UiData& ui, uint32_t element, Vec2 point, int depth) {
  int64_t z = INT64_MIN;
  for (uint32_t c = ui.elements[element].first_child; c != 0; c = ui.elements[c].next) {
    z = std::max(z, z_of(ui, c));
  }
  for (bool more = ui.elements[element].first_child != 0; more;) {
    int64_t next = INT64_MIN;
    more = false;
    for (uint32_t c = ui.elements[element].last_child; c != 0; c = ui.elements[c].previous) {
      const int64_t own = z_of(ui, c);
      if (own == z && !overlay_kind(ui.elements[c].kind)) {
        const uint32_t found = hit(ui, c, point, depth + 1);
        if (found != 0) return found;
      }
      if (own < z && own >= next) {
        next = own;
        more = true;
      }
    }
    z = next;
  }
  return 0;
}

// `point` in the coordinates of the box that holds the element.
uint32_t hit(const UiData& ui, uint32_t element, Vec2 point, int depth) {
  const ElementRec& record = ui.elements[element];
  if (!record.box || depth > kMaxDepth || (record.state & StateExiting) != 0) return 0;
  if (!shows_itself(ui, element)) return 0;
  const Rect box = box_of(ui, element);
  point = {point.x - box.x, point.y - box.y};
  if (has_transform(ui, element)) {
    Affine inverse;
    if (!invert(transform_of(ui, element), inverse)) return 0;
    point = inverse.apply(point);
  }
  const bool inside = Rect{0, 0, box.width, box.height}.contains(point);
  if (!inside && !within_clip(ui, element, box, point)) return 0;
  Vec2 inner = point;
  if (record.scroll != 0) inner = point + ui.scrolls[record.scroll].offset;
  const uint32_t found = hit_children(ui, element, inner, depth);
  if (found != 0) return found;
  return inside ? element : 0;
}

}  // namespace

uint32_t hit_test(const UiData& ui, uint8_t index, Vec2 point) noexcept {
  const Window& window = ui.windows[index];
  if (window.element == 0) return 0;
  for (size_t i = window.popups.size(); i-- > 0;) {
    const uint32_t found = hit(ui, window.popups[i].element, point, 0);
    if (found != 0) return found;
  }
  return hit(ui, window.element, point, 0);
}

}  // namespace hallows::widgets
