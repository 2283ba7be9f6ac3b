// Stage 1 of a paragraph: code points, boundaries, line breaks, levels.
#include <algorithm>

#include "layout/text/paragraph_impl.h"
#include "rt-kernel/base/utf8.h"

namespace hallows::text {
namespace {

using unicode::Character;

// Printable ASCII and nothing else: one code point a byte, a grapheme each, left to right, of one
// script. Most labels are, and the stages take short ways for it.
bool decode_plain(ParagraphImpl& p) {
  const size_t size = p.bytes.size();
  const char* text = p.bytes.data();
  unsigned other = 0;  // no early exit: the loop is a few vector instructions
  for (size_t i = 0; i < size; ++i) other |= static_cast<uint8_t>(text[i] - 0x20) >= 0x5F ? 1u : 0u;
  if (other != 0) return false;
  char32_t* chars = p.chars.extend(size);
  uint32_t* bytes = p.byte_of.extend(size + 1);
  for (size_t i = 0; i < size; ++i) chars[i] = static_cast<uint8_t>(text[i]);
  for (size_t i = 0; i <= size; ++i) bytes[i] = static_cast<uint32_t>(i);
  return true;
}

void decode(ParagraphImpl& p) {
  p.plain = decode_plain(p);
  if (p.plain) return;
  const std::string_view text(p.bytes.data(), p.bytes.size());
  char32_t* chars = p.chars.extend(text.size());
  uint32_t* bytes = p.byte_of.extend(text.size() + 1);
  size_t count = 0;
  for (size_t at = 0; at < text.size();) {
    bytes[count] = static_cast<uint32_t>(at);
    const auto byte = static_cast<uint8_t>(text[at]);
    if (byte < 0x80) {
      chars[count++] = byte;
      ++at;
      continue;
    }
    const DecodedChar c = decode_utf8(text, at);
    chars[count++] = c.code_point;
    at += c.size;
  }
  bytes[count] = static_cast<uint32_t>(text.size());
  p.chars.resize(count);
  p.byte_of.resize(count + 1);
}

unicode::LineLanguage line_language(const Language& language) {
  const std::string_view tag = language.view();
  if (tag.starts_with("zh") || tag.starts_with("yue")) return unicode::LineLanguage::Chinese;
  if (tag.starts_with("ja")) return unicode::LineLanguage::Japanese;
  if (tag.starts_with("ko")) return unicode::LineLanguage::Korean;
  return unicode::LineLanguage::Other;
}

bool is_newline(char32_t c) {
  return c == '\n' || c == '\r' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 ||
         c == 0x2029;
}

unicode::LineBreakOptions line_break_options(const ParagraphImpl& p) {
  unicode::LineBreakOptions options;
  options.strictness = p.style.strictness == unicode::LineStrictness::Auto
                           ? unicode::LineStrictness::Normal
                           : p.style.strictness;
  options.word_break = p.style.word_break;
  options.punctuation = p.style.punctuation;
  options.language = line_language(p.styles[0].style.language);
  return options;
}

// Of a plain text: every character is a grapheme, only spaces hang.
void mark_plain_boundaries(ParagraphImpl& p) {
  const uint32_t size = p.size();
  p.flags.clear();
  uint8_t* flags = p.flags.extend(size);
  const char32_t* chars = p.chars.data();
  for (uint32_t i = 0; i < size; ++i) {
    flags[i] = chars[i] == ' ' ? unicode::kGraphemeStart | kHangs : unicode::kGraphemeStart;
  }
  unicode::mark_line_breaks(p.chars, line_break_options(p), p.flags.span());
}

void mark_boundaries(ParagraphImpl& p) {
  p.flags.resize(p.chars.size());
  std::fill(p.flags.begin(), p.flags.end(), uint8_t{0});
  const std::span<uint8_t> flags = p.flags.span();
  unicode::mark_graphemes(p.chars, flags);
  unicode::join_conjuncts(p.chars, flags);
  unicode::mark_line_breaks(p.chars, line_break_options(p), flags);
  bool thai = false;
  const char32_t* chars = p.chars.data();
  const uint32_t size = p.size();
  for (uint32_t i = 0; i < size; ++i) {
    // UAX 14 would break between a space and a mark on it, a caret couldn't stand there.
    const bool inside = (flags[i] & unicode::kGraphemeStart) == 0;
    if (inside) flags[i] &= static_cast<uint8_t>(~unicode::kLineBreak);
    const char32_t c = chars[i];
    if (c > ' ' && c < 0x85) continue;
    if (c == ' ' || c == '\t' || is_newline(c)) flags[i] |= kHangs;
    if (c == 0x3000) flags[i] |= kMayHang;
    thai = thai || (c >= 0xE00 && c < 0xE80);
  }
  if (thai && p.style.word_break != unicode::WordBreak::KeepAll) {
    p.context->impl().thai.mark(p.chars, flags);
  }
}

// Pieces between forced breaks; each has a direction of its own (CSS: plaintext).
void split_paragraphs(ParagraphImpl& p) {
  p.paragraphs.clear();
  uint32_t start = 0;
  const char32_t* chars = p.chars.data();
  for (uint32_t i = 0; i < p.size(); ++i) {
    if ((chars[i] >= ' ' && chars[i] < 0x85) || !is_newline(chars[i])) continue;
    if (p.chars[i] == '\r' && i + 1 < p.size() && p.chars[i + 1] == '\n') continue;
    p.paragraphs.push({start, i + 1});
    start = i + 1;
  }
  if (start < p.size() || p.paragraphs.empty()) p.paragraphs.push({start, p.size()});
}

void resolve_bidi(ParagraphImpl& p) {
  if (p.plain) {
    p.paragraphs.clear();
    p.paragraphs.push({0, p.size()});
  } else {
    split_paragraphs(p);
  }
  p.paragraph_levels.resize(p.paragraphs.size());
  p.levels.resize(p.chars.size());
  const bool simple = (p.plain || !unicode::needs_bidi(p.chars)) &&
                      p.style.direction != unicode::BaseDirection::Rtl;
  p.all_ltr = simple;
  if (simple) {
    std::fill(p.levels.begin(), p.levels.end(), unicode::BidiLevel{0});
    std::fill(p.paragraph_levels.begin(), p.paragraph_levels.end(), unicode::BidiLevel{0});
    return;
  }
  Buffer<std::byte>& scratch = p.context->impl().bidi;
  const size_t bytes = unicode::bidi_scratch_bytes(p.chars.size());
  if (scratch.size() < bytes) scratch.extend(bytes - scratch.size());
  for (size_t i = 0; i < p.paragraphs.size(); ++i) {
    const TextRange range = p.paragraphs[i];
    const size_t count = range.end - range.start;
    p.paragraph_levels[i] =
        unicode::resolve_levels(p.text().subspan(range.start, count), p.style.direction,
                                scratch.span(), p.levels.span().subspan(range.start, count));
  }
  keep_graphemes_whole(p, 0, p.levels.span());
}

}  // namespace

void keep_graphemes_whole(const ParagraphImpl& p, uint32_t start,
                          std::span<unicode::BidiLevel> levels) {
  for (uint32_t i = 1; i < levels.size(); ++i) {
    if (!p.is(start + i, unicode::kGraphemeStart)) levels[i] = levels[i - 1];
  }
}

uint32_t ci_of_byte(const ParagraphImpl& p, uint32_t byte) {
  if (p.byte_of.empty()) return 0;
  const uint32_t* found = std::upper_bound(p.byte_of.begin(), p.byte_of.end(), byte);
  return found == p.byte_of.begin() ? 0 : static_cast<uint32_t>(found - p.byte_of.begin()) - 1;
}

void analyze(ParagraphImpl& p) {
  p.words_marked = false;
  p.chars.clear();
  p.byte_of.clear();
  decode(p);
  if (p.plain) {
    mark_plain_boundaries(p);
  } else {
    mark_boundaries(p);
  }
  resolve_bidi(p);
}

}  // namespace hallows::text
