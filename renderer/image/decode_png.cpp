#include <png.h>

#include "renderer/image/codecs.h"

namespace hallows::image {

// libpng's simplified interface: it converts every colour type, depth and gamma to 8-bit sRGB, and
// keeps its error jumps to itself.
void decode_png(std::span<const uint8_t> bytes, Decoded& out) {
  png_image png = {};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0) {
    out.why = std::string("PNG: ") + png.message;
    return;
  }
  if (!size_allowed(png.width, png.height)) {
    out.too_large = true;
    png_image_free(&png);
    return;
  }
  png.format = PNG_FORMAT_BGRA;
  out.size = {static_cast<Px>(png.width), static_cast<Px>(png.height)};
  out.pixels.resize(size_t{png.width} * png.height);
  if (png_image_finish_read(&png, nullptr, out.pixels.data(), 0, nullptr) == 0) {
    out.why = std::string("PNG: ") + png.message;
    return;
  }
  out.ok = true;
}

}  // namespace hallows::image
