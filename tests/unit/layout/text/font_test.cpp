// Which face a text gets, and what its style asks of the face.
#include "layout/text/missing_characters.h"
#include "layout/text/shaper_advice.h"
#include "tests/unit/layout/text/text_fixture.h"

namespace hallows::text {
namespace {

constexpr const char* kSans = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf";
constexpr const char* kInter = "/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf";
constexpr const char* kCjk = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

struct FontFixture : TextFixture {
  FontStore& fonts = Fonts::get().store;

  // The style's stack becomes this file alone, at every weight and slant.
  void use_file(const char* path) {
    const std::string name = std::string("only ") + path;
    FontStackId stack = fonts.find_stack(name);
    if (!stack) {
      std::vector<Diagnostic> problems;
      const FamilyMember members[] = {{path, 0, 400, Slant::Upright, ""}};
      const FontFamilyId families[] = {fonts.add_family(name, members, problems)};
      REQUIRE(problems.empty());
      stack = fonts.add_stack(name, families);
    }
    style.stack = stack;
  }
  float width(std::string_view text) {
    set(text);
    return paragraph.max_content();
  }
  uint16_t glyph(std::string_view text) {
    place(text, kInfinity);
    REQUIRE(glyph_count() == 1);
    return paragraph.runs()[0].glyphs[0].glyph.value;
  }
  const FontFaceKey& face(std::string_view text) {
    place(text, kInfinity);
    REQUIRE(paragraph.runs().size() == 1);
    return fonts.table().get(paragraph.runs()[0].face);
  }
};

TEST_CASE_FIXTURE(FontFixture, "a feature reaches the font: tnum makes figures equally wide") {
  use_file(kInter);
  CHECK(width("11111") < width("88888"));
  style.features.push({tag4("tnum"), 1});
  CHECK(width("11111") == width("88888"));
}

TEST_CASE_FIXTURE(FontFixture, "small caps are used where the font has them") {
  use_file(kSans);
  const uint16_t small = glyph("a");
  const uint16_t capital = glyph("A");
  style.caps = Caps::SmallCaps;
  CHECK(glyph("a") != small);
  CHECK(glyph("a") != capital);
  CHECK(glyph("A") == capital);
  use_file("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");  // has none
  const uint16_t plain = glyph("a");
  style.caps = Caps::Normal;
  CHECK(glyph("a") == plain);
}

TEST_CASE_FIXTURE(FontFixture, "weights are an axis where the font has one, else synthetic") {
  use_file(kInter);
  const float regular = width("weight");
  style.weight = 700;
  CHECK(width("weight") > regular);
  CHECK_FALSE(face("weight").synthetic_bold);
  style.weight = 550;  // between any two static faces
  CHECK(width("weight") > regular);
  style.weight = 400;
  style.axes[0] = {tag4("wght"), 800};
  style.axis_count = 1;
  CHECK(face("weight").axes[0] == FontAxis{tag4("wght"), 800});
  style.axis_count = 0;

  use_file(kSans);
  CHECK_FALSE(face("weight").synthetic_bold);
  style.weight = 700;
  CHECK(face("weight").synthetic_bold);
  CHECK_FALSE(face("weight").synthetic_italic);
  style.slant = Slant::Italic;
  CHECK(face("weight").synthetic_italic);
}

TEST_CASE_FIXTURE(FontFixture, "emoji are never made bold or slanted") {
  style.weight = 700;
  style.slant = Slant::Italic;
  const FontFaceKey& key = face("🌍");
  CHECK(key.blob->path.ends_with("NotoColorEmoji.ttf"));
  CHECK_FALSE(key.synthetic_bold);
  CHECK_FALSE(key.synthetic_italic);
}

TEST_CASE_FIXTURE(FontFixture, "a collection gives each language its own face") {
  style.language = Language("ja");
  CHECK(face("骨").index == 0);
  style.language = Language("ko");
  CHECK(face("骨").index == 1);
  style.language = Language("zh-Hans");
  CHECK(face("骨").index == 2);
  style.language = Language("zh-TW");
  CHECK(face("骨").index == 3);
}

TEST_CASE("a newer shaper is advised where one was measured to be quicker") {
  CHECK(shaper_advice("6.0.0").find("14 about 3 times") != std::string_view::npos);
  CHECK(shaper_advice("10.2.0").find("HarfBuzz 14") == 0);
  CHECK(shaper_advice("14.3.1").empty());
  CHECK(shaper_advice("20").empty());
}

TEST_CASE_FIXTURE(FontFixture, "what can't be loaded says why") {
  FaceOptions options;
  options.index = 99;
  const Result<FontFaceId> none = fonts.load_file(kCjk, options);
  REQUIRE_FALSE(none);
  CHECK(none.error().message == "the font file has no face 99");
  const Result<FontFaceId> absent = fonts.load_file("/nowhere/font.ttf");
  REQUIRE_FALSE(absent);
  CHECK(absent.error().message == "the font file can't be opened");
  const Result<FontFaceId> text = fonts.load_file("layout/text/README.md");
  REQUIRE_FALSE(text);
  CHECK(text.error().message == "this is not a font");
}

TEST_CASE_FIXTURE(FontFixture, "what no font has shows as a box, is counted and told once") {
  use_file(kSans);
  context.counts() = {};
  place("\U00012000\U00012001 a", kInfinity);  // cuneiform
  CHECK(context.counts().missing_glyphs == 2);
  CHECK(paragraph.runs()[0].glyphs[0].glyph.value == 0);
  CHECK(paragraph.runs()[0].glyphs[1].glyph.value == 0);
  const std::vector<Diagnostic> told = missing_characters(context);
  REQUIRE(told.size() == 1);  // one of a script
  CHECK(told[0].message == "no font has the character U+12000 (script Xsux)");
}

TEST_CASE_FIXTURE(FontFixture, "word spacing widens spaces alone") {
  const float words = width("a b c");
  const float letters = width("abc");
  style.word_spacing = 10;
  CHECK(width("a b c") == doctest::Approx(words + 20).epsilon(0.001));
  CHECK(width("abc") == letters);
}

}  // namespace
}  // namespace hallows::text
