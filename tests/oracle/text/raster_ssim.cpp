// Draws lines of text as the engine does and compares them with reference pictures by SSIM.
//   raster_ssim LIST REFERENCE_DIR [OUT_DIR]
// LIST: one picture a line, tab separated: file, font, size, dpr, foreground, background, x,
// baseline, text (made by raster_ssim.py from the references' index). Prints "file ssim
// ssim_of_ink" per line.
#include <hb.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "renderer/image/decode.h"
#include "renderer/image/encode_png.h"
#include "tests/oracle/text/draw_list.h"
#include "tests/oracle/text/similarity.h"

namespace {

using namespace hallows;

struct Case {
  std::string file, font, text;
  float size = 0, dpr = 1;
  Color foreground, background;
  float x = 0, baseline = 0;
};

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == '\t') {
      fields.emplace_back();
    } else if (c != '\n') {
      fields.back() += c;
    }
  }
  return fields;
}

Color color_of(const std::string& hex) {
  return rgb(static_cast<uint32_t>(std::strtoul(hex.c_str() + 1, nullptr, 16)));
}

std::vector<Case> read_list(const char* path) {
  std::vector<Case> cases;
  std::FILE* file = std::fopen(path, "r");
  char line[4096];
  while (file != nullptr && std::fgets(line, sizeof line, file) != nullptr) {
    const std::vector<std::string> f = split(line);
    if (f.size() != 9) continue;
    cases.push_back({f[0], f[1], f[8], std::strtof(f[2].c_str(), nullptr),
                     std::strtof(f[3].c_str(), nullptr), color_of(f[4]), color_of(f[5]),
                     std::strtof(f[6].c_str(), nullptr), std::strtof(f[7].c_str(), nullptr)});
  }
  if (file != nullptr) std::fclose(file);
  return cases;
}

std::shared_ptr<const FontBlob> load_font(const std::string& path) {
  auto blob = std::make_shared<FontBlob>();
  blob->path = path;
  std::FILE* file = std::fopen(path.c_str(), "rb");
  uint8_t piece[65536];
  size_t n = 0;
  while (file != nullptr && (n = std::fread(piece, 1, sizeof piece, file)) > 0) {
    blob->bytes.insert(blob->bytes.end(), piece, piece + n);
  }
  if (file != nullptr) std::fclose(file);
  return blob;
}

std::vector<scene::GlyphAt> shape(const FontBlob& font, const Case& c) {
  hb_blob_t* blob = hb_blob_create(reinterpret_cast<const char*>(font.bytes.data()),
                                   static_cast<unsigned>(font.bytes.size()),
                                   HB_MEMORY_MODE_READONLY, nullptr, nullptr);
  hb_face_t* face = hb_face_create(blob, 0);
  hb_font_t* hb = hb_font_create(face);
  hb_buffer_t* buffer = hb_buffer_create();
  hb_buffer_add_utf8(buffer, c.text.c_str(), -1, 0, -1);
  hb_buffer_guess_segment_properties(buffer);
  hb_shape(hb, buffer, nullptr, 0);
  const float scale = c.size * c.dpr / static_cast<float>(hb_face_get_upem(face));
  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer, &count);
  const hb_glyph_position_t* places = hb_buffer_get_glyph_positions(buffer, &count);
  std::vector<scene::GlyphAt> glyphs;
  float pen = c.x * c.dpr;
  for (unsigned i = 0; i < count; ++i) {
    glyphs.push_back({pen + static_cast<float>(places[i].x_offset) * scale,
                      c.baseline * c.dpr,
                      {static_cast<uint16_t>(infos[i].codepoint)},
                      0});
    pen += static_cast<float>(places[i].x_advance) * scale;
  }
  hb_buffer_destroy(buffer);
  hb_font_destroy(hb);
  hb_face_destroy(face);
  hb_blob_destroy(blob);
  return glyphs;
}

std::vector<uint32_t> draw(const Case& c, SizePx size) {
  FontFaceTable faces;
  FontFaceKey key;
  key.blob = load_font(c.font);
  const FontFaceId face = faces.intern(key);
  scene::PrimitiveList list;
  list.text({face, c.size * c.dpr, c.foreground, 0, 0}, shape(*key.blob, c),
            {0, 0, size.width, size.height});
  return draw_list(list, faces, c.background, size);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: raster_ssim LIST REFERENCE_DIR [OUT_DIR]\n");
    return 2;
  }
  for (const Case& c : read_list(argv[1])) {
    const Result<ImageBlob> reference = image::load(std::string(argv[2]) + "/" + c.file);
    if (!reference) {
      std::fprintf(stderr, "%s", format_diagnostic(reference.error()).c_str());
      return 1;
    }
    const std::vector<uint32_t> drawn = draw(c, reference->size);
    if (argc > 3) {
      static_cast<void>(static_cast<bool>(image::write_png(
          std::string(argv[3]) + "/" + c.file, drawn, reference->size, reference->size.width)));
    }
    const Similarity s = ssim(luma(drawn), luma(reference->pixels), reference->size);
    std::printf("%s %.4f %.4f\n", c.file.c_str(), s.all, s.ink);
  }
  return 0;
}
