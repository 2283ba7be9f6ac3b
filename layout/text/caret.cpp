// Editing on what place() made: carets, hit tests, selections, movement and deletion.
#include <algorithm>

#include "layout/text/paragraph_impl.h"

namespace hallows::text {
namespace {

using unicode::Character;

bool is_stop(const ParagraphImpl& p, uint32_t ci) {
  return ci == 0 || ci >= p.size() || p.is(ci, unicode::kGraphemeStart);
}
uint32_t snap(const ParagraphImpl& p, uint32_t byte) {
  uint32_t ci = std::min(ci_of_byte(p, byte), p.size());
  while (!is_stop(p, ci)) --ci;
  return ci;
}
uint32_t next_stop(const ParagraphImpl& p, uint32_t ci) {
  if (ci >= p.size()) return p.size();
  ++ci;
  while (!is_stop(p, ci)) ++ci;
  return ci;
}
uint32_t previous_stop(const ParagraphImpl& p, uint32_t ci) {
  if (ci == 0) return 0;
  --ci;
  while (!is_stop(p, ci)) --ci;
  return ci;
}
bool is_newline_at(const ParagraphImpl& p, uint32_t ci) {
  return ci < p.size() && p.runs[run_at(p, ci)].kind == RunKind::Newline;
}

// In ci; lines as placed. The last line that starts at or before the position.
uint32_t line_index(const ParagraphImpl& p, uint32_t ci, Affinity affinity) {
  const Line* first = p.lines.begin();
  const Line* found = std::upper_bound(
      first, p.lines.end(), ci, [](uint32_t at, const Line& line) { return at < line.start; });
  auto index = static_cast<uint32_t>(found - first);
  if (index > 0) --index;
  const bool at_start = index > 0 && ci == p.lines[index].start;
  if (at_start && affinity == Affinity::Upstream && !is_newline_at(p, ci - 1)) --index;
  return index;
}

bool line_is_rtl(const ParagraphImpl& p, uint32_t line) {
  const uint32_t start = p.lines[line].start;
  for (size_t i = 0; i < p.paragraphs.size(); ++i) {
    if (start < p.paragraphs[i].end) return (p.paragraph_levels[i] & 1) != 0;
  }
  return !p.paragraph_levels.empty() && (p.paragraph_levels.back() & 1) != 0;
}

float caret_x(const ParagraphImpl& p, uint32_t ci, Affinity affinity, uint32_t line) {
  const Line& l = p.lines[line];
  const bool has_before = ci > l.start;
  const bool has_after = ci < l.end;
  if (has_before && (affinity == Affinity::Upstream || !has_after)) return p.edges[ci - 1].trail;
  if (has_after) return p.edges[ci].lead;
  return p.placed_lines[line].x + (line_is_rtl(p, line) ? p.placed_lines[line].width : 0);
}

uint32_t line_at_y(const ParagraphImpl& p, float y) {
  uint32_t line = 0;
  while (line + 1 < p.placed_lines.size() && y >= p.placed_lines[line + 1].top) ++line;
  return line;
}

struct Hit {
  uint32_t ci = 0;
  Affinity affinity = Affinity::Downstream;
};

// The nearest half of the nearest grapheme of a line.
Hit hit_line(const ParagraphImpl& p, uint32_t line, float x) {
  const Line& l = p.lines[line];
  uint32_t end = l.end;
  if (end > l.start && is_newline_at(p, end - 1)) --end;
  if (end > l.start && is_newline_at(p, end - 1)) --end;  // CR LF
  Hit best{l.start, Affinity::Downstream};
  float best_distance = std::numeric_limits<float>::infinity();
  for (uint32_t ci = l.start; ci < end; ci = next_stop(p, ci)) {
    const CharEdge edge = p.edges[ci];
    const float left = std::min(edge.lead, edge.trail);
    const float right = std::max(edge.lead, edge.trail);
    const float distance = x < left ? left - x : (x > right ? x - right : 0);
    const bool empty = left == right && distance > 0;
    if (distance >= best_distance || (empty && best_distance < 1e9f)) continue;
    best_distance = distance;
    const bool first_half = std::abs(x - edge.lead) <= std::abs(x - edge.trail);
    if (first_half) {
      best = {ci, Affinity::Downstream};
    } else {
      const uint32_t after = std::min(next_stop(p, ci), p.size());
      best = {after, Affinity::Upstream};
    }
  }
  return best;
}

TextPosition position_of(const ParagraphImpl& p, uint32_t ci, Affinity affinity) {
  return {byte_of_ci(p, ci), affinity};
}

enum class Way : uint8_t { Back, Forth };

// UAX 29 over the whole text, once, when words are first asked for.
void mark_words_once(ParagraphImpl& p) {
  if (p.words_marked) return;
  unicode::mark_words(p.chars, p.flags.span());
  p.words_marked = true;
}

// Movement by words stops where something other than white space ends (going back: starts); a row
// of punctuation and symbols, emoji too, is one thing. Typographic spaces count as punctuation.
enum class WordPart : uint8_t { Gap, Word, Mark };

WordPart part_of(const ParagraphImpl& p, uint32_t ci) {
  const char32_t c = p.chars[ci];
  if (c == ' ' || c == 0xA0) return WordPart::Gap;
  if (is_newline_at(p, ci)) return WordPart::Mark;
  const unicode::Character& character = unicode::character(c);
  if (character.word == unicode::WordClass::MidNumLet && c == '.') return WordPart::Mark;
  switch (static_cast<unicode::GeneralCategory>(character.category)) {
    case unicode::GeneralCategory::Zl:
    case unicode::GeneralCategory::Zp:
    case unicode::GeneralCategory::Cf:
    case unicode::GeneralCategory::Cc:
      return WordPart::Gap;
    case unicode::GeneralCategory::Pc:
      return WordPart::Word;
    case unicode::GeneralCategory::Zs:
    case unicode::GeneralCategory::Pd:
    case unicode::GeneralCategory::Ps:
    case unicode::GeneralCategory::Pe:
    case unicode::GeneralCategory::Pi:
    case unicode::GeneralCategory::Pf:
    case unicode::GeneralCategory::Po:
    case unicode::GeneralCategory::Sm:
    case unicode::GeneralCategory::Sc:
    case unicode::GeneralCategory::Sk:
    case unicode::GeneralCategory::So:
      return WordPart::Mark;
    default:
      return WordPart::Word;
  }
}

// The character whose part counts: of an emoji sequence its base.
WordPart part_before(const ParagraphImpl& p, uint32_t ci) {
  return part_of(p, previous_stop(p, ci));
}

bool is_thai(const ParagraphImpl& p, uint32_t ci) {
  return p.chars[ci] >= 0xE01 && p.chars[ci] <= 0xE5B;
}
bool is_hiragana(char32_t c) {
  return c >= 0x3041 && c <= 0x309F;
}
bool is_han(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005;
}
// Without a dictionary, a word of Japanese is a stretch of one script; where there is no kana (in
// Chinese), a character is a word.
bool joins_japanese(const ParagraphImpl& p, uint32_t ci) {
  const char32_t a = p.chars[ci - 1];
  const char32_t b = p.chars[ci];
  if (is_hiragana(a) && is_hiragana(b)) return true;
  if (!is_han(a) || !is_han(b)) return false;
  constexpr uint32_t kLook = 64;  // characters on each side
  const uint32_t from = ci > kLook ? ci - kLook : 0;
  for (uint32_t i = from; i < std::min(ci + kLook, p.size()); ++i) {
    if (p.chars[i] >= 0x3041 && p.chars[i] <= 0x30FE) return true;
  }
  return false;
}

bool is_word_boundary(const ParagraphImpl& p, uint32_t ci) {
  if (ci == 0 || ci >= p.size()) return true;
  // UAX 29 leaves Thai to a dictionary, which analyze() has asked.
  if (is_thai(p, ci) && is_thai(p, ci - 1)) return p.is(ci, unicode::kLineBreak);
  if (!p.is(ci, unicode::kGraphemeStart) || joins_japanese(p, ci)) return false;
  const WordPart before = part_before(p, ci);
  const WordPart after = part_of(p, ci);
  const bool marks = before == WordPart::Mark && after == WordPart::Mark;
  if (marks && !is_newline_at(p, ci)) return false;
  // A browser stops at a full stop between letters, UAX 29 doesn't.
  const auto letter = [&](uint32_t i) {
    return i < p.size() && unicode::character(p.chars[i]).word == unicode::WordClass::ALetter;
  };
  if (p.chars[ci] == '.' && letter(ci - 1)) return true;
  if (p.chars[ci - 1] == '.' && letter(ci)) return true;
  return p.is(ci, unicode::kWordStart);
}

uint32_t next_word_end(const ParagraphImpl& p, uint32_t ci) {
  for (++ci; ci < p.size(); ++ci) {
    if (is_word_boundary(p, ci) && part_before(p, ci) != WordPart::Gap) return ci;
  }
  return p.size();
}
uint32_t previous_word_start(const ParagraphImpl& p, uint32_t ci) {
  while (ci > 0) {
    --ci;
    if (is_word_boundary(p, ci) && part_of(p, ci) != WordPart::Gap) return ci;
  }
  return 0;
}

Hit move_vertical(const ParagraphImpl& p, Hit from, Way way, float& goal_x) {
  const uint32_t line = line_index(p, from.ci, from.affinity);
  if (way == Way::Back && line == 0) return {0, Affinity::Downstream};
  if (way == Way::Forth && line + 1 >= p.placed_lines.size()) {
    return {p.size(), Affinity::Upstream};
  }
  return hit_line(p, way == Way::Forth ? line + 1 : line - 1, goal_x);
}

Hit line_edge(const ParagraphImpl& p, Hit from, Way way) {
  const Line& l = p.lines[line_index(p, from.ci, from.affinity)];
  if (way == Way::Back) return {l.start, Affinity::Downstream};
  uint32_t end = l.end;
  if (end > l.start && is_newline_at(p, end - 1)) end = previous_stop(p, end);
  return {end, Affinity::Upstream};
}

bool is_rtl_at(const ParagraphImpl& p, Hit at) {
  return line_is_rtl(p, line_index(p, at.ci, at.affinity));
}

Hit apply_move(const ParagraphImpl& p, Hit from, CaretMove how, float& goal_x) {
  switch (how) {
    case CaretMove::NextCharacter:
      return {next_stop(p, from.ci), Affinity::Downstream};
    case CaretMove::PreviousCharacter:
      return {previous_stop(p, from.ci), Affinity::Downstream};
    case CaretMove::Right:
    case CaretMove::Left: {
      const bool forth = (how == CaretMove::Right) != is_rtl_at(p, from);
      return apply_move(p, from, forth ? CaretMove::NextCharacter : CaretMove::PreviousCharacter,
                        goal_x);
    }
    case CaretMove::NextWord:
      return {next_word_end(p, from.ci), Affinity::Downstream};
    case CaretMove::PreviousWord:
      return {previous_word_start(p, from.ci), Affinity::Downstream};
    case CaretMove::WordRight:
    case CaretMove::WordLeft: {
      const bool forth = (how == CaretMove::WordRight) != is_rtl_at(p, from);
      return apply_move(p, from, forth ? CaretMove::NextWord : CaretMove::PreviousWord, goal_x);
    }
    case CaretMove::LineStart:
      return line_edge(p, from, Way::Back);
    case CaretMove::LineEnd:
      return line_edge(p, from, Way::Forth);
    case CaretMove::Up:
      return move_vertical(p, from, Way::Back, goal_x);
    case CaretMove::Down:
      return move_vertical(p, from, Way::Forth, goal_x);
    case CaretMove::TextStart:
      return {0, Affinity::Downstream};
    case CaretMove::TextEnd:
      return {p.size(), Affinity::Upstream};
  }
  return from;
}

// How far Backspace reaches: a whole cluster where it was entered as one (emoji, CR LF, Hangul is
// left whole), else its last code point.
uint32_t backspace_start(const ParagraphImpl& p, uint32_t ci) {
  const uint32_t start = previous_stop(p, ci);
  const Character& base = unicode::character(p.chars[start]);
  const bool emoji = base.is(Character::kEmoji) || base.is(Character::kExtendedPictographic) ||
                     base.grapheme == unicode::GraphemeClass::RegionalIndicator;
  if (emoji || is_newline_at(p, start)) return start;
  return ci - 1;
}

uint32_t deletion_edge(const ParagraphImpl& p, uint32_t ci, DeleteUnit unit) {
  const Hit at{ci, Affinity::Downstream};
  switch (unit) {
    case DeleteUnit::Backward:
      return ci == 0 ? 0 : backspace_start(p, ci);
    case DeleteUnit::Forward:
      return next_stop(p, ci);
    case DeleteUnit::WordBackward:
      return previous_word_start(p, ci);
    case DeleteUnit::WordForward:
      return next_word_end(p, ci);
    case DeleteUnit::LineBackward:
      return line_edge(p, at, Way::Back).ci;
    case DeleteUnit::LineForward:
      return line_edge(p, at, Way::Forth).ci;
  }
  return ci;
}

// A stretch of a line that is selected, visually.
struct Span {
  float left;
  float right;
};

size_t add_rect(std::span<Rect> out, size_t count, const Span& span, const PlacedLine& line) {
  if (count == out.size()) return count;
  out[count] = {span.left, line.top, span.right - span.left, line.height};
  return count + 1;
}

// Selected graphemes of one line, joined where they touch; left to right.
size_t select_line(const ParagraphImpl& p, uint32_t line, TextRange range, std::span<Rect> out) {
  const Line& l = p.lines[line];
  const uint32_t start = std::max(range.start, l.start);
  const uint32_t end = std::min(range.end, l.end);
  size_t count = 0;
  bool open = false;
  Span span{};
  for (uint32_t ci = start; ci < end; ci = next_stop(p, ci)) {
    const Span one{std::min(p.edges[ci].lead, p.edges[ci].trail),
                   std::max(p.edges[ci].lead, p.edges[ci].trail)};
    if (one.right <= one.left) continue;
    const bool touches = open && (std::abs(one.left - span.right) < 0.01f ||
                                  std::abs(one.right - span.left) < 0.01f);
    if (touches) {
      span = {std::min(span.left, one.left), std::max(span.right, one.right)};
      continue;
    }
    if (open) count = add_rect(out, count, span, p.placed_lines[line]);
    span = one;
    open = true;
  }
  if (open) count = add_rect(out, count, span, p.placed_lines[line]);
  std::sort(out.begin(), out.begin() + static_cast<ptrdiff_t>(count),
            [](const Rect& a, const Rect& b) { return a.x < b.x; });
  size_t joined = 0;  // pieces of different direction may touch once sorted
  for (size_t i = 1; i < count; ++i) {
    if (std::abs(out[i].x - out[joined].right()) < 0.01f) {
      out[joined].width = out[i].right() - out[joined].x;
    } else {
      out[++joined] = out[i];
    }
  }
  return count == 0 ? 0 : joined + 1;
}

}  // namespace

Rect Paragraph::caret(TextPosition position) const noexcept {
  const ParagraphImpl& p = *impl_;
  if (p.placed_lines.empty()) return {};
  const uint32_t ci = snap(p, position.offset);
  const uint32_t line = line_index(p, ci, position.affinity);
  const PlacedLine& at = p.placed_lines[line];
  return {caret_x(p, ci, position.affinity, line), at.top, 0, at.height};
}

uint32_t Paragraph::line_of(TextPosition position) const noexcept {
  const ParagraphImpl& p = *impl_;
  if (p.placed_lines.empty()) return 0;
  return line_index(p, snap(p, position.offset), position.affinity);
}

TextPosition Paragraph::hit_test(Vec2 point) const noexcept {
  const ParagraphImpl& p = *impl_;
  if (p.placed_lines.empty()) return {};
  const Hit hit = hit_line(p, line_at_y(p, point.y), point.x);
  return position_of(p, hit.ci, hit.affinity);
}

size_t Paragraph::selection(TextRange range, std::span<Rect> out) const noexcept {
  const ParagraphImpl& p = *impl_;
  const TextRange ci{snap(p, range.start), snap(p, range.end)};
  size_t count = 0;
  for (uint32_t line = 0; line < p.placed_lines.size() && ci.start < ci.end; ++line) {
    if (p.lines[line].end <= ci.start || p.lines[line].start >= ci.end) continue;
    count += select_line(p, line, ci, out.subspan(count));
  }
  return count;
}

TextPosition Paragraph::move(TextPosition from, CaretMove how, float& goal_x) const noexcept {
  ParagraphImpl& p = *impl_;
  if (p.placed_lines.empty()) return {};
  mark_words_once(p);
  const Hit start{snap(p, from.offset), from.affinity};
  const Hit to = apply_move(p, start, how, goal_x);
  if (how != CaretMove::Up && how != CaretMove::Down) {
    goal_x = caret_x(p, to.ci, to.affinity, line_index(p, to.ci, to.affinity));
  }
  return position_of(p, to.ci, to.affinity);
}

TextRange Paragraph::deletion(uint32_t offset, DeleteUnit unit) const noexcept {
  ParagraphImpl& p = *impl_;
  if (p.placed_lines.empty()) return {};
  mark_words_once(p);
  const uint32_t ci = snap(p, offset);
  const uint32_t edge = deletion_edge(p, ci, unit);
  return {byte_of_ci(p, std::min(ci, edge)), byte_of_ci(p, std::max(ci, edge))};
}

TextRange Paragraph::word_at(uint32_t offset) const noexcept {
  ParagraphImpl& p = *impl_;
  if (p.chars.empty()) return {};
  mark_words_once(p);
  const auto is_start = [&](uint32_t ci) {
    return ci == 0 || ci >= p.size() || p.is(ci, unicode::kWordStart);
  };
  uint32_t start = std::min(snap(p, offset), p.size() - 1);
  while (!is_start(start)) --start;
  uint32_t end = start + 1;
  while (!is_start(end)) ++end;
  return {byte_of_ci(p, start), byte_of_ci(p, end)};
}

}  // namespace hallows::text
