#include "widgets/scene_build.h"

#include <algorithm>
#include <cmath>

#include "rt-kernel/base/trace.h"
#include "widgets/element_tree.h"
#include "widgets/geometry.h"
#include "widgets/property.h"

namespace hallows::widgets {
namespace {

constexpr int kMaxPaintDepth = 1000;  // deeper elements are not drawn

void give_node(UiData& ui, scene::NodeHandle& node, WorkCounts& work, bool& order_dirty) {
  if (ui.primitives.empty() && !node) return;
  if (!node) {
    node = ui.scene.create_node();
    order_dirty = true;
    if (!node) return;
  }
  const scene::Change change = ui.scene.replace(node, ui.primitives);
  if (change == scene::Change::Content) ++work.nodes_painted;
  if (change == scene::Change::Refused) {
    ++ui.refused;
    tell(ui, "too-much-to-draw",
         "an element draws more than there is room for: it stays as it was");
  }
}

void repaint(UiData& ui, uint32_t element, WorkCounts& work) {
  ElementRec& record = ui.elements[element];
  if (!record.box) return;
  Window& window = ui.windows[record.window];
  ui.primitives.clear();
  paint_element(ui, element);
  give_node(ui, record.node, work, window.order_dirty);
}

void repaint_overlay(UiData& ui, uint32_t element, WorkCounts& work) {
  ElementRec& record = ui.elements[element];
  if (!record.box ||
      (record.scroll == 0 && (record.state & StateFocusVisible) == 0 && !record.overlay)) {
    return;
  }
  ui.primitives.clear();
  paint_overlay(ui, element);
  give_node(ui, record.overlay, work, ui.windows[record.window].order_dirty);
}

// ---- Spaces. All of a window's spaces share its unscrolled coordinates. ----
scene::Space transform_space(const UiData& ui, uint32_t element) {
  const ElementRec& record = ui.elements[element];
  const float scale = ui.windows[record.window].scale.value;
  Affine m = transform_of(ui, element);
  m.tx *= scale;
  m.ty *= scale;
  scene::Space space;
  if (m.is_translation()) {
    space.offset_x = static_cast<Px>(std::floor(m.tx + 0.5f));
    space.offset_y = static_cast<Px>(std::floor(m.ty + 0.5f));
    return space;
  }
  const float x = static_cast<float>(record.px.x0);
  const float y = static_cast<float>(record.px.y0);
  space.to_parent = concat({1, 0, 0, 1, x, y}, concat(m, {1, 0, 0, 1, -x, -y}));
  return space;
}

scene::Space content_space(const UiData& ui, uint32_t element) {
  const ElementRec& record = ui.elements[element];
  const Scale scale = ui.windows[record.window].scale;
  const Edges<float> border = ui.tree.border(record.box);
  scene::Space space;
  space.clips = scene::Clips::Yes;
  space.clip = {record.px.x0 + to_px(border.left, scale), record.px.y0 + to_px(border.top, scale),
                record.px.x1 - to_px(border.right, scale),
                record.px.y1 - to_px(border.bottom, scale)};
  constexpr Px kFar = 1 << 20;
  const Px beside_x = (record.drawn_clips & kClipsX) != 0 ? 0 : kFar;
  const Px beside_y = (record.drawn_clips & kClipsY) != 0 ? 0 : kFar;
  space.clip = {space.clip.x0 - beside_x, space.clip.y0 - beside_y, space.clip.x1 + beside_x,
                space.clip.y1 + beside_y};
  if (record.scroll != 0) {
    const Vec2 offset = ui.scrolls[record.scroll].offset;
    space.offset_x = -to_px(offset.x, scale);
    space.offset_y = -to_px(offset.y, scale);
  }
  return space;
}

void drop_space(UiData& ui, scene::SpaceHandle& space) {
  if (space) ui.scene.destroy_space(space);
  space = {};
}

// The element's spaces under `parent`; made anew where they stood under another one.
scene::SpaceHandle update_transform(UiData& ui, uint32_t element, scene::SpaceHandle parent) {
  ElementRec& record = ui.elements[element];
  record.drawn_transform = has_transform(ui, element);
  if (!record.drawn_transform) {
    drop_space(ui, record.space);
    return parent;
  }
  if (record.space && record.space_parent != parent) drop_space(ui, record.space);
  if (!record.space) record.space = ui.scene.create_space(parent);
  record.space_parent = parent;
  ui.scene.set_space(record.space, transform_space(ui, element));
  return record.space;
}

scene::SpaceHandle update_content(UiData& ui, uint32_t element, scene::SpaceHandle parent) {
  ElementRec& record = ui.elements[element];
  record.drawn_clips = clip_axes(ui, element);
  if (record.drawn_clips == 0) {
    drop_space(ui, record.content);
    return parent;
  }
  if (record.content && record.content_parent != parent) drop_space(ui, record.content);
  if (!record.content) record.content = ui.scene.create_space(parent);
  record.content_parent = parent;
  ui.scene.set_space(record.content, content_space(ui, element));
  return record.content;
}

// ---- Paint order ----
class OrderBuilder {
 public:
  explicit OrderBuilder(UiData& ui) : ui_(ui) { ui.order.clear(); }

  void add(uint32_t element, scene::SpaceHandle space, int depth) {
    ElementRec& record = ui_.elements[element];
    const float opacity = std::clamp(float_of(ui_, element, PropertyId::Opacity, 1), 0.0f, 1.0f);
    record.drawn_opacity = opacity;
    record.drawn_visible = shows_itself(ui_, element);
    if (!record.box || depth > kMaxPaintDepth) return;
    if (!record.drawn_visible || opacity <= 0) return;
    const scene::SpaceHandle own = update_transform(ui_, element, space);
    const bool layer = opacity < 1;
    if (layer) push_layer(record, own, opacity);
    if (record.node) push(record.node, own, record);
    const scene::SpaceHandle inner = update_content(ui_, element, own);
    const bool rounded = rounded_clip(element, record);
    if (rounded) push_clip(element, record, own);
    add_children(element, inner, depth);
    if (rounded) push_pop();
    if (record.overlay) push(record.overlay, own, record);
    if (layer) push_pop();
  }

 private:
  void push(scene::NodeHandle node, scene::SpaceHandle space, const ElementRec& record) {
    scene::OrderEntry entry;
    entry.node = node;
    entry.space = space;
    entry.x = record.px.x0;
    entry.y = record.px.y0;
    if (!ui_.order.full()) ui_.order.push(entry);
  }
  void push_layer(const ElementRec& record, scene::SpaceHandle space, float opacity) {
    scene::OrderEntry entry;
    entry.kind = scene::OrderKind::PushLayer;
    entry.space = space;
    entry.x = record.px.x0;
    entry.y = record.px.y0;
    entry.opacity = opacity;
    if (!ui_.order.full()) ui_.order.push(entry);
  }
  void push_pop() {
    scene::OrderEntry entry;
    entry.kind = scene::OrderKind::PopLayer;
    if (!ui_.order.full()) ui_.order.push(entry);
  }
  bool rounded_clip(uint32_t element, const ElementRec& record) const {
    if (record.drawn_clips != kClipsBoth || record.first_child == 0) return false;
    return !corners_of(ui_, element, {0, 0, record.px.width(), record.px.height()}).none();
  }
  void push_clip(uint32_t element, const ElementRec& record, scene::SpaceHandle space) {
    scene::OrderEntry entry;
    entry.kind = scene::OrderKind::PushLayer;
    entry.space = space;
    entry.x = record.px.x0;
    entry.y = record.px.y0;
    entry.clip = {0, 0, record.px.width(), record.px.height()};
    entry.radii = corners_of(ui_, element, entry.clip);
    if (!ui_.order.full()) ui_.order.push(entry);
  }
  int64_t z_of(uint32_t element) const {
    const Value* z = shown(ui_, element, PropertyId::Z);
    return z == nullptr ? 0 : z->as_int();
  }
  // By `z`, then in tree order; popups are the window's business.
  void add_children(uint32_t element, scene::SpaceHandle space, int depth) {
    int64_t z = INT64_MAX;
    bool mixed = false;
    for (uint32_t c = ui_.elements[element].first_child; c != 0; c = ui_.elements[c].next) {
      const int64_t own = z_of(c);
      mixed = mixed || (z != INT64_MAX && own != z);
      z = std::min(z, own);
    }
    for (bool more = ui_.elements[element].first_child != 0; more;) {
      int64_t next = INT64_MAX;
      more = false;
      for (uint32_t c = ui_.elements[element].first_child; c != 0; c = ui_.elements[c].next) {
        const int64_t own = mixed ? z_of(c) : z;
        if (own == z && !overlay_kind(ui_.elements[c].kind)) add(c, space, depth + 1);
        if (own <= z || own > next) continue;
        next = own;
        more = true;
      }
      z = next;
    }
  }

  UiData& ui_;
};

void build_order(UiData& ui, WindowId id) {
  Window& window = ui.windows[id.value];
  OrderBuilder builder(ui);
  builder.add(window.element, {}, 0);
  for (const Popup& popup : window.popups) builder.add(popup.element, {}, 0);
  ui.scene.set_order(id, ui.order);
  window.order_dirty = false;
}

// What the order holds of an element changed: fading, hiding, a first transform.
bool order_changed(const UiData& ui, uint32_t element) {
  const ElementRec& record = ui.elements[element];
  const float opacity = std::clamp(float_of(ui, element, PropertyId::Opacity, 1), 0.0f, 1.0f);
  return opacity != record.drawn_opacity || shows_itself(ui, element) != record.drawn_visible ||
         has_transform(ui, element) != record.drawn_transform ||
         clip_axes(ui, element) != record.drawn_clips;
}

void update_background(UiData& ui, WindowId id) {
  Window& window = ui.windows[id.value];
  if (window.background_set || window.element == 0) return;
  const Value* value = shown(ui, window.element, PropertyId::Background);
  Color color{255, 255, 255, 255};
  if (value != nullptr && value->is(value::ValueKind::Color) && value->as_color().a == 255) {
    color = value->as_color();
  }
  ui.scene.set_background(id, color);
  window.background_set = true;
}

void update_element(UiData& ui, uint32_t element, WorkCounts& work) {
  ElementRec& record = ui.elements[element];
  Window& window = ui.windows[record.window];
  if (any(record.dirt & Dirt::Paint)) {
    repaint(ui, element, work);
    if (order_changed(ui, element)) window.order_dirty = true;
  }
  if (any(record.dirt & (Dirt::Paint | Dirt::PaintOrder))) {
    repaint_overlay(ui, element, work);
    if (record.space) ui.scene.set_space(record.space, transform_space(ui, element));
    if (record.content) ui.scene.set_space(record.content, content_space(ui, element));
    if (has_transform(ui, element) != record.drawn_transform) window.order_dirty = true;
    if (has_property(record, PropertyId::Z)) window.order_dirty = true;
  }
}

}  // namespace

bool build_scene(UiData& ui, const UiFrame& frame) noexcept {
  Window& window = ui.windows[frame.window.value];
  if (window.element == 0) return false;
  const bool dirty = any(window.dirt & (Dirt::Paint | Dirt::PaintOrder)) || window.order_dirty ||
                     window.scrolled || !window.background_set;
  if (!dirty) return false;
  update_background(ui, frame.window);
  for (size_t i = 0; i < window.touched.size(); ++i) {
    update_element(ui, window.touched[i], *frame.work);
  }
  if (window.order_dirty) build_order(ui, frame.window);
  window.scrolled = false;
  window.dirt = window.dirt & ~(Dirt::Paint | Dirt::PaintOrder);
  return true;
}

}  // namespace hallows::widgets
