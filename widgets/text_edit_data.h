#pragma once

#include <algorithm>
#include <string_view>

#include "widgets/layout_view.h"
#include "widgets/property.h"
#include "widgets/ui_data.h"

// What text_edit.cpp and text_edit_view.cpp both ask of an input.
namespace hallows::widgets {

inline EditRec& edit_of(UiData& ui, uint32_t element) {
  return ui.edits[ui.elements[element].edit];
}

inline std::string_view content_of(const UiData& ui, uint32_t element) {
  return text_of(ui, element, PropertyId::Content);
}

inline text::TextRange selection_of(const EditRec& edit) {
  return {std::min(edit.caret, edit.anchor), std::max(edit.caret, edit.anchor)};
}

inline bool multiline(const UiData& ui, uint32_t element) {
  return bool_of(ui, element, PropertyId::Multiline, false);
}

inline text::Paragraph& paragraph_of(UiData& ui, uint32_t element) {
  return ui.leaves[ui.elements[element].leaf].paragraph;
}

// Keys work on lines as they would be placed now.
inline void place(UiData& ui, uint32_t element) {
  const Rect content = content_box(ui, element);
  paragraph_of(ui, element).place(multiline(ui, element) ? content.width : 1e9f);
}

// With the preedit in it.
inline uint32_t shown_caret(const EditRec& edit) {
  return edit.caret + (edit.preedit.empty() ? 0 : edit.preedit_caret);
}

}  // namespace hallows::widgets
