// Stage 5 of a paragraph: lines to positions. Visual order, alignment, glyph runs, decorations and
// the edges that carets stand on.
#include <algorithm>
#include <bit>

#include "layout/text/paragraph_impl.h"

namespace hallows::text {
namespace {

constexpr uint32_t kEllipsisMark = 0xFFFFFFFF;

// A part of a line in visual order: of one run, or the ellipsis.
struct Part {
  uint32_t run = 0;
  uint32_t start = 0;
  uint32_t end = 0;
};

bool is_justifiable(const ParagraphImpl& p, uint32_t ci) {
  return p.chars[ci] == ' ' || p.chars[ci] == 0xA0;
}
bool is_wide(const ParagraphImpl& p, uint32_t ci) {
  return unicode::character(p.chars[ci]).line == unicode::LineClass::ID;
}

uint32_t count_gaps(const ParagraphImpl& p, const Line& line, bool wide) {
  uint32_t gaps = 0;
  for (uint32_t i = line.start; i + 1 < line.text_end; ++i) {
    gaps += (wide ? is_wide(p, i) : is_justifiable(p, i)) ? 1 : 0;
  }
  return gaps;
}

struct Justification {
  float per_gap = 0;
  bool wide = false;  // between ideographs, where there are no spaces
};

Justification justification_of(const ParagraphImpl& p, const Line& line, float width) {
  Justification j;
  const float room = width - line.width;
  if (p.style.align != TextAlign::Justify || line.forced || room <= 0) return j;
  uint32_t gaps = count_gaps(p, line, false);
  if (gaps == 0) {
    j.wide = true;
    gaps = count_gaps(p, line, true);
  }
  if (gaps > 0) j.per_gap = room / static_cast<float>(gaps);
  return j;
}

class LinePlacer {
 public:
  LinePlacer(ParagraphImpl& p, const Line& line, const PlacedLine& at, Justification j)
      : p_(p), line_(line), at_(at), justify_(j) {}

  // Parts left to right from `x`.
  void place(std::span<const unicode::LevelRun> visual, float x) {
    x_ = x;
    for (const unicode::LevelRun& part : visual) {
      if (part.start == kEllipsisMark) {
        place_ellipsis();
      } else {
        place_part(run_at(p_, part.start), part);
      }
    }
  }

  void place_hyphen(unicode::BidiLevel level) {
    const TextRun& run = p_.runs[run_at(p_, line_.end - 1)];
    const FaceRecord& face = p_.context->impl().fonts.impl().face(run.face);
    const float advance = face.hyphen_em * p_.style_of(run).style.size;
    const float x = (level & 1) != 0 ? hyphen_left_ - advance : x_text_;
    open_run(run.face, run.style);
    push_glyph({{face.hyphen_glyph}, 0, x, baseline_of(run)});
  }
  float x_text_ = 0;       // right end of the visible text
  float hyphen_left_ = 0;  // left end

 private:
  float baseline_of(const TextRun& run) const {
    return at_.baseline - p_.style_of(run).style.baseline_shift;
  }

  void open_run(FontFaceId face, uint32_t style) {
    const float size = p_.styles[style].style.size;
    if (!p_.placed_runs.empty()) {
      const GlyphRun& last = p_.placed_runs.back();
      if (last.face == face && last.size == size && last.span == style && !new_line_) return;
    }
    new_line_ = false;
    p_.placed_runs.push({face, size, style, {}});
    p_.placed_slices.push({static_cast<uint32_t>(p_.placed_glyphs.size()), 0});
  }
  void push_glyph(const PlacedGlyph& glyph) {
    p_.placed_glyphs.push(glyph);
    ++p_.placed_slices.back().count;
  }

  void place_ellipsis() {
    const Ellipsis dots = ellipsis_of(p_);
    open_run(p_.styles[0].primary, 0);
    for (uint32_t i = 0; i < dots.count; ++i) {
      push_glyph({{dots.glyph}, 0, x_, at_.baseline});
      x_ += dots.advance;
    }
  }

  void place_part(uint32_t r, const unicode::LevelRun& part) {
    const TextRun& run = p_.runs[r];
    const float left = x_;
    switch (run.kind) {
      case RunKind::Newline:
        set_edges(part.start, part.end, x_, x_, false);
        return;
      case RunKind::Tab:
        x_ += tab_advance(p_, x_ - at_.x);
        set_edges(part.start, part.end, left, x_, (part.level & 1) != 0);
        break;
      case RunKind::Box:
        place_box(run);
        break;
      case RunKind::Text:
        place_text(r, part);
        break;
    }
    decorate(run, left, std::min(part.end, line_.text_end) > part.start ? x_ : left, part);
  }

  void place_box(const TextRun& run) {
    const InlineBox& box = p_.boxes[run.box];
    const Rect rect{x_, at_.baseline - box.ascent, box.width, box.ascent + box.descent};
    p_.placed_boxes.push({run.box, rect});
    set_edges(run.start, run.end, x_, x_ + box.width, (run.level & 1) != 0);
    x_ += box.width;
  }

  void place_text(uint32_t r, const unicode::LevelRun& part) {
    const TextRun& run = p_.runs[r];
    open_run(run.face, run.style);
    Pieces pieces;
    // Line ends are what is unsafe; other borders of the part lie inside the line.
    collect_pieces(p_, r, part.start, part.end, pieces);
    const bool rtl = (run.level & 1) != 0;
    for (size_t i = 0; i < pieces.size(); ++i) {
      place_piece(run, pieces[rtl ? pieces.size() - 1 - i : i], rtl);
    }
  }

  void place_piece(const TextRun& run, const Piece& piece, bool rtl) {
    const std::span<const ShapedGlyph> glyphs = glyphs_of(p_, piece);
    const size_t count = glyphs.size();
    for (size_t done = 0; done < count;) {
      // One cluster: `first` to `last` in logical order.
      size_t first = rtl ? count - 1 - done : done;
      size_t last = first;
      const uint32_t cluster = glyphs[first].cluster;
      if (rtl) {
        while (first > 0 && glyphs[first - 1].cluster == cluster) --first;
      } else {
        while (last + 1 < count && glyphs[last + 1].cluster == cluster) ++last;
      }
      const uint32_t end = last + 1 < count ? glyphs[last + 1].cluster : piece.end;
      place_cluster(run, glyphs.subspan(first, last - first + 1), end, rtl);
      done += last - first + 1;
    }
  }

  void place_cluster(const TextRun& run, std::span<const ShapedGlyph> glyphs, uint32_t end,
                     bool rtl) {
    const uint32_t start = glyphs[0].cluster;
    const float left = x_;
    const float scale = scale_of(p_, run);
    const float baseline = baseline_of(run);
    const FaceRecord& face = p_.context->impl().fonts.impl().face(run.face);
    const uint16_t flags = face.color ? 1 : 0;
    float extra = 0;
    const TextStyle& style = p_.style_of(run).style;
    if (style.letter_spacing != 0 || style.word_spacing != 0) {
      extra = extra_spacing(p_, run, start, end);
    }
    if (justify_.per_gap > 0 && start + 1 < line_.text_end) extra += justified(start, end);
    if (rtl) x_ += extra;
    int64_t units = 0;  // summed whole: the cluster is as wide as lines were fitted with
    const float origin = x_;
    for (size_t i = 0; i < glyphs.size(); ++i) {
      const ShapedGlyph& glyph = glyphs[rtl ? glyphs.size() - 1 - i : i];
      const float x = origin + static_cast<float>(units + glyph.dx) * scale;
      const float y = baseline - static_cast<float>(glyph.dy) * scale;
      if (is_drawn(start, glyph)) push_glyph({{glyph.glyph}, flags, x, y});
      units += glyph.advance;
    }
    x_ = origin + static_cast<float>(units) * scale;
    if (!rtl) x_ += extra;
    set_edges(start, end, left, x_, rtl);
  }
  // Spaces draw nothing.
  bool is_drawn(uint32_t start, const ShapedGlyph& glyph) const {
    return glyph.advance != 0 || glyph.dx != 0 || glyph.dy != 0 ||
           !unicode::character(p_.chars[start]).is(unicode::Character::kDefaultIgnorable);
  }
  float justified(uint32_t start, uint32_t end) const {
    float extra = 0;
    for (uint32_t i = start; i < end && i + 1 < line_.text_end; ++i) {
      const bool gap = justify_.wide ? is_wide(p_, i) : is_justifiable(p_, i);
      if (gap) extra += justify_.per_gap;
    }
    return extra;
  }

  // A cluster of several parts (a ligature) is split evenly.
  void set_edges(uint32_t start, uint32_t end, float left, float right, bool rtl) {
    uint32_t count = 0;
    for (uint32_t i = start; i < end; ++i) count += i == start || is_part_start(p_, i) ? 1 : 0;
    const float step = (right - left) / static_cast<float>(std::max(count, 1u));
    uint32_t index = 0;
    for (uint32_t i = start; i < end; ++i) {
      if (i > start && is_part_start(p_, i)) ++index;
      const float near = step * static_cast<float>(index);
      const float far = index + 1 == count ? right - left : step * static_cast<float>(index + 1);
      p_.edges[i] = rtl ? CharEdge{right - near, right - far} : CharEdge{left + near, left + far};
    }
  }

  void decorate(const TextRun& run, float left, float right, const unicode::LevelRun& part) {
    const StyleEntry& entry = p_.style_of(run);
    const uint8_t wanted = entry.style.decoration;
    if (wanted == kDecorationNone || right <= left || part.start >= line_.text_end) return;
    const FontMetrics& m = p_.context->impl().fonts.metrics(entry.primary);
    const float size = entry.style.size;
    const float baseline = baseline_of(run);
    const auto add = [&](float y, float thickness) {
      const float top = y - thickness / 2;
      for (TextLine& line : p_.decorations) {  // one line through parts that touch
        const bool touches = line.span == run.style && line.y == top && line.x + line.width == left;
        if (!touches) continue;
        line.width = right - line.x;
        return;
      }
      p_.decorations.push({left, top, right - left, thickness, run.style});
    };
    if ((wanted & kUnderline) != 0)
      add(baseline + m.underline_y * size, m.underline_thickness * size);
    if ((wanted & kStrike) != 0) add(baseline - m.strike_y * size, m.strike_thickness * size);
    if ((wanted & kOverline) != 0) add(baseline - m.ascent * size, m.underline_thickness * size);
  }

  ParagraphImpl& p_;
  const Line& line_;
  const PlacedLine& at_;
  Justification justify_;
  float x_ = 0;
  bool new_line_ = true;
};

}  // namespace

unicode::BidiLevel level_of_line(const ParagraphImpl& p, const Line& line) {
  const TextRange* found =
      std::upper_bound(p.paragraphs.begin(), p.paragraphs.end(), line.start,
                       [](uint32_t at, const TextRange& range) { return at < range.end; });
  const auto index = static_cast<size_t>(found - p.paragraphs.begin());
  if (index < p.paragraph_levels.size()) return p.paragraph_levels[index];
  // The empty line after a last newline goes on in its direction.
  if (p.style.direction == unicode::BaseDirection::Rtl) return 1;
  return p.paragraph_levels.empty() ? unicode::BidiLevel{0} : p.paragraph_levels.back();
}

namespace {

// Rule L1 on the line. In the context's scratch.
std::span<unicode::BidiLevel> levels_of_line(ParagraphImpl& p, const Line& line,
                                             unicode::BidiLevel base) {
  const uint32_t count = line.end - line.start;
  Buffer<std::byte>& scratch = p.context->impl().bidi;
  if (scratch.size() < size_t{count} * 2) scratch.extend(size_t{count} * 2 - scratch.size());
  auto* classes = reinterpret_cast<unicode::BidiClass*>(scratch.data());
  auto* levels = reinterpret_cast<unicode::BidiLevel*>(scratch.data() + count);
  for (uint32_t i = 0; i < count; ++i) {
    classes[i] = unicode::character(p.chars[line.start + i]).bidi;
    levels[i] = p.levels[line.start + i];
  }
  unicode::reset_line_levels({classes, count}, base, {levels, count});
  keep_graphemes_whole(p, line.start, {levels, count});
  return {levels, count};
}

// The line's parts of one run and level in logical order.
void split_line(ParagraphImpl& p, const Line& line, unicode::BidiLevel base) {
  p.visual.clear();
  std::span<const unicode::BidiLevel> levels;
  if (!p.all_ltr) levels = levels_of_line(p, line, base);
  const auto add = [&](uint32_t start, uint32_t end) {
    if (start >= end) return;
    if (p.all_ltr) {
      p.visual.push({start, end, 0});
      return;
    }
    uint32_t from = start;
    for (uint32_t i = start + 1; i <= end; ++i) {
      if (i < end && levels[i - line.start] == levels[from - line.start]) continue;
      p.visual.push({from, i, levels[from - line.start]});
      from = i;
    }
  };
  for (uint32_t r = run_at(p, line.start); r < p.runs.size() && p.runs[r].start < line.end; ++r) {
    const uint32_t start = std::max(p.runs[r].start, line.start);
    const uint32_t end = std::min(p.runs[r].end, line.end);
    if (!line.elided) {
      add(start, end);
      continue;
    }
    add(start, std::min(end, line.elide_start));
    const bool holds_dots = line.elide_start >= start && line.elide_start < end;
    if (holds_dots) p.visual.push({kEllipsisMark, kEllipsisMark, base});
    add(std::max(start, line.elide_end), end);
  }
}

float align_offset(const ParagraphImpl& p, const Line& line, float width, unicode::BidiLevel base) {
  const float room = width - line.width;
  const bool rtl = (base & 1) != 0;
  switch (p.style.align) {
    case TextAlign::Left:
      return 0;
    case TextAlign::Right:
      return room;
    case TextAlign::Center:
      return room > 0 ? room / 2 : (rtl ? room : 0);
    case TextAlign::End:
      return rtl ? 0 : room;
    case TextAlign::Start:
    case TextAlign::Justify:
      return rtl ? room : 0;
  }
  return 0;
}

// Characters that an ellipsis hides stand where it does.
void set_hidden_edges(ParagraphImpl& p, const Line& line) {
  if (!line.elided) return;
  float x = 0;
  if (line.elide_start > line.start) {
    x = p.edges[line.elide_start - 1].trail;
  } else if (line.elide_end < line.end) {
    x = p.edges[line.elide_end].lead;
  }
  for (uint32_t i = line.elide_start; i < line.elide_end; ++i) p.edges[i] = {x, x};
}

void place_line(ParagraphImpl& p, const Line& line, float width, float top) {
  const unicode::BidiLevel base = level_of_line(p, line);
  const LineExtent extent = line_extent(p, line);
  const Justification justify = justification_of(p, line, width);
  PlacedLine at;
  at.range = {byte_of_ci(p, line.start), byte_of_ci(p, line.end)};
  at.text_end = byte_of_ci(p, line.text_end);
  at.width = justify.per_gap > 0 ? width : line.width;
  at.x = justify.per_gap > 0 ? 0 : align_offset(p, line, width, base);
  at.top = top;
  at.height = extent.ascent + extent.descent;
  at.baseline = top + extent.ascent;
  at.hyphen = line.hyphen;
  split_line(p, line, base);
  unicode::reorder_runs(p.visual.span());
  float hanging = 0;  // trailing spaces stand outside the line's box
  for (uint32_t i = line.text_end; i < line.end; ++i) hanging += p.advances[i];
  const bool rtl = (base & 1) != 0;
  float x = at.x;
  LinePlacer placer(p, line, at, justify);
  if (rtl) {
    const float hyphen =
        line.hyphen ? line.width - exact_width(p, line.start, line.end, line.text_end) : 0;
    placer.hyphen_left_ = x + hyphen;
    x += hyphen - hanging;
  }
  placer.place(p.visual.span(), x);
  set_hidden_edges(p, line);
  if (line.hyphen) {
    placer.x_text_ = p.edges[line.end - 1].trail;
    placer.place_hyphen(base);
  }
  p.placed_lines.push(at);
}

}  // namespace

std::span<const unicode::LevelRun> level_runs(ParagraphImpl& p, const Line& line, uint32_t end) {
  p.visual.clear();
  const std::span<const unicode::BidiLevel> levels =
      levels_of_line(p, line, level_of_line(p, line));
  uint32_t from = line.start;
  for (uint32_t i = line.start + 1; i <= end; ++i) {
    if (i < end && levels[i - line.start] == levels[from - line.start]) continue;
    p.visual.push({from, i, levels[from - line.start]});
    from = i;
  }
  unicode::reorder_runs(p.visual.span());
  return p.visual;
}

LineExtent line_extent(const ParagraphImpl& p, const Line& line) {
  LineExtent extent{p.styles[0].ascent, p.styles[0].descent};
  if (p.styles.size() == 1 && p.boxes.empty()) return extent;
  for (uint32_t r = run_at(p, line.start); r < p.runs.size() && p.runs[r].start < line.end; ++r) {
    const StyleEntry& style = p.style_of(p.runs[r]);
    const float shift = style.style.baseline_shift;
    extent.ascent = std::max(extent.ascent, style.ascent + shift);
    extent.descent = std::max(extent.descent, style.descent - shift);
    if (p.runs[r].kind != RunKind::Box) continue;
    const InlineBox& box = p.boxes[p.runs[r].box];
    extent.ascent = std::max(extent.ascent, box.ascent);
    extent.descent = std::max(extent.descent, box.descent);
  }
  return extent;
}

TextFit measure_lines(const ParagraphImpl& p) {
  TextFit fit;
  for (const Line& line : p.lines) {
    const LineExtent extent = line_extent(p, line);
    if (fit.line_count == 0) fit.first_baseline = extent.ascent;
    fit.last_baseline = fit.height + extent.ascent;
    fit.height += extent.ascent + extent.descent;
    fit.width = std::max(fit.width, line.width);
    fit.elided = fit.elided || line.elided;
    ++fit.line_count;
  }
  const uint32_t shown_to = p.lines.back().end;
  fit.elided = fit.elided || shown_to < p.size();
  return fit;
}

void place_lines(ParagraphImpl& p, float width) {
  p.placed_glyphs.clear();
  p.placed_runs.clear();
  p.placed_slices.clear();
  p.decorations.clear();
  p.placed_lines.clear();
  p.placed_boxes.clear();
  p.edges.resize(p.size());
  std::fill(p.edges.begin(), p.edges.end(), CharEdge{});
  float box_width = width;
  if (!std::isfinite(width)) {
    box_width = 0;
    for (const Line& line : p.lines) box_width = std::max(box_width, line.width);
  }
  float top = 0;
  for (const Line& line : p.lines) {
    place_line(p, line, box_width, top);
    top += p.placed_lines.back().height;
  }
  for (size_t i = 0; i < p.placed_runs.size(); ++i) {
    const RunSlice slice = p.placed_slices[i];
    p.placed_runs[i].glyphs = {p.placed_glyphs.data() + slice.first, slice.count};
  }
}

}  // namespace hallows::text
