#pragma once

#include "rt-kernel/types/path.h"

// FreeType's own name for the record; its header stays in the .cpp files.
struct FT_Outline_;  // NOLINT(readability-identifier-naming): FreeType's name

namespace hallows::glyph {

// Appends FreeType's outline, scaled, y turned down. False where it is damaged.
bool append_outline(const FT_Outline_& outline, float scale, PathData& out);

}  // namespace hallows::glyph
