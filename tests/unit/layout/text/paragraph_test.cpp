#include <algorithm>
#include <cmath>

#include "layout/text/text_dump.h"
#include "tests/unit/layout/text/text_fixture.h"

namespace hallows::text {
namespace {

TEST_CASE_FIXTURE(TextFixture, "an empty text has one line as high as its font") {
  const TextFit fit = place("", 100);
  CHECK(fit.line_count == 1);
  CHECK(fit.width == 0);
  CHECK(fit.height > style.size);
  CHECK(fit.first_baseline > 0);
  CHECK(paragraph.runs().empty());
  CHECK(paragraph.caret({0}).height == fit.height);
}

TEST_CASE_FIXTURE(TextFixture, "text that was never set measures as nothing") {
  CHECK(paragraph.fit(10).line_count == 0);
  CHECK(paragraph.place(10).height == 0);
  CHECK(paragraph.hit_test({5, 5}) == TextPosition{});
  CHECK(paragraph.deletion(3, DeleteUnit::Backward) == TextRange{});
}

TEST_CASE_FIXTURE(TextFixture, "lines break between words and spaces hang") {
  set("one two three");
  const float whole = paragraph.max_content();
  CHECK(paragraph.fit(whole).line_count == 1);
  const float longest = paragraph.min_content();
  const TextFit narrow = paragraph.place(longest);
  CHECK(narrow.line_count == 3);
  CHECK(narrow.width <= longest + 0.02f);
  CHECK(line(0) == "one ");
  CHECK(paragraph.lines()[0].text_end == 3);
}

TEST_CASE_FIXTURE(TextFixture, "height for width never grows with width") {
  set("The quick brown fox jumps over the lazy dog, then rests for a while in the shade.");
  float before = kInfinity;
  for (float width = 20; width < 700; width += 7) {
    const float height = paragraph.fit(width).height;
    CHECK(height <= before);
    before = height;
  }
}

TEST_CASE_FIXTURE(TextFixture, "every script of the default stack has glyphs") {
  const char* const texts[] = {"Hamburg",
                               "Привет",
                               "Ελλάδα",
                               "سلام عليكم",
                               "שלום עולם",
                               "हिन्दी भाषा",
                               "বাংলা",
                               "தமிழ்",
                               "ภาษาไทย",
                               "日本語",
                               "한국어",
                               "简体中文",
                               "😀👩‍👩‍👧🇫🇷",
                               "ગુજરાતી",
                               "ქართული"};
  for (const char* text : texts) {
    CAPTURE(text);
    context.counts() = {};
    place(text, kInfinity);
    CHECK(context.counts().missing_glyphs == 0);
    CHECK(glyph_count() > 0);
    for (const GlyphRun& run : paragraph.runs()) {
      for (const PlacedGlyph& glyph : run.glyphs) CHECK(glyph.glyph.value != 0);
    }
  }
}

TEST_CASE_FIXTURE(TextFixture, "an emoji sequence is one colour glyph and one caret stop") {
  const std::string text = "a👩‍👩‍👧b";
  place(text, kInfinity);
  bool color = false;
  for (const GlyphRun& run : paragraph.runs()) {
    for (const PlacedGlyph& glyph : run.glyphs) color = color || (glyph.flags & 1) != 0;
  }
  CHECK(color);
  CHECK(glyph_count() == 3);
  float goal = 0;
  CHECK(paragraph.move({1}, CaretMove::NextCharacter, goal).offset == text.size() - 1);
}

TEST_CASE_FIXTURE(TextFixture, "right-to-left text starts at the right") {
  place("שלום", 200);
  CHECK(paragraph.base_level() == 1);
  const PlacedLine& line = paragraph.lines()[0];
  CHECK(line.x + line.width == doctest::Approx(200));
  CHECK(paragraph.caret({0}).x == doctest::Approx(200));
  CHECK(paragraph.hit_test({199, 5}).offset == 0);
  CHECK(paragraph.hit_test({1, 5}).offset == 8);
}

TEST_CASE_FIXTURE(TextFixture, "mixed text selects in pieces, left to right") {
  const std::string text = "abc שלום def";
  place(text, kInfinity);
  Rect rects[8];
  CHECK(paragraph.selection({0, static_cast<uint32_t>(text.size())}, rects) == 1);
  const size_t count = paragraph.selection({2, 8}, rects);  // "c " and two Hebrew letters
  REQUIRE(count == 2);
  CHECK(rects[0].right() < rects[1].x);
  CHECK(paragraph.selection({2, 8}, std::span<Rect>(rects, 1)) == 1);
  CHECK(paragraph.selection({3, 3}, rects) == 0);
}

TEST_CASE_FIXTURE(TextFixture, "alignment moves lines inside the width") {
  struct Case {
    TextAlign align;
    float room_before;
  };
  for (const Case& c : {Case{TextAlign::Start, 0}, Case{TextAlign::Center, 0.5f},
                        Case{TextAlign::End, 1}, Case{TextAlign::Right, 1}}) {
    paragraph_style.align = c.align;
    place("label", 300);
    const PlacedLine& line = paragraph.lines()[0];
    CHECK(line.x == doctest::Approx((300 - line.width) * c.room_before));
  }
}

TEST_CASE_FIXTURE(TextFixture, "justified lines reach both edges, the last one doesn't") {
  paragraph_style.align = TextAlign::Justify;
  place("several words that need more than one line to stand in", 120);
  const auto lines = paragraph.lines();
  REQUIRE(lines.size() > 2);
  CHECK(lines[0].width == doctest::Approx(120));
  CHECK(paragraph.caret({lines[0].text_end, Affinity::Upstream}).x == doctest::Approx(120));
  CHECK(lines.back().width < 119);
}

TEST_CASE_FIXTURE(TextFixture, "the bound of lines ends in an ellipsis that fits") {
  paragraph_style.max_lines = 2;
  paragraph_style.elide = Elide::End;
  const TextFit fit = place("one two three four five six seven eight nine ten", 90);
  CHECK(fit.line_count == 2);
  CHECK(fit.elided);
  CHECK(fit.width <= 90.02f);
  paragraph_style.max_lines = 3;
  CHECK_FALSE(place("short", 90).elided);
}

TEST_CASE_FIXTURE(TextFixture, "one line elides at its end, middle or start") {
  paragraph_style.wrap = Wrap::NoWrap;
  for (const Elide elide : {Elide::End, Elide::Middle, Elide::Start}) {
    paragraph_style.elide = elide;
    const TextFit fit = place("/home/user/documents/report-of-the-year.txt", 120);
    CHECK(fit.elided);
    CHECK(fit.width <= 120.02f);
    CHECK(fit.width > 90);
    CHECK(fit.line_count == 1);
  }
}

TEST_CASE_FIXTURE(TextFixture, "a soft hyphen shows only where the line breaks") {
  style.stack = Fonts::get().stack;
  const std::string text = "un\u00ADbeliev\u00ADable";
  place(text, kInfinity);
  const size_t whole = glyph_count();
  CHECK_FALSE(paragraph.lines()[0].hyphen);
  place(text, paragraph.max_content() * 0.75f);
  CHECK(paragraph.lines()[0].hyphen);
  CHECK(glyph_count() == whole + 1);
}

TEST_CASE_FIXTURE(TextFixture, "tabs go to stops") {
  place("a\tb\nab\tc", kInfinity);
  const float b = paragraph.caret({2, Affinity::Downstream}).x;
  const float c = paragraph.caret({7, Affinity::Downstream}).x;
  CHECK(b == doctest::Approx(c));
  CHECK(b > 20);
}

TEST_CASE_FIXTURE(TextFixture, "a long word breaks only where that is asked for") {
  const char* word = "Donaudampfschifffahrtsgesellschaft";
  CHECK(place(word, 60).line_count == 1);
  CHECK(paragraph.min_content() > 100);
  paragraph_style.overflow_wrap = OverflowWrap::BreakWord;
  CHECK(place(word, 60).line_count > 3);
  CHECK(paragraph.min_content() > 100);
  paragraph_style.overflow_wrap = OverflowWrap::Anywhere;
  CHECK(place(word, 60).width <= 60.02f);
  CHECK(paragraph.min_content() < 20);
}

TEST_CASE_FIXTURE(TextFixture, "ranges have their own size and decoration") {
  TextStyle big = style;
  big.size = 40;
  big.decoration = kUnderline;
  const StyledRange ranges[] = {{{4, 7}, &big}};
  ParagraphInput in = input("one two three");
  set("one two three");
  const float plain = paragraph.fit(kInfinity).height;
  in.ranges = ranges;
  CHECK(paragraph.set(context, in));
  CHECK_FALSE(paragraph.set(context, in));
  const TextFit fit = paragraph.place(kInfinity);
  CHECK(fit.height > plain * 2);
  REQUIRE(paragraph.decorations().size() == 1);
  const TextLine& line = paragraph.decorations()[0];
  CHECK(line.span == 1);
  CHECK(line.y > fit.first_baseline);
  CHECK(line.x == doctest::Approx(paragraph.caret({4}).x));
  CHECK(line.x + line.width == doctest::Approx(paragraph.caret({7, Affinity::Upstream}).x));
}

TEST_CASE_FIXTURE(TextFixture, "an inline box takes its place in the line") {
  const InlineBox boxes[] = {{2, 30, 50, 10}};
  ParagraphInput in = input("a \uFFFC b");
  in.boxes = boxes;
  paragraph.set(context, in);
  const TextFit fit = paragraph.place(kInfinity);
  CHECK(fit.first_baseline == 50);
  REQUIRE(paragraph.boxes().size() == 1);
  CHECK(paragraph.boxes()[0].rect.width == 30);
  CHECK(paragraph.boxes()[0].rect.y == 0);
  CHECK(paragraph.boxes()[0].rect.x == doctest::Approx(paragraph.caret({2}).x));
}

TEST_CASE_FIXTURE(TextFixture, "letter spacing widens every cluster and parts ligatures") {
  set("office");
  const float plain = paragraph.max_content();
  style.letter_spacing = 2;
  set("office");
  CHECK(paragraph.max_content() > plain + 6 * 2 - 1.5f);
  CHECK(paragraph.max_content() < plain + 6 * 2 + 1.5f);
}

TEST_CASE_FIXTURE(TextFixture, "line height is the font's, a factor or absolute") {
  style.line_height = {LineHeight::Kind::Factor, 2};
  CHECK(place("x", kInfinity).height == doctest::Approx(style.size * 2));
  style.line_height = {LineHeight::Kind::Absolute, 33};
  CHECK(place("x\ny", kInfinity).height == doctest::Approx(66));
}

TEST_CASE_FIXTURE(TextFixture, "backspace takes a mark alone and an emoji whole") {
  const std::string marks = "e\u0301";
  place(marks, kInfinity);
  CHECK(paragraph.deletion(3, DeleteUnit::Backward) == TextRange{1, 3});
  CHECK(paragraph.deletion(0, DeleteUnit::Forward) == TextRange{0, 3});
  const std::string flag = "x🇫🇷";
  place(flag, kInfinity);
  CHECK(paragraph.deletion(9, DeleteUnit::Backward) == TextRange{1, 9});
  place("two words", kInfinity);
  CHECK(paragraph.deletion(9, DeleteUnit::WordBackward) == TextRange{4, 9});
  CHECK(paragraph.word_at(5) == TextRange{4, 9});
}

TEST_CASE_FIXTURE(TextFixture, "up and down keep the column") {
  place("long line here\nx\nlong line here", kInfinity);
  float goal = paragraph.caret({10}).x;
  TextPosition at = paragraph.move({10}, CaretMove::Down, goal);
  CHECK(at.offset == 16);
  at = paragraph.move(at, CaretMove::Down, goal);
  CHECK(at.offset == 17 + 10);
  at = paragraph.move(at, CaretMove::Up, goal);
  CHECK(paragraph.move(at, CaretMove::Up, goal).offset == 10);
}

TEST_CASE_FIXTURE(TextFixture, "hit tests and carets agree on every stop") {
  place("Mixed שלום 123 عربي 日本 👍🏽 end", 90);
  const auto lines = paragraph.lines();
  for (size_t i = 0; i < lines.size(); ++i) {
    for (float x = 0; x < 90; x += 0.7f) {
      const TextPosition hit = paragraph.hit_test({x, lines[i].top + 1});
      CHECK(paragraph.line_of(hit) == i);
      const Rect caret = paragraph.caret(hit);
      CHECK(caret.y == doctest::Approx(lines[i].top));
    }
  }
}

TEST_CASE_FIXTURE(TextFixture,
                  "a pointer at the edge of a run against the line means its outside") {
  paragraph_style.direction = unicode::BaseDirection::Rtl;
  place("abc", 200);  // stands at the right; left of it the line ends
  const PlacedLine line = paragraph.lines()[0];
  CHECK(paragraph.hit_test({line.x - 20, 1}).offset == 3);
  CHECK(paragraph.hit_test({line.x + 0.1f, 1}).offset == 3);
  CHECK(paragraph.hit_test({line.x + line.width - 0.1f, 1}).offset == 0);
}

TEST_CASE_FIXTURE(TextFixture, "words are passed with the marks that follow them in a row") {
  place("a (b)\u2003c\n$d", kInfinity);
  float goal = 0;
  const auto walk = [&](uint32_t from, CaretMove move) {
    std::vector<uint32_t> stops;
    const uint32_t end = move == CaretMove::NextWord ? 11 : 0;
    while (from != end && stops.size() < 20) {
      from = paragraph.move({from}, move, goal).offset;
      stops.push_back(from);
    }
    return stops;
  };
  CHECK(walk(0, CaretMove::NextWord) == std::vector<uint32_t>{1, 3, 4, 5, 8, 9, 11});
  CHECK(walk(11, CaretMove::PreviousWord) == std::vector<uint32_t>{10, 9, 8, 5, 4, 3, 2, 0});
}

TEST_CASE_FIXTURE(TextFixture, "words end where browsers see their ends") {
  const struct {
    const char* text;  // with a "|" at each stop of movement to the next word
  } kCases[] = {
      {"서울| 2024|년| 값|"},  // Hangul syllables and numbers are apart
      {"A|한국|B|"},
      {"நல்ல| தமிழ்?| प्रकृति।.| क|"},  // a last mark takes the punctuation along
      {"น้ำ๑๒| a|"},                 // Thai letters and numbers are not apart
      {"b| \u0301|a|"},
  };
  for (const auto& c : kCases) {
    std::string text;
    std::vector<uint32_t> stops;
    for (const char* at = c.text; *at != 0; ++at) {
      if (*at == '|') {
        stops.push_back(static_cast<uint32_t>(text.size()));
      } else {
        text += *at;
      }
    }
    place(text, kInfinity);
    float goal = 0;
    std::vector<uint32_t> got;
    for (uint32_t at = 0; at < text.size() && got.size() < 20;) {
      at = paragraph.move({at}, CaretMove::NextWord, goal).offset;
      got.push_back(at);
    }
    CAPTURE(text);
    CHECK(got == stops);
  }
}

TEST_CASE_FIXTURE(TextFixture, "ill-formed text is shown, not refused") {
  const TextFit fit = place("a\xFF\xC0z", kInfinity);
  CHECK(fit.width > 0);
  CHECK(paragraph.text().size() == 4);
  place(std::string_view("\0\x01", 2), kInfinity);
  place("\xE2\x80\xAE\xE2\x81\xA6\xED\xA0\x80", 10);
}

TEST_CASE_FIXTURE(TextFixture, "a dump is the same twice") {
  place("Dump סוף", 50);
  const std::string first = dump_paragraph(paragraph, context);
  Paragraph other;
  other.set(context, input("Dump סוף"));
  other.place(50);
  CHECK(dump_paragraph(other, context) == first);
  CHECK(first.find("NotoSansHebrew-Regular.ttf") != std::string::npos);
}

}  // namespace
}  // namespace hallows::text
