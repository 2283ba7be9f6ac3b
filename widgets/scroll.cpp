#include "widgets/scroll.h"

#include <algorithm>

#include "widgets/geometry.h"
#include "widgets/property.h"
#include "widgets/style.h"

namespace hallows::widgets {
namespace {

constexpr float kBarWidth = 6;   // dp
constexpr float kBarInset = 3;   // dp from the edge
constexpr float kMinThumb = 24;  // dp

Vec2 clamped(const ScrollRec& scroll, Vec2 offset) {
  const Vec2 first = scroll.first;
  return {std::clamp(offset.x, first.x, first.x + std::max(0.0f, scroll.extent.width)),
          std::clamp(offset.y, first.y, first.y + std::max(0.0f, scroll.extent.height))};
}

// The offset is news for stage 8 (the space) and for bars, lists and mirrors.
void offset_changed(UiData& ui, uint32_t element) {
  ElementRec& record = ui.elements[element];
  const Vec2 offset = ui.scrolls[record.scroll].offset;
  write_mirrors(ui, element, PropertyId::ScrollX, Value::dp(offset.x));
  write_mirrors(ui, element, PropertyId::ScrollY, Value::dp(offset.y));
  ui.windows[record.window].scrolled = true;
  mark(ui, element, Dirt::PaintOrder);
}

}  // namespace

bool scrolls_by_property(const UiData& ui, uint32_t element) noexcept {
  std::array<layout::Overflow, 2> overflow{};
  overflow_of(ui, element, overflow);
  const auto scrolls = [](layout::Overflow o) {
    return o == layout::Overflow::Scroll || o == layout::Overflow::Auto;
  };
  return scrolls(overflow[0]) || scrolls(overflow[1]);
}

void add_scroll(UiData& ui, uint32_t element) noexcept {
  ElementRec& record = ui.elements[element];
  if (record.scroll != 0) return;
  record.scroll = ui.scrolls.create();
  if (record.scroll == 0) {
    ++ui.refused;
    return;
  }
  ui.scrolls[record.scroll].element = element;
  ui.scrolls[record.scroll].axis_x = true;
  ui.scrolls[record.scroll].axis_y = true;
}

void scroll_from_property(UiData& ui, uint32_t element, PropertyId id) noexcept {
  ElementRec& record = ui.elements[element];
  if (record.scroll == 0 || ui.scroll_writing) return;
  ScrollRec& scroll = ui.scrolls[record.scroll];
  Vec2 offset = scroll.offset;
  (id == PropertyId::ScrollX ? offset.x : offset.y) = dp_of(ui, element, id);
  // What the program counts from the start may lie before it where content grows the other way.
  offset = {std::max(scroll.first.x, offset.x), std::max(scroll.first.y, offset.y)};
  if (offset == scroll.offset) return;
  scroll.offset = offset;  // clamped when the extents of this frame are known
  offset_changed(ui, element);
}

bool set_scroll(UiData& ui, uint32_t element, Vec2 offset) noexcept {
  ElementRec& record = ui.elements[element];
  if (record.scroll == 0) return false;
  ScrollRec& scroll = ui.scrolls[record.scroll];
  const Vec2 before = scroll.offset;
  scroll.offset = clamped(scroll, offset);
  if (scroll.offset == before) return false;
  // Properties follow where the program gave them; without a record there is nobody to tell.
  ui.scroll_writing = true;
  if (scroll.offset.x != before.x && has_property(record, PropertyId::ScrollX)) {
    set_by_user(ui, element, PropertyId::ScrollX, Value::dp(scroll.offset.x));
  }
  if (scroll.offset.y != before.y && has_property(record, PropertyId::ScrollY)) {
    set_by_user(ui, element, PropertyId::ScrollY, Value::dp(scroll.offset.y));
  }
  ui.scroll_writing = false;
  offset_changed(ui, element);
  return true;
}

bool scroll_by(UiData& ui, uint32_t element, Vec2 delta) noexcept {
  const uint32_t scroll = ui.elements[element].scroll;
  return scroll != 0 && set_scroll(ui, element, ui.scrolls[scroll].offset + delta);
}

void shift_scroll(UiData& ui, uint32_t element, float dy) noexcept {
  ScrollRec& scroll = ui.scrolls[ui.elements[element].scroll];
  scroll.offset.y = std::max(0.0f, scroll.offset.y + dy);
  offset_changed(ui, element);
}

void commit_scrolls(UiData& ui, uint8_t window) noexcept {
  for (uint32_t i = 1; i < ui.scrolls.end(); ++i) {
    ScrollRec& scroll = ui.scrolls[i];
    if (scroll.element == 0 || ui.elements[scroll.element].window != window) continue;
    const ElementRec& element = ui.elements[scroll.element];
    const Rect box = ui.tree.box(element.box);
    const Edges<float> border = ui.tree.border(element.box);
    const Size bars = ui.tree.scrollbar_size(element.box);
    const Size view = {std::max(0.0f, box.width - border.left - border.right - bars.width),
                       std::max(0.0f, box.height - border.top - border.bottom - bars.height)};
    // A text input slides its lines itself.
    const Rect content =
        element.edit != 0 ? Rect{0, 0, view.width, view.height} : ui.tree.scroll_area(element.box);
    const Size extent = {std::max(0.0f, content.width - view.width),
                         std::max(0.0f, content.height - view.height)};
    const bool changed = !(extent == scroll.extent) || !(view == scroll.view);
    scroll.view = view;
    scroll.extent = extent;
    scroll.first = {std::min(0.0f, content.x), std::min(0.0f, content.y)};
    // Rows that are measured on the way move the end.
    const float end = scroll.first.y + extent.height;
    if (scroll.offset.y > end + 0.5f) scroll.to_end = true;
    const float y = scroll.to_end ? end : scroll.offset.y;
    if (changed) mark(ui, scroll.element, Dirt::PaintOrder);
    set_scroll(ui, scroll.element, {scroll.offset.x, y});
  }
}

void reveal(UiData& ui, uint32_t element, Rect box) noexcept {
  for (uint32_t e = element; e != 0; e = ui.elements[e].parent) {
    if (e != element && ui.elements[e].scroll != 0) {
      ScrollRec& scroll = ui.scrolls[ui.elements[e].scroll];
      const Edges<float> border = ui.tree.border(ui.elements[e].box);
      Vec2 offset = scroll.offset;
      const float x = box.x - border.left;
      const float y = box.y - border.top;
      if (x + box.width > offset.x + scroll.view.width)
        offset.x = x + box.width - scroll.view.width;
      if (x < offset.x) offset.x = x;
      if (y + box.height > offset.y + scroll.view.height) {
        offset.y = y + box.height - scroll.view.height;
      }
      if (y < offset.y) offset.y = y;
      set_scroll(ui, e, offset);
      box.x -= scroll.offset.x;
      box.y -= scroll.offset.y;
    }
    const Rect own = box_of(ui, e);
    box.x += own.x;
    box.y += own.y;
  }
}

Scrollbar scrollbar_of(const UiData& ui, uint32_t element, Axis axis) noexcept {
  Scrollbar bar;
  const ElementRec& record = ui.elements[element];
  if (record.scroll == 0) return bar;
  const ScrollRec& scroll = ui.scrolls[record.scroll];
  if (scroll.extent[axis] < 0.5f || scroll.view[axis] <= 0 ||
      record.kind == ElementKind::TextInput) {
    return bar;
  }
  const Rect box = box_of(ui, element);
  const float length = scroll.view[axis] - 2 * kBarInset;
  const float total = scroll.view[axis] + scroll.extent[axis];
  const float thumb = std::min(length, std::max(kMinThumb, length * scroll.view[axis] / total));
  const float at =
      axis == Axis::X ? scroll.offset.x - scroll.first.x : scroll.offset.y - scroll.first.y;
  const float start = kBarInset + (length - thumb) * at / scroll.extent[axis];
  bar.shows = true;
  if (axis == Axis::Y) {
    const float x = box.width - kBarWidth - kBarInset;
    bar.track = {x, kBarInset, kBarWidth, length};
    bar.thumb = {x, start, kBarWidth, thumb};
  } else {
    const float y = box.height - kBarWidth - kBarInset;
    bar.track = {kBarInset, y, length, kBarWidth};
    bar.thumb = {start, y, thumb, kBarWidth};
  }
  return bar;
}

}  // namespace hallows::widgets
