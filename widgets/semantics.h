#pragma once

#include <string>

#include "widgets/ui_data.h"

namespace hallows::widgets {

// A word of the Role set: `access.role`, else what the element does, else the kind's own.
std::string_view role_of(const UiData& ui, uint32_t element);
// `access.name`, appended; nothing where the element gives none.
void accessible_name(const UiData& ui, uint32_t element, std::string& out);
// The texts in the element, in tree order, apart by blanks; of an input its content. Appended.
void visible_text(const UiData& ui, uint32_t element, std::string& out);
// `access.role: none`: repeats what another element says (the hint of an empty field).
bool is_decoration(const UiData& ui, uint32_t element);
// Takes input by itself: it is found as one thing, by the texts in it.
bool is_control(const UiData& ui, uint32_t element);

}  // namespace hallows::widgets
