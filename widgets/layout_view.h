#pragma once

#include "widgets/ui_data.h"

// Stages 6 and 7: the element tree feeds the layout tree and reads boxes back.
namespace hallows::widgets {

bool layout_window(UiData& ui, const UiFrame& frame);
bool snap_window(UiData& ui, const UiFrame& frame);
// `settled` of what moved in this frame, for the next one.
void commit_settled(UiData& ui, uint8_t window);
// The content box in the border box, dp.
Rect content_box(const UiData& ui, uint32_t element);

// Text leaves (kinds Text, RichText, TextInput).
void add_text_leaf(UiData& ui, uint32_t element);
// A leaf's own paragraph comes back from behind the longer one that stood in for it.
void return_loan(UiData& ui, TextLeaf& leaf);
// True where the text or its style changed: it is measured again.
bool set_leaf_text(UiData& ui, uint32_t element, const text::ParagraphInput& input);

}  // namespace hallows::widgets
