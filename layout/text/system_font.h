#pragma once

#include <string>

#include "layout/text/font_store.h"

namespace hallows::text {

struct SystemFont {
  std::string path;  // empty: the system has no font at all
  uint32_t index = 0;
  FaceRendering rendering;
};

// What fontconfig answers for a family, the nearest font where it doesn't know the name. Set-up
// work: the first call of a process reads its configuration and caches.
SystemFont find_system_font(const std::string& family, uint16_t weight, Slant slant);

}  // namespace hallows::text
