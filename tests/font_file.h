#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "rt-kernel/types/font_face_table.h"

namespace hallows::testing {

// The bytes of a font; none where the file isn't there.
inline std::shared_ptr<FontBlob> load_font(const std::string& path) {
  auto blob = std::make_shared<FontBlob>();
  blob->path = path;
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return blob;
  uint8_t piece[65536];
  size_t n = 0;
  while ((n = std::fread(piece, 1, sizeof piece, file)) > 0) {
    blob->bytes.insert(blob->bytes.end(), piece, piece + n);
  }
  std::fclose(file);
  return blob;
}

}  // namespace hallows::testing
