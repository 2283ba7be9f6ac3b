#include "layout/text/word_move.h"

#include <algorithm>

namespace hallows::text {
namespace {

// Gap is passed over, whichever way. A Space (typographic spaces, newlines) is a thing of its own
// that goes into a row with the Marks after it, but not with those before it.
enum class WordPart : uint8_t { Gap, Word, Mark, Space };

WordPart part_of_category(char32_t c) {
  switch (static_cast<unicode::GeneralCategory>(unicode::character(c).category)) {
    case unicode::GeneralCategory::Zl:
    case unicode::GeneralCategory::Zp:
    case unicode::GeneralCategory::Cf:
    case unicode::GeneralCategory::Cc:
      return WordPart::Gap;
    case unicode::GeneralCategory::Pc:
      return WordPart::Word;
    case unicode::GeneralCategory::Zs:
      return WordPart::Space;
    case unicode::GeneralCategory::Pd:
    case unicode::GeneralCategory::Ps:
    case unicode::GeneralCategory::Pe:
    case unicode::GeneralCategory::Pi:
    case unicode::GeneralCategory::Pf:
    case unicode::GeneralCategory::Po:
    case unicode::GeneralCategory::Sm:
    case unicode::GeneralCategory::Sc:
    case unicode::GeneralCategory::Sk:
    case unicode::GeneralCategory::So:
      return WordPart::Mark;
    default:
      return WordPart::Word;
  }
}

WordPart part_of(const ParagraphImpl& p, uint32_t ci) {
  const char32_t c = p.chars[ci];
  if (c == ' ' || c == 0xA0) return WordPart::Gap;
  return is_newline_at(p, ci) ? WordPart::Space : part_of_category(c);
}

// The character whose part counts: of an emoji sequence its base.
WordPart part_before(const ParagraphImpl& p, uint32_t ci) {
  return part_of(p, previous_stop(p, ci));
}

bool is_number_sign(const unicode::Character& c) {
  return static_cast<unicode::GeneralCategory>(c.category) == unicode::GeneralCategory::No;
}

bool is_thai(const ParagraphImpl& p, uint32_t ci) {
  return p.chars[ci] >= 0xE01 && p.chars[ci] <= 0xE4E;
}
// They go with letters and numbers: to the rules that browsers use, they are letters.
bool joins_thai(const ParagraphImpl& p, uint32_t ci) {
  if (is_thai(p, ci) == is_thai(p, ci - 1)) return false;
  const char32_t other = p.chars[is_thai(p, ci) ? ci - 1 : ci];
  const unicode::WordClass word = unicode::character(other).word;
  return word == unicode::WordClass::Numeric || word == unicode::WordClass::ALetter;
}
bool is_hiragana(char32_t c) {
  return c >= 0x3041 && c <= 0x309F;
}
bool is_han(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005;
}
// Without a dictionary, a word of Japanese is a stretch of one script; where there is no kana (in
// Chinese), a character is a word.
bool joins_japanese(const ParagraphImpl& p, uint32_t ci) {
  const char32_t a = p.chars[ci - 1];
  const char32_t b = p.chars[ci];
  if (is_hiragana(a) && is_hiragana(b)) return true;
  if (!is_han(a) || !is_han(b)) return false;
  constexpr uint32_t kLook = 64;  // characters on each side
  const uint32_t from = ci > kLook ? ci - kLook : 0;
  for (uint32_t i = from; i < std::min(ci + kLook, p.size()); ++i) {
    if (p.chars[i] >= 0x3041 && p.chars[i] <= 0x30FE) return true;
  }
  return false;
}

// Browsers leave these to a dictionary, too, and so don't join them with letters and numbers as
// UAX 29 does (WB5, WB9, WB10).
bool is_dictionary_letter(char32_t c) {
  return (c >= 0xAC00 && c <= 0xD7A3) || c == 0x3005 || c == 0x303B;
}
bool parts_from_dictionary(char32_t a, char32_t b) {
  return is_dictionary_letter(a) != is_dictionary_letter(b) &&
         part_of_category(a) == WordPart::Word && part_of_category(b) == WordPart::Word &&
         !(is_han(a) && is_han(b));
}

bool is_word_boundary(ParagraphImpl& p, uint32_t ci) {
  if (ci == 0 || ci >= p.size()) return true;
  // UAX 29 leaves Thai to a dictionary, which analyze() has asked.
  if (is_thai(p, ci) && is_thai(p, ci - 1)) return p.is(ci, unicode::kLineBreak);
  if (!p.is(ci, unicode::kGraphemeStart)) return false;
  if (is_inside_cjk(p, ci)) return starts_cjk_word(p, ci);
  if (joins_japanese(p, ci)) return false;
  if (joins_thai(p, ci)) return false;
  if (parts_from_dictionary(p.chars[ci - 1], p.chars[ci])) return true;
  // A browser stops at a full stop between letters, UAX 29 doesn't.
  const auto letter = [&](uint32_t i) {
    return i < p.size() && unicode::character(p.chars[i]).word == unicode::WordClass::ALetter;
  };
  if (p.chars[ci] == '.' && letter(ci - 1)) return true;
  if (p.chars[ci - 1] == '.' && letter(ci)) return true;
  return p.is(ci, unicode::kWordStart);
}

// Seen through format characters, as UAX 29 sees (WB4).
bool follows_mark(const ParagraphImpl& p, uint32_t ci) {
  while (ci > 0) {
    ci = previous_stop(p, ci);
    const unicode::Character& c = unicode::character(p.chars[ci]);
    if (c.word != unicode::WordClass::Format) return part_of(p, ci) == WordPart::Mark;
  }
  return false;
}

}  // namespace

void mark_words_once(ParagraphImpl& p) {
  if (p.words_marked) return;
  unicode::mark_words(p.chars, p.flags.span());
  p.words_marked = true;
  p.cjk_marked = {};
}

bool is_inside_cjk(const ParagraphImpl& p, uint32_t ci) {
  return ci > 0 && ci < p.size() && CjkWords::is_letter(p.chars[ci]) &&
         CjkWords::is_letter(p.chars[ci - 1]) && p.context->impl().cjk.has_dictionary();
}

bool starts_cjk_word(ParagraphImpl& p, uint32_t ci) {
  if (ci < p.cjk_marked.start || ci >= p.cjk_marked.end) {
    const auto piece = p.context->impl().cjk.mark_around(p.chars, ci, p.flags.span());
    p.cjk_marked = {static_cast<uint32_t>(piece.start), static_cast<uint32_t>(piece.end)};
  }
  return p.is(ci, unicode::kWordStart);
}

uint32_t next_word_end(ParagraphImpl& p, uint32_t ci) {
  for (++ci; ci < p.size(); ++ci) {
    if (!is_word_boundary(p, ci)) continue;
    const WordPart before = part_before(p, ci);
    // A browser stops after what is a letter or a number by itself; a word that ends in a mark, or
    // in a sign that only stands for a number (½, ²), goes on to the punctuation after it.
    const unicode::Character& last = unicode::character(p.chars[ci - 1]);
    const bool marked = last.is(unicode::Character::kMark) || is_number_sign(last);
    if (before == WordPart::Word && !marked) return ci;
    if ((before != WordPart::Gap || marked) && part_of(p, ci) != WordPart::Mark) return ci;
  }
  return p.size();
}

uint32_t previous_word_start(ParagraphImpl& p, uint32_t ci) {
  while (ci > 0) {
    --ci;
    if (!is_word_boundary(p, ci)) continue;
    const WordPart after = part_of(p, ci);
    if (after == WordPart::Word || after == WordPart::Space) return ci;
    if (after == WordPart::Mark && !follows_mark(p, ci)) return ci;
  }
  return 0;
}

}  // namespace hallows::text
