#pragma once

#include <string_view>

namespace hallows::text {

// What a newer HarfBuzz than `version` ("6.0.0") would bring; empty where none was measured.
std::string_view shaper_advice(std::string_view version) noexcept;

}  // namespace hallows::text
