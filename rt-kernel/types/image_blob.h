#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rt-kernel/base/handle.h"
#include "rt-kernel/types/geometry.h"

namespace hallows {

using ImageId = Id<struct ImageTag>;

// A decoded picture: premultiplied BGRA rows, tightly packed. Immutable once shared.
struct ImageBlob {
  SizePx size;
  bool opaque = false;
  std::vector<uint32_t> pixels;
  std::string path;  // for messages
};

}  // namespace hallows
