#pragma once

#include "stage.h"

namespace hallows::conformance {

// The back end of this program: defined by its own file (cpu_test.cpp, ...).
std::unique_ptr<render::Backend> make_backend(const prepare::PageSetup& setup);

}  // namespace hallows::conformance
