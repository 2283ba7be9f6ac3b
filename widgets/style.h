#pragma once

#include "rt-kernel/base/nonblocking.h"
#include "widgets/ui_data.h"

// Stage 5: inherited text properties, and the properties of an element as layout and text read
// them.
namespace hallows::widgets {

// Elements with style dirt, ancestors first; true when something was done.
bool resolve_styles(UiData& ui, uint8_t window) noexcept HALLOWS_NONBLOCKING;
layout::LayoutStyle make_layout_style(UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;
// The property `overflow`, x and y as layout computes them; `out` stays where it isn't given.
void overflow_of(const UiData& ui, uint32_t element,
                 std::array<layout::Overflow, 2>& out) noexcept HALLOWS_NONBLOCKING;
text::ParagraphStyle make_paragraph_style(const UiData& ui,
                                          uint32_t element) noexcept HALLOWS_NONBLOCKING;
// The element's own text style: what it inherits and its own decoration.
text::TextStyle make_text_style(const UiData& ui, uint32_t element) noexcept HALLOWS_NONBLOCKING;

// Index of the theme that the program sees at an instance, or UINT32_MAX.
uint32_t theme_at(const UiData& ui, uint32_t instance) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::widgets
