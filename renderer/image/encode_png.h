#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rt-kernel/base/result.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::image {

// Encodes premultiplied BGRA words (stride in pixels) as an 8-bit PNG: RGB where all is opaque,
// else RGBA. Equal pixels give equal bytes. Empty where the pixels don't fill `size`.
std::vector<uint8_t> encode_png(std::span<const uint32_t> pixels, SizePx size, Px stride);
Result<bool> write_png(const std::string& path, std::span<const uint32_t> pixels, SizePx size,
                       Px stride);

}  // namespace hallows::image
