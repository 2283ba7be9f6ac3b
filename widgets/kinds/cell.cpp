#include "widgets/kinds/kinds.h"

namespace hallows::widgets::kinds {
namespace {

void layout_style(UiData&, uint32_t, layout::LayoutStyle& style) {
  style.display = layout::Display::Grid;
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

}  // namespace hallows::widgets::kinds
