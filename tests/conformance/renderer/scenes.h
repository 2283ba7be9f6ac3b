#pragma once

#include "stage.h"

namespace hallows::conformance {

// A scene that shows every primitive, many sizes and states of each: what the goldens and the
// comparison of back ends use. `dark` turns the palette.
void build_showcase(Stage& stage, bool dark);
constexpr SizePx kShowcaseSize = {760, 560};

}  // namespace hallows::conformance
