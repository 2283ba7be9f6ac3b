// Damage with fixed seeds, part of the tests: fonts cut short or changed, texts of random bytes and
// code points, edits, and sizes that nobody types.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "rt-kernel/base/utf8.h"
#include "tests/fuzz/text/text_ops.h"

namespace text_fuzz {
namespace {

class Random {
 public:
  uint32_t next(uint32_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>(state_ >> 33) % bound;
  }

 private:
  uint64_t state_ = 7;
};

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
  Random random;
  for (int i = 0; i < 1500; ++i) run_text(context, paragraph, random_text(random));
}

TEST_CASE("random edits lay out as the edited text does from scratch") {
  Fonts fonts;
  TextContext context(fonts.store);
  TextContext other_context(fonts.store);
  Paragraph edited;
  Random random;
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

TEST_CASE("a font cut short at any place is refused or used, never a crash") {
  const std::vector<uint8_t> whole =
      read("/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf");
  REQUIRE_MESSAGE(!whole.empty(), "install fonts-noto-core");
  Random random;
  for (size_t size = 0; size < 300; ++size)
    run_font({whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size)});
  for (int i = 0; i < 100; ++i) {
    run_font({whole.begin(), whole.begin() + random.next(static_cast<uint32_t>(whole.size()))});
  }
}

TEST_CASE("a font with changed bytes is refused or used, never a crash") {
  const std::vector<uint8_t> whole =
      read("/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf");
  Random random;
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
