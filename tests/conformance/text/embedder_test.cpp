// The example of layout/text/README.md: text, fonts and a width in; lines, glyphs and carets out.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "layout/text/paragraph.h"

using namespace hallows;
using namespace hallows::text;

int main() {
  // Fonts, once a process. Problems name the package to install.
  FontFaceTable faces;
  FontStore fonts(faces);
  std::vector<Diagnostic> problems;
  fonts.load_default(problems);
  for (const Diagnostic& problem : problems) {
    std::fprintf(stderr, "%s\n", format_diagnostic(problem).c_str());
  }

  // One context a thread, one paragraph a text; both are reused.
  TextContext context(fonts);
  Paragraph paragraph;
  paragraph.reserve(1024);

  TextStyle body;
  body.size = 16;
  TextStyle strong = body;
  strong.weight = 700;
  ParagraphStyle layout;
  layout.align = TextAlign::Start;
  const std::string text = "Hello, שלום and こんにちは: three ways to say one thing.";
  const StyledRange ranges[] = {{{0, 5}, &strong}};
  ParagraphInput input;
  input.text = text;
  input.style = &body;
  input.paragraph = &layout;
  input.ranges = ranges;
  paragraph.set(context, input);

  // Height for width, then positions.
  const float narrowest = paragraph.min_content();
  const float widest = paragraph.max_content();
  const TextFit fit = paragraph.place(200);
  std::printf("%g to %g dp; at 200: %g x %g in %u lines\n", narrowest, widest, fit.width,
              fit.height, fit.line_count);
  for (const PlacedLine& line : paragraph.lines()) {
    std::printf("line %u..%u baseline %g width %g\n", line.range.start, line.range.end,
                line.baseline, line.width);
  }
  for (const GlyphRun& run : paragraph.runs()) {
    const std::string& file = faces.get(run.face).blob->path;
    std::printf("%zu glyphs of %s at %g dp\n", run.glyphs.size(), file.c_str(), run.size);
  }

  // A click, and the caret it sets.
  const TextPosition at = paragraph.hit_test({60, 10});
  const Rect caret = paragraph.caret(at);
  std::printf("caret at byte %u: x %g, %g high\n", at.offset, caret.x, caret.height);
  return fit.line_count >= 2 && caret.x > 0 && !paragraph.runs().empty() ? EXIT_SUCCESS
                                                                         : EXIT_FAILURE;
}
