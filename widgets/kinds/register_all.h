#pragma once

#include "widgets/ui.h"

namespace hallows::widgets::kinds {

// Gives every native element kind its behaviour, and the scene the icons. Set-up; once per Ui.
void register_all(Ui& ui);

}  // namespace hallows::widgets::kinds
