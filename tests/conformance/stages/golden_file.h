#pragma once

#include <string>
#include <string_view>

namespace hallows::testing {

// HALLOWS_BLESS=1: expected results are written instead of compared.
bool blessing();

// Checks `text` against tests/conformance/stages/NAME, or writes it there. A difference fails the
// test with the first line that differs and how to bless.
void check_golden(const std::string& name, std::string_view text);

}  // namespace hallows::testing
