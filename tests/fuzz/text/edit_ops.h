#pragma once

// A text field's life read from bytes: random edits of a text with styles and inline boxes, caret
// movement, hits and selections. After every step the edited paragraph equals one that is made
// afresh, and every answer stays inside the text and the lines. Aborts where it doesn't.
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "layout/text/paragraph.h"
#include "layout/text/unicode/segment.h"
#include "rt-kernel/base/assert.h"
#include "rt-kernel/base/utf8.h"

namespace text_fuzz {

using namespace hallows;
using namespace hallows::text;

// Bytes as choices; zeros past the end.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}
  bool done() const { return at_ >= bytes_.size(); }
  uint32_t next(uint32_t bound) {
    const uint32_t byte = done() ? 0u : static_cast<uint8_t>(bytes_[at_++]);
    const uint32_t more = bound > 256 && !done() ? static_cast<uint8_t>(bytes_[at_++]) : 0u;
    return (byte | more << 8) % bound;
  }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
};

constexpr std::string_view kFragments[] = {
    "word ",
    "東京へ行くコーヒー",
    "office",
    "AVA ",
    "x",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "- ",
    "(a) [",
    "http://a.b/c?d=e",
    "e\u0301",
    "\u0301",
    "\u00AD",
    "co\u00ADop",
    "\u200B",
    "\u200C",
    "\u200D",
    "\uFE0F",
    "\u2067",
    "\u202E",
    "\u2069",
    "\u202C",
    "שלום ",
    "עִבְ",
    "سلام عليكم ",
    "لا",
    "123 ",
    "٤٥٦",
    "नमस्ते ",
    "क्ष",
    "বাংলা",
    "தமிழ்",
    "ไทยคำ",
    "กำ",
    "漢字、",
    "かな。",
    "한국어 ",
    "각",
    "👩‍👩‍👧",
    "🇫🇷",
    "👍🏽",
    "☎\uFE0F",
    "\U0010FFFF",
    "\xC3",
    "\xF0\x9F",
    "\xFF",
    "ﬁ",
    "İı",
    "\u3000",
    "\u2028",
};

struct Editor {
  static constexpr size_t kMaxText = 400;

  std::string text;
  std::vector<StyledRange> ranges;
  std::vector<InlineBox> boxes;
  std::array<TextStyle, 5> styles;
  ParagraphStyle how;
  float width = 160;
  TextPosition caret;
  TextPosition anchor;
  float goal_x = 0;
  Paragraph edited;

  Editor() {
    styles[1].weight = 700;
    styles[2].size = 23;
    styles[2].decoration = kUnderline;
    styles[3].slant = Slant::Italic;
    styles[3].letter_spacing = 1.25f;
    styles[4].size = 9;
    styles[4].baseline_shift = 4;
    styles[4].caps = Caps::SmallCaps;
  }

  ParagraphInput input() const {
    ParagraphInput in;
    in.text = text;
    in.style = &styles[0];
    in.paragraph = &how;
    in.ranges = ranges;
    in.boxes = boxes;
    return in;
  }
};

// A code point's start at or before `at`, as the paragraph reads the bytes.
inline uint32_t code_point_start(std::string_view text, uint32_t at) {
  uint32_t start = 0;
  while (start < text.size()) {
    const uint32_t next = start + static_cast<uint32_t>(decode_utf8(text, start).size);
    if (next > at) return start;
    start = next;
  }
  return start;
}

// Styles and boxes follow the text: what was replaced loses them. `size` bytes at `range.start`
// stand for what was in `range`; boxes stand at the U+FFFC of the text, whatever an edit made of
// it, and ranges at code points.
inline void replace(Editor& e, TextRange range, std::string_view with) {
  const std::string_view kept = e.text.size() > Editor::kMaxText ? std::string_view() : with;
  e.text.replace(range.start, range.end - range.start, kept);
  const auto moved = [&](uint32_t at) {
    if (at <= range.start) return at;
    if (at < range.end) return range.start + static_cast<uint32_t>(kept.size());
    return at - (range.end - range.start) + static_cast<uint32_t>(kept.size());
  };
  std::vector<StyledRange> ranges;
  for (StyledRange r : e.ranges) {
    r.range = {code_point_start(e.text, moved(r.range.start)),
               code_point_start(e.text, moved(r.range.end))};
    if (!ranges.empty()) r.range.start = std::max(r.range.start, ranges.back().range.end);
    if (r.range.start < r.range.end) ranges.push_back(r);
  }
  e.ranges = std::move(ranges);
  const std::vector<InlineBox> old = std::move(e.boxes);
  e.boxes.clear();
  for (size_t at = 0; (at = e.text.find("\uFFFC", at)) != std::string::npos; at += 3) {
    InlineBox box = e.boxes.size() < old.size() ? old[e.boxes.size()] : InlineBox{0, 20, 12, 4};
    box.offset = static_cast<uint32_t>(at);
    e.boxes.push_back(box);
  }
  e.caret = {range.start + static_cast<uint32_t>(kept.size()), Affinity::Downstream};
}

inline void restyle(Editor& e, Choices& choices) {
  const auto size = static_cast<uint32_t>(e.text.size());
  uint32_t a = code_point_start(e.text, choices.next(size + 1));
  uint32_t b = code_point_start(e.text, choices.next(size + 1));
  if (a > b) std::swap(a, b);
  const TextStyle* style = &e.styles[1 + choices.next(4)];
  std::vector<StyledRange> ranges;
  for (const StyledRange& r : e.ranges) {
    if (r.range.end <= a) ranges.push_back(r);
  }
  if (a < b) ranges.push_back({{a, b}, style});
  for (const StyledRange& r : e.ranges) {
    if (r.range.start >= b) ranges.push_back(r);
  }
  e.ranges = std::move(ranges);
}

inline void change_paragraph(Editor& e, Choices& choices) {
  switch (choices.next(8)) {
    case 0:
      e.how.direction = static_cast<unicode::BaseDirection>(choices.next(3));
      break;
    case 1:
      e.how.align = static_cast<TextAlign>(choices.next(6));
      break;
    case 2:
      e.how.wrap = static_cast<Wrap>(choices.next(2));
      break;
    case 3:
      e.how.overflow_wrap = static_cast<OverflowWrap>(choices.next(3));
      break;
    case 4:
      e.how.word_break = static_cast<unicode::WordBreak>(choices.next(3));
      break;
    case 5:
      e.how.elide = static_cast<Elide>(choices.next(4));
      e.how.max_lines = e.how.elide == Elide::None ? 0 : choices.next(4);
      break;
    case 6:
      e.how.tab_size = static_cast<float>(choices.next(12));
      break;
    default:
      e.styles[0].size = static_cast<float>(4 + choices.next(40));
      break;
  }
}

inline void check_same(const Paragraph& a, const Paragraph& b) {
  ASSERT(a.lines().size() == b.lines().size() && a.runs().size() == b.runs().size());
  for (size_t i = 0; i < a.lines().size(); ++i) {
    const PlacedLine& x = a.lines()[i];
    const PlacedLine& y = b.lines()[i];
    ASSERT(x.range == y.range && x.text_end == y.text_end && x.hyphen == y.hyphen);
    ASSERT(x.x == y.x && x.width == y.width && x.top == y.top && x.baseline == y.baseline);
  }
  for (size_t i = 0; i < a.runs().size(); ++i) {
    const GlyphRun& x = a.runs()[i];
    const GlyphRun& y = b.runs()[i];
    ASSERT(x.face == y.face && x.size == y.size && x.span == y.span);
    ASSERT(x.glyphs.size() == y.glyphs.size());
    for (size_t g = 0; g < x.glyphs.size(); ++g) {
      ASSERT(x.glyphs[g].glyph == y.glyphs[g].glyph && x.glyphs[g].x == y.glyphs[g].x);
      ASSERT(x.glyphs[g].y == y.glyphs[g].y);
    }
  }
  ASSERT(a.decorations().size() == b.decorations().size());
  ASSERT(a.boxes().size() == b.boxes().size());
  for (size_t i = 0; i < a.boxes().size(); ++i) {
    ASSERT(a.boxes()[i].rect == b.boxes()[i].rect && a.boxes()[i].index == b.boxes()[i].index);
  }
}

// At the end, at a grapheme, or in front of a U+200C, which a pointer reaches.
inline void check_position(const Editor& e, TextPosition at) {
  ASSERT(at.offset <= e.text.size());
  ASSERT(code_point_start(e.text, at.offset) == at.offset);
  const Rect caret = e.edited.caret(at);
  ASSERT(std::isfinite(caret.x) && caret.width == 0);
  const uint32_t line = e.edited.line_of(at);
  ASSERT(line < e.edited.lines().size());
  ASSERT(caret.y == e.edited.lines()[line].top && caret.height == e.edited.lines()[line].height);
}

inline void check_selection(const Editor& e, TextRange range) {
  std::array<Rect, 64> rects;
  const size_t count = e.edited.selection(range, rects);
  const float bottom = e.edited.lines().back().top + e.edited.lines().back().height;
  for (size_t i = 0; i < count; ++i) {
    ASSERT(std::isfinite(rects[i].x) && rects[i].width > 0 && rects[i].y >= 0);
    ASSERT(rects[i].y + rects[i].height <= bottom + 0.01f);
    const bool same_line = i > 0 && rects[i].y == rects[i - 1].y;
    ASSERT(!same_line || rects[i].x >= rects[i - 1].x + rects[i - 1].width - 0.02f);
  }
  if (range.start == range.end) ASSERT(count == 0);
}

// From one end to the other, character by character and by words.
inline void check_walks(const Editor& e) {
  const auto size = static_cast<uint32_t>(e.text.size());
  float goal = 0;
  for (const CaretMove how : {CaretMove::NextCharacter, CaretMove::NextWord}) {
    TextPosition at;
    for (uint32_t steps = 0; at.offset < size; ++steps) {
      const TextPosition next = e.edited.move(at, how, goal);
      ASSERT(next.offset > at.offset && steps <= size);
      at = next;
    }
    ASSERT(e.edited.move(at, how, goal).offset == size);
  }
  for (const CaretMove how : {CaretMove::PreviousCharacter, CaretMove::PreviousWord}) {
    TextPosition at{size, Affinity::Downstream};
    while (at.offset > 0) {
      const TextPosition next = e.edited.move(at, how, goal);
      ASSERT(next.offset < at.offset);
      at = next;
    }
  }
  for (uint32_t at = 0; at < size;) {  // double clicks: words stand side by side
    const TextRange word = e.edited.word_at(at);
    ASSERT(word.start <= at && word.end > at && word.end <= size);
    ASSERT(e.edited.word_at(word.end - 1).end == word.end);
    at = word.end;
  }
}

inline void check_deletions(const Editor& e) {
  const auto size = static_cast<uint32_t>(e.text.size());
  for (int unit = 0; unit <= static_cast<int>(DeleteUnit::LineForward); ++unit) {
    const TextRange range = e.edited.deletion(e.caret.offset, static_cast<DeleteUnit>(unit));
    ASSERT(range.start <= range.end && range.end <= size);
    ASSERT(code_point_start(e.text, range.start) == range.start);
    ASSERT(code_point_start(e.text, range.end) == range.end);
  }
  const TextRange back = e.edited.deletion(e.caret.offset, DeleteUnit::Backward);
  ASSERT((back.start < back.end) ==
         (e.edited.deletion(size, DeleteUnit::Backward).end > 0 && back.end > 0));
}

inline void step(Editor& e, Choices& choices) {
  const auto size = static_cast<uint32_t>(e.text.size());
  const TextRange selected{std::min(e.caret.offset, e.anchor.offset),
                           std::max(e.caret.offset, e.anchor.offset)};
  switch (choices.next(10)) {
    case 0:
    case 1:
    case 2:  // typing, over the selection
      replace(e, selected, kFragments[choices.next(std::size(kFragments))]);
      e.anchor = e.caret;
      break;
    case 3:
      replace(e, e.edited.deletion(e.caret.offset, static_cast<DeleteUnit>(choices.next(6))), "");
      e.anchor = e.caret;
      break;
    case 4:
    case 5:
      e.caret = e.edited.move(
          e.caret, static_cast<CaretMove>(choices.next(static_cast<int>(CaretMove::TextEnd) + 1)),
          e.goal_x);
      if (choices.next(2) == 0) e.anchor = e.caret;
      break;
    case 6:
      e.caret = e.edited.hit_test(
          {static_cast<float>(choices.next(400)) - 40, static_cast<float>(choices.next(200)) - 20});
      if (choices.next(2) == 0) e.anchor = e.caret;
      break;
    case 7:
      restyle(e, choices);
      break;
    case 8:
      if (choices.next(2) == 0) {
        replace(e, {size, size}, "\uFFFC");
        e.anchor = e.caret;
      } else {
        e.width = static_cast<float>(choices.next(300));
      }
      break;
    default:
      change_paragraph(e, choices);
      break;
  }
}

inline void check(Editor& e, TextContext& context, TextContext& other) {
  e.edited.set(context, e.input());
  const TextFit fit = e.edited.place(e.width);
  Paragraph fresh;
  fresh.set(other, e.input());
  const TextFit again = fresh.place(e.width);
  ASSERT(fit.width == again.width && fit.height == again.height);
  ASSERT(fit.line_count == e.edited.lines().size());
  check_same(e.edited, fresh);
  check_position(e, e.caret);
  check_position(e, e.anchor);
  check_selection(
      e, {std::min(e.caret.offset, e.anchor.offset), std::max(e.caret.offset, e.anchor.offset)});
  check_selection(e, {0, static_cast<uint32_t>(e.text.size())});
  check_walks(e);
  check_deletions(e);
}

inline void run_edits(TextContext& context, TextContext& other, std::string_view bytes) {
  Choices choices(bytes);
  Editor e;
  check(e, context, other);
  for (int steps = 0; steps < 200 && !choices.done(); ++steps) {
    step(e, choices);
    check(e, context, other);
  }
}

}  // namespace text_fuzz
