#include <algorithm>
#include <cmath>

#include "widgets/element_tree.h"
#include "widgets/property.h"
#include "widgets/scroll.h"
#include "widgets/structure.h"

// Virtual lists: rows of the viewport and, together, one viewport of overscan stand; two spacer
// boxes stand for the others. Extents (row height and gap) are estimates until a row was laid out;
// their prefix sums are a Fenwick tree, so a row is found in O(log n).
namespace hallows::widgets {
namespace {

constexpr uint32_t kFewestRows = 64;  // that memory is taken for

constexpr float kUnknownEstimate = 40;  // dp, until rows have been measured
constexpr float kFirstRows = 4;

// ---- Fenwick tree over the extents, 1-based ----
void add_extent(UiData& ui, const VirtualList& list, uint32_t row, float delta) {
  for (uint32_t i = row + 1; i <= list.rows; i += i & (~i + 1)) ui.row_sums[list.sums + i] += delta;
}

float sum_before(const UiData& ui, const VirtualList& list, uint32_t row) {
  float sum = 0;
  for (uint32_t i = std::min(row, list.rows); i > 0; i -= i & (~i + 1)) {
    sum += ui.row_sums[list.sums + i];
  }
  return sum;
}

// The row that stands at `y` (from the first row's top); the last one beyond the end.
uint32_t row_at(const UiData& ui, const VirtualList& list, float y) {
  uint32_t at = 0;
  uint32_t step = 1;
  while (step * 2 <= list.rows) step *= 2;
  for (; step > 0; step /= 2) {
    if (at + step <= list.rows && ui.row_sums[list.sums + at + step] <= y) {
      at += step;
      y -= ui.row_sums[list.sums + at];
    }
  }
  return std::min(at, list.rows == 0 ? 0 : list.rows - 1);
}

void build_sums(UiData& ui, const VirtualList& list) {
  for (uint32_t i = 1; i <= list.rows; ++i) {
    ui.row_sums[list.sums + i] = ui.row_sums[list.extents + i - 1];
  }
  for (uint32_t i = 1; i <= list.rows; ++i) {
    const uint32_t above = i + (i & (~i + 1));
    if (above <= list.rows) ui.row_sums[list.sums + above] += ui.row_sums[list.sums + i];
  }
}

struct RowMemory {
  uint32_t rows = 0;
  uint32_t sums = 0;
  uint32_t extents = 0;
};

// Room for so many rows, else for half as many, and so on; at the end for none.
RowMemory reserve_rows(UiData& ui, uint32_t rows) {
  for (; rows >= kFewestRows; rows /= 2) {
    const uint32_t sums = ui.row_ranges.create(rows);
    if (sums == 0) continue;
    const uint32_t extents = ui.row_ranges.create(rows);
    if (extents != 0) return {rows, sums, extents};
    ui.row_ranges.destroy(sums, rows);
  }
  return {};
}

void set_row_count(UiData& ui, VirtualList& list, uint32_t rows) {
  if (rows + 1 > list.reserved) {
    const RowMemory memory = reserve_rows(ui, std::max(rows + 1, kFewestRows));
    const uint32_t reserve = memory.rows;
    const uint32_t sums = memory.sums;
    const uint32_t extents = memory.extents;
    if (reserve < rows + 1) {
      tell(ui, "list-too-long",
           "virtual lists have more rows than there is room for: the last ones are left out", {},
           rows);
    }
    if (reserve <= list.reserved) {  // what there is holds as many
      if (extents != 0) ui.row_ranges.destroy(extents, reserve);
      if (sums != 0) ui.row_ranges.destroy(sums, reserve);
      rows = list.reserved == 0 ? 0 : list.reserved - 1;
    } else {
      rows = std::min(rows, reserve - 1);
      for (uint32_t i = 0; i < list.rows; ++i) {
        ui.row_sums[extents + i] = ui.row_sums[list.extents + i];
      }
      ui.row_ranges.destroy(list.sums, list.reserved);
      ui.row_ranges.destroy(list.extents, list.reserved);
      list.sums = sums;
      list.extents = extents;
      list.reserved = reserve;
    }
  }
  for (uint32_t i = list.rows; i < rows; ++i) {
    ui.row_sums[list.extents + i] = list.estimate + list.gap;
  }
  list.rows = rows;
  build_sums(ui, list);
}

bool set_spacer(UiData& ui, layout::NodeId spacer, float& known, float height) {
  if (known == height) return false;
  known = height;
  layout::LayoutStyle style;
  style.display = height > 0 ? layout::Display::Block : layout::Display::None;
  style.size[1] = layout::Length::dp(std::max(height, 0.0f));
  style.flex_shrink = 0;
  ui.tree.set_style(spacer, style);
  return true;
}

float list_gap(const UiData& ui, uint32_t element) {
  const Value* gap = shown(ui, element, PropertyId::RowGap);
  if (gap != nullptr) return to_dp(ui, element, *gap);
  gap = shown(ui, element, PropertyId::Gap);
  return gap == nullptr ? 0 : to_dp(ui, element, gap->part(0));
}

struct RowWindow {
  uint32_t first = 0, last = 0;
};

// Rows of the viewport and half a viewport on either side.
RowWindow wanted_rows(const UiData& ui, const VirtualList& list) {
  if (list.rows == 0) return {};
  const ElementRec& element = ui.elements[list.element];
  // Before the first layout a few rows tell how high rows are; layout then asks for the rest.
  const float view = list.view >= 0 ? list.view : kFirstRows * (list.estimate + list.gap);
  const float over = list.view >= 0 ? view * 0.5f : 0;
  const float top = ui.scrolls[element.scroll].offset.y;
  RowWindow wanted;
  wanted.first = row_at(ui, list, std::max(0.0f, top - over));
  wanted.last = row_at(ui, list, std::max(0.0f, top + view + over)) + 1;
  return wanted;
}

// True when one of them changed.
bool set_spacers(UiData& ui, VirtualList& list) {
  const float total = sum_before(ui, list, list.rows);
  const float before = list.first > 0 ? sum_before(ui, list, list.first) - list.gap : 0;
  const float rest = total - sum_before(ui, list, list.last) - list.gap;
  const bool top = set_spacer(ui, list.before, list.before_height, before);
  const bool end = set_spacer(ui, list.after, list.after_height, list.last < list.rows ? rest : 0);
  if (!top && !end) return false;
  Window& window = ui.windows[ui.elements[list.element].window];
  window.dirt |= Dirt::Layout;
  window.layout_dirty = true;
  return true;
}

// Top and bottom of a row's boxes in the list; false where it has none.
bool row_box(const UiData& ui, uint32_t row, float& top, float& bottom) {
  bool any_box = false;
  for_each_top_element(ui, row, [&](uint32_t element) {
    const ElementRec& record = ui.elements[element];
    if (!record.box || overlay_kind(record.kind)) return;
    const Rect box = ui.tree.box(record.box);
    top = any_box ? std::min(top, box.y) : box.y;
    bottom = any_box ? std::max(bottom, box.bottom()) : box.bottom();
    any_box = true;
  });
  return any_box;
}

// Rows that were laid out tell their extents; returns how far those above the anchor moved it.
float take_extents(UiData& ui, VirtualList& list, uint32_t anchor) {
  float moved = 0;
  const Instance& loop = ui.instances[list.instance];
  for (uint32_t r = loop.first_child; r != 0; r = ui.instances[r].next) {
    const Instance& row = ui.instances[r];
    if (row.exiting || row.index >= list.rows) continue;
    float top = 0;
    float bottom = 0;
    const float extent = row_box(ui, r, top, bottom) ? bottom - top + list.gap : 0;
    const float delta = extent - ui.row_sums[list.extents + row.index];
    if (std::fabs(delta) < 1e-3f) continue;
    ui.row_sums[list.extents + row.index] = extent;
    add_extent(ui, list, row.index, delta);
    if (row.index < anchor) moved += delta;
  }
  return moved;
}

// The first rows that were measured give the estimate for those that were not.
void learn_estimate(UiData& ui, VirtualList& list) {
  if (list.estimated || list.last <= list.first) return;
  const float sum = sum_before(ui, list, list.last) - sum_before(ui, list, list.first);
  const float extent = sum / static_cast<float>(list.last - list.first);
  if (extent <= 0) return;
  list.estimated = true;
  list.estimate = std::max(1.0f, extent - list.gap);
  for (uint32_t i = 0; i < list.rows; ++i) {
    if (i < list.first || i >= list.last) ui.row_sums[list.extents + i] = list.estimate + list.gap;
  }
  build_sums(ui, list);
}

}  // namespace

void start_virtual(UiData& ui, uint32_t loop, uint32_t element) noexcept {
  ScrollRec& scroll = ui.scrolls[ui.elements[element].scroll];
  if (ui.elements[element].scroll == 0 || scroll.list != 0) return;  // one virtual loop a List
  const uint32_t index = ui.lists.create();
  if (index == 0) return;
  scroll.list = index;
  ui.instances[loop].virtual_list = index;
  VirtualList& list = ui.lists[index];
  list.element = element;
  list.instance = loop;
  list.gap = list_gap(ui, element);
  list.estimate = dp_of(ui, element, PropertyId::RowEstimate, 0);
  list.estimated = list.estimate > 0;
  if (!list.estimated) list.estimate = kUnknownEstimate;
  list.before = ui.tree.create();
  list.after = ui.tree.create();
  const layout::NodeId next = position_after(ui, loop).before_box;
  ui.tree.insert(ui.elements[element].box, list.before, next);
  ui.tree.insert(ui.elements[element].box, list.after, next);
  set_spacer(ui, list.before, list.before_height, 0);
  set_spacer(ui, list.after, list.after_height, 0);
}

void end_virtual(UiData& ui, uint32_t index) noexcept {
  VirtualList& list = ui.lists[index];
  ui.tree.destroy(list.before);
  ui.tree.destroy(list.after);
  ui.row_ranges.destroy(list.sums, list.reserved);
  ui.row_ranges.destroy(list.extents, list.reserved);
  const ElementRec& element = ui.elements[list.element];
  if (element.alive && element.scroll != 0 && ui.scrolls[element.scroll].list == index) {
    ui.scrolls[element.scroll].list = 0;
  }
  ui.lists.destroy(index);
}

void update_virtual(UiData& ui, uint32_t index) noexcept {
  VirtualList& list = ui.lists[index];
  Instance& loop = ui.instances[list.instance];
  const uint32_t rows = static_cast<uint32_t>(ui.slots[loop.list_slot].size());
  if (rows != list.rows || list.reserved == 0) set_row_count(ui, list, rows);
  const RowWindow wanted = wanted_rows(ui, list);
  if (!loop.list_changed && wanted.first == list.first && wanted.last == list.last) return;
  loop.list_changed = false;
  list.first = wanted.first;
  list.last = wanted.last;
  reconcile(ui, list.instance, wanted.first, wanted.last);
  set_spacers(ui, ui.lists[index]);
}

bool measure_virtual(UiData& ui, uint32_t index) noexcept {
  VirtualList& list = ui.lists[index];
  ElementRec& element = ui.elements[list.element];
  ScrollRec& scroll = ui.scrolls[element.scroll];
  const Rect box = ui.tree.box(element.box);
  const Edges<float> border = ui.tree.border(element.box);
  const float view = std::max(0.0f, box.height - border.top - border.bottom);
  const uint32_t anchor = row_at(ui, list, scroll.offset.y);
  const float moved = take_extents(ui, list, anchor);
  if (moved != 0) shift_scroll(ui, list.element, moved);
  learn_estimate(ui, list);
  const bool resized = list.view != view;
  list.view = view;
  const uint32_t top = row_at(ui, list, scroll.offset.y);
  const uint32_t bottom = row_at(ui, list, scroll.offset.y + view) + 1;
  const bool missing = list.rows > 0 && (top < list.first || bottom > list.last);
  const bool spaced = set_spacers(ui, list);
  return resized || missing || spaced;
}

void check_lists(UiData& ui, uint8_t window) noexcept {
  for (uint32_t i = 1; i < ui.lists.end(); ++i) {
    const VirtualList& list = ui.lists[i];
    if (list.instance == 0 || ui.elements[list.element].window != window) continue;
    const RowWindow wanted = wanted_rows(ui, list);
    if (wanted.first != list.first || wanted.last != list.last) mark_structure(ui, list.instance);
  }
}

void scroll_to_row(UiData& ui, uint32_t index, uint32_t row) noexcept {
  const VirtualList& list = ui.lists[index];
  const float y = sum_before(ui, list, std::min(row, list.rows == 0 ? 0 : list.rows - 1));
  set_scroll(ui, list.element, {ui.scrolls[ui.elements[list.element].scroll].offset.x, y});
}

}  // namespace hallows::widgets
