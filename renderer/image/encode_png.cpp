#include "renderer/image/encode_png.h"

#include <png.h>

#include <cstdio>
#include <memory>

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

}  // namespace

std::vector<uint8_t> encode_png(std::span<const uint32_t> pixels, SizePx size, Px stride) {
  if (size.width <= 0 || size.height <= 0) return {};
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
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"),
                                                             std::fclose);
  if (!bytes.empty() && file != nullptr &&
      std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size()) {
    return true;
  }
  Diagnostic error;
  error.code = "png-unwritable";
  error.place.file = path;
  error.message = "the picture can't be written";
  error.why = bytes.empty() ? "it has no pixels" : "the file can't be opened or the disk is full";
  error.fix = "name a file in a folder that exists and may be written";
  return error;
}

}  // namespace hallows::image
