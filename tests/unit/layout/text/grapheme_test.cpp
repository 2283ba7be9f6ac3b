// A grapheme is one thing: on one line, at one level, selected whole.
#include "tests/unit/layout/text/text_fixture.h"

namespace hallows::text {
namespace {

TEST_CASE_FIXTURE(TextFixture, "no line breaks inside a grapheme") {
  // UAX 14 allows a break between a space and what is written on it.
  place("word word \u200C", 0);
  REQUIRE(paragraph.lines().size() == 2);
  CHECK(line(1) == "word \u200C");
  place("word \u0301x", 0);
  CHECK(paragraph.lines().size() == 1);
}

TEST_CASE_FIXTURE(TextFixture, "a joiner at the end of a line stays with what it is written on") {
  // Rule L1 takes the joiner to the line's level, away from the box that it follows.
  const std::string text = "\u202Eab\uFFFC\u200D";
  const InlineBox box{5, 20, 12, 4};
  ParagraphInput in = input(text);
  in.boxes = {&box, 1};
  paragraph.set(context, in);
  paragraph.place(160);
  REQUIRE(paragraph.boxes().size() == 1);
  Rect rects[4];
  REQUIRE(paragraph.selection({5, 11}, rects) == 1);
  CHECK(rects[0].x == paragraph.boxes()[0].rect.x);
  CHECK(rects[0].width == 20);
  CHECK(paragraph.selection({0, 11}, rects) == 1);
}

TEST_CASE_FIXTURE(TextFixture, "an edit before a run that was joined to it shapes the run anew") {
  // The joiner made the first letter a middle one.
  set("👩\u200Dسلام");
  const float alone = place("سلام", kInfinity).width;
  TextContext other(Fonts::get().store);
  Paragraph fresh;
  fresh.set(other, input("سلام"));
  CHECK(alone == fresh.place(kInfinity).width);
}

}  // namespace
}  // namespace hallows::text
