// Stage 2 of a paragraph: which face shows what, and runs of equal everything.
#include <algorithm>

#include "layout/text/paragraph_impl.h"
#include "layout/text/unicode/script.h"

namespace hallows::text {
namespace {

using unicode::Character;

constexpr char32_t kTextSelector = 0xFE0E;
constexpr char32_t kEmojiSelector = 0xFE0F;
constexpr char32_t kKeycap = 0x20E3;
constexpr char32_t kObject = 0xFFFC;
constexpr uint8_t kNoFace = 0xFF;

RunKind kind_of(char32_t c) {
  switch (c) {
    case '\t':
      return RunKind::Tab;
    case '\n':
    case '\r':
    case 0x0B:
    case 0x0C:
    case 0x85:
    case 0x2028:
    case 0x2029:
      return RunKind::Newline;
    case kObject:
      return RunKind::Box;
    default:
      return RunKind::Text;
  }
}

enum class Presentation : uint8_t { Text, Emoji, ForcedText };

// UTS 51, section 4: how a cluster wants to be shown.
Presentation presentation_of(std::span<const char32_t> cluster) {
  const Character& base = unicode::character(cluster[0]);
  if (!base.is(Character::kEmoji) && !base.is(Character::kEmojiPresentation)) {
    return Presentation::Text;
  }
  for (const char32_t c : cluster.subspan(1)) {
    if (c == kTextSelector) return Presentation::ForcedText;
    if (c == kEmojiSelector || c == kKeycap) return Presentation::Emoji;
    if (unicode::character(c).line == unicode::LineClass::EM) return Presentation::Emoji;
  }
  return base.is(Character::kEmojiPresentation) ? Presentation::Emoji : Presentation::Text;
}

// Which faces of a chain have a cluster.
class Fallback {
 public:
  Fallback(const FontStoreImpl& fonts, const ChainRecord& chain) : fonts_(fonts), chain_(chain) {}

  uint8_t choose(std::span<const char32_t> cluster, uint8_t before) const {
    if (is_invisible(cluster)) return before == kNoFace || has(0, cluster[0]) ? 0 : before;
    const Presentation wanted = presentation_of(cluster);
    const uint8_t color = chain_.color_face;
    if (wanted == Presentation::Emoji && color != kNoFace && has_all(color, cluster)) return color;
    const auto faces = static_cast<uint8_t>(chain_.faces.size());
    for (uint8_t i = 0; i < faces; ++i) {
      if (wanted == Presentation::ForcedText && i == color) continue;
      if (has_all(i, cluster)) return i;
    }
    for (uint8_t i = 0; i < faces; ++i) {  // its base at least
      if (has(i, cluster[0])) return i;
    }
    return kNoFace;
  }
  bool primary_has(char32_t c) const { return face(0).coverage->has(c); }

 private:
  const FaceRecord& face(uint8_t i) const { return fonts_.face(chain_.faces[i]); }

  static bool is_invisible(std::span<const char32_t> cluster) {
    for (const char32_t c : cluster) {
      if (!unicode::character(c).is(Character::kDefaultIgnorable)) return false;
    }
    return true;
  }
  // A code point that the shaper can take apart into ones that the face has counts as had.
  bool has(uint8_t i, char32_t c) const {
    const Coverage& coverage = *face(i).coverage;
    if (coverage.has(c)) return true;
    hb_codepoint_t a = 0;
    hb_codepoint_t b = 0;
    if (hb_unicode_decompose(hb_unicode_funcs_get_default(), c, &a, &b) == 0) {
      // HarfBuzz stands U+0020 in for spaces and U+2010 for its non-breaking twin.
      if (c == 0x2011) return coverage.has(0x2010);
      const bool space =
          unicode::character(c).category == static_cast<uint8_t>(unicode::GeneralCategory::Zs);
      return space && coverage.has(' ');
    }
    return has(i, a) && (b == 0 || coverage.has(b));
  }
  bool has_all(uint8_t i, std::span<const char32_t> cluster) const {
    if (!has(i, cluster[0])) return false;
    char32_t before = cluster[0];
    for (const char32_t c : cluster.subspan(1)) {
      if (!unicode::character(c).is(Character::kDefaultIgnorable) && !has(i, c)) {
        hb_codepoint_t composed = 0;
        const bool composes =
            hb_unicode_compose(hb_unicode_funcs_get_default(), before, c, &composed) != 0;
        if (!composes || !face(i).coverage->has(composed)) return false;
      }
      before = c;
    }
    return true;
  }

  const FontStoreImpl& fonts_;
  const ChainRecord& chain_;
};

void spread_styles(ParagraphImpl& p, Buffer<uint32_t>& style_at) {
  style_at.resize(p.size());
  std::fill(style_at.begin(), style_at.end(), 0u);
  for (uint32_t s = 0; s < p.style_ranges.size(); ++s) {
    const TextRange range = p.style_ranges[s];
    for (uint32_t i = range.start; i < range.end; ++i) style_at[i] = s + 1;
  }
}

// The index of every character's face in the chain of its style.
void choose_faces(ParagraphImpl& p, TextContextImpl& c) {
  c.faces.resize(p.size());
  const FontStoreImpl& fonts = c.fonts.impl();
  const char32_t* chars = p.chars.data();
  const uint8_t* flags = p.flags.data();
  const uint32_t* styles = c.style_at.data();
  uint8_t* faces = c.faces.data();
  const uint32_t size = p.size();
  uint8_t before = kNoFace;
  uint32_t style = 0xFFFFFFFF;
  const ChainRecord* chain = nullptr;
  for (uint32_t i = 0; i < size;) {
    if (styles[i] != style) {
      style = styles[i];
      chain = &fonts.chain(p.styles[style].chain);
      before = kNoFace;
    }
    const Fallback fallback(fonts, *chain);
    uint32_t end = i + 1;
    while (end < size && (flags[end] & unicode::kGraphemeStart) == 0) ++end;
    uint8_t face = 0;
    if (end != i + 1 || chars[i] >= 0x80 || !fallback.primary_has(chars[i])) {
      if (kind_of(chars[i]) == RunKind::Text) {
        face = fallback.choose(p.text().subspan(i, end - i), before);
      }
      if (face == kNoFace) {
        face = 0;
        ++p.context->counts().missing_glyphs;
        note_missing(p.context->impl(), chars[i]);
      }
    }
    for (uint32_t k = i; k < end; ++k) faces[k] = face;
    before = face;
    i = end;
  }
}

// Past the run that starts at `i`: only text goes on.
uint32_t run_end(const ParagraphImpl& p, const TextContextImpl& c, uint32_t i) {
  const char32_t* chars = p.chars.data();
  const unicode::BidiLevel* levels = p.levels.data();
  const unicode::ScriptId* scripts = c.scripts.data();
  const uint8_t* faces = c.faces.data();
  const uint32_t* styles = c.style_at.data();
  uint32_t end = i + 1;
  for (; end < p.size(); ++end) {
    const bool same = levels[end] == levels[i] && scripts[end] == scripts[i] &&
                      faces[end] == faces[i] && styles[end] == styles[i];
    if (!same) break;
    const char32_t c_end = chars[end];
    const bool plain = c_end >= ' ' && c_end < 0x85;
    if (!plain && kind_of(c_end) != RunKind::Text) break;
  }
  return end;
}

void split_runs(ParagraphImpl& p, const TextContextImpl& c) {
  const FontStoreImpl& fonts = c.fonts.impl();
  uint32_t box = 0;
  for (uint32_t i = 0; i < p.size();) {
    TextRun run;
    run.start = i;
    run.kind = kind_of(p.chars[i]);
    run.end = run.kind == RunKind::Text ? run_end(p, c, i) : i + 1;
    run.style = c.style_at[i];
    run.shape_hash = p.styles[run.style].shape_hash;
    run.level = p.levels[i];
    run.script = c.scripts[i];
    const ChainRecord& chain = fonts.chain(p.styles[run.style].chain);
    run.face = chain.faces[c.faces[i]];
    if (!fonts.has_plans(chain, c.faces[i], run.script)) run.script = unicode::kScriptCommon;
    if (run.kind == RunKind::Box) {
      const uint32_t byte = p.byte_of[i];
      while (box < p.boxes.size() && p.boxes[box].offset < byte) ++box;
      run.box = box;
      if (box == p.boxes.size() || p.boxes[box].offset != byte) run.kind = RunKind::Text;
    }
    p.runs.push(run);
    i = run.end;
  }
}

bool has_ascii(const Coverage& coverage) {
  for (char32_t c = 0x20; c < 0x7F; ++c) {
    if (!coverage.has(c)) return false;
  }
  return true;
}

// Printable ASCII in one style, of a face that has all of it: one run.
bool itemize_plain(ParagraphImpl& p, TextContextImpl& c) {
  if (!p.plain || !p.all_ltr || !p.style_ranges.empty() || p.size() == 0) return false;
  const StyleEntry& style = p.styles[0];
  if (style.ascii == StyleEntry::Ascii::Unknown) {
    const bool has = has_ascii(*c.fonts.impl().face(style.primary).coverage);
    p.styles[0].ascii = has ? StyleEntry::Ascii::All : StyleEntry::Ascii::Some;
  }
  if (style.ascii != StyleEntry::Ascii::All) return false;
  TextRun run;
  run.end = p.size();
  run.shape_hash = style.shape_hash;
  run.script = unicode::kScriptCommon;
  for (const char32_t one : p.text()) {
    run.script = unicode::character(one).script;
    if (run.script != unicode::kScriptCommon) break;
  }
  run.face = style.primary;
  p.runs.push(run);
  return true;
}

}  // namespace

void itemize(ParagraphImpl& p) {
  TextContextImpl& c = p.context->impl();
  if (itemize_plain(p, c)) return;
  c.scripts.resize(p.size());
  unicode::resolve_scripts(p.chars, c.scripts.span());
  spread_styles(p, c.style_at);
  choose_faces(p, c);
  split_runs(p, c);
}

}  // namespace hallows::text
