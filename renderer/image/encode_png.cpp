#include "renderer/image/encode_png.h"

#include <png.h>

#include "rt-kernel/base/write_file.h"

namespace hallows::image {
namespace {

// Undoes premultiplication, rounded; a fully transparent pixel has no colour.
uint8_t straight(uint32_t channel, uint32_t alpha) {
  if (alpha == 0) return 0;
  const uint32_t value = (channel * 255 + alpha / 2) / alpha;
  return static_cast<uint8_t>(value > 255 ? 255 : value);
}

bool all_opaque(std::span<const uint32_t> pixels, SizePx size, Px stride) {
  for (Px y = 0; y < size.height; ++y) {
    for (Px x = 0; x < size.width; ++x) {
      if (pixels[static_cast<size_t>(y) * static_cast<size_t>(stride) + static_cast<size_t>(x)] >>
              24 !=
          255) {
        return false;
      }
    }
  }
  return true;
}

bool covers(std::span<const uint32_t> pixels, SizePx size, Px stride) {
  if (size.width <= 0 || size.height <= 0 || stride < size.width) return false;
  const size_t before_last = static_cast<size_t>(size.height - 1) * static_cast<size_t>(stride);
  return pixels.size() >= before_last + static_cast<size_t>(size.width);
}

}  // namespace

std::vector<uint8_t> encode_png(std::span<const uint32_t> pixels, SizePx size, Px stride) {
  if (!covers(pixels, size, stride)) return {};
  const bool opaque = all_opaque(pixels, size, stride);
  const size_t channels = opaque ? 3 : 4;
  std::vector<uint8_t> rows;
  rows.reserve(static_cast<size_t>(size.width) * static_cast<size_t>(size.height) * channels);
  for (Px y = 0; y < size.height; ++y) {
    for (Px x = 0; x < size.width; ++x) {
      const uint32_t p =
          pixels[static_cast<size_t>(y) * static_cast<size_t>(stride) + static_cast<size_t>(x)];
      const uint32_t alpha = p >> 24;
      rows.push_back(straight((p >> 16) & 255, alpha));
      rows.push_back(straight((p >> 8) & 255, alpha));
      rows.push_back(straight(p & 255, alpha));
      if (!opaque) rows.push_back(static_cast<uint8_t>(alpha));
    }
  }
  png_image png = {};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(size.width);
  png.height = static_cast<png_uint_32>(size.height);
  png.format = opaque ? PNG_FORMAT_RGB : PNG_FORMAT_RGBA;
  png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::vector<uint8_t> out(bytes);
  if (png_image_write_to_memory(&png, out.data(), &bytes, 0, rows.data(), 0, nullptr) == 0) {
    return {};
  }
  out.resize(bytes);
  return out;
}

Result<bool> write_png(const std::string& path, std::span<const uint32_t> pixels, SizePx size,
                       Px stride) {
  const std::vector<uint8_t> bytes = encode_png(pixels, size, stride);
  if (!bytes.empty()) return write_file(path, bytes);
  Diagnostic error;
  error.code = "no-picture";
  error.place.file = path;
  error.message = "the picture isn't written";
  error.why = "there are no pixels of its size";
  error.fix = "draw a frame first, or choose another back end";
  return error;
}

}  // namespace hallows::image
