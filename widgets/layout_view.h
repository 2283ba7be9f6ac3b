#pragma once

#include "rt-kernel/base/nonblocking.h"
#include "widgets/ui_data.h"

// Stages 6 and 7: the element tree feeds the layout tree and reads boxes back.
namespace hallows::widgets {

bool layout_window(UiData& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
bool snap_window(UiData& ui, const UiFrame& frame) noexcept HALLOWS_NONBLOCKING;
// `settled` of what moved in this frame, for the next one.
void commit_settled(UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;
// The content box in the border box, dp.
Rect content_box(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;

// Text leaves (kinds Text, RichText, TextInput).
void add_text_leaf(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// A leaf's own paragraph comes back from behind the longer one that stood in for it.
void return_loan(UiData& ui, TextLeaf& leaf) noexcept HALLOWS_NONBLOCKING;
// True where the text or its style changed: it is measured again.
bool set_leaf_text(UiData& ui, uint32_t element,
                   const text::ParagraphInput& input) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::widgets
