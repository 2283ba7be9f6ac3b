#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "rt-kernel/base/handle.h"

namespace hallows {

// The bytes of one font file, shared by every face in it. Immutable; a blob lives until no glyph
// run, atlas page or worker holds it.
struct FontBlob {
  std::vector<uint8_t> bytes;           // of a font in memory
  std::span<const uint8_t> file;        // of one that is mapped, instead of them ...
  std::shared_ptr<const void> mapping;  // ... for as long as this lives
  std::span<const uint8_t> view() const { return file.empty() ? bytes : file; }
  std::string path;  // for messages; empty for memory
};

struct FontAxis {
  uint32_t tag = 0;  // OpenType tag, big-endian ('wght' = 0x77676874)
  float value = 0;
  friend bool operator==(FontAxis, FontAxis) = default;
};

// How outlines are fitted to pixel rows before they are drawn. Hints move points up and down only:
// pens stand at quarter pixels, and layout measures outlines without hints.
enum class Hinting : uint8_t {
  None,          // as designed
  Slight,        // by the automatic hinter
  Instructions,  // by the font's own, where it has them
};
enum class Antialias : uint8_t { Grey, Off };  // Off: a pixel is in or out

// The faces of the default stack take the defaults; a system font what fontconfig says.
struct FaceRendering {
  Hinting hinting = Hinting::None;
  Antialias antialias = Antialias::Grey;
  friend bool operator==(FaceRendering, FaceRendering) = default;
};

// What makes two faces the same face.
struct FontFaceKey {
  std::shared_ptr<const FontBlob> blob;
  uint32_t index = 0;  // in a collection
  std::array<FontAxis, 4> axes{};
  uint8_t axis_count = 0;
  bool synthetic_bold = false;
  bool synthetic_italic = false;
  FaceRendering rendering;
};

// Interned: equal keys have equal ids. Indexes the FontFaceTable of the process.
using FontFaceId = Id<struct FontFaceTag, uint16_t>;

}  // namespace hallows
