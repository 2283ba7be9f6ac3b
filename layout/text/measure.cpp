// From glyphs to what lines are made of: advances of clusters, segments between break places, and
// patches for places where shaping sees across a break.
#include <algorithm>

#include "layout/text/paragraph_impl.h"

namespace hallows::text {
namespace {

constexpr char32_t kSoftHyphen = 0xAD;

void measure_run(ParagraphImpl& p, const TextRun& run) {
  if (run.kind != RunKind::Text) {
    for (uint32_t i = run.start; i < run.end; ++i) p.flags[i] |= kClusterStart;
    if (run.kind == RunKind::Box) p.advances[run.start] = p.boxes[run.box].width;
    return;
  }
  const float scale = scale_of(p, run);
  const TextStyle& style = p.style_of(run).style;
  const ShapedGlyph* glyphs = p.glyphs.data();
  uint8_t* char_flags = p.flags.data();
  float* advances = p.advances.data();
  const bool spaced = style.letter_spacing != 0 || style.word_spacing != 0;
  for (uint32_t g = run.glyph_start; g < run.glyph_end;) {
    const uint32_t cluster = glyphs[g].cluster;
    int64_t units = 0;
    uint8_t flags = 0;
    for (; g < run.glyph_end && glyphs[g].cluster == cluster; ++g) {
      units += glyphs[g].advance;
      flags |= glyphs[g].flags;
    }
    const bool unsafe = (flags & ShapedGlyph::kUnsafe) != 0 && cluster != run.start;
    char_flags[cluster] |= unsafe ? kClusterStart | kUnsafeStart : kClusterStart;
    float advance = static_cast<float>(units) * scale;
    if (spaced) {
      const uint32_t end = g < run.glyph_end ? p.glyphs[g].cluster : run.end;
      advance += extra_spacing(p, run, cluster, end);
    }
    advances[cluster] = advance;
  }
}

void close_segment(ParagraphImpl& p, Segment& segment, uint32_t end) {
  segment.end = end;
  segment.text_end = end;
  while (segment.text_end > segment.start && p.is(segment.text_end - 1, kHangs)) {
    --segment.text_end;
  }
  const float* advances = p.advances.data();
  float width = 0;
  for (uint32_t i = segment.start; i < segment.text_end; ++i) width += advances[i];
  segment.text_width = width;
  for (uint32_t i = segment.text_end; i > segment.start && p.is(i - 1, kMayHang); --i) {
    segment.optional_width += p.advances[i - 1];
  }
  for (uint32_t i = segment.text_end; i < end; ++i) width += p.advances[i];
  segment.total_width = width;
  const char32_t last = p.chars[end - 1];
  if (last == kSoftHyphen) {
    segment.flags |= Segment::kSoftHyphen;
    const TextRun& run = p.runs[run_at(p, end - 1)];
    const StyleEntry& style = p.style_of(run);
    const FaceRecord& face = p.context->impl().fonts.impl().face(run.face);
    segment.hyphen_width = face.hyphen_em * style.style.size;
  }
  if (last == '\t' && segment.start + 1 == end) segment.flags |= Segment::kTab;
  if (end < p.size()) {
    if (p.is(end, kUnsafeStart)) segment.flags |= Segment::kUnsafeEnd;
    if (p.is(end, unicode::kLineMust)) segment.flags |= Segment::kForced;
  }
  p.segments.push(segment);
}

uint32_t glyph_index(const ParagraphImpl& p, const TextRun& run, uint32_t ci) {
  const ShapedGlyph* first = p.glyphs.data() + run.glyph_start;
  const ShapedGlyph* last = p.glyphs.data() + run.glyph_end;
  const ShapedGlyph* found = std::lower_bound(
      first, last, ci, [](const ShapedGlyph& glyph, uint32_t at) { return glyph.cluster < at; });
  return run.glyph_start + static_cast<uint32_t>(found - first);
}

void push_shaped(const ParagraphImpl& p, const TextRun& run, uint32_t start, uint32_t end,
                 Pieces& out) {
  if (start >= end) return;
  const uint32_t first = glyph_index(p, run, start);
  out.push({first, glyph_index(p, run, end) - first, start, end, false});
}
void push_patch(const Patch& patch, Pieces& out) {
  out.push({patch.glyph_start, patch.glyph_end - patch.glyph_start, patch.start, patch.end, true});
}

bool is_safe(const ParagraphImpl& p, uint32_t ci) {
  return p.is(ci, kClusterStart) && !p.is(ci, kUnsafeStart);
}

}  // namespace

uint32_t run_at(const ParagraphImpl& p, uint32_t ci) {
  const TextRun* found =
      std::upper_bound(p.runs.begin(), p.runs.end(), ci,
                       [](uint32_t at, const TextRun& run) { return at < run.end; });
  return static_cast<uint32_t>(found - p.runs.begin());
}

float extra_spacing(const ParagraphImpl& p, const TextRun& run, uint32_t start, uint32_t end) {
  const TextStyle& style = p.style_of(run).style;
  float extra = 0;
  for (uint32_t i = start; i < end; ++i) {
    if (p.is(i, unicode::kGraphemeStart)) extra += style.letter_spacing;
    if (p.chars[i] == ' ' || p.chars[i] == 0xA0) extra += style.word_spacing;
  }
  return extra;
}

float glyphs_width(const ParagraphImpl& p, const TextRun& run, std::span<const ShapedGlyph> glyphs,
                   uint32_t start, uint32_t end) {
  int64_t units = 0;
  for (const ShapedGlyph& glyph : glyphs) {
    if (glyph.cluster < end) units += glyph.advance;
  }
  return static_cast<float>(units) * scale_of(p, run) + extra_spacing(p, run, start, end);
}

void measure_clusters(ParagraphImpl& p) {
  p.advances.resize(p.size());
  std::fill(p.advances.begin(), p.advances.end(), 0.0f);
  for (const TextRun& run : p.runs) measure_run(p, run);
}

void find_segments(ParagraphImpl& p) {
  p.segments.clear();
  if (p.chars.empty()) return;
  Segment segment;
  const uint8_t breaks = p.style.wrap == Wrap::Normal ? unicode::kLineBreak : unicode::kLineMust;
  const uint8_t* flags = p.flags.data();
  const char32_t* chars = p.chars.data();
  const uint32_t size = p.size();
  for (uint32_t i = 1; i < size; ++i) {
    const bool tab = chars[i] == '\t' || chars[i - 1] == '\t';
    if ((flags[i] & breaks) == 0 && !tab) continue;
    // A break inside a cluster (a ligature over a soft hyphen) can't be made.
    if (!p.is(i, kClusterStart)) continue;
    close_segment(p, segment, i);
    segment = Segment{};
    segment.start = i;
    if (!p.is(i, breaks)) segment.flags = Segment::kGlued;
  }
  close_segment(p, segment, p.size());
}

const Patch& patch_of(ParagraphImpl& p, uint32_t run, uint32_t start, uint32_t end) {
  for (const Patch& patch : p.patches) {
    if (patch.start == start && patch.end == end) return patch;
  }
  if (p.patches.size() == kMaxPatches) {
    p.patches.clear();
    p.patch_glyphs.clear();
  }
  Patch patch{run, start, end, static_cast<uint32_t>(p.patch_glyphs.size()), 0, 0};
  shape_range(p, p.runs[run], start, end, p.patch_glyphs);
  ++p.context->counts().break_reshapes;
  patch.glyph_end = static_cast<uint32_t>(p.patch_glyphs.size());
  patch.width =
      glyphs_width(p, p.runs[run], p.patch_glyphs.span().subspan(patch.glyph_start), start, end);
  return p.patches.push(patch);
}

void collect_pieces(ParagraphImpl& p, uint32_t r, uint32_t start, uint32_t end, Pieces& out) {
  const TextRun& run = p.runs[r];
  const bool start_safe = start <= run.start || is_safe(p, start);
  const bool end_safe = end >= run.end || is_safe(p, end);
  uint32_t head = start;  // end of the patch at the start
  if (!start_safe) {
    ++head;
    while (head < end && !is_safe(p, head)) ++head;
  }
  uint32_t tail = end;
  if (!end_safe) {
    --tail;
    while (tail > start && !is_safe(p, tail)) --tail;
  }
  if (!start_safe && (head >= end || tail < head)) {
    push_patch(patch_of(p, r, start, end), out);
    return;
  }
  if (!start_safe) push_patch(patch_of(p, r, start, head), out);
  push_shaped(p, run, head, tail, out);
  if (!end_safe) push_patch(patch_of(p, r, tail, end), out);
}

float exact_width(ParagraphImpl& p, uint32_t start, uint32_t end, uint32_t text_end) {
  float width = 0;
  for (uint32_t r = run_at(p, start); r < p.runs.size() && p.runs[r].start < end; ++r) {
    const TextRun& run = p.runs[r];
    if (run.start >= text_end) break;
    if (run.kind == RunKind::Tab) width += tab_advance(p, width);
    if (run.kind == RunKind::Box) width += p.advances[run.start];
    if (run.kind != RunKind::Text) continue;
    Pieces pieces;
    collect_pieces(p, r, std::max(start, run.start), std::min(end, run.end), pieces);
    for (const Piece& piece : pieces) {
      if (piece.start >= text_end) continue;
      width +=
          glyphs_width(p, run, glyphs_of(p, piece), piece.start, std::min(piece.end, text_end));
    }
  }
  return width;
}

float tab_advance(const ParagraphImpl& p, float x) {
  const float stop = std::max(p.style.tab_size * p.styles[0].space, 1.0f);
  const float least = p.styles[0].space / 2;  // CSS Text 3, section 4.2: else the stop after it
  const float next = (std::floor(x / stop) + 1) * stop;
  return next - x < least ? next + stop - x : next - x;
}

}  // namespace hallows::text
