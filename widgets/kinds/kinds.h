#pragma once

#include "widgets/kind_ops.h"

// One table per native kind; each is defined in the file of its name.
namespace hallows::widgets::kinds {

const KindOps& cell_ops();    // Rect, Stack: one grid cell that all children share
const KindOps& window_ops();  // the same, of exactly the size of the window
const KindOps& row_ops();     // Row
const KindOps& column_ops();  // Column
const KindOps& flow_ops();    // Flow
const KindOps& grid_ops();
const KindOps& scroll_ops();
const KindOps& list_ops();
const KindOps& popup_ops();
const KindOps& text_ops();
const KindOps& rich_text_ops();
const KindOps& span_ops();
const KindOps& text_input_ops();
const KindOps& image_ops();
const KindOps& icon_ops();
const KindOps& path_ops();
const KindOps& canvas_ops();

// The icon set of the house: outlines in a 24 x 24 box, stroked 2 wide.
void add_icons(UiData& ui);

}  // namespace hallows::widgets::kinds
