// Stage 3 of a paragraph: runs to glyphs, from what the last text left, from the shape cache, or
// from HarfBuzz.
#include <algorithm>
#include <cstring>

#include "layout/text/paragraph_impl.h"
#include "layout/text/unicode/script.h"

namespace hallows::text {
namespace {

// Scripts whose letters join: the shape of a run depends on its neighbours.
bool joins(unicode::ScriptId script) {
  switch (unicode::script_tag(script)) {
    case tag4("Arab"):
    case tag4("Syrc"):
    case tag4("Mong"):
    case tag4("Nkoo"):
    case tag4("Adlm"):
    case tag4("Mand"):
    case tag4("Phag"):
    case tag4("Rohg"):
    case tag4("Mani"):
    case tag4("Sogd"):
    case tag4("Phlp"):
    case tag4("Chrs"):
    case tag4("Ougr"):
      return true;
    default:
      return false;
  }
}

bool is_letter_like(char32_t c) {
  const unicode::Character& character = unicode::character(c);
  return character.is(unicode::Character::kMark) ||
         character.is(unicode::Character::kDefaultIgnorable) ||
         character.line == unicode::LineClass::AL || character.line == unicode::LineClass::XX;
}

ShapeKey key_of(const TextRun& run) {
  ShapeKey key;
  key.features = run.shape_hash;
  key.script = run.script;
  key.face = run.face;
  key.rtl = run.level & 1;
  return key;
}

// False where the neighbourhood can't be a key: beyond a mark or an invisible character stand
// letters that matter too.
bool add_neighbours(const ParagraphImpl& p, uint32_t start, uint32_t end, ShapeKey& key) {
  if (!joins(static_cast<unicode::ScriptId>(key.script))) return true;
  const auto far = [](char32_t c) {
    return unicode::character(c).is(unicode::Character::kMark) ||
           unicode::character(c).is(unicode::Character::kDefaultIgnorable);
  };
  if (start > 0 && is_letter_like(p.chars[start - 1])) {
    key.before = p.chars[start - 1];
    if (far(key.before)) return false;
  }
  if (end < p.size() && is_letter_like(p.chars[end])) {
    key.after = p.chars[end];
    if (far(key.after)) return false;
  }
  return true;
}

void call_shaper(const ParagraphImpl& p, const TextRun& run, uint32_t start, uint32_t end) {
  TextContextImpl& c = p.context->impl();
  const StyleEntry& style = p.style_of(run);
  hb_buffer_clear_contents(c.buffer);
  hb_buffer_add_utf32(c.buffer, reinterpret_cast<const uint32_t*>(p.chars.data()),
                      static_cast<int>(p.size()), start, static_cast<int>(end - start));
  hb_buffer_set_direction(c.buffer, (run.level & 1) != 0 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
  hb_buffer_set_script(c.buffer, static_cast<hb_script_t>(unicode::script_tag(run.script)));
  hb_buffer_set_language(c.buffer, style.language);
  hb_shape(c.fonts.impl().face(run.face).hb_font, c.buffer, style.features.data(),
           style.feature_count);
  TextCounts& counts = p.context->counts();
  counts.chars_shaped += end - start;
}

// Appends the buffer's glyphs in logical order.
void take_glyphs(const ParagraphImpl& p, const TextRun& run, Buffer<ShapedGlyph>& out) {
  hb_buffer_t* buffer = p.context->impl().buffer;
  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer, &count);
  const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer, &count);
  ShapedGlyph* glyphs = out.extend(count);
  const bool rtl = (run.level & 1) != 0;
  for (unsigned i = 0; i < count; ++i) {
    const unsigned from = rtl ? count - 1 - i : i;
    const bool unsafe =
        (hb_glyph_info_get_glyph_flags(&infos[from]) & HB_GLYPH_FLAG_UNSAFE_TO_BREAK) != 0;
    glyphs[i].cluster = infos[from].cluster;
    glyphs[i].advance = positions[from].x_advance;
    glyphs[i].dx = positions[from].x_offset;
    glyphs[i].dy = positions[from].y_offset;
    glyphs[i].glyph = static_cast<uint16_t>(infos[from].codepoint);
    glyphs[i].flags = unsafe ? uint8_t{ShapedGlyph::kUnsafe} : uint8_t{0};
  }
}

void append_cached(std::span<const ShapedGlyph> cached, uint32_t start, Buffer<ShapedGlyph>& out) {
  ShapedGlyph* glyphs = out.extend(cached.size());
  for (size_t i = 0; i < cached.size(); ++i) {
    glyphs[i] = cached[i];
    glyphs[i].cluster += start;
  }
}

// A run that is short enough to be cached whole.
void shape_short(ParagraphImpl& p, const TextRun& run) {
  TextContextImpl& c = p.context->impl();
  const std::span<const char32_t> text = p.text().subspan(run.start, run.end - run.start);
  ShapeKey key = key_of(run);
  const bool cacheable = add_neighbours(p, run.start, run.end, key);
  std::span<const ShapedGlyph> cached;
  if (cacheable && c.cache.find(key, text, cached)) {
    append_cached(cached, run.start, p.glyphs);
    ++p.context->counts().runs_cached;
    return;
  }
  const size_t first = p.glyphs.size();
  shape_range(p, run, run.start, run.end, p.glyphs);
  if (cacheable) c.cache.insert(key, text, p.glyphs.span().subspan(first), run.start);
}

// A long run of a face whose spaces shape nothing, word by word from the cache; stretches of words
// that aren't there go to the shaper together.
class WordShaper {
 public:
  WordShaper(ParagraphImpl& p, const TextRun& run)
      : p_(p),
        run_(run),
        cache_(p.context->impl().cache),
        face_(p.context->impl().fonts.impl().face(run.face)),
        key_(key_of(run)) {}

  void shape() {
    uint32_t missed = run_.end;  // start of the stretch that waits for the shaper
    for (uint32_t at = run_.start; at < run_.end;) {
      const uint32_t end = piece_end(at);
      std::span<const ShapedGlyph> cached;
      const bool space = p_.chars[at] == ' ';
      const bool found = !space && end - at <= ShapeCache::kMaxChars && find(at, end, cached);
      if (found) {
        flush(missed, at);
        append_cached(cached, at, p_.glyphs);
        ++p_.context->counts().runs_cached;
      } else if (space && missed == run_.end) {
        add_spaces(at, end);
      } else if (!space && missed == run_.end) {
        missed = at;
      }
      at = end;
    }
    flush(missed, run_.end);
  }

 private:
  // A word, or a row of spaces.
  uint32_t piece_end(uint32_t at) const {
    const bool space = p_.chars[at] == ' ';
    uint32_t end = at + 1;
    while (end < run_.end && (p_.chars[end] == ' ') == space) ++end;
    // A mark on a space belongs to it: not a plain space.
    return end;
  }
  bool find(uint32_t at, uint32_t end, std::span<const ShapedGlyph>& cached) {
    ShapeKey key = key_;
    return add_neighbours(p_, at, end, key) &&
           cache_.find(key, p_.text().subspan(at, end - at), cached);
  }
  void add_spaces(uint32_t start, uint32_t end) {
    const auto advance = static_cast<int32_t>(std::lround(face_.space_em * face_.units_per_em));
    for (uint32_t i = start; i < end; ++i) {
      p_.glyphs.push({i, advance, 0, 0, face_.space_glyph, 0});
    }
  }
  void flush(uint32_t& missed, uint32_t end) {
    if (missed == run_.end) return;
    const auto first = static_cast<uint32_t>(p_.glyphs.size());
    shape_range(p_, run_, missed, end, p_.glyphs);
    remember(first, missed, end);
    missed = run_.end;
  }
  void remember(uint32_t glyph, uint32_t start, uint32_t end) {
    const auto glyph_count = static_cast<uint32_t>(p_.glyphs.size());
    for (uint32_t at = start; at < end;) {
      const uint32_t word_end = piece_end(at);
      const uint32_t first = glyph;
      while (glyph < glyph_count && p_.glyphs[glyph].cluster < word_end) ++glyph;
      ShapeKey key = key_;
      if (p_.chars[at] != ' ' && word_end - at <= ShapeCache::kMaxChars &&
          add_neighbours(p_, at, word_end, key)) {
        cache_.insert(key, p_.text().subspan(at, word_end - at),
                      p_.glyphs.span().subspan(first, glyph - first), at);
      }
      at = word_end;
    }
  }

  ParagraphImpl& p_;
  const TextRun& run_;
  ShapeCache& cache_;
  const FaceRecord& face_;
  ShapeKey key_;
};

// A mark after a space makes it part of a cluster: such runs are shaped whole.
bool has_marked_space(const ParagraphImpl& p, const TextRun& run) {
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
    while (prefix_ < limit && p.old_chars[prefix_] == p.chars[prefix_]) ++prefix_;
    while (suffix_ < limit - prefix_ &&
           p.old_chars[old_size - 1 - suffix_] == p.chars[p.size() - 1 - suffix_]) {
      ++suffix_;
    }
  }

  // Rising `run`: the search goes on where the last one ended.
  const TextRun* find(const TextRun& run, int64_t& shift) {
    // One character on each side is context.
    const bool in_prefix = run.end < prefix_ || (run.end <= prefix_ && whole());
    const bool in_suffix = run.start > p_.size() - suffix_ || (suffix_ == p_.size());
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
    WordShaper(p, run).shape();
  } else if (count <= ShapeCache::kMaxChars) {
    shape_short(p, run);
  } else {
    shape_range(p, run, run.start, run.end, p.glyphs);
  }
}

}  // namespace

void shape_range(ParagraphImpl& p, const TextRun& run, uint32_t start, uint32_t end,
                 Buffer<ShapedGlyph>& out) {
  call_shaper(p, run, start, end);
  take_glyphs(p, run, out);
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
