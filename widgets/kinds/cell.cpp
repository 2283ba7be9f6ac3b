#include "widgets/kinds/kinds.h"

namespace hallows::widgets::kinds {
namespace {

void layout_style(UiData&, uint32_t, layout::LayoutStyle& style) {
  style.display = layout::Display::Grid;
}

// A window's cell is the window: what is larger scrolls or is cut off, it doesn't push the edges.
void window_style(UiData&, uint32_t, layout::LayoutStyle& style) {
  static const layout::GridTrack whole[] = {[] {
    layout::GridTrack track = layout::GridTrack::flex(1);
    track.min = layout::GridTrack::size(layout::Length::dp(0)).min;
    return track;
  }()};
  style.display = layout::Display::Grid;
  style.grid_template_columns = whole;
  style.grid_template_rows = whole;
}

// All children stand in the first cell, which grows with the largest of them.
void child_style(UiData&, uint32_t, layout::LayoutStyle& style) {
  if (style.position == layout::Position::Absolute) return;
  style.grid_column.start = {1, 0};
  style.grid_row.start = {1, 0};
}

}  // namespace

const KindOps& cell_ops() {
  static constexpr KindOps kOps = {.layout_style = layout_style, .child_style = child_style};
  return kOps;
}

const KindOps& window_ops() {
  static constexpr KindOps kOps = {.layout_style = window_style, .child_style = child_style};
  return kOps;
}

}  // namespace hallows::widgets::kinds
