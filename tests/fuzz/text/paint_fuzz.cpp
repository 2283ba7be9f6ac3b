// libFuzzer: bytes as the COLR table of a font that is whole otherwise; its glyphs are painted.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>

#include "renderer/glyph/color_paint.h"
#include "renderer/glyph/glyph_key.h"
#include "renderer/glyph/glyph_raster.h"

namespace {

using namespace hallows;

const FontBlob& whole_font() {
  static const FontBlob font = [] {
    FontBlob blob;
    std::ifstream file("tests/unit/renderer/glyph/data/color_v1.ttf", std::ios::binary);
    blob.bytes.assign(std::istreambuf_iterator<char>(file), {});
    if (blob.bytes.empty()) std::abort();  // run it from the project's root
    return blob;
  }();
  return font;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto blob = std::make_shared<FontBlob>(whole_font());
  const auto table = glyph::sfnt_table(blob->bytes, 0, 0x434F4C52);
  std::copy_n(data, std::min(size, table.size()),
              blob->bytes.begin() + (table.data() - blob->bytes.data()));
  FontFaceTable faces;
  FontFaceKey key;
  key.blob = std::move(blob);
  const FontFaceId face = faces.intern(key);
  glyph::GlyphRaster raster(faces, 1 << 20, glyph::GlyphRaster::Colour::Here);
  if (!raster.open_face(face)) return 0;
  glyph::GlyphBitmap bitmap;
  for (uint16_t id = 6; id < 18; ++id) {
    GlyphKey color = glyph::color_key(face, 10, {id}, 1);
    raster.rasterise(color, bitmap);
    color.luminance_class |= GlyphKey::kForeground;
    raster.rasterise(color, bitmap);
  }
  return 0;
}
