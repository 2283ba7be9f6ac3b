#include <thread>

#include "layout/text/text_dump.h"
#include "tests/unit/layout/text/text_fixture.h"

namespace hallows::text {
namespace {

// A context whose default style is ready and whose new styles are substituted, as in a frame.
struct Framed : TextFixture {
  Framed() {
    context.prepare({});
    context.set_new_styles(NewStyles::Substitute);
    context.counts() = {};
  }
  void arrive() {
    std::vector<TextStyle> wanted(context.wanted_styles().begin(), context.wanted_styles().end());
    std::thread worker([&] {
      for (const TextStyle& w : wanted) prepare_style(context.fonts(), w);
    });
    worker.join();
    context.forget_wanted(wanted.size());
    for (const TextStyle& w : wanted) context.adopt_style(w);
  }
};

std::string prepared_dump(const std::string& text, const TextStyle& style) {
  TextFixture fresh;
  fresh.style = style;
  fresh.place(text, 300);
  return dump_paragraph(fresh.paragraph, fresh.context);
}

void bold(TextStyle& style) {
  style.weight = 700;
}
void tabular(TextStyle& style) {
  style.features.push({tag4("tnum"), 1});
}
void japanese(TextStyle& style) {
  style.language = Language("ja");
}
void italic(TextStyle& style) {
  style.slant = Slant::Italic;
}
void spaced(TextStyle& style) {
  style.letter_spacing = 1;
}
void mono(TextStyle& style) {
  style.stack = Fonts::get().store.find_stack("mono");
}

TEST_CASE("a style that is new in a frame is substituted, wanted once, and right after it came") {
  for (const auto change : {bold, tabular, japanese, italic, spaced, mono}) {
    Framed f;
    change(f.style);
    const std::string text = "Figures 1,234 直 office";
    f.place(text, 300);
    CHECK(f.paragraph.has_substitute());
    CHECK(f.context.wanted_styles().size() == 1);
    CHECK(f.context.counts().style_misses == 1);
    CHECK_FALSE(f.paragraph.runs().empty());
    f.place(text, 300);  // nothing has come: nothing is done
    CHECK(f.context.counts().texts_set == 1);
    Paragraph other;  // the same style is not wanted twice
    other.set(f.context, f.input("other"));
    CHECK(f.context.wanted_styles().size() == 1);
    f.arrive();
    CHECK(f.context.wanted_styles().empty());
    f.place(text, 300);
    CHECK_FALSE(f.paragraph.has_substitute());
    CHECK(dump_paragraph(f.paragraph, f.context) == prepared_dump(text, f.style));
    f.place("A second text", 300);
    CHECK(f.context.counts().style_misses == 2);
  }
}

TEST_CASE_FIXTURE(Framed, "a substitute has the size and the spacing that the text asks for") {
  style.weight = 700;
  style.size = 40;
  place("Large", 500);
  const float height = paragraph.lines()[0].height;
  style.weight = 400;
  place("Large", 500);
  CHECK(height == paragraph.lines()[0].height);
}

TEST_CASE_FIXTURE(Framed, "a style of part of a text is substituted alone") {
  TextStyle heavy = style;
  heavy.weight = 900;
  const StyledRange ranges[] = {{{4, 8}, &heavy}};
  ParagraphInput ranged = input("one two three");
  ranged.ranges = ranges;
  paragraph.set(context, ranged);
  CHECK(paragraph.has_substitute());
  REQUIRE(context.wanted_styles().size() == 1);
  CHECK(context.wanted_styles()[0].weight == 900);
  arrive();
  CHECK(paragraph.set(context, ranged));
  CHECK_FALSE(paragraph.has_substitute());
}

TEST_CASE_FIXTURE(Framed, "a style that can't be made keeps its substitute and is asked for once") {
  style.weight = 650;
  place("text", 300);
  const std::vector<TextStyle> wanted(context.wanted_styles().begin(),
                                      context.wanted_styles().end());
  context.forget_wanted(wanted.size());
  for (const TextStyle& w : wanted) context.adopt_style(w);  // nobody prepared it
  place("text", 300);
  CHECK_FALSE(paragraph.has_substitute());
  CHECK(context.wanted_styles().empty());
  CHECK(context.counts().style_misses == 1);
}

TEST_CASE_FIXTURE(Framed,
                  "more styles than can be wanted at once are wanted when they are set again") {
  std::vector<Paragraph> texts(TextContext::kMaxWanted + 3);
  std::vector<TextStyle> styles(texts.size());
  const auto set_all = [&] {
    for (size_t i = 0; i < texts.size(); ++i) {
      styles[i].letter_spacing = 0;
      styles[i].features = {};
      styles[i].features.push({tag4("ss01"), static_cast<uint32_t>(i + 1)});
      ParagraphInput in = input("text");
      in.style = &styles[i];
      texts[i].set(context, in);
    }
  };
  set_all();
  CHECK(context.wanted_styles().size() == TextContext::kMaxWanted);
  arrive();
  set_all();
  CHECK(context.wanted_styles().size() == 3);
  arrive();
  set_all();
  for (const Paragraph& text : texts) CHECK_FALSE(text.has_substitute());
}

}  // namespace
}  // namespace hallows::text
