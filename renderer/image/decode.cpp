#include "renderer/image/decode.h"

#include <cstdio>
#include <cstring>
#include <memory>

#include "renderer/image/codecs.h"
#include "rt-kernel/types/color.h"

namespace hallows::image {
namespace {

Diagnostic image_error(std::string_view path, const char* code, std::string why) {
  Diagnostic error;
  error.code = code;
  error.place.file = std::string(path);
  error.message = "this picture can't be shown";
  error.why = std::move(why);
  error.fix = std::strcmp(code, "image-too-large") == 0
                  ? "scale it down to at most 64 million pixels and 16,384 a side"
                  : "export it again as PNG, JPEG or WebP";
  return error;
}

bool starts_with(std::span<const uint8_t> bytes, size_t at, std::string_view magic) {
  return bytes.size() >= at + magic.size() &&
         std::memcmp(bytes.data() + at, magic.data(), magic.size()) == 0;
}

// Straight alpha to premultiplied; tells whether all is opaque.
bool premultiply_all(std::vector<uint32_t>& pixels) {
  bool opaque = true;
  for (uint32_t& pixel : pixels) {
    const uint32_t alpha = pixel >> 24;
    if (alpha == 255) continue;
    opaque = false;
    pixel = premultiply({static_cast<uint8_t>(pixel >> 16), static_cast<uint8_t>(pixel >> 8),
                         static_cast<uint8_t>(pixel), static_cast<uint8_t>(alpha)})
                .word;
  }
  return opaque;
}

}  // namespace

bool size_allowed(int64_t width, int64_t height) {
  return width > 0 && height > 0 && width <= kMaxSide && height <= kMaxSide &&
         width * height <= kMaxPixels;
}

Result<ImageBlob> decode(std::span<const uint8_t> bytes, std::string_view path) {
  Decoded decoded;
  if (bytes.empty()) {
    decoded.why = "the file is empty";
  } else if (starts_with(bytes, 0, "\x89PNG\r\n\x1A\n")) {
    decode_png(bytes, decoded);
  } else if (starts_with(bytes, 0, "\xFF\xD8\xFF")) {
    decode_jpeg(bytes, decoded);
  } else if (starts_with(bytes, 0, "RIFF") && starts_with(bytes, 8, "WEBP")) {
    decode_webp(bytes, decoded);
  } else {
    return image_error(path, "image-unknown", "its first bytes are of no format that is read here");
  }
  if (decoded.too_large) return image_error(path, "image-too-large", "it has too many pixels");
  if (!decoded.ok) return image_error(path, "image-damaged", decoded.why);
  ImageBlob blob;
  blob.size = decoded.size;
  blob.pixels = std::move(decoded.pixels);
  blob.opaque = premultiply_all(blob.pixels);
  blob.path = std::string(path);
  return blob;
}

Result<ImageBlob> load(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             std::fclose);
  std::vector<uint8_t> bytes;
  // The encoded file is bounded too: no picture within the limits needs more.
  constexpr size_t kMaxBytes = size_t{512} << 20;
  bool ok = file != nullptr;
  uint8_t piece[65536];
  while (ok) {
    const size_t n = std::fread(piece, 1, sizeof piece, file.get());
    bytes.insert(bytes.end(), piece, piece + n);
    if (n < sizeof piece) {
      ok = std::ferror(file.get()) == 0;
      break;
    }
    ok = bytes.size() <= kMaxBytes;
  }
  if (ok) return decode(bytes, path);
  Diagnostic error = image_error(path, "image-missing", "the file can't be read");
  error.fix = "check the path, which counts from the UI's own file, and the permissions";
  return error;
}

}  // namespace hallows::image
