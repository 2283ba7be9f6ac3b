#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "rt-kernel/base/result.h"
#include "rt-kernel/types/image_blob.h"

namespace hallows::image {

// The largest picture that is read: 64 million pixels, 16,384 a side.
constexpr int64_t kMaxPixels = 64'000'000;
constexpr Px kMaxSide = 16'384;

// Decodes PNG, JPEG or WebP (told apart by their first bytes) to premultiplied BGRA in sRGB. A
// worker's job. `path` is for messages. Fails with one diagnostic for what is damaged, unknown or
// too large; never crashes on any bytes.
Result<ImageBlob> decode(std::span<const uint8_t> bytes, std::string_view path);
// Reads the file, then decode().
Result<ImageBlob> load(const std::string& path);

// The part `source` (0 to 1) of a picture in exactly `size` pixels: area average when shrinking,
// bilinear when growing. Deterministic. A worker's job, or a test's.
ImageBlob scale(const ImageBlob& image, SizePx size, Rect source = {0, 0, 1, 1});

}  // namespace hallows::image
