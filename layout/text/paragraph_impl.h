#pragma once

// The arrays of a paragraph and the stages over them. Inside layout/text, a position in the text is
// an index of a code point ("ci"); bytes are only at the surface.
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>

#include "layout/text/cjk_words.h"
#include "layout/text/font_store_impl.h"
#include "layout/text/label_cache.h"
#include "layout/text/paragraph.h"
#include "layout/text/shape_cache.h"
#include "layout/text/thai.h"
#include "layout/text/unicode/segment.h"
#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/hash.h"

namespace hallows::text {

// Added to the boundary flags of unicode/segment.h, in the same byte.
using CharFlag = uint8_t;
constexpr CharFlag kClusterStart = 16;  // a glyph cluster starts here
constexpr CharFlag kUnsafeStart = 32;   // breaking before it needs reshaping
constexpr CharFlag kHangs = 64;         // white space that hangs at a line end
constexpr CharFlag kMayHang = 128;      // white space that hangs where it doesn't fit (U+3000)

enum class RunKind : uint8_t { Text, Newline, Tab, Box };

// Consecutive code points of equal level, script, face and style: one call of the shaper.
struct TextRun {
  uint32_t start = 0;
  uint32_t end = 0;
  uint32_t glyph_start = 0;
  uint32_t glyph_end = 0;
  uint32_t style = 0;
  uint32_t box = 0;
  uint64_t shape_hash = 0;  // of the style's features and language
  FontFaceId face;
  unicode::BidiLevel level = 0;
  unicode::ScriptId script = 0;
  RunKind kind = RunKind::Text;
};

// Text between two places where a line may break, spaces at its end apart.
struct Segment {
  using Flag = uint8_t;
  static constexpr Flag kForced = 1;      // ends in a forced break
  static constexpr Flag kSoftHyphen = 2;  // ends in a soft hyphen
  static constexpr Flag kTab = 4;         // is one tab: its width depends on where it stands
  static constexpr Flag kGlued = 8;       // no break before it
  static constexpr Flag kUnsafeEnd = 16;  // the next one starts at an unsafe place
  uint32_t start = 0;
  uint32_t text_end = 0;
  uint32_t end = 0;
  float text_width = 0;      // start to text_end
  float optional_width = 0;  // of it, what hangs where it doesn't fit
  float total_width = 0;     // start to end
  float hyphen_width = 0;
  uint8_t flags = 0;
};

// A line that fit_lines found.
struct Line {
  uint32_t start = 0;
  uint32_t text_end = 0;
  uint32_t end = 0;
  float width = 0;  // start to text_end, with its hyphen
  bool hyphen = false;
  bool forced = false;  // ends the paragraph or in a forced break: not justified
  bool elided = false;  // [elide_start, elide_end) shows as an ellipsis
  uint32_t elide_start = 0;
  uint32_t elide_end = 0;
};

// Index of a style among those that a context has seen; kNoStyleId where it has seen too many.
using StyleId = uint8_t;
constexpr StyleId kNoStyleId = 0xFF;
constexpr size_t kMaxStyleIds = 64;

using HbFeatures = FixedVector<hb_feature_t, kMaxFeatures + 4>;

// A style with what the font store knows of it.
struct StyleEntry {
  TextStyle style;
  FontChainId chain;
  FontFaceId primary;
  hb_language_t language = nullptr;
  uint64_t shape_hash = 0;  // of features and language
  float ascent = 0;         // dp, with half of what line height adds
  float descent = 0;
  float space = 0;  // width of a space
  enum class Ascii : uint8_t { Unknown, All, Some };
  StyleId id = kNoStyleId;
  bool substitute = false;       // chain, language and features are another style's
  Ascii ascii = Ascii::Unknown;  // has the primary face all that prints? Asked once
  HbFeatures features;
};

// A piece of a run shaped on its own, because a line starts or ends at an unsafe place.
struct Patch {
  uint32_t run = 0;
  uint32_t start = 0;
  uint32_t end = 0;
  uint32_t glyph_start = 0;
  uint32_t glyph_end = 0;
  float width = 0;
};
constexpr size_t kMaxPatches = 4096;  // forgotten together at the bound

// Where the caret is before and after each code point of a line, filled by place().
struct CharEdge {
  float lead = 0;   // side of the logical start of its grapheme
  float trail = 0;  // side of its end
};

struct RunSlice {  // of GlyphRun while arrays still grow
  uint32_t first = 0;
  uint32_t count = 0;
};

struct FitMemo {
  float width = -1;
  TextFit fit;
};

struct ParagraphImpl {
  std::unique_ptr<std::byte[]> reserved;  // where the buffers below live until they outgrow it
  TextContext* context = nullptr;

  // set(): the input.
  Buffer<char> bytes;
  ParagraphStyle style;
  Buffer<StyleEntry> styles;       // 0: the base style, then the ranges'
  bool has_substitute = false;     // one of them is
  uint32_t adopted = 0;            // TextContextImpl::adopted at that time
  Buffer<TextRange> style_ranges;  // in ci, of styles[i + 1]
  Buffer<InlineBox> boxes;
  uint64_t input_hash = 0;

  // analyze
  Buffer<char32_t> chars;
  Buffer<uint32_t> byte_of;  // one more than chars
  Buffer<uint8_t> flags;
  Buffer<unicode::BidiLevel> levels;
  Buffer<TextRange> paragraphs;  // in ci: pieces between forced breaks, and
  Buffer<unicode::BidiLevel> paragraph_levels;
  bool plain = true;  // printable ASCII alone
  bool all_ltr = true;
  bool words_marked = false;  // kWordStart in flags: on the first movement by words
  TextRange cjk_marked;       // in ci: where they are those of CjkWords

  // itemize, shape
  Buffer<TextRun> runs;
  Buffer<ShapedGlyph> glyphs;
  Buffer<float> advances;  // of the cluster that starts here, dp; 0 inside clusters
  Buffer<Segment> segments;
  // of the text before the last edit
  Buffer<char> old_bytes;
  Buffer<char32_t> old_chars;
  Buffer<TextRun> old_runs;
  Buffer<ShapedGlyph> old_glyphs;

  // fit_lines
  Buffer<Patch> patches;
  Buffer<ShapedGlyph> patch_glyphs;
  Buffer<Line> lines;
  float lines_width = -1;  // what `lines` is for
  std::array<FitMemo, 4> memos{};
  uint32_t next_memo = 0;
  float min_content = -1;
  float max_content = -1;

  // place
  Buffer<PlacedGlyph> placed_glyphs;
  Buffer<GlyphRun> placed_runs;
  Buffer<RunSlice> placed_slices;
  Buffer<TextLine> decorations;
  Buffer<PlacedLine> placed_lines;
  Buffer<PlacedBox> placed_boxes;
  Buffer<CharEdge> edges;
  Buffer<unicode::LevelRun> visual;  // scratch of one line
  TextFit placed_fit;

  uint32_t size() const { return static_cast<uint32_t>(chars.size()); }
  std::span<const char32_t> text() const { return chars; }
  bool is(uint32_t ci, uint8_t flag) const { return (flags[ci] & flag) != 0; }
  const StyleEntry& style_of(const TextRun& run) const { return styles[run.style]; }
};

// A word or a row of spaces of a run that is shaped word by word; scratch of word_shaper.cpp.
struct WordPiece {
  enum class Kind : uint8_t { Spaces, Cached, Missed };
  uint32_t start = 0;
  uint32_t end = 0;
  uint64_t hash = 0;
  std::span<const ShapedGlyph> glyphs;
  Kind kind = Kind::Missed;
  bool cacheable = false;
};
constexpr uint32_t kWordWindow = 512;  // pieces at a time; longer runs take several windows

// What of a style decides its faces and shaping plans.
struct ShapingKey {
  ChainKey chain;
  Language language;
  FixedVector<FontFeature, kMaxFeatures> features;
  Caps caps = Caps::Normal;
  bool spaced = false;  // by letters: no optional ligatures
  friend bool operator==(const ShapingKey& a, const ShapingKey& b) noexcept;
};

// A key whose faces and plans are made.
struct ReadyStyle {
  uint64_t key_hash = 0;
  ShapingKey key;
  FontChainId chain;
  hb_language_t language = nullptr;
  uint64_t shape_hash = 0;
  HbFeatures features;
};

// What the paragraphs of a context share.
struct TextContextImpl {
  TextContextImpl(FontStore& store, const TextLimits& limits);
  ~TextContextImpl();

  FontStore& fonts;
  FontStackId default_stack;
  hb_buffer_t* buffer;
  ShapeCache cache;
  LabelCache labels;
  FixedVector<TextStyle, kMaxStyleIds> styles;  // by StyleId
  ThaiWords thai;
  CjkWords cjk;
  // Styles that are prepared; at the bound the oldest is forgotten, and prepared again.
  static constexpr size_t kMaxReadyStyles = 512;
  Buffer<ReadyStyle> ready;
  size_t next_ready = 0;  // the one that goes next at the bound
  NewStyles new_styles = NewStyles::Prepare;
  FixedVector<TextStyle, TextContext::kMaxWanted> wanted;
  uint32_t adopted = 0;  // adopt_style() calls: substitutes are looked at again when it grows
  // Scratch of one set(), overwritten by the next.
  Buffer<unicode::ScriptId> scripts;
  Buffer<uint8_t> faces;  // index in the chain of the character's style
  Buffer<uint32_t> style_at;
  Buffer<std::byte> bidi;
  Buffer<ShapedGlyph> word_glyphs;
  std::array<WordPiece, kWordWindow> pieces;
  FixedVector<char32_t, 8> missing;  // one of each script that no font has; more are left out
};
void note_missing(TextContextImpl& context, char32_t code_point) noexcept;

// A style with its faces, from those that are ready; else prepared or substituted, as the context
// says. In style_entry.cpp.
StyleEntry make_style(TextContext& context, const TextStyle& style);
// Gives the entry the id of its style. At the bound, or for a substitute, it has none and its
// labels aren't cached.
void name_style(TextContextImpl& c, StyleEntry& entry) noexcept;
// What HarfBuzz allocates for a style, allocated now. Any thread.
void warm_style(const FontStore& fonts, const ReadyStyle& style, hb_buffer_t* buffer);

// The stages of set(), in order. Each overwrites its arrays.
void analyze(ParagraphImpl& p);
void itemize(ParagraphImpl& p);
void shape(ParagraphImpl& p);
void measure_clusters(ParagraphImpl& p);  // glyphs to advances and flags
void find_segments(ParagraphImpl& p);

// Shapes part of a run into `out` (appended, logical order). Clusters are ci.
void shape_range(ParagraphImpl& p, const TextRun& run, uint32_t start, uint32_t end,
                 Buffer<ShapedGlyph>& out);
// A part of a run shaped alone; made on first use. Valid until the next call.
const Patch& patch_of(ParagraphImpl& p, uint32_t run, uint32_t start, uint32_t end);
// dp a font unit.
inline float scale_of(const ParagraphImpl& p, const TextRun& run) {
  return p.style_of(run).style.size / p.context->impl().fonts.impl().face(run.face).units_per_em;
}
// What letter and word spacing add to a cluster.
float extra_spacing(const ParagraphImpl& p, const TextRun& run, uint32_t start, uint32_t end);
// Width of glyphs of one run, dp, those of clusters from `end` on left out.
float glyphs_width(const ParagraphImpl& p, const TextRun& run, std::span<const ShapedGlyph> glyphs,
                   uint32_t start, uint32_t end);
uint32_t run_at(const ParagraphImpl& p, uint32_t ci);  // runs.size() past the end
// The shaped pieces of run `r` in [start, end): up to three ranges of glyphs, the outer ones
// patches where the ends are unsafe.
struct Piece {
  uint32_t first = 0;  // in glyphs, or in patch_glyphs
  uint32_t count = 0;
  uint32_t start = 0;
  uint32_t end = 0;
  bool patched = false;
};
using Pieces = FixedVector<Piece, 3>;
inline std::span<const ShapedGlyph> glyphs_of(const ParagraphImpl& p, const Piece& piece) {
  const Buffer<ShapedGlyph>& from = piece.patched ? p.patch_glyphs : p.glyphs;
  return {from.data() + piece.first, piece.count};
}
void collect_pieces(ParagraphImpl& p, uint32_t r, uint32_t start, uint32_t end, Pieces& out);

// The lines at a width into p.lines. Line width at most `width` + 1/64 dp.
void fit_lines(ParagraphImpl& p, float width);
// Ellipsis and the bound of lines, on what fit_lines() found.
void elide_lines(ParagraphImpl& p, float width);
// Of text [start, end) shaped as if lines broke at both.
float exact_width(ParagraphImpl& p, uint32_t start, uint32_t end, uint32_t text_end);
// From a line's start to the tab stop after `x`.
float tab_advance(const ParagraphImpl& p, float x);
struct Ellipsis {
  uint16_t glyph = 0;
  uint32_t count = 1;  // three where it is made of periods
  float advance = 0;   // of one, dp
  float width() const { return advance * static_cast<float>(count); }
};
Ellipsis ellipsis_of(const ParagraphImpl& p);
// Height, baselines and widths of p.lines.
TextFit measure_lines(const ParagraphImpl& p);
struct LineExtent {
  float ascent = 0;
  float descent = 0;
};
LineExtent line_extent(const ParagraphImpl& p, const Line& line);
void place_lines(ParagraphImpl& p, float width);
unicode::BidiLevel level_of_line(const ParagraphImpl& p, const Line& line);
// Of [line.start, end) in visual order, each of one level and as long as can be. In p.visual.
std::span<const unicode::LevelRun> level_runs(ParagraphImpl& p, const Line& line, uint32_t end);
// Where a pointer may set a caret: at graphemes, and before a U+200C inside one, as in browsers.
// Movement passes over the latter.
inline bool is_part_start(const ParagraphImpl& p, uint32_t ci) {
  return p.is(ci, unicode::kGraphemeStart) || p.chars[ci] == 0x200C;
}

// Levels of the characters from `start` on: those inside a grapheme take that of its first, so that
// a caret, a selection or a hit never falls between its parts (UAX 9 section 4.3, HL3: a
// deviation; it concerns marks of another direction than their base, and joiners at line ends).
void keep_graphemes_whole(const ParagraphImpl& p, uint32_t start,
                          std::span<unicode::BidiLevel> levels);

uint32_t ci_of_byte(const ParagraphImpl& p, uint32_t byte);
inline uint32_t byte_of_ci(const ParagraphImpl& p, uint32_t ci) {
  return p.byte_of[ci];
}

}  // namespace hallows::text
