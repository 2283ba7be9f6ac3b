#pragma once

namespace hallows {

// The X display that the environment names ($DISPLAY), or null. It may not answer.
const char* display_name() noexcept;

}  // namespace hallows
