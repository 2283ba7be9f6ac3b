// Stage 3 of a paragraph: runs to glyphs, from what the last text left, from the shape cache, or
// from HarfBuzz.
#include <algorithm>
#include <cstring>

#include "layout/text/old_runs.h"
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

void shape_text_run(ParagraphImpl& p, const TextRun& run, OldRuns& old_runs) {
  if (old_runs.keep(run)) return;
  const FaceRecord& face = p.context->impl().fonts.impl().face(run.face);
  const uint32_t count = run.end - run.start;
  if (face.space_role == SpaceRole::Inert && count > 1 && !has_marked_space(p, run)) {
    if (!old_runs.splice_words(run)) shape_words(p, run);
  } else if (count <= ShapeCache::kMaxChars) {
    shape_short(p, run);
  } else if (face.state_machines || !old_runs.splice(run)) {
    shape_range(p, run, run.start, run.end, p.glyphs);
  }
}

void fill_buffer(ParagraphImpl& p, uint32_t start, uint32_t end) {
  hb_buffer_t* buffer = p.context->impl().buffer;
  hb_buffer_clear_contents(buffer);
  hb_buffer_add_utf32(buffer, reinterpret_cast<const uint32_t*>(p.chars.data()),
                      static_cast<int>(p.size()), start, static_cast<int>(end - start));
  p.context->counts().chars_shaped += end - start;
  ++p.context->counts().runs_shaped;
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

void take_glyphs(const ParagraphImpl& p, const TextRun& run, Buffer<ShapedGlyph>& out,
                 ShapedGlyph::Flag flags) {
  hb_buffer_t* buffer = p.context->impl().buffer;
  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer, &count);
  const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer, &count);
  ShapedGlyph* glyphs = out.extend(count);
  const bool rtl = (run.level & 1) != 0;
  for (unsigned i = 0; i < count; ++i) {
    const unsigned from = rtl ? count - 1 - i : i;
    // hb_glyph_info_get_glyph_flags() is a call
    static_assert(HB_GLYPH_FLAG_UNSAFE_TO_BREAK == int{ShapedGlyph::kUnsafe});
    static_assert(HB_GLYPH_FLAG_UNSAFE_TO_CONCAT == int{ShapedGlyph::kUnsafeJoin});
    glyphs[i].cluster = infos[from].cluster;
    glyphs[i].advance = positions[from].x_advance;
    glyphs[i].dx = positions[from].x_offset;
    glyphs[i].dy = positions[from].y_offset;
    glyphs[i].glyph = static_cast<uint16_t>(infos[from].codepoint);
    glyphs[i].flags = static_cast<ShapedGlyph::Flag>(infos[from].mask & flags);
  }
}

void shape_range(ParagraphImpl& p, const TextRun& run, uint32_t start, uint32_t end,
                 Buffer<ShapedGlyph>& out) {
  fill_buffer(p, start, end);
  run_shaper(p, run);
  take_glyphs(p, run, out);
}

void shape_window(ParagraphImpl& p, const TextRun& run, uint32_t start, uint32_t end,
                  Buffer<ShapedGlyph>& out) {
  hb_buffer_t* buffer = p.context->impl().buffer;
  fill_buffer(p, start, end);
  hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_PRODUCE_UNSAFE_TO_CONCAT);
  run_shaper(p, run);
  hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_DEFAULT);
  take_glyphs(p, run, out, ShapedGlyph::kUnsafe | ShapedGlyph::kUnsafeJoin);
}

void shape(ParagraphImpl& p) {
  OldRuns old_runs(p);
  const uint64_t shaped_before = p.context->counts().runs_shaped;
  for (TextRun& run : p.runs) {
    run.glyph_start = static_cast<uint32_t>(p.glyphs.size());
    if (run.kind == RunKind::Text) shape_text_run(p, run, old_runs);
    run.glyph_end = static_cast<uint32_t>(p.glyphs.size());
  }
  if (p.context->counts().runs_shaped != shaped_before) ++p.context->counts().texts_shaped;
}

}  // namespace hallows::text
