#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "layout/text/text_context.h"
#include "layout/text/text_style.h"
#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/types/geometry.h"
#include "rt-kernel/types/glyph_run.h"

namespace hallows::text {

// Offsets into a paragraph are UTF-8 bytes, always on a code point; ends are exclusive.
struct TextRange {
  uint32_t start = 0;
  uint32_t end = 0;
  friend bool operator==(TextRange, TextRange) = default;
};

// A style of its own for part of the text. `style` must be alive during set() only.
struct StyledRange {
  TextRange range;
  const TextStyle* style = nullptr;
};

// A box in the text (an image, a widget): stands at a U+FFFC of the text, in order of `offset`.
struct InlineBox {
  uint32_t offset = 0;
  float width = 0;    // dp
  float ascent = 0;   // dp above the baseline
  float descent = 0;  // dp below it
};

struct ParagraphInput {
  std::string_view text;  // copied; ill-formed bytes show as U+FFFD
  const TextStyle* style = nullptr;
  const ParagraphStyle* paragraph = nullptr;  // null: defaults
  std::span<const StyledRange> ranges;        // sorted, not overlapping
  std::span<const InlineBox> boxes;
};

// The answer to "how large is it at that width?". dp.
struct TextFit {
  float width = 0;  // of the widest line, hanging spaces left out
  float height = 0;
  float first_baseline = 0;  // from the top
  float last_baseline = 0;
  uint32_t line_count = 0;  // at least 1: an empty text has one empty line
  bool elided = false;
};

// One line as placed. dp, from the origin of the text box.
struct PlacedLine {
  TextRange range;        // with its trailing spaces and its newline
  uint32_t text_end = 0;  // without them
  float x = 0;            // left edge of its visible content
  float width = 0;        // visible content, hanging spaces left out
  float top = 0;
  float height = 0;
  float baseline = 0;
  bool hyphen = false;  // ends in a soft hyphen that shows
};

struct PlacedBox {
  uint32_t index = 0;  // in ParagraphInput::boxes
  Rect rect;
};

// At a line wrap and at a change of direction one offset has two places: Downstream is with the
// character after it, Upstream with the one before.
enum class Affinity : uint8_t { Downstream, Upstream };
struct TextPosition {
  uint32_t offset = 0;
  Affinity affinity = Affinity::Downstream;
  friend bool operator==(TextPosition, TextPosition) = default;
};

enum class CaretMove : uint8_t {
  NextCharacter,
  PreviousCharacter,  // logical, one grapheme
  Right,
  Left,  // the same, by the direction of the paragraph, as browsers do
  NextWord,
  PreviousWord,  // logical; to word ends forward, word starts backward
  WordRight,
  WordLeft,  // by the direction of the paragraph
  LineStart,
  LineEnd,
  Up,
  Down,  // keeps `goal_x`
  TextStart,
  TextEnd,
};

enum class DeleteUnit : uint8_t {
  Backward,
  Forward,
  WordBackward,
  WordForward,
  LineBackward,
  LineForward
};

struct ParagraphImpl;

// One text, reusable. set() runs the stages analyze, itemize, shape; what follows is cheap. An
// equal input costs a comparison. Lives on the thread of its context and not longer than it.
// Nothing here allocates once the paragraph has seen (or reserved for) a text of that size.
class Paragraph {
 public:
  Paragraph();
  ~Paragraph();
  Paragraph(Paragraph&& other) noexcept;
  Paragraph& operator=(Paragraph&& other) noexcept;

  void reserve(size_t text_bytes);
  // Whether an input stays within what is reserved.
  bool holds(const ParagraphInput& input) const noexcept HALLOWS_NONBLOCKING;
  // True where something changed (layout then measures again).
  bool set(TextContext& context, const ParagraphInput& input);
  // A style of it isn't prepared and another stands in (NewStyles::Substitute). Once the context
  // has adopted it, set() with the same input gives the text its own.
  bool has_substitute() const noexcept HALLOWS_NONBLOCKING;
  std::string_view text() const noexcept HALLOWS_NONBLOCKING;
  bool empty() const noexcept { return text().empty(); }
  // Level of the whole: odd is right to left.
  unicode::BidiLevel base_level() const noexcept HALLOWS_NONBLOCKING;

  // Intrinsic widths, dp: the widest unbreakable piece, and the widest line without wrapping.
  float min_content() noexcept HALLOWS_NONBLOCKING;
  float max_content() noexcept HALLOWS_NONBLOCKING;
  // Breaks lines; never reshapes except at unsafe breaks. Infinity: only forced breaks.
  TextFit fit(float width) noexcept HALLOWS_NONBLOCKING;

  // Breaks, aligns in `width` (infinity: the widest line) and positions. What it made stays valid
  // until the next place() or set().
  TextFit place(float width) noexcept HALLOWS_NONBLOCKING;
  std::span<const GlyphRun> runs() const noexcept HALLOWS_NONBLOCKING;
  std::span<const TextLine> decorations() const noexcept HALLOWS_NONBLOCKING;
  std::span<const PlacedLine> lines() const noexcept HALLOWS_NONBLOCKING;
  std::span<const PlacedBox> boxes() const noexcept HALLOWS_NONBLOCKING;

  // Editing, all on what place() made. Offsets that aren't on a caret stop snap backward to one.
  Rect caret(TextPosition position) const noexcept
      HALLOWS_NONBLOCKING;  // width 0: the widget gives it one
  TextPosition hit_test(Vec2 point) const noexcept HALLOWS_NONBLOCKING;
  // Rectangles of a range, line by line, left to right; what doesn't fit `out` is left out.
  size_t selection(TextRange range, std::span<Rect> out) const noexcept HALLOWS_NONBLOCKING;
  // `goal_x` (dp) is the wanted column of Up and Down: read by them, written by all others.
  TextPosition move(TextPosition from, CaretMove how,
                    float& goal_x) const noexcept HALLOWS_NONBLOCKING;
  // What a key deletes at a caret; empty at the ends. Backward takes one code point of what was
  // typed as several (marks, Indic, Arabic) and whole emoji sequences.
  TextRange deletion(uint32_t offset, DeleteUnit unit) const noexcept HALLOWS_NONBLOCKING;
  TextRange word_at(uint32_t offset) const noexcept HALLOWS_NONBLOCKING;
  uint32_t line_of(TextPosition position) const noexcept HALLOWS_NONBLOCKING;

  // For layout/text alone.
  const ParagraphImpl* impl() const noexcept { return impl_.get(); }

 private:
  std::unique_ptr<ParagraphImpl> impl_;
};

}  // namespace hallows::text
