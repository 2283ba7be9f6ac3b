#include "layout/text/word_shaper.h"

#include <algorithm>

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
  return looks_past(c) || character.line == unicode::LineClass::AL ||
         character.line == unicode::LineClass::XX;
}

class WordShaper {
 public:
  WordShaper(ParagraphImpl& p, const TextRun& run)
      : p_(p),
        run_(run),
        context_(p.context->impl()),
        face_(context_.fonts.impl().face(run.face)),
        chars_(p.chars.data()),
        key_(shape_key_of(run)),
        joins_(joins(run.script)) {}

  void shape() {
    for (uint32_t at = run_.start; at < run_.end;) at = shape_window(at);
  }

 private:
  // Returns where the next window starts.
  uint32_t shape_window(uint32_t at) {
    count_ = 0;
    missed_ = 0;
    hb_buffer_clear_contents(context_.buffer);
    for (; at < run_.end && count_ < kWordWindow; at = context_.pieces[count_ - 1].end) {
      look_up(at);
    }
    if (missed_ > 0) shape_missed();
    emit();
    if (missed_ > 0) remember();
    return at;
  }

  void look_up(uint32_t at) {
    WordPiece& piece = context_.pieces[count_++];
    piece = {};
    piece.start = at;
    piece.end = at + 1;
    const bool space = chars_[at] == ' ';
    while (piece.end < run_.end && (chars_[piece.end] == ' ') == space) ++piece.end;
    if (space) {
      piece.kind = WordPiece::Kind::Spaces;
      return;
    }
    const uint32_t size = piece.end - at;
    ShapeKey key = key_;
    if (size <= ShapeCache::kMaxChars && (!joins_ || add_neighbours(p_, at, piece.end, key))) {
      piece.hash = ShapeCache::hash_of(key, {chars_ + at, size});
      piece.cacheable = true;
      if (context_.cache.find(key, {chars_ + at, size}, piece.hash, piece.glyphs)) {
        piece.kind = WordPiece::Kind::Cached;
        ++p_.context->counts().runs_cached;
        return;
      }
    }
    piece.kind = WordPiece::Kind::Missed;
    ++missed_;
  }

  // Missed words stand in the buffer with one space between them. Rows of them that are neighbours
  // in the text go in together.
  void shape_missed() {
    uint32_t start = 0;
    uint32_t end = 0;
    for (uint32_t i = 0; i < count_; ++i) {
      const WordPiece& piece = context_.pieces[i];
      if (piece.kind != WordPiece::Kind::Missed) continue;
      if (piece.start != end) {
        add_to_buffer(start, end);
        start = piece.start;
      }
      end = piece.end < run_.end ? piece.end + 1 : piece.end;  // with a space
    }
    add_to_buffer(start, end);
    run_shaper(p_, run_);
    ++p_.context->counts().runs_shaped;
    context_.word_glyphs.clear();
    take_glyphs(p_, run_, context_.word_glyphs);
    if (missed_ > 1 && has_circle(face_, context_.word_glyphs)) shape_apart();
  }
  // So that a word with a circle doesn't depend on which others were missed with it.
  void shape_apart() {
    context_.word_glyphs.clear();
    for (uint32_t i = 0; i < count_; ++i) {
      const WordPiece& piece = context_.pieces[i];
      if (piece.kind != WordPiece::Kind::Missed) continue;
      shape_range(p_, run_, piece.start, piece.end, context_.word_glyphs);
    }
  }
  void add_to_buffer(uint32_t start, uint32_t end) {
    if (start == end) return;
    hb_buffer_add_utf32(context_.buffer, reinterpret_cast<const uint32_t*>(chars_),
                        static_cast<int>(p_.size()), start, static_cast<int>(end - start));
    p_.context->counts().chars_shaped += end - start;
  }

  void emit() {
    const ShapedGlyph* glyphs = context_.word_glyphs.data();
    const size_t count = missed_ > 0 ? context_.word_glyphs.size() : 0;
    size_t glyph = 0;
    for (uint32_t i = 0; i < count_; ++i) {
      WordPiece& piece = context_.pieces[i];
      switch (piece.kind) {
        case WordPiece::Kind::Spaces:
          add_spaces(piece.start, piece.end);
          break;
        case WordPiece::Kind::Cached:
          append_cached(piece.glyphs, piece.start, p_.glyphs);
          break;
        case WordPiece::Kind::Missed: {
          while (glyph < count && glyphs[glyph].cluster < piece.start) ++glyph;
          const size_t first = glyph;
          while (glyph < count && glyphs[glyph].cluster < piece.end) ++glyph;
          piece.glyphs = {glyphs + first, glyph - first};
          p_.glyphs.append(piece.glyphs);
          break;
        }
      }
    }
  }
  void add_spaces(uint32_t start, uint32_t end) {
    const auto advance = static_cast<int32_t>(std::lround(face_.space_em * face_.units_per_em));
    for (uint32_t i = start; i < end; ++i) {
      p_.glyphs.push({i, advance, 0, 0, face_.space_glyph, 0});
    }
  }

  void remember() {
    for (uint32_t i = 0; i < count_; ++i) {
      const WordPiece& piece = context_.pieces[i];
      if (piece.kind != WordPiece::Kind::Missed || !piece.cacheable) continue;
      ShapeKey key = key_;
      if (joins_) add_neighbours(p_, piece.start, piece.end, key);
      context_.cache.insert(key, {chars_ + piece.start, piece.end - piece.start}, piece.hash,
                            piece.glyphs, piece.start);
    }
  }

  ParagraphImpl& p_;
  const TextRun& run_;
  TextContextImpl& context_;
  const FaceRecord& face_;
  const char32_t* chars_;
  ShapeKey key_;
  bool joins_;
  uint32_t count_ = 0;
  uint32_t missed_ = 0;
};

}  // namespace

bool looks_past(char32_t c) {
  return unicode::character(c).is(unicode::Character::kMark) ||
         unicode::character(c).is(unicode::Character::kDefaultIgnorable);
}

bool has_circle(const FaceRecord& face, std::span<const ShapedGlyph> glyphs) {
  if (face.circle_glyph == 0) return false;
  return std::any_of(glyphs.begin(), glyphs.end(),
                     [&](const ShapedGlyph& glyph) { return glyph.glyph == face.circle_glyph; });
}

ShapeKey shape_key_of(const TextRun& run) {
  ShapeKey key;
  key.features = run.shape_hash;
  key.script = run.script;
  key.face = run.face;
  key.rtl = run.level & 1;
  return key;
}

bool add_neighbours(const ParagraphImpl& p, uint32_t start, uint32_t end, ShapeKey& key) {
  if (!joins(static_cast<unicode::ScriptId>(key.script))) return true;
  if (start > 0 && is_letter_like(p.chars[start - 1])) {
    key.before = p.chars[start - 1];
    if (looks_past(key.before)) return false;
  }
  if (end < p.size() && is_letter_like(p.chars[end])) {
    key.after = p.chars[end];
    if (looks_past(key.after)) return false;
  }
  return true;
}

void append_cached(std::span<const ShapedGlyph> cached, uint32_t start, Buffer<ShapedGlyph>& out) {
  ShapedGlyph* glyphs = out.extend(cached.size());
  for (size_t i = 0; i < cached.size(); ++i) {
    glyphs[i] = cached[i];
    glyphs[i].cluster += start;
  }
}

void shape_words(ParagraphImpl& p, const TextRun& run) {
  WordShaper(p, run).shape();
}

}  // namespace hallows::text
