#include "widgets/geometry.h"

#include <algorithm>
#include <cmath>

#include "widgets/element_tree.h"
#include "widgets/property.h"
#include "widgets/style.h"

namespace hallows::widgets {
namespace {

constexpr double kTurn = 6.283185307179586;

Vec2 pair_of(const UiData& ui, uint32_t element, PropertyId id, Size base, Vec2 otherwise) {
  const Value* value = shown(ui, element, id);
  if (value == nullptr || value->is_none()) return otherwise;
  const Value& first = value->part(0);
  const Value& second = value->part_count() > 1 ? value->part(1) : first;
  return {to_dp(ui, element, first, base.width), to_dp(ui, element, second, base.height)};
}

}  // namespace

Rect box_of(const UiData& ui, uint32_t element) noexcept {
  const ElementRec& record = ui.elements[element];
  return record.box ? ui.tree.box(record.box) : Rect{};
}

uint32_t box_parent(const UiData& ui, uint32_t element) noexcept {
  const ElementRec& record = ui.elements[element];
  return overlay_kind(record.kind) ? ui.windows[record.window].element : record.parent;
}

bool has_transform(const UiData& ui, uint32_t element) noexcept {
  const ElementRec& record = ui.elements[element];
  return has_property(record, PropertyId::Translate) ||
         has_property(record, PropertyId::TranslateX) ||
         has_property(record, PropertyId::TranslateY) ||
         has_property(record, PropertyId::ScaleTransform) ||
         has_property(record, PropertyId::Rotate) || record.place_dx != 0 || record.place_dy != 0;
}

Affine transform_of(const UiData& ui, uint32_t element) noexcept {
  const ElementRec& record = ui.elements[element];
  const Rect box = box_of(ui, element);
  const Size size = {box.width, box.height};
  Vec2 move = pair_of(ui, element, PropertyId::Translate, size, {0, 0});
  const Value* x = shown(ui, element, PropertyId::TranslateX);
  const Value* y = shown(ui, element, PropertyId::TranslateY);
  if (x != nullptr) move.x += to_dp(ui, element, *x, size.width);
  if (y != nullptr) move.y += to_dp(ui, element, *y, size.height);
  move.x += record.place_dx;
  move.y += record.place_dy;
  Affine m;
  const Value* scale = shown(ui, element, PropertyId::ScaleTransform);
  const float turns = float_of(ui, element, PropertyId::Rotate, 0);
  if (scale != nullptr || turns != 0) {
    const float sx = scale == nullptr ? 1 : static_cast<float>(scale->part(0).as_float());
    const float sy = scale == nullptr || scale->part_count() < 2
                         ? sx
                         : static_cast<float>(scale->part(1).as_float());
    const float sine = static_cast<float>(std::sin(turns * kTurn));
    const float cosine = static_cast<float>(std::cos(turns * kTurn));
    const Vec2 origin = pair_of(ui, element, PropertyId::TransformOrigin, size,
                                {size.width * 0.5f, size.height * 0.5f});
    const Affine turn = {cosine * sx, sine * sx, -sine * sy, cosine * sy, 0, 0};
    m = concat({1, 0, 0, 1, origin.x, origin.y}, concat(turn, {1, 0, 0, 1, -origin.x, -origin.y}));
  }
  m.tx += move.x;
  m.ty += move.y;
  return m;
}

Affine to_window(const UiData& ui, uint32_t element) noexcept {
  Affine m;
  for (uint32_t e = element; e != 0; e = box_parent(ui, e)) {
    if (has_transform(ui, e)) m = concat(transform_of(ui, e), m);
    const Rect box = box_of(ui, e);
    m.tx += box.x;
    m.ty += box.y;
    const uint32_t parent = box_parent(ui, e);
    const bool scrolls =
        parent != 0 && ui.elements[parent].scroll != 0 && !overlay_kind(ui.elements[e].kind);
    if (scrolls) {
      const Vec2 offset = ui.scrolls[ui.elements[parent].scroll].offset;
      m.tx -= offset.x;
      m.ty -= offset.y;
    }
  }
  return m;
}

bool invert(const Affine& m, Affine& inverse) noexcept {
  const float det = m.a * m.d - m.b * m.c;
  if (std::fabs(det) < 1e-9f) return false;
  inverse.a = m.d / det;
  inverse.b = -m.b / det;
  inverse.c = -m.c / det;
  inverse.d = m.a / det;
  inverse.tx = -(inverse.a * m.tx + inverse.c * m.ty);
  inverse.ty = -(inverse.b * m.tx + inverse.d * m.ty);
  return true;
}

Rect map_bounds(const Affine& m, Rect r) noexcept {
  const Vec2 points[4] = {m.apply({r.x, r.y}), m.apply({r.right(), r.y}),
                          m.apply({r.x, r.bottom()}), m.apply({r.right(), r.bottom()})};
  Vec2 low = points[0];
  Vec2 high = points[0];
  for (const Vec2 p : points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

Rect intersect(Rect a, Rect b) noexcept {
  const float x = std::max(a.x, b.x);
  const float y = std::max(a.y, b.y);
  const float right = std::min(a.right(), b.right());
  const float bottom = std::min(a.bottom(), b.bottom());
  return {x, y, std::max(0.0f, right - x), std::max(0.0f, bottom - y)};
}

Rect window_bounds(const UiData& ui, uint32_t element) noexcept {
  const Rect box = box_of(ui, element);
  return map_bounds(to_window(ui, element), {0, 0, box.width, box.height});
}

uint8_t clip_axes(const UiData& ui, uint32_t element) noexcept {
  const ElementRec& record = ui.elements[element];
  if (record.scroll != 0) return kClipsBoth;
  std::array<layout::Overflow, 2> overflow{};
  overflow_of(ui, element, overflow);
  return static_cast<uint8_t>((overflow[0] != layout::Overflow::Visible ? kClipsX : 0) |
                              (overflow[1] != layout::Overflow::Visible ? kClipsY : 0));
}

bool within_clip(const UiData& ui, uint32_t element, Rect box, Vec2 point) noexcept {
  const uint8_t axes = clip_axes(ui, element);
  return ((axes & kClipsX) == 0 || (point.x >= 0 && point.x < box.width)) &&
         ((axes & kClipsY) == 0 || (point.y >= 0 && point.y < box.height));
}

bool shows_itself(const UiData& ui, uint32_t element) noexcept {
  if (ui.elements[element].kind == ElementKind::Popup &&
      !bool_of(ui, element, PropertyId::Open, false)) {
    return false;
  }
  return bool_of(ui, element, PropertyId::Visible, true);
}

Rect visible_bounds(const UiData& ui, uint32_t element) noexcept {
  Rect shows = window_bounds(ui, element);
  for (uint32_t e = box_parent(ui, element); e != 0; e = box_parent(ui, e)) {
    const uint8_t axes = clip_axes(ui, e);
    if (axes == 0) continue;
    Rect box = box_of(ui, e);
    box = {0, 0, box.width, box.height};
    constexpr float kFar = 1e6f;  // dp
    if ((axes & kClipsX) == 0) box = {-kFar, box.y, 2 * kFar, box.height};
    if ((axes & kClipsY) == 0) box = {box.x, -kFar, box.width, 2 * kFar};
    shows = intersect(shows, map_bounds(to_window(ui, e), box));
  }
  const Window& window = ui.windows[ui.elements[element].window];
  return intersect(shows, {0, 0, static_cast<float>(window.size.width) / window.scale.value,
                           static_cast<float>(window.size.height) / window.scale.value});
}

Vec2 to_local(const UiData& ui, uint32_t element, Vec2 point) noexcept {
  Affine inverse;
  return invert(to_window(ui, element), inverse) ? inverse.apply(point) : Vec2{-1, -1};
}

}  // namespace hallows::widgets
