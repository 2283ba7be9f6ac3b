#pragma once

#include "stage.h"

namespace hallows::conformance {

// A scene that shows every primitive, many sizes and states of each: what the goldens and the
// comparison of back ends use. `dark` turns the palette.
void build_showcase(Stage& stage, bool dark);
constexpr SizePx kShowcaseSize = {760, 560};
// Text around and above the size from which glyphs are paths, and text under transforms.
void build_large_text(Stage& stage, bool dark);
constexpr SizePx kLargeTextSize = {760, 420};

}  // namespace hallows::conformance
