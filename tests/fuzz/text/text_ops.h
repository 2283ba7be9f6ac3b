#pragma once

// What the fuzz targets and the damage test do with bytes: any text through every call of a
// paragraph. Aborts where an invariant breaks.
#include <cmath>
#include <string>
#include <string_view>

#include "layout/text/paragraph.h"
#include "rt-kernel/base/assert.h"

namespace text_fuzz {

using namespace hallows;
using namespace hallows::text;

inline void check_placed(const Paragraph& paragraph) {
  const std::string_view text = paragraph.text();
  uint32_t at = 0;
  for (const PlacedLine& line : paragraph.lines()) {
    ASSERT(line.range.start == at && line.range.end >= at && line.range.end <= text.size());
    ASSERT(std::isfinite(line.x) && std::isfinite(line.width) && line.height >= 0);
    at = line.range.end;
  }
  for (const GlyphRun& run : paragraph.runs()) {
    for (const PlacedGlyph& glyph : run.glyphs) {
      ASSERT(std::isfinite(glyph.x) && std::isfinite(glyph.y));
    }
  }
}

inline void use_paragraph(Paragraph& paragraph, float width) {
  paragraph.min_content();
  paragraph.max_content();
  const TextFit fit = paragraph.fit(width);
  const TextFit placed = paragraph.place(width);
  ASSERT(fit.line_count == placed.line_count && fit.height == placed.height);
  check_placed(paragraph);
  const auto size = static_cast<uint32_t>(paragraph.text().size());
  Rect rects[8];
  paragraph.selection({size / 3, size}, rects);
  float goal = 0;
  TextPosition position = paragraph.hit_test({width / 2, fit.height / 2});
  for (int how = 0; how <= static_cast<int>(CaretMove::TextEnd); ++how) {
    position = paragraph.move(position, static_cast<CaretMove>(how), goal);
    ASSERT(position.offset <= size);
    ASSERT(std::isfinite(paragraph.caret(position).x));
  }
  for (int unit = 0; unit <= static_cast<int>(DeleteUnit::LineForward); ++unit) {
    const TextRange range = paragraph.deletion(size / 2, static_cast<DeleteUnit>(unit));
    ASSERT(range.start <= range.end && range.end <= size);
  }
  paragraph.word_at(size / 2);
}

// The first bytes choose the style, the rest is text.
inline void run_text(TextContext& context, Paragraph& paragraph, std::string_view bytes) {
  uint8_t options[4] = {};
  for (size_t i = 0; i < 4 && i < bytes.size(); ++i) options[i] = static_cast<uint8_t>(bytes[i]);
  TextStyle style;
  style.size = static_cast<float>(options[0] % 40) + 1;
  style.letter_spacing = (options[0] & 64) != 0 ? 1.5f : 0;
  ParagraphStyle how;
  how.direction = static_cast<unicode::BaseDirection>(options[1] % 3);
  how.align = static_cast<TextAlign>(options[1] / 3 % 6);
  how.wrap = (options[1] & 128) != 0 ? Wrap::NoWrap : Wrap::Normal;
  how.overflow_wrap = static_cast<OverflowWrap>(options[2] % 3);
  how.elide = static_cast<Elide>(options[2] / 3 % 4);
  how.word_break = static_cast<unicode::WordBreak>(options[2] / 12 % 3);
  how.strictness = static_cast<unicode::LineStrictness>(options[2] / 36 % 5);
  how.max_lines = how.elide == Elide::None ? 0 : options[3] % 4;
  ParagraphInput input;
  input.text = bytes.substr(std::min<size_t>(4, bytes.size()));
  input.style = &style;
  input.paragraph = &how;
  paragraph.set(context, input);
  use_paragraph(paragraph, static_cast<float>(options[3]));
}

// Bytes as a font: refused, or text is laid out with it. Returns its face in `table`.
inline Result<FontFaceId> run_font(FontFaceTable& table, std::vector<uint8_t> bytes) {
  FontStore fonts(table);
  Result<FontFaceId> face = fonts.load_memory(std::move(bytes));
  if (!face) return face;
  const FontFaceId faces[] = {*face};
  const FontFamilyId families[] = {fonts.add_family("damaged", faces)};
  fonts.add_stack("sans", families);
  TextContext context(fonts, {1024, 64, 1024});
  Paragraph paragraph;
  run_text(context, paragraph, std::string_view("\x10\x00\x01\x50office AV ـسلام नमस्ते é", 38));
  run_text(context, paragraph, std::string_view("\x10\x00\x01\x50שָׁלוֹם 😀 𐤠𐤡", 30));
  return face;
}
inline void run_font(std::vector<uint8_t> bytes) {
  FontFaceTable table;
  static_cast<void>(run_font(table, std::move(bytes)));
}

}  // namespace text_fuzz
