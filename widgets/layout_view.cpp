#include "widgets/layout_view.h"

#include <algorithm>

#include "rt-kernel/base/trace.h"
#include "rt-kernel/base/utf8.h"
#include "widgets/binding.h"
#include "widgets/element_tree.h"
#include "widgets/geometry.h"
#include "widgets/kind_ops.h"
#include "widgets/property.h"
#include "widgets/scroll.h"
#include "widgets/structure.h"
#include "widgets/style.h"

namespace hallows::widgets {
namespace {

// Repeats of structure to layout for lists: one where the estimates hold; at the bound a list stays
// as it is until the next frame.
constexpr uint32_t kListRounds = 4;
constexpr float kPopupGap = 4;  // dp between a popup and its anchor

Size window_dp(const Window& window) {
  return {static_cast<float>(window.size.width) / window.scale.value,
          static_cast<float>(window.size.height) / window.scale.value};
}

// The root fills its window, whatever it says itself.
void fit_root(UiData& ui, Window& window) {
  if (window.element == 0) return;
  const Size size = window_dp(window);
  layout::LayoutStyle style = make_layout_style(ui, window.element);
  style.size = {layout::Length::dp(size.width), layout::Length::dp(size.height)};
  style.min_size = {};
  style.max_size = {layout::Length::none(), layout::Length::none()};
  style.margin = {layout::Length::dp(0), layout::Length::dp(0), layout::Length::dp(0),
                  layout::Length::dp(0)};
  ui.tree.set_style(ui.elements[window.element].box, style);
}

void update_leaves(UiData& ui, Window& window) {
  for (const uint32_t element : window.touched) {
    const ElementRec& record = ui.elements[element];
    if (!any(record.dirt & (Dirt::Text | Dirt::Layout))) continue;
    if (element == window.element) window.size_dirty = true;
    const KindOps& ops = ops_of(ui, record.kind);
    if (ops.update_leaf != nullptr) ops.update_leaf(ui, element);
  }
}

void lay_out_once(UiData& ui, Window& window, WorkCounts& work) {
  update_leaves(ui, window);
  if (window.size_dirty) fit_root(ui, window);
  window.size_dirty = false;
  layout::LayoutInput input;
  input.root = ui.elements[window.element].box;
  input.available = window_dp(window);
  const layout::LayoutOutput output = layout::layout(ui.tree, input);
  work.nodes_laid_out += output.nodes_laid_out;
  work.measures += output.measures;
  if (output.limits != layout::LayoutOutput::kNone) {
    tell(ui, "layout-limit",
         layout::limit_text(static_cast<layout::LayoutOutput::Limit>(output.limits)));
  }
}

// Where the anchor says; turned to the other side, then moved, to stay inside the window.
Vec2 popup_place(const UiData& ui, uint32_t element, Rect anchor, int side) {
  const Size size = {box_of(ui, element).width, box_of(ui, element).height};
  const Size window = window_dp(ui.windows[ui.elements[element].window]);
  Vec2 at = {anchor.x, anchor.bottom() + kPopupGap};
  switch (side) {  // KeywordSet::Anchor
    case 0:
      if (at.y + size.height > window.height && anchor.y - kPopupGap - size.height >= 0) {
        at.y = anchor.y - kPopupGap - size.height;
      }
      break;
    case 1:
      at.y = anchor.y - kPopupGap - size.height;
      if (at.y < 0) at.y = anchor.bottom() + kPopupGap;
      break;
    case 2:
      at = {anchor.x - kPopupGap - size.width, anchor.y};
      if (at.x < 0) at.x = anchor.right() + kPopupGap;
      break;
    case 3:
      at = {anchor.right() + kPopupGap, anchor.y};
      if (at.x + size.width > window.width) at.x = anchor.x - kPopupGap - size.width;
      break;
    default:
      at = {anchor.x, anchor.y};
  }
  at.x = std::max(0.0f, std::min(at.x, window.width - size.width));
  at.y = std::max(0.0f, std::min(at.y, window.height - size.height));
  return at;
}

// True when a popup moved: its boxes are laid out again, from its own boundary.
bool place_popups(UiData& ui, Window& window) {
  bool moved = false;
  for (Popup& popup : window.popups) {
    const Value* value = shown(ui, popup.element, PropertyId::Anchor);
    int side = 0;
    uint32_t anchor = ui.elements[popup.element].parent;
    for (size_t i = 0; value != nullptr && i < value->part_count(); ++i) {
      const Value& part = value->part(i);
      if (part.is(value::ValueKind::Keyword)) side = part.as_keyword().index;
      if (part.is(value::ValueKind::Element)) {
        const uint64_t id = part.element_id();
        const ElementId handle = {static_cast<uint32_t>(id), static_cast<uint32_t>(id >> 32)};
        if (index_of(ui, handle) != 0) anchor = index_of(ui, handle);
      }
    }
    const bool centred = value == nullptr;
    Vec2 at = popup_place(ui, popup.element, window_bounds(ui, anchor), side);
    if (centred) {
      const Rect box = box_of(ui, popup.element);
      const Size size = window_dp(window);
      at = {(size.width - box.width) * 0.5f, (size.height - box.height) * 0.5f};
    }
    if (at.x == popup.left && at.y == popup.top) continue;
    popup.left = at.x;
    popup.top = at.y;
    ui.tree.set_style(ui.elements[popup.element].box, make_layout_style(ui, popup.element));
    moved = true;
  }
  return moved;
}

bool measure_lists(UiData& ui, uint8_t window) {
  bool again = false;
  for (uint32_t i = 1; i < ui.lists.end(); ++i) {
    if (ui.lists[i].instance == 0 || ui.elements[ui.lists[i].element].window != window) continue;
    if (!measure_virtual(ui, i)) continue;
    mark_structure(ui, ui.lists[i].instance);
    again = true;
  }
  return again;
}

void take_box(UiData& ui, Window& window, uint32_t element, Instant) {
  ElementRec& record = ui.elements[element];
  const RectPx px = layout::box_px(ui.tree, record.box);
  const Rect box = ui.tree.box(record.box);
  if (px.width() != record.px.width() || px.height() != record.px.height()) {
    mark(ui, element, Dirt::Paint);
  }
  window.order_dirty = true;
  record.px = px;
  const bool moved = record.was_laid && (box.x != record.laid.x || box.y != record.laid.y);
  const format::AnimateEntry* place = moved ? find_place_animate(ui, element) : nullptr;
  if (place != nullptr) {
    const Vec2 from = {record.laid.x - box.x + record.place_dx,
                       record.laid.y - box.y + record.place_dy};
    start_place_animation(ui, element, from, place->curve);
  }
  record.laid = box;
  record.was_laid = true;
}

void measure_text(void* context, const layout::LeafQuery& query,
                  layout::LeafAnswer* answer) noexcept {
  TextLeaf& leaf = *static_cast<TextLeaf*>(context);
  if (query.question == layout::LeafQuestion::Widths) {
    answer->min_width = leaf.paragraph.min_content();
    answer->max_width = leaf.paragraph.max_content();
    return;
  }
  const text::TextFit fit = leaf.paragraph.fit(query.width);
  answer->height = fit.height;
  answer->first_baseline = fit.first_baseline;
  answer->last_baseline = fit.last_baseline;
}

}  // namespace

bool layout_window(UiData& ui, const UiFrame& frame) noexcept {
  const uint8_t index = frame.window.value;
  Window& window = ui.windows[index];
  const bool dirty =
      any(window.dirt & (Dirt::Layout | Dirt::Text)) || window.size_dirty || window.layout_dirty;
  if (!dirty || window.element == 0) return false;
  const uint64_t shaped = ui.text.counts().texts_shaped;
  lay_out_once(ui, window, *frame.work);
  for (uint32_t round = 0; round < kListRounds; ++round) {
    commit_scrolls(ui, index);
    const bool lists = measure_lists(ui, index);
    const bool popups = place_popups(ui, window);
    if (!lists && !popups) break;
    if (lists) run_structure(ui, index);
    resolve_styles(ui, index);
    lay_out_once(ui, window, *frame.work);
  }
  commit_scrolls(ui, index);
  for (uint32_t i = 1; i < ui.scrolls.end(); ++i) ui.scrolls[i].to_end = false;
  frame.work->texts_shaped += static_cast<uint32_t>(ui.text.counts().texts_shaped - shaped);
  window.layout_dirty = false;
  window.dirt = window.dirt & ~(Dirt::Layout | Dirt::Text);
  window.dirt |= Dirt::Snap;
  for (const uint32_t element : window.touched) {
    ElementRec& record = ui.elements[element];
    // New text paints anew; a new box is found out by stage 7.
    if (any(record.dirt & Dirt::Text)) record.dirt |= Dirt::Paint | Dirt::Semantics;
    if (any(record.dirt & Dirt::Layout)) record.dirt |= Dirt::Paint;
    record.dirt = record.dirt & ~(Dirt::Text | Dirt::Layout);
    window.dirt |= record.dirt & Dirt::Paint;
  }
  return true;
}

bool snap_window(UiData& ui, const UiFrame& frame) noexcept {
  Window& window = ui.windows[frame.window.value];
  if (!any(window.dirt & Dirt::Snap) || window.element == 0) return false;
  ui.snapped.clear();
  constexpr Px kFar = 1 << 24;  // scrolled content lies anywhere; lists bound how much there is
  layout::SnapInput input;
  input.root = ui.elements[window.element].box;
  input.scale = window.scale;
  input.viewport = {-kFar, -kFar, kFar, kFar};
  layout::snap(ui.tree, input, &ui.snapped);
  for (const layout::NodeId node : ui.snapped) {
    const uint32_t element = element_of(ui, node);
    if (element != 0 && ui.elements[element].alive) take_box(ui, window, element, frame.now);
  }
  window.dirt = window.dirt & ~Dirt::Snap;
  return true;
}

void commit_settled(UiData& ui, uint8_t index) noexcept {
  const float scale = ui.windows[index].scale.value;
  for (const layout::NodeId node : ui.snapped) {
    const uint32_t element = element_of(ui, node);
    if (element == 0 || !ui.elements[element].alive || ui.settled_cut) continue;
    const ElementRec& record = ui.elements[element];
    if (record.window != index || record.first_mirror == 0) continue;
    const Rect box = ui.tree.box(record.box);
    write_mirrors(ui, element, PropertyId::SettledX,
                  Value::dp(static_cast<float>(record.px.x0) / scale));
    write_mirrors(ui, element, PropertyId::SettledY,
                  Value::dp(static_cast<float>(record.px.y0) / scale));
    write_mirrors(ui, element, PropertyId::SettledWidth, Value::dp(box.width));
    write_mirrors(ui, element, PropertyId::SettledHeight, Value::dp(box.height));
  }
  ui.snapped.clear();
}

Rect content_box(const UiData& ui, uint32_t element) noexcept {
  const ElementRec& record = ui.elements[element];
  const Rect box = box_of(ui, element);
  if (!record.box) return box;
  const Edges<float> border = ui.tree.border(record.box);
  const Edges<float> padding = ui.tree.padding(record.box);
  const float x = border.left + padding.left;
  const float y = border.top + padding.top;
  return {x, y, std::max(0.0f, box.width - x - border.right - padding.right),
          std::max(0.0f, box.height - y - border.bottom - padding.bottom)};
}

void add_text_leaf(UiData& ui, uint32_t element) noexcept {
  ElementRec& record = ui.elements[element];
  if (record.leaf != 0 || !record.box) return;
  Buffer<uint32_t>& free =
      record.kind == ElementKind::TextInput ? ui.free_input_leaves : ui.free_leaves;
  if (free.empty()) {
    ++ui.refused;
    tell(ui, "too-many-texts", "the UI shows more texts than its limits allow");
    return;
  }
  record.leaf = free.back();
  free.pop();
  layout::Leaf leaf;
  leaf.kind = layout::Leaf::Kind::Text;
  leaf.measure = measure_text;
  leaf.context = &ui.leaves[record.leaf];
  ui.tree.set_leaf(record.box, leaf);
}

void return_loan(UiData& ui, TextLeaf& leaf) noexcept {
  if (leaf.loan_class == UINT8_MAX) return;
  std::swap(leaf.paragraph, ui.loans[leaf.loan_class][leaf.loan]);
  ui.free_loans[leaf.loan_class].push(leaf.loan);
  leaf.loan_class = UINT8_MAX;
}

static void borrow(UiData& ui, TextLeaf& leaf, const text::ParagraphInput& input) {
  for (uint32_t c = 0; c < UiLimits::kLoans; ++c) {
    Buffer<uint32_t>& free = ui.free_loans[c];
    if (free.empty() || !ui.loans[c][free.back()].holds(input)) continue;
    return_loan(ui, leaf);
    leaf.loan_class = static_cast<uint8_t>(c);
    leaf.loan = free.back();
    free.pop();
    std::swap(leaf.paragraph, ui.loans[c][leaf.loan]);
    return;
  }
}

// The longest beginning that the paragraph has room for, cut at a character.
static std::string_view cut_to_fit(const text::Paragraph& paragraph, text::ParagraphInput input) {
  while (!input.text.empty() && !paragraph.holds(input)) {
    input.text = input.text.substr(0, cut_utf8(input.text, input.text.size() * 3 / 4));
  }
  return input.text;
}

// Before the first frame memory may be asked for, in a frame not. What is typed is never cut.
static void make_room(UiData& ui, const ElementRec& record, TextLeaf& leaf,
                      text::ParagraphInput& input) {
  const bool framed = ui.text.new_styles() == text::NewStyles::Substitute;
  if (!framed || record.kind == ElementKind::TextInput) {
    leaf.paragraph.reserve(input.text.size());
    return;
  }
  input.text = cut_to_fit(leaf.paragraph, input);
  ++ui.refused;
  tell(ui, "text-cut", "a text is longer than there is room for in a frame: its end is left out");
}

bool set_leaf_text(UiData& ui, uint32_t element, const text::ParagraphInput& input) noexcept {
  const ElementRec& record = ui.elements[element];
  if (record.leaf == 0) return false;
  TextLeaf& leaf = ui.leaves[record.leaf];
  text::ParagraphInput shown = input;
  if (!leaf.paragraph.holds(input)) {
    borrow(ui, leaf, input);
    if (!leaf.paragraph.holds(input)) make_room(ui, record, leaf, shown);
  }
  if (!leaf.paragraph.set(ui.text, shown)) return false;
  ui.tree.mark_dirty(record.box);
  return true;
}

}  // namespace hallows::widgets
