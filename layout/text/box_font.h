#pragma once

#include <cstdint>
#include <vector>

namespace hallows::text {

// A complete TrueType font of one glyph, an empty box: what stands in where no font can be found.
std::vector<uint8_t> box_font();

}  // namespace hallows::text
