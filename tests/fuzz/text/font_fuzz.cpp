// libFuzzer: bytes as a font, shaped, then drawn: bitmaps, outlines and colours.
#include "renderer/glyph/glyph_key.h"
#include "renderer/glyph/glyph_raster.h"
#include "tests/fuzz/text/text_ops.h"

namespace {

void draw_font(std::vector<uint8_t> bytes) {
  using namespace hallows;
  FontFaceTable table;
  FontFaceKey key;
  auto blob = std::make_shared<FontBlob>();
  blob->bytes = std::move(bytes);
  key.blob = std::move(blob);
  const FontFaceId face = table.intern(key);
  glyph::GlyphRaster raster(table, 4 << 20, glyph::GlyphRaster::Colour::Here);
  if (!raster.open_face(face)) return;
  glyph::GlyphBitmap bitmap;
  glyph::GlyphOutline outline;
  for (uint16_t id = 0; id < 24; ++id) {
    raster.rasterise(glyph::key_of(face, 16, {id}, 1, 0), bitmap);
    raster.trace(glyph::outline_key(face, {id}), outline);
    GlyphKey color = glyph::color_key(face, 16, {id}, id % 4);
    raster.rasterise(color, bitmap);
    color.luminance_class |= GlyphKey::kForeground;
    raster.rasterise(color, bitmap);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size >= (1u << 20)) return 0;
  text_fuzz::run_font({data, data + size});
  draw_font({data, data + size});
  return 0;
}
