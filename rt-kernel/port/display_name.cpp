#include "rt-kernel/port/display_name.h"

#include <cstdlib>

namespace hallows {

const char* display_name() noexcept {
  const char* name = std::getenv("DISPLAY");
  return name != nullptr && name[0] != '\0' ? name : nullptr;
}

}  // namespace hallows
