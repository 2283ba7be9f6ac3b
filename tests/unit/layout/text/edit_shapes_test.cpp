// An edit shapes a neighbourhood of what changed, and the glyphs are those of the whole text shaped
// anew.
#include <algorithm>

#include "tests/random.h"
#include "tests/unit/layout/text/text_fixture.h"

namespace hallows::text {
namespace {

constexpr const char* kNoto = "/usr/share/fonts/truetype/noto/";

struct Face {
  const char* name;
  std::string path;  // empty: the default stack, in front of nothing
};

const std::vector<Face>& faces() {
  static const std::vector<Face> all = {
      {"default", ""},
      {"DejaVu Sans", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"},
      {"DejaVu Sans Mono", "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"},
      {"Noto Sans", std::string(kNoto) + "NotoSans-Regular.ttf"},
      {"Noto Sans Arabic", std::string(kNoto) + "NotoSansArabic-Regular.ttf"},
      {"Noto Nastaliq Urdu", std::string(kNoto) + "NotoNastaliqUrdu-Regular.ttf"},
      {"Noto Sans Devanagari", std::string(kNoto) + "NotoSansDevanagari-Regular.ttf"},
      {"Noto Serif", std::string(kNoto) + "NotoSerif-Regular.ttf"},
  };
  return all;
}

// The stack of one face, with the default fonts behind it. Null where the file isn't installed.
FontStackId stack_of(const Face& face) {
  FontStore& store = Fonts::get().store;
  if (face.path.empty()) return Fonts::get().stack;
  const std::string name = std::string("edit ") + face.name;
  if (const FontStackId known = store.find_stack(name)) return known;
  const Result<FontFaceId> id = store.load_file(face.path);
  if (!id) return {};
  const FontFaceId ids[] = {*id};
  std::vector<FontFamilyId> families = {store.add_family(name, ids)};
  for (const char* behind : {"Inter", "Noto Sans", "Noto SansArabic", "Noto SansDevanagari"}) {
    if (const FontFamilyId family = store.find_family(behind)) families.push_back(family);
  }
  return store.add_stack(name, families);
}

// Of the shapers' kinds: rules that join, reorder, compose, kern, and look at spaces.
const char* const kAlphabets[][12] = {
    {"a", "e", "fi", "ffl", " ", "x", "T", "o", "AV", ". ", "->", " (12:30) "},
    {"о", "р", "ДА", " ", "e\u0301", "\u0301", "\u0327", "ﬁ", "Τά", " ", "1/2", "--"},
    {"ا", "ل", "م", "لا", "ب", "ه", " ", "\u064E", "\u0651", "ي", "۔ ", "١٢"},
    {"क", "्", "ष", "ि", "र्", " ", "त्र", "ी", "ं", "म", "\u200D", "। "},
    {"word ", "שלום ", "مرحبا ", "123 ", "नमस्ते ", "日本", "(", ")", "\u200F", "e\u0301", " ", "-"},
    {"👩", "\u200D", "👧", "🇫", "🇷", "👍", "🏽", "\uFE0F", " ", "a", "1\uFE0F\u20E3", "☎"},
};

std::string random_text(testing::Random& random, const char* const (&alphabet)[12], size_t pieces) {
  std::string text;
  for (size_t i = 0; i < pieces; ++i) text += alphabet[random.next(12)];
  return text;
}

size_t character_start(const std::string& text, size_t at) {
  at = std::min(at, text.size());
  while (at > 0 && at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

std::string edited(testing::Random& random, std::string text, const char* const (&alphabet)[12]) {
  const size_t at = character_start(text, random.next(static_cast<uint32_t>(text.size() + 1)));
  const size_t end = character_start(text, at + random.next(9));
  const std::string with = random_text(random, alphabet, random.next(4));
  return text.replace(at, std::max(at, end) - at, with);
}

void check_equal(const Paragraph& one, const Paragraph& other) {
  REQUIRE(one.lines().size() == other.lines().size());
  for (size_t i = 0; i < one.lines().size(); ++i) {
    REQUIRE(one.lines()[i].range == other.lines()[i].range);
    REQUIRE(one.lines()[i].width == other.lines()[i].width);
  }
  REQUIRE(one.runs().size() == other.runs().size());
  for (size_t r = 0; r < one.runs().size(); ++r) {
    const std::span<const PlacedGlyph> a = one.runs()[r].glyphs;
    const std::span<const PlacedGlyph> b = other.runs()[r].glyphs;
    REQUIRE(a.size() == b.size());
    for (size_t i = 0; i < a.size(); ++i) {
      const bool same = a[i].glyph == b[i].glyph && a[i].x == b[i].x && a[i].y == b[i].y;
      CAPTURE(i);
      REQUIRE(same);
    }
  }
}

TEST_CASE_FIXTURE(TextFixture, "edited texts have the glyphs of texts shaped from scratch") {
  testing::Random random(20261128);
  TextContext other(Fonts::get().store);
  for (const Face& face : faces()) {
    style.stack = stack_of(face);
    if (!style.stack) continue;
    for (const auto& alphabet : kAlphabets) {
      std::string text = random_text(random, alphabet, 300);
      set(text);
      for (int edit = 0; edit < 40; ++edit) {
        text = edited(random, text, alphabet);
        CAPTURE(face.name);
        CAPTURE(text);
        set(text);
        other.clear_cache();
        Paragraph fresh;
        fresh.set(other, input(text));
        for (const float width : {kInfinity, 200.0f}) {  // where lines are broken shows the flags
          paragraph.place(width);
          fresh.place(width);
          check_equal(paragraph, fresh);
        }
      }
    }
  }
}

TEST_CASE_FIXTURE(TextFixture,
                  "an edit reaches letters behind invisible characters and far signs") {
  std::string signs = " ";  // in syllables 15 apart: HarfBuzz gives one of two its circle
  for (int i = 0; i < 40; ++i) signs += "\u0915\u094D\u0930 \u200D";
  signs += " \u093F";
  const struct {
    std::string before, after;
  } kCases[] = {
      {"e\u0644\u200B\u0627", "e\u0644\u200Bw \u0627"},
      {" \u0645", "\u200F\u0627"},
      {"\u0627 e\u200E\u200E\u0644", "\u0627\u200E\u200E\u0644"},
      {"\u094D\u0964" + signs, "\u094D" + signs},
      {"\u094D" + signs, "\u094D\u0915" + signs},
  };
  for (const Face& face : faces()) {
    style.stack = stack_of(face);
    if (!style.stack) continue;
    for (const auto& c : kCases) {
      TextContext warm(Fonts::get().store);
      TextContext other(Fonts::get().store);
      Paragraph edited;
      edited.set(warm, input(c.before));
      edited.set(warm, input(c.after));
      Paragraph fresh;
      fresh.set(other, input(c.after));
      edited.place(kInfinity);
      fresh.place(kInfinity);
      CAPTURE(c.after);
      check_equal(edited, fresh);
    }
  }
}

std::string thousand_words() {
  testing::Random random(7);
  const char* const syllables[] = {"ta", "tri", "ffo", "mel", "AVa", "won", "ty", "ri"};
  std::string text;
  for (int word = 0; word < 1000; ++word) {
    for (uint32_t i = 0; i <= random.next(3); ++i) text += syllables[random.next(8)];
    text += random.next(9) == 0 ? ", " : " ";
  }
  return text;
}

TEST_CASE_FIXTURE(TextFixture, "an edit in a thousand words shapes a few dozen characters") {
  for (size_t i = 0; i < 4; ++i) {  // spaces take part in shaping in Inter and DejaVu Sans
    style.stack = stack_of(faces()[i]);
    if (!style.stack) continue;
    CAPTURE(faces()[i].name);
    const std::string text = thousand_words();
    uint64_t total = 0;
    uint64_t most = 0;
    uint64_t edits = 0;
    for (size_t at = 40; at < text.size(); at += 45) {
      set(text);
      context.counts() = {};
      set(std::string(text).insert(at, "x"));
      CHECK(context.counts().runs_shaped <= 3);
      ++edits;
      total += context.counts().chars_shaped;
      most = std::max(most, context.counts().chars_shaped);
    }
    CHECK(most <= 144);  // where the first neighbourhood has no seam on a side
    CHECK(total <= 72 * edits);
  }
}

}  // namespace
}  // namespace hallows::text
