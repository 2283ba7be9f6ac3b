// Damage with fixed seeds, part of the tests: fonts cut short or changed, texts of random bytes and
// code points, edits, and sizes that nobody types.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "renderer/glyph/glyph_key.h"
#include "renderer/glyph/glyph_raster.h"
#include "rt-kernel/base/utf8.h"
#include "tests/fuzz/text/edit_ops.h"
#include "tests/fuzz/text/text_ops.h"
#include "tests/random.h"

namespace text_fuzz {
namespace {

using hallows::testing::Random;

struct Fonts {
  Fonts() : store(table) { store.load_default(problems); }
  FontFaceTable table;
  FontStore store;
  std::vector<Diagnostic> problems;
};

std::vector<uint8_t> read(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string random_text(Random& random) {
  static constexpr char32_t kStarts[] = {0x20,   0x41,   0x300,   0x590,   0x600,   0x900,
                                         0xE00,  0x1100, 0x2000,  0x2060,  0x3040,  0x4E00,
                                         0xAC00, 0xFE00, 0x1F1E6, 0x1F3FB, 0x1F468, 0xE0020};
  std::string text;
  for (int i = 0; i < 4; ++i) text += static_cast<char>(random.next(256));
  const uint32_t count = random.next(60);
  for (uint32_t i = 0; i < count; ++i) {
    if (random.next(12) == 0) {
      text += static_cast<char>(random.next(256));
    } else {
      append_utf8(text, kStarts[random.next(std::size(kStarts))] + random.next(48));
    }
  }
  return text;
}

TEST_CASE("random texts keep every invariant, at every width") {
  Fonts fonts;
  TextContext context(fonts.store);
  Paragraph paragraph;
  Random random(7);
  for (int i = 0; i < 1500; ++i) run_text(context, paragraph, random_text(random));
}

TEST_CASE("random edits lay out as the edited text does from scratch") {
  Fonts fonts;
  TextContext context(fonts.store);
  TextContext other_context(fonts.store);
  Paragraph edited;
  Random random(7);
  std::string text = "Some text סוף and عربي, with 漢字.";
  for (int i = 0; i < 400; ++i) {
    const size_t at = random.next(static_cast<uint32_t>(text.size() + 1));
    if (random.next(2) == 0) {
      text.insert(at, random_text(random).substr(4, 7));
    } else {
      text.erase(at, random.next(9));
    }
    ParagraphInput input;
    input.text = text;
    edited.set(context, input);
    Paragraph fresh;
    fresh.set(other_context, input);
    const TextFit a = edited.place(120);
    const TextFit b = fresh.place(120);
    REQUIRE(a.width == b.width);
    REQUIRE(a.height == b.height);
    REQUIRE(edited.runs().size() == fresh.runs().size());
    for (size_t r = 0; r < fresh.runs().size(); ++r) {
      REQUIRE(edited.runs()[r].glyphs.size() == fresh.runs()[r].glyphs.size());
      for (size_t g = 0; g < fresh.runs()[r].glyphs.size(); ++g) {
        REQUIRE(edited.runs()[r].glyphs[g].glyph == fresh.runs()[r].glyphs[g].glyph);
        REQUIRE(edited.runs()[r].glyphs[g].x == fresh.runs()[r].glyphs[g].x);
      }
    }
    if (text.size() > 300) text.resize(100);
  }
}

// Lays text out with the first `size` bytes as a font, and draws its first glyphs.
void cut_and_use(const std::vector<uint8_t>& whole, size_t size) {
  auto table = std::make_unique<FontFaceTable>();
  std::vector<uint8_t> bytes(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
  if (!run_font(*table, bytes)) {  // what layout refuses, the rasteriser may still be given
    FontFaceKey key;
    auto blob = std::make_shared<FontBlob>();
    blob->bytes = std::move(bytes);
    key.blob = std::move(blob);
    table->intern(key);
  }
  glyph::GlyphRaster raster(*table, 1 << 20, glyph::GlyphRaster::Colour::Here);
  for (uint16_t face = 0; face < table->count(); ++face) {
    if (!raster.open_face(FontFaceId{face})) continue;
    glyph::GlyphBitmap bitmap;
    for (uint16_t id = 0; id < 8; ++id) {
      GlyphKey key = glyph::key_of(FontFaceId{face}, 16, GlyphId{id}, 0, 0);
      if (id == 7) key = glyph::color_key(FontFaceId{face}, 16, GlyphId{id}, 3);
      CHECK(raster.rasterise(key, bitmap) != glyph::RasterStatus::NotOpen);
    }
  }
}

TEST_CASE("a text field's life of random edits keeps every invariant") {
  Fonts fonts;
  TextContext context(fonts.store);
  TextContext other(fonts.store);
  Random random(7);
  for (int i = 0; i < 60; ++i) {
    std::string bytes;
    for (int k = 0; k < 120; ++k) bytes += static_cast<char>(random.next(256));
    run_edits(context, other, bytes);
  }
}

TEST_CASE("a small font cut short at every byte is refused or used, never a crash") {
  const std::vector<uint8_t> whole =
      read("/usr/share/fonts/truetype/noto/NotoSansLydian-Regular.ttf");
  REQUIRE_MESSAGE(!whole.empty(), "install fonts-noto-core");
  for (size_t size = 0; size <= whole.size(); ++size) cut_and_use(whole, size);
}

uint32_t u32_at(const std::vector<uint8_t>& bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | bytes[at + i];
  return value;
}

// Every byte of the header, a few around each end of a table, and `more` in between.
std::vector<size_t> places_to_cut(const std::vector<uint8_t>& font, uint32_t more) {
  const size_t start = u32_at(font, 0) == 0x74746366 ? u32_at(font, 12) : 0;  // 'ttcf'
  const size_t tables = u32_at(font, start + 4) >> 16;
  std::vector<size_t> places;
  const auto around = [&](size_t at) {
    for (size_t i = at < 2 ? 0 : at - 2; i <= at + 2 && i <= font.size(); ++i) places.push_back(i);
  };
  for (size_t i = 0; i <= start + 12 + tables * 16; ++i) places.push_back(i);
  for (size_t i = 0; i < tables; ++i) {
    const size_t entry = start + 12 + i * 16;
    around(u32_at(font, entry + 8));
    around(size_t{u32_at(font, entry + 8)} + u32_at(font, entry + 12));
  }
  for (uint32_t i = 1; i <= more; ++i) places.push_back(font.size() / (more + 1) * i);
  return places;
}

TEST_CASE("fonts of every format cut short at their edges are refused or used, never a crash") {
  struct Font {
    const char* path;
    uint32_t places;
  };
  const Font fonts[] = {
      {"/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf", 300},
      {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 60},         // hints, kerning
      {"/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf", 60},  // variable
      {"/usr/share/fonts/opentype/inter/Inter-Regular.otf", 60},       // CFF
      {"/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf", 3},        // CBDT, 10 MB
  };
  for (const Font& font : fonts) {
    const std::vector<uint8_t> whole = read(font.path);
    CAPTURE(font.path);
    REQUIRE(!whole.empty());
    for (const size_t size : places_to_cut(whole, font.places)) cut_and_use(whole, size);
  }
}

TEST_CASE("a font with changed bytes is refused or used, never a crash") {
  const std::vector<uint8_t> whole =
      read("/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf");
  Random random(7);
  for (int i = 0; i < 200; ++i) {
    std::vector<uint8_t> bytes = whole;
    for (int k = 0; k < 8; ++k) {
      const uint32_t bound = k < 4 ? 512 : static_cast<uint32_t>(bytes.size());
      bytes[random.next(bound)] = static_cast<uint8_t>(random.next(256));
    }
    run_font(std::move(bytes));
  }
}

TEST_CASE("sizes that nobody types") {
  Fonts fonts;
  TextContext context(fonts.store);
  Paragraph paragraph;
  ParagraphInput input;
  const auto lay_out = [&](const std::string& text) {
    input.text = text;
    paragraph.set(context, input);
    use_paragraph(paragraph, 200);
  };
  SUBCASE("a line of a megabyte without a space") {
    lay_out(std::string(1 << 20, 'x'));
  }
  SUBCASE("ten thousand marks on one base") {
    std::string text = "e";
    for (int i = 0; i < 10000; ++i) text += "\u0301";
    lay_out(text);
  }
  SUBCASE("ten thousand brackets and embeddings") {
    std::string text;
    for (int i = 0; i < 10000; ++i) text += i % 2 == 0 ? "(\u202B" : "\u2067א";
    lay_out(text);
  }
  SUBCASE("a hundred thousand newlines") {
    lay_out(std::string(100000, '\n'));
  }
  SUBCASE("a flag without end") {
    std::string text;
    for (int i = 0; i < 10001; ++i) text += "🇫";
    lay_out(text);
  }
  SUBCASE("styles out of any range") {
    TextStyle style;
    style.size = std::nanf("");
    input.style = &style;
    lay_out("text");
    style.size = -3;
    style.weight = 0;
    lay_out("text");
    style.size = 1e30f;
    lay_out("text");
    const StyledRange ranges[] = {{{3, 90000}, &style}, {{1, 2}, &style}};
    input.ranges = ranges;
    lay_out("more text");
  }
}

}  // namespace
}  // namespace text_fuzz
