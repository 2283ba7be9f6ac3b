#pragma once

#include "stage.h"

namespace hallows::conformance {

// What each back end's own file (cpu_test.cpp, ...) says about it. Null: it can't run on this
// machine (no driver); its cases then pass with a message.
std::unique_ptr<render::Backend> make_backend(const prepare::PageSetup& setup);
// The largest difference of a channel from the goldens, which the cpu back end drew. 0: exact.
uint32_t golden_tolerance();
prepare::DrawOrderPolicy draw_order();

}  // namespace hallows::conformance
