#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rt-kernel/types/geometry.h"

namespace hallows::image {

// What a codec hands over: straight-alpha BGRA words. Internal to renderer/image.
struct Decoded {
  bool ok = false;
  bool too_large = false;
  SizePx size;
  std::vector<uint32_t> pixels;
  std::string why;  // where !ok
};

// Checked before any memory is taken for pixels.
bool size_allowed(int64_t width, int64_t height);

void decode_png(std::span<const uint8_t> bytes, Decoded& out);
void decode_jpeg(std::span<const uint8_t> bytes, Decoded& out);
void decode_webp(std::span<const uint8_t> bytes, Decoded& out);

}  // namespace hallows::image
