// Stage 3 of a paragraph: runs to glyphs, from what the last text left, from the shape cache, or
// from HarfBuzz.
#include <algorithm>
#include <cstring>

#include "layout/text/paragraph_impl.h"
#include "layout/text/unicode/script.h"
#include "layout/text/word_shaper.h"

namespace hallows::text {
namespace {

// A run that is short enough to be cached whole.
void shape_short(ParagraphImpl& p, const TextRun& run) {
  TextContextImpl& c = p.context->impl();
  const std::span<const char32_t> text = p.text().subspan(run.start, run.end - run.start);
  ShapeKey key = shape_key_of(run);
  const bool cacheable = add_neighbours(p, run.start, run.end, key);
  std::span<const ShapedGlyph> cached;
  const uint64_t hash = cacheable ? ShapeCache::hash_of(key, text) : 0;
  if (cacheable && c.cache.find(key, text, hash, cached)) {
    append_cached(cached, run.start, p.glyphs);
    ++p.context->counts().runs_cached;
    return;
  }
  const size_t first = p.glyphs.size();
  shape_range(p, run, run.start, run.end, p.glyphs);
  if (cacheable) c.cache.insert(key, text, hash, p.glyphs.span().subspan(first), run.start);
}

// A mark after a space makes it part of a cluster: such runs are shaped whole.
bool has_marked_space(const ParagraphImpl& p, const TextRun& run) {
  if (p.plain) return false;
  for (uint32_t i = run.start + 1; i < run.end; ++i) {
    if (p.chars[i - 1] == ' ' && !p.is(i, unicode::kGraphemeStart)) return true;
  }
  return false;
}

// What an edit left alone: equal runs of the old text that start, or end, at the same distance
// from its start, or end.
class OldRuns {
 public:
  explicit OldRuns(const ParagraphImpl& p) : p_(p) {
    const size_t old_size = p.old_chars.size();
    const size_t limit = std::min<size_t>(old_size, p.size());
    const char32_t* before = p.old_chars.data();
    const char32_t* now = p.chars.data();
    while (prefix_ < limit && before[prefix_] == now[prefix_]) ++prefix_;
    while (suffix_ < limit - prefix_ &&
           before[old_size - 1 - suffix_] == now[p.size() - 1 - suffix_]) {
      ++suffix_;
    }
  }

  // Rising `run`: the search goes on where the last one ended.
  const TextRun* find(const TextRun& run, int64_t& shift) {
    // One character on each side, with the marks on it, is context; so is an end of the text.
    const bool in_prefix = whole() || context_end(run.end) <= prefix_;
    const bool in_suffix = run.start > 0 && context_start(run.start) >= p_.size() - suffix_;
    if (!in_prefix && !in_suffix) return nullptr;
    shift =
        in_prefix ? 0 : static_cast<int64_t>(p_.size()) - static_cast<int64_t>(p_.old_chars.size());
    const int64_t start = run.start - shift;
    while (at_ < p_.old_runs.size() && p_.old_runs[at_].start < start) ++at_;
    if (at_ == p_.old_runs.size()) return nullptr;
    const TextRun& old = p_.old_runs[at_];
    const bool same = old.start == start && old.end - old.start == run.end - run.start &&
                      old.face == run.face && old.level == run.level && old.script == run.script &&
                      old.shape_hash == run.shape_hash && old.kind == run.kind;
    return same ? &old : nullptr;
  }

 private:
  uint32_t context_start(uint32_t at) const {
    do --at;
    while (at > 0 && !p_.is(at, unicode::kGraphemeStart));
    return at;
  }
  // Past the end of the text where nothing follows: that is in no common part.
  uint32_t context_end(uint32_t at) const {
    do ++at;
    while (at < p_.size() && !p_.is(at, unicode::kGraphemeStart));
    return at;
  }
  bool whole() const { return prefix_ == p_.size() && prefix_ == p_.old_chars.size(); }
  const ParagraphImpl& p_;
  size_t prefix_ = 0;
  size_t suffix_ = 0;
  size_t at_ = 0;
};

bool keep_old(ParagraphImpl& p, const TextRun& run, OldRuns& old_runs) {
  int64_t shift = 0;
  const TextRun* old = old_runs.find(run, shift);
  if (old == nullptr) return false;
  const uint32_t count = old->glyph_end - old->glyph_start;
  ShapedGlyph* glyphs = p.glyphs.extend(count);
  for (uint32_t i = 0; i < count; ++i) {
    glyphs[i] = p.old_glyphs[old->glyph_start + i];
    glyphs[i].cluster = static_cast<uint32_t>(glyphs[i].cluster + shift);
  }
  ++p.context->counts().runs_kept;
  return true;
}

void shape_text_run(ParagraphImpl& p, const TextRun& run) {
  const FaceRecord& face = p.context->impl().fonts.impl().face(run.face);
  const uint32_t count = run.end - run.start;
  if (face.space_role == SpaceRole::Inert && count > 1 && !has_marked_space(p, run)) {
    shape_words(p, run);
  } else if (count <= ShapeCache::kMaxChars) {
    shape_short(p, run);
  } else {
    shape_range(p, run, run.start, run.end, p.glyphs);
  }
}

}  // namespace

void run_shaper(const ParagraphImpl& p, const TextRun& run) {
  const TextContextImpl& c = p.context->impl();
  const StyleEntry& style = p.style_of(run);
  hb_buffer_set_direction(c.buffer, (run.level & 1) != 0 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
  hb_buffer_set_script(c.buffer, static_cast<hb_script_t>(unicode::script_tag(run.script)));
  hb_buffer_set_language(c.buffer, style.language);
  hb_shape(c.fonts.impl().face(run.face).shaper(), c.buffer, style.features.begin(),
           static_cast<unsigned>(style.features.size()));
}

void take_glyphs(const ParagraphImpl& p, const TextRun& run, Buffer<ShapedGlyph>& out) {
  hb_buffer_t* buffer = p.context->impl().buffer;
  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer, &count);
  const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer, &count);
  ShapedGlyph* glyphs = out.extend(count);
  const bool rtl = (run.level & 1) != 0;
  for (unsigned i = 0; i < count; ++i) {
    const unsigned from = rtl ? count - 1 - i : i;
    static_assert(HB_GLYPH_FLAG_UNSAFE_TO_BREAK == 1);  // hb_glyph_info_get_glyph_flags() is a call
    const bool unsafe = (infos[from].mask & HB_GLYPH_FLAG_UNSAFE_TO_BREAK) != 0;
    glyphs[i].cluster = infos[from].cluster;
    glyphs[i].advance = positions[from].x_advance;
    glyphs[i].dx = positions[from].x_offset;
    glyphs[i].dy = positions[from].y_offset;
    glyphs[i].glyph = static_cast<uint16_t>(infos[from].codepoint);
    glyphs[i].flags = unsafe ? uint8_t{ShapedGlyph::kUnsafe} : uint8_t{0};
  }
}

void shape_range(ParagraphImpl& p, const TextRun& run, uint32_t start, uint32_t end,
                 Buffer<ShapedGlyph>& out) {
  hb_buffer_t* buffer = p.context->impl().buffer;
  hb_buffer_clear_contents(buffer);
  hb_buffer_add_utf32(buffer, reinterpret_cast<const uint32_t*>(p.chars.data()),
                      static_cast<int>(p.size()), start, static_cast<int>(end - start));
  run_shaper(p, run);
  take_glyphs(p, run, out);
  p.context->counts().chars_shaped += end - start;
  ++p.context->counts().runs_shaped;
}

void shape(ParagraphImpl& p) {
  OldRuns old_runs(p);
  const uint64_t shaped_before = p.context->counts().runs_shaped;
  for (TextRun& run : p.runs) {
    run.glyph_start = static_cast<uint32_t>(p.glyphs.size());
    if (run.kind == RunKind::Text && !keep_old(p, run, old_runs)) shape_text_run(p, run);
    run.glyph_end = static_cast<uint32_t>(p.glyphs.size());
  }
  if (p.context->counts().runs_shaped != shaped_before) ++p.context->counts().texts_shaped;
}

}  // namespace hallows::text
