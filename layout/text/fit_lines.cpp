// Stage 4 of a paragraph: greedy line breaking over cached widths.
#include <algorithm>

#include "layout/text/paragraph_impl.h"

namespace hallows::text {
namespace {

constexpr float kSlack = 1.0f / 64;

bool may_break_anywhere(const ParagraphImpl& p) {
  return p.style.overflow_wrap != OverflowWrap::Normal && p.style.wrap == Wrap::Normal;
}

// One line after the other over the segments.
class Breaker {
 public:
  Breaker(ParagraphImpl& p, float width) : p_(p), limit_(width + kSlack) {}

  void run() {
    p_.lines.clear();
    uint32_t segment = 0;
    start_ = 0;
    while (segment < p_.segments.size()) segment = next_line(segment);
    if (p_.lines.empty() || ends_in_newline()) {
      Line empty;
      empty.start = empty.text_end = empty.end = p_.size();
      empty.forced = true;
      p_.lines.push(empty);
    }
  }

 private:
  struct Good {  // the last place where the line may end
    uint32_t segment = 0;
    float width = 0;
    bool found = false;
  };

  bool ends_in_newline() const { return p_.size() > 0 && p_.runs.back().kind == RunKind::Newline; }

  // Makes the line that starts at start_, in segment `first`; returns the segment that goes on.
  uint32_t next_line(uint32_t first) {
    Good good;
    float x = start_delta();
    float text_x = x;  // to the end of what doesn't hang
    uint32_t i = first;
    for (; i < p_.segments.size(); ++i) {
      const Segment& segment = p_.segments[i];
      const uint32_t from = i == first ? start_ : segment.start;
      const bool whole = from == segment.start;
      const float text_width = whole ? segment.text_width : sum(from, segment.text_end);
      if (segment.text_end > from) text_x = x + text_width;
      if (text_x > limit_) {
        if (text_x - segment.optional_width > limit_) break;
        text_x = limit_;  // the rest hangs
      }
      const bool can_end =
          i + 1 == p_.segments.size() || (p_.segments[i + 1].flags & Segment::kGlued) == 0;
      const float width = can_end ? end_width(segment, text_x) : 0;
      if (can_end && width <= limit_) good = {i, width, true};
      if ((segment.flags & Segment::kForced) != 0) {
        if (!good.found || good.segment != i) break;
        return finish(i, width, true);
      }
      if ((segment.flags & Segment::kTab) != 0) {
        x += tab_advance(p_, x);
      } else {
        x += whole ? segment.total_width : text_width + sum(segment.text_end, segment.end);
      }
    }
    if (i == p_.segments.size() && good.found && good.segment + 1 == i) {
      return finish(good.segment, good.width, true);
    }
    if (good.found) return finish(good.segment, good.width, false);
    return overflow(first);
  }

  uint32_t finish(uint32_t segment, float width, bool forced) {
    const Segment& s = p_.segments[segment];
    Line line;
    line.start = start_;
    line.end = s.end;
    line.text_end = s.end;
    while (line.text_end > line.start && p_.is(line.text_end - 1, kHangs)) --line.text_end;
    line.width = width;
    line.hyphen = !forced && (s.flags & Segment::kSoftHyphen) != 0;
    line.forced = forced;
    if (is_unsafe_start(start_)) {
      line.width =
          exact_width(p_, line.start, line.end, line.text_end) + (line.hyphen ? s.hyphen_width : 0);
    }
    p_.lines.push(line);
    start_ = s.end;
    return segment + 1;
  }

  // Not even the first piece fits.
  uint32_t overflow(uint32_t first) {
    if (may_break_anywhere(p_)) {
      const uint32_t cut = emergency_cut(first);
      if (cut < p_.segments[first].text_end) {
        Line line;
        line.start = start_;
        line.end = line.text_end = cut;
        line.width = exact_width(p_, start_, cut, cut);
        p_.lines.push(line);
        start_ = cut;
        return first;
      }
    }
    uint32_t last = first;
    while (last + 1 < p_.segments.size() && (p_.segments[last + 1].flags & Segment::kGlued) != 0) {
      ++last;
    }
    const Segment& segment = p_.segments[last];
    const bool forced = (segment.flags & Segment::kForced) != 0 || last + 1 == p_.segments.size();
    uint32_t text_end = std::max(segment.text_end, start_);
    float width = exact_width(p_, start_, segment.end, text_end);
    if (!forced && (segment.flags & Segment::kSoftHyphen) != 0) width += segment.hyphen_width;
    return finish(last, width, forced);
  }

  // The last place between clusters where the line still fits; at least one cluster.
  uint32_t emergency_cut(uint32_t first) {
    const uint32_t end = p_.segments[first].text_end;
    uint32_t cut = next_cluster(start_, end);
    float x = start_delta() + sum(start_, cut);
    while (cut < end) {
      const uint32_t next = next_cluster(cut, end);
      x += sum(cut, next);
      if (x > limit_) break;
      cut = next;
    }
    while (cut < end && is_unsafe_start(cut) && exact_width(p_, start_, cut, cut) > limit_) {
      const uint32_t before = previous_cluster(cut);
      if (before <= start_) break;
      cut = before;
    }
    return cut;
  }
  bool is_cut(uint32_t ci) const {
    return p_.is(ci, kClusterStart) && p_.is(ci, unicode::kGraphemeStart);
  }
  uint32_t next_cluster(uint32_t ci, uint32_t end) const {
    ++ci;
    while (ci < end && !is_cut(ci)) ++ci;
    return std::min(ci, end);
  }
  uint32_t previous_cluster(uint32_t ci) const {
    --ci;
    while (ci > start_ && !is_cut(ci)) --ci;
    return ci;
  }

  float sum(uint32_t from, uint32_t to) const {
    float width = 0;
    for (uint32_t i = from; i < to; ++i) width += p_.advances[i];
    return width;
  }
  bool is_unsafe_start(uint32_t ci) const { return ci < p_.size() && p_.is(ci, kUnsafeStart); }
  bool is_safe(uint32_t ci) const { return p_.is(ci, kClusterStart) && !p_.is(ci, kUnsafeStart); }

  // What reshaping at the line's start changes.
  float start_delta() {
    if (!is_unsafe_start(start_)) return 0;
    const uint32_t r = run_at(p_, start_);
    uint32_t safe = start_ + 1;
    while (safe < p_.runs[r].end && !is_safe(safe)) ++safe;
    return patch_of(p_, r, start_, safe).width - sum(start_, safe);
  }
  // Width of the line if it ends with this segment.
  float end_width(const Segment& segment, float text_x) {
    float width = text_x;
    if ((segment.flags & Segment::kSoftHyphen) != 0 && segment.end < p_.size()) {
      width += segment.hyphen_width;
    }
    if ((segment.flags & Segment::kUnsafeEnd) == 0) return width;
    const uint32_t r = run_at(p_, segment.end - 1);
    uint32_t safe = segment.end - 1;
    while (safe > p_.runs[r].start && safe > start_ && !is_safe(safe)) --safe;
    const uint32_t text_end = std::max(segment.text_end, safe);
    const Patch& patch = patch_of(p_, r, safe, segment.end);
    const auto glyphs =
        p_.patch_glyphs.span().subspan(patch.glyph_start, patch.glyph_end - patch.glyph_start);
    return width + glyphs_width(p_, p_.runs[r], glyphs, safe, text_end) - sum(safe, text_end);
  }

  ParagraphImpl& p_;
  float limit_;
  uint32_t start_ = 0;
};

// From either side of a line, how far clusters fit into `room`.
uint32_t fitting_head(const ParagraphImpl& p, const Line& line, float room) {
  uint32_t cut = line.start;
  float x = 0;
  for (uint32_t i = line.start; i < line.text_end; ++i) {
    if (p.is(i, kClusterStart) && p.is(i, unicode::kGraphemeStart)) cut = i;
    x += p.advances[i];
    if (x > room) return cut;
  }
  return line.text_end;
}
uint32_t fitting_tail(const ParagraphImpl& p, const Line& line, float room) {
  uint32_t cut = line.text_end;
  float x = 0;
  for (uint32_t i = line.text_end; i > line.start; --i) {
    x += p.advances[i - 1];
    if (x > room) return cut;
    if (p.is(i - 1, kClusterStart) && p.is(i - 1, unicode::kGraphemeStart)) cut = i - 1;
  }
  return line.start;
}

void elide_line(ParagraphImpl& p, Line& line, float width, bool more_follows) {
  const float dots = ellipsis_of(p).width();
  const float room = std::max(0.0f, width + kSlack - dots);
  line.elided = true;
  line.hyphen = false;
  line.elide_end = line.text_end;
  if (p.style.elide == Elide::End || more_follows) {
    line.elide_start = fitting_head(p, line, room);
    while (line.elide_start > line.start && p.is(line.elide_start - 1, kHangs)) {
      --line.elide_start;  // no space before the dots
    }
  } else if (p.style.elide == Elide::Start) {
    line.elide_start = line.start;
    line.elide_end = fitting_tail(p, line, room);
  } else {
    line.elide_start = fitting_head(p, line, room / 2);
    line.elide_end = std::max(fitting_tail(p, line, room / 2), line.elide_start);
  }
  line.width = dots;
  for (uint32_t i = line.start; i < line.text_end; ++i) {
    if (i < line.elide_start || i >= line.elide_end) line.width += p.advances[i];
  }
}

// The last line that shows takes what follows it up to the next forced break, so that the ellipsis
// stands at the end of a full line.
void extend_last(ParagraphImpl& p, Line& line) {
  while (line.end < p.size() && !p.is(line.end, unicode::kLineMust)) ++line.end;
  line.text_end = line.end;
  while (line.text_end > line.start && p.is(line.text_end - 1, kHangs)) --line.text_end;
  line.forced = true;
}

}  // namespace

Ellipsis ellipsis_of(const ParagraphImpl& p) {
  const StyleEntry& style = p.styles[0];
  const FaceRecord& face = p.context->impl().fonts.impl().face(style.primary);
  if (face.ellipsis_glyph != 0) {
    return {face.ellipsis_glyph, 1, face.ellipsis_em * style.style.size};
  }
  return {face.period_glyph, 3, face.period_em * style.style.size};
}

void fit_lines(ParagraphImpl& p, float width) {
  Breaker(p, width).run();
  elide_lines(p, width);
  p.lines_width = width;
}

void elide_lines(ParagraphImpl& p, float width) {
  const uint32_t bound = p.style.max_lines;
  const bool cut = bound > 0 && p.lines.size() > bound;
  if (cut) p.lines.resize(bound);
  if (p.style.elide == Elide::None || !std::isfinite(width)) return;
  Line& last = p.lines.back();
  if (!cut && last.width <= width + kSlack) {
    if (p.style.wrap == Wrap::Normal) return;
  }
  for (Line& line : p.lines) {
    const bool is_last = &line == &last;
    if (is_last && cut) {
      const bool more = [&] {
        extend_last(p, line);
        return line.end < p.size();
      }();
      elide_line(p, line, width, more);
    } else if (line.width > width + kSlack && (p.style.wrap == Wrap::NoWrap || is_last)) {
      elide_line(p, line, width, false);
    }
  }
}

}  // namespace hallows::text
