// Editing on what place() made: carets, hit tests, selections, movement and deletion.
#include <algorithm>

#include "layout/text/paragraph_impl.h"
#include "layout/text/word_move.h"

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
// The same, but what a pointer set inside a grapheme stays.
uint32_t snap_part(const ParagraphImpl& p, uint32_t byte) {
  uint32_t ci = std::min(ci_of_byte(p, byte), p.size());
  while (!is_stop(p, ci) && !is_part_start(p, ci)) --ci;
  return ci;
}
uint32_t next_stop(const ParagraphImpl& p, uint32_t ci) {
  if (ci >= p.size()) return p.size();
  ++ci;
  while (!is_stop(p, ci)) ++ci;
  return ci;
}
}  // namespace

uint32_t previous_stop(const ParagraphImpl& p, uint32_t ci) {
  if (ci == 0) return 0;
  --ci;
  while (!is_stop(p, ci)) --ci;
  return ci;
}
bool is_newline_at(const ParagraphImpl& p, uint32_t ci) {
  return ci < p.size() && p.runs[run_at(p, ci)].kind == RunKind::Newline;
}

namespace {

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
  return (level_of_line(p, p.lines[line]) & 1) != 0;
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

// Of a line, without its newline.
uint32_t content_end(const ParagraphImpl& p, const Line& l) {
  uint32_t end = l.end;
  if (end > l.start && is_newline_at(p, end - 1)) --end;
  if (end > l.start && is_newline_at(p, end - 1)) --end;  // CR LF
  return end;
}

// At the edge of a run against its line's direction, one place on the screen is two in the text. A
// browser takes the one that belongs to the lower level: outside of the run. `side` is where on
// the run the pointer is, -1 left, 1 right; its walk is over runs in visual order.
uint32_t outside_of_run(std::span<const unicode::LevelRun> runs, size_t at, int side,
                        unicode::BidiLevel base) {
  const unicode::LevelRun& run = runs[at];
  const bool rtl = (run.level & 1) != 0;
  const auto edge = [&](const unicode::LevelRun& of, bool left, bool is_rtl) {
    return left != is_rtl ? of.start : of.end;
  };
  const uint32_t inside = edge(run, side < 0, rtl);
  if ((run.level & 1) == (base & 1)) return inside;
  const auto neighbour = [&](size_t i, int way) -> const unicode::LevelRun* {
    const size_t next = i + static_cast<size_t>(way);  // wraps below 0
    return next < runs.size() ? &runs[next] : nullptr;
  };
  const unicode::LevelRun* beside = neighbour(at, side);
  if (beside != nullptr && beside->level > run.level) {
    size_t last = at;
    while (neighbour(last, side) != nullptr && neighbour(last, side)->level > run.level) {
      last += static_cast<size_t>(side);
    }
    return edge(runs[last], side > 0, (runs[last].level & 1) != 0);
  }
  size_t last = at;  // the other end of what is at least as deep
  while (neighbour(last, -side) != nullptr && neighbour(last, -side)->level >= run.level) {
    last -= static_cast<size_t>(side);
  }
  return edge(runs[last], side > 0, rtl);
}

// The affinity whose caret stands closest to where the pointer was.
Hit with_affinity(const ParagraphImpl& p, uint32_t line, uint32_t ci, float x) {
  const Line& l = p.lines[line];
  if (ci <= l.start) return {ci, Affinity::Downstream};
  if (ci >= l.end) return {ci, Affinity::Upstream};
  const float down = std::abs(caret_x(p, ci, Affinity::Downstream, line) - x);
  const float up = std::abs(caret_x(p, ci, Affinity::Upstream, line) - x);
  return {ci, up < down ? Affinity::Upstream : Affinity::Downstream};
}

// What the nearest half of a part means in a line of several directions.
Hit adjust_for_levels(ParagraphImpl& p, uint32_t line, Hit hit, uint32_t part, float x) {
  const Line& l = p.lines[line];
  const std::span<const unicode::LevelRun> runs = level_runs(p, l, content_end(p, l));
  size_t at = 0;
  while (at < runs.size() && (part < runs[at].start || part >= runs[at].end)) ++at;
  if (at == runs.size()) return hit;
  const bool rtl = (runs[at].level & 1) != 0;
  if (hit.ci != runs[at].start && hit.ci != runs[at].end) return hit;
  const bool left = (hit.ci == runs[at].start) != rtl;
  const uint32_t ci = outside_of_run(runs, at, left ? -1 : 1, level_of_line(p, l));
  return ci == hit.ci ? hit : with_affinity(p, line, ci, x);
}

// A hyphen that shows is the second half of its soft hyphen.
bool is_behind_hyphen(const ParagraphImpl& p, uint32_t line, float x) {
  if (!p.lines[line].hyphen) return false;
  const PlacedLine& at = p.placed_lines[line];
  const float text = p.edges[p.lines[line].end - 1].trail;
  if (line_is_rtl(p, line)) return x < (at.x + text) / 2;
  return x > (text + at.x + at.width) / 2;
}

// The nearest half of the nearest part of a line. Parts without width are never the nearest.
Hit hit_line(ParagraphImpl& p, uint32_t line, float x) {
  const Line& l = p.lines[line];
  if (is_behind_hyphen(p, line, x)) return {l.end, Affinity::Upstream};
  const uint32_t end = content_end(p, l);
  Hit best{l.start, Affinity::Downstream};
  uint32_t best_part = end;
  float best_distance = std::numeric_limits<float>::infinity();
  for (uint32_t ci = l.start; ci < end;) {
    uint32_t next = ci + 1;
    while (next < end && !is_part_start(p, next)) ++next;
    const CharEdge edge = p.edges[ci];
    const float left = std::min(edge.lead, edge.trail);
    const float right = std::max(edge.lead, edge.trail);
    const float distance = x < left ? left - x : (x > right ? x - right : 0);
    if (distance < best_distance && left != right) {
      best_distance = distance;
      best_part = ci;
      const bool first_half = std::abs(x - edge.lead) <= std::abs(x - edge.trail);
      best = first_half ? Hit{ci, Affinity::Downstream} : Hit{next, Affinity::Upstream};
    }
    ci = next;
  }
  if (p.all_ltr || best_part == end) return best;
  return adjust_for_levels(p, line, best, best_part, x);
}

TextPosition position_of(const ParagraphImpl& p, uint32_t ci, Affinity affinity) {
  return {byte_of_ci(p, ci), affinity};
}

enum class Way : uint8_t { Back, Forth };

Hit move_vertical(ParagraphImpl& p, Hit from, Way way, float& goal_x) {
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
  uint32_t end = content_end(p, l);
  if (p.all_ltr || end < l.end) return {end, Affinity::Upstream};
  // Spaces that rule L1 took out of their run stand apart: a browser's caret stops before them.
  const unicode::BidiLevel base = level_of_line(p, l);
  while (end > l.text_end && p.levels[end - 1] != base) --end;
  return {end, end == l.end ? Affinity::Upstream : Affinity::Downstream};
}

bool is_rtl_at(const ParagraphImpl& p, Hit at) {
  return line_is_rtl(p, line_index(p, at.ci, at.affinity));
}

Hit apply_move(ParagraphImpl& p, Hit from, CaretMove how, float& goal_x) {
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

uint32_t deletion_edge(ParagraphImpl& p, uint32_t ci, DeleteUnit unit) {
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
    const float lead = p.edges[ci].lead;
    const float trail = p.edges[next_stop(p, ci) - 1].trail;
    const Span one{std::min(lead, trail), std::max(lead, trail)};
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
  const uint32_t ci = snap_part(p, position.offset);
  const uint32_t line = line_index(p, ci, position.affinity);
  const PlacedLine& at = p.placed_lines[line];
  return {caret_x(p, ci, position.affinity, line), at.top, 0, at.height};
}

uint32_t Paragraph::line_of(TextPosition position) const noexcept {
  const ParagraphImpl& p = *impl_;
  if (p.placed_lines.empty()) return 0;
  return line_index(p, snap_part(p, position.offset), position.affinity);
}

TextPosition Paragraph::hit_test(Vec2 point) const noexcept {
  ParagraphImpl& p = *impl_;
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
  const Hit start{snap_part(p, from.offset), from.affinity};
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
  const uint32_t ci = snap_part(p, offset);
  const uint32_t edge = deletion_edge(p, ci, unit);
  return {byte_of_ci(p, std::min(ci, edge)), byte_of_ci(p, std::max(ci, edge))};
}

TextRange Paragraph::word_at(uint32_t offset) const noexcept {
  ParagraphImpl& p = *impl_;
  if (p.chars.empty()) return {};
  mark_words_once(p);
  const auto is_start = [&](uint32_t ci) {
    if (ci == 0 || ci >= p.size()) return true;
    if (!p.is(ci, unicode::kGraphemeStart)) return false;
    return is_inside_cjk(p, ci) ? starts_cjk_word(p, ci) : p.is(ci, unicode::kWordStart);
  };
  uint32_t start = std::min(snap(p, offset), p.size() - 1);
  while (!is_start(start)) --start;
  uint32_t end = start + 1;
  while (!is_start(end)) ++end;
  return {byte_of_ci(p, start), byte_of_ci(p, end)};
}

}  // namespace hallows::text
