#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "layout/text/paragraph.h"

namespace hallows::text {

// The default fonts, loaded once for all tests of the program.
struct Fonts {
  Fonts() : store(table) { stack = store.load_default(problems); }
  FontFaceTable table;
  FontStore store;
  std::vector<Diagnostic> problems;
  FontStackId stack;
  static Fonts& get() {
    static Fonts fonts;
    return fonts;
  }
};

struct TextFixture {
  TextContext context{Fonts::get().store};
  TextStyle style;
  ParagraphStyle paragraph_style;
  Paragraph paragraph;

  ParagraphInput input(std::string_view text) {
    ParagraphInput in;
    in.text = text;
    in.style = &style;
    in.paragraph = &paragraph_style;
    return in;
  }
  bool set(std::string_view text) { return paragraph.set(context, input(text)); }
  TextFit place(std::string_view text, float width) {
    set(text);
    return paragraph.place(width);
  }
  std::string line(size_t i) const {
    const TextRange range = paragraph.lines()[i].range;
    return std::string(paragraph.text().substr(range.start, range.end - range.start));
  }
  size_t glyph_count() const {
    size_t count = 0;
    for (const GlyphRun& run : paragraph.runs()) count += run.glyphs.size();
    return count;
  }
};

constexpr float kInfinity = std::numeric_limits<float>::infinity();

}  // namespace hallows::text
