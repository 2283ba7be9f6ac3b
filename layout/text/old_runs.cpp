// An edit shapes a neighbourhood of what changed, and takes the glyphs around it from before.
//
// The neighbourhood ends where the old text could be broken without another shape (HarfBuzz's
// UNSAFE_TO_BREAK is clear). It is joined to the old glyphs at two seams: places with kMargin
// characters or more to its ends, all of which came out as before, that no rule of the font has
// looked across (UNSAFE_TO_CONCAT is clear), whether or not it matched. What is assumed: no rule
// that looks across a seam sees all of a margin too. Where a font's rules look across every place,
// kWideMargin characters that came out as before do. Without seams the neighbourhood grows, in the
// end to the run.
#include "layout/text/old_runs.h"

#include <algorithm>

#include "layout/text/word_shaper.h"

namespace hallows::text {
namespace {

constexpr uint32_t kMargin = 16;
constexpr uint32_t kWideMargin = 24;
constexpr uint32_t kReach = 32;  // of the first neighbourhood, on each side

bool shapes_as(const TextRun& old, const TextRun& run) {
  return old.face == run.face && old.level == run.level && old.script == run.script &&
         old.shape_hash == run.shape_hash && old.kind == run.kind;
}

// `shift` is from the old to the new cluster.
bool same_glyph(const ShapedGlyph& old, const ShapedGlyph& now, int64_t shift) {
  return old.cluster + shift == now.cluster && old.glyph == now.glyph &&
         old.advance == now.advance && old.dx == now.dx && old.dy == now.dy &&
         old.flags == (now.flags & ~ShapedGlyph::kUnsafeJoin);
}

bool is_seam(const ShapedGlyph& glyph, uint32_t margin) {
  if ((glyph.flags & ShapedGlyph::kUnsafe) != 0) return false;
  const bool clear = (glyph.flags & ShapedGlyph::kUnsafeJoin) == 0;
  return margin >= (clear ? kMargin : kWideMargin);
}

void append_shifted(std::span<const ShapedGlyph> glyphs, int64_t shift, Buffer<ShapedGlyph>& out) {
  ShapedGlyph* to = out.extend(glyphs.size());
  for (size_t i = 0; i < glyphs.size(); ++i) {
    to[i] = glyphs[i];
    to[i].cluster = static_cast<uint32_t>(to[i].cluster + shift);
  }
}

}  // namespace

OldRuns::OldRuns(ParagraphImpl& p) : p_(p) {
  const size_t old_size = p.old_chars.size();
  const size_t limit = std::min<size_t>(old_size, p.size());
  const char32_t* before = p.old_chars.data();
  const char32_t* now = p.chars.data();
  while (prefix_ < limit && before[prefix_] == now[prefix_]) ++prefix_;
  while (suffix_ < limit - prefix_ &&
         before[old_size - 1 - suffix_] == now[p.size() - 1 - suffix_]) {
    ++suffix_;
  }
  if (whole()) suffix_ = prefix_;
  shift_ = static_cast<int64_t>(p.size()) - static_cast<int64_t>(old_size);
}

// One character on each side is context, and what stands between: the shaper looks past marks and
// invisible characters.
uint32_t OldRuns::context_start(uint32_t at) const {
  do --at;
  while (at > 0 && looks_past(p_.chars[at]));
  return at;
}

// Past the end of the text where nothing follows: that is in no common part.
uint32_t OldRuns::context_end(uint32_t at) const {
  const uint32_t size = p_.size();
  while (at < size && looks_past(p_.chars[at])) ++at;
  do ++at;
  while (at < size && !p_.is(at, unicode::kGraphemeStart));
  return at;
}

// The search goes on where the last one ended.
const TextRun* OldRuns::find(const TextRun& run, int64_t& shift) {
  // An end of the text is context, too.
  const bool in_prefix = whole() || context_end(run.end) <= prefix_;
  const bool in_suffix = run.start > 0 && context_start(run.start) >= suffix_start();
  if (!in_prefix && !in_suffix) return nullptr;
  shift = in_prefix ? 0 : shift_;
  const int64_t start = run.start - shift;
  while (at_ < p_.old_runs.size() && p_.old_runs[at_].start < start) ++at_;
  if (at_ == p_.old_runs.size()) return nullptr;
  const TextRun& old = p_.old_runs[at_];
  const bool same =
      old.start == start && old.end - old.start == run.end - run.start && shapes_as(old, run);
  return same ? &old : nullptr;
}

bool OldRuns::keep(const TextRun& run) {
  int64_t shift = 0;
  const TextRun* old = find(run, shift);
  if (old == nullptr) return false;
  const size_t count = old->glyph_end - old->glyph_start;
  append_shifted(p_.old_glyphs.span().subspan(old->glyph_start, count), shift, p_.glyphs);
  ++p_.context->counts().runs_kept;
  return true;
}

OldRuns::Sources OldRuns::sources_of(const TextRun& run) const {
  Sources sources;
  sources.left_end = run.start;
  sources.right_start = run.end;
  const TextRun* first = p_.old_runs.begin();
  const TextRun* last = p_.old_runs.end();
  if (run.start < prefix_) {
    const TextRun* old = std::lower_bound(
        first, last, run.start, [](const TextRun& r, uint32_t at) { return r.start < at; });
    if (old != last && old->start == run.start && shapes_as(*old, run)) {
      sources.left = old;
      sources.left_end = std::min({old->end, run.end, static_cast<uint32_t>(prefix_)});
    }
  }
  if (run.end > suffix_start()) {
    const auto end = static_cast<uint32_t>(run.end - shift_);
    const TextRun* old = std::lower_bound(first, last, end,
                                          [](const TextRun& r, uint32_t at) { return r.end < at; });
    if (old != last && old->end == end && shapes_as(*old, run)) {
      const auto start = static_cast<uint32_t>(std::max<int64_t>(old->start + shift_, run.start));
      sources.right = old;
      sources.right_start = std::max({start, suffix_start(), sources.left_end});
    }
  }
  return sources;
}

uint32_t OldRuns::glyph_at(const TextRun& old, uint32_t old_ci) const {
  const ShapedGlyph* first = p_.old_glyphs.data() + old.glyph_start;
  const ShapedGlyph* last = p_.old_glyphs.data() + old.glyph_end;
  const ShapedGlyph* found =
      std::lower_bound(first, last, old_ci,
                       [](const ShapedGlyph& glyph, uint32_t at) { return glyph.cluster < at; });
  return static_cast<uint32_t>(found - p_.old_glyphs.data());
}

// About so many characters on the sides of what has no old glyphs. Its ends are the run's, or
// start clusters before which the old text could be broken.
OldRuns::Range OldRuns::window(const TextRun& run, const Sources& sources, Reach reach) const {
  Range range{run.start, run.end};
  const auto safe = [&](const TextRun& old, uint32_t glyph) {
    const ShapedGlyph* glyphs = p_.old_glyphs.data();
    const bool starts = glyphs[glyph].cluster != glyphs[glyph - 1].cluster;
    return starts && (glyphs[glyph].flags & ShapedGlyph::kUnsafe) == 0 && glyph > old.glyph_start;
  };
  if (sources.left != nullptr && sources.left_end - run.start > reach.left) {
    const TextRun& old = *sources.left;
    uint32_t glyph = glyph_at(old, sources.left_end - reach.left);
    while (glyph > old.glyph_start && (glyph == old.glyph_end || !safe(old, glyph))) --glyph;
    if (glyph > old.glyph_start) range.start = p_.old_glyphs[glyph].cluster;
  }
  if (sources.right != nullptr && run.end - sources.right_start > reach.right) {
    const TextRun& old = *sources.right;
    uint32_t glyph =
        glyph_at(old, static_cast<uint32_t>(sources.right_start + reach.right - shift_));
    while (glyph < old.glyph_end && (glyph == old.glyph_start || !safe(old, glyph))) ++glyph;
    if (glyph < old.glyph_end) {
      range.end = static_cast<uint32_t>(p_.old_glyphs[glyph].cluster + shift_);
    }
  }
  return range;
}

// The last seam that the old glyphs reach, between a window's glyphs and those before them.
bool OldRuns::find_left_seam(const Sources& sources, uint32_t start, uint32_t& seam) const {
  const std::span<const ShapedGlyph> now = p_.context->impl().word_glyphs.span();
  const TextRun& old_run = *sources.left;
  bool found = false;
  uint32_t old = glyph_at(old_run, start);
  for (size_t i = 0; i < now.size() && now[i].cluster <= sources.left_end; ++i, ++old) {
    const bool starts = i > 0 && now[i].cluster != now[i - 1].cluster;
    const uint32_t old_cluster = old < old_run.glyph_end ? p_.old_glyphs[old].cluster : old_run.end;
    if (starts && old_cluster == now[i].cluster && is_seam(now[i], now[i].cluster - start)) {
      seam = now[i].cluster;
      found = true;
    }
    if (old >= old_run.glyph_end || !same_glyph(p_.old_glyphs[old], now[i], 0)) break;
  }
  return found;
}

// The first seam that the old glyphs reach, between a window's glyphs and those after them.
bool OldRuns::find_right_seam(const Sources& sources, uint32_t end, uint32_t& seam) const {
  const std::span<const ShapedGlyph> now = p_.context->impl().word_glyphs.span();
  const TextRun& old_run = *sources.right;
  bool found = false;
  uint32_t old = glyph_at(old_run, static_cast<uint32_t>(end - shift_));
  for (size_t left = now.size(); left > 0 && old > old_run.glyph_start; --left) {
    const size_t i = left - 1;
    --old;
    if (now[i].cluster < sources.right_start) break;
    if (!same_glyph(p_.old_glyphs[old], now[i], shift_)) break;
    const bool starts = i == 0 || now[i].cluster != now[i - 1].cluster;
    const bool old_starts =
        old == old_run.glyph_start || p_.old_glyphs[old].cluster != p_.old_glyphs[old - 1].cluster;
    if (starts && old_starts && is_seam(now[i], end - now[i].cluster)) {
      seam = now[i].cluster;
      found = true;
    }
  }
  return found;
}

void OldRuns::append_left(const Sources& sources, uint32_t end) {
  if (sources.left == nullptr) return;
  const uint32_t first = sources.left->glyph_start;
  const uint32_t count = glyph_at(*sources.left, end) - first;
  append_shifted(p_.old_glyphs.span().subspan(first, count), 0, p_.glyphs);
}

void OldRuns::append_right(const Sources& sources, uint32_t start) {
  if (sources.right == nullptr) return;
  const uint32_t first = glyph_at(*sources.right, static_cast<uint32_t>(start - shift_));
  const uint32_t count = sources.right->glyph_end - first;
  append_shifted(p_.old_glyphs.span().subspan(first, count), shift_, p_.glyphs);
}

bool OldRuns::has_circle_in(const TextRun* old) const {
  if (old == nullptr) return false;
  const size_t count = old->glyph_end - old->glyph_start;
  return has_circle(p_.context->impl().fonts.impl().face(old->face),
                    p_.old_glyphs.span().subspan(old->glyph_start, count));
}

bool OldRuns::splice(const TextRun& run) {
  const Sources sources = sources_of(run);
  if (sources.left == nullptr && sources.right == nullptr) return false;
  if (has_circle_in(sources.left) || has_circle_in(sources.right)) return false;
  Buffer<ShapedGlyph>& glyphs = p_.context->impl().word_glyphs;
  for (Reach reach{kReach, kReach};;) {
    const Range anew = window(run, sources, reach);
    if (anew.end - anew.start > (run.end - run.start) / 4 * 3) return false;
    glyphs.clear();
    shape_window(p_, run, anew.start, anew.end, glyphs);
    if (has_circle(p_.context->impl().fonts.impl().face(run.face), glyphs)) return false;
    Range seams{run.start, run.end};
    const bool left = anew.start == run.start || find_left_seam(sources, anew.start, seams.start);
    const bool right = anew.end == run.end || find_right_seam(sources, anew.end, seams.end);
    if (!left) reach.left *= 2;
    if (!right) reach.right *= 2;
    if (!left || !right) continue;
    append_left(sources, seams.start);
    for (ShapedGlyph glyph : glyphs) {
      if (glyph.cluster < seams.start || glyph.cluster >= seams.end) continue;
      glyph.flags &= ShapedGlyph::kUnsafe;
      p_.glyphs.push(glyph);
    }
    append_right(sources, seams.end);
    return true;
  }
}

// Words are shaped apart: the seams are at spaces that were there before.
bool OldRuns::splice_words(const TextRun& run) {
  const Sources sources = sources_of(run);
  const char32_t* chars = p_.chars.data();
  TextRun part = run;
  if (sources.left != nullptr) {
    part.start = std::max(sources.left_end, run.start + 1) - 1;
    while (part.start > run.start && chars[part.start - 1] != ' ') --part.start;
  }
  if (sources.right != nullptr) {
    part.end = sources.right_start;
    while (part.end < run.end && chars[part.end] != ' ') ++part.end;
  }
  if (part.start == run.start && part.end == run.end) return false;
  if (part.start > run.start) append_left(sources, part.start);
  if (part.start < part.end) shape_words(p_, part);
  if (part.end < run.end) append_right(sources, part.end);
  return true;
}

}  // namespace hallows::text
