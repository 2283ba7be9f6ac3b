#include "layout/text/unicode/segment.h"

#include "layout/text/unicode/character.h"
#include "rt-kernel/base/utf8.h"

namespace hallows::unicode {
namespace {

using G = GraphemeClass;
using W = WordClass;

bool is_control(G c) {
  return c == G::Control || c == G::CR || c == G::LF;
}

// GB3 to GB8: what needs no memory. GB9 to GB13 are in GraphemeState.
bool joins_hangul(G a, G b) {
  if (a == G::L) return b == G::L || b == G::V || b == G::LV || b == G::LVT;  // GB6
  if (a == G::LV || a == G::V) return b == G::V || b == G::T;                 // GB7
  return (a == G::LVT || a == G::T) && b == G::T;                             // GB8
}

// Extended grapheme clusters, UAX 29 section 3.1.1, one code point after the other.
class GraphemeState {
 public:
  // True where a cluster starts at `c`.
  bool next(const Character& c) {
    const G b = c.grapheme;
    const bool starts = first_ || breaks(c);
    if (b == G::RegionalIndicator) {
      odd_indicator_ = starts || !odd_indicator_;
    } else {
      odd_indicator_ = false;
    }
    if (c.is(Character::kExtendedPictographic)) {
      pictograph_ = Pictograph::Seen;
    } else if (pictograph_ == Pictograph::Seen && b == G::ZWJ) {
      pictograph_ = Pictograph::Joined;
    } else if (pictograph_ != Pictograph::Seen || b != G::Extend) {
      pictograph_ = Pictograph::None;
    }
    before_ = b;
    first_ = false;
    return starts;
  }

 private:
  enum class Pictograph : uint8_t { None, Seen, Joined };

  bool breaks(const Character& c) const {
    const G a = before_;
    const G b = c.grapheme;
    if (a == G::Other && b == G::Other) {
      return pictograph_ != Pictograph::Joined || !c.is(Character::kExtendedPictographic);
    }
    if (a == G::CR && b == G::LF) return false;                // GB3
    if (is_control(a) || is_control(b)) return true;           // GB4, GB5
    if (joins_hangul(a, b)) return false;                      // GB6 to GB8
    if (b == G::Extend || b == G::ZWJ) return false;           // GB9
    if (b == G::SpacingMark || a == G::Prepend) return false;  // GB9a, GB9b
    if (pictograph_ == Pictograph::Joined && c.is(Character::kExtendedPictographic)) {
      return false;  // GB11
    }
    if (a == G::RegionalIndicator && b == G::RegionalIndicator) return !odd_indicator_;  // GB12, 13
    return true;                                                                         // GB999
  }

  G before_ = G::Other;
  Pictograph pictograph_ = Pictograph::None;
  bool odd_indicator_ = false;
  bool first_ = true;
};

bool is_newline(W c) {
  return c == W::CR || c == W::LF || c == W::Newline;
}
bool is_ignored(W c) {
  return c == W::Extend || c == W::Format || c == W::ZWJ;
}
bool is_letter(W c) {
  return c == W::ALetter || c == W::HebrewLetter;
}
bool is_mid_letter(W c) {
  return c == W::MidLetter || c == W::MidNumLet || c == W::SingleQuote;
}
bool is_mid_number(W c) {
  return c == W::MidNum || c == W::MidNumLet || c == W::SingleQuote;
}
bool joins_extender(W c) {
  return is_letter(c) || c == W::Numeric || c == W::Katakana || c == W::ExtendNumLet;
}

// Word boundaries, UAX 29 section 4.1.1. `peek` gives the class of the next code point that rule
// WB4 doesn't skip; it is asked only where WB6, WB7b or WB12 need it.
class WordState {
 public:
  template <class Peek>
  bool next(const Character& c, Peek&& peek) {
    const W b = c.word;
    const bool starts = first_ || breaks(c, peek);
    previous_raw_ = b;
    if (!first_ && is_ignored(b) && !is_newline(before_)) return starts;  // WB4: seen through
    if (b == W::RegionalIndicator) {
      odd_indicator_ = before_ != W::RegionalIndicator || !odd_indicator_;
    }
    two_before_ = before_;
    before_ = b;
    first_ = false;
    return starts;
  }

 private:
  template <class Peek>
  bool breaks(const Character& c, Peek&& peek) const {
    const W a = before_;
    const W b = c.word;
    if (is_letter(a) && is_letter(b)) return false;               // WB5, by far the commonest
    if (previous_raw_ == W::CR && b == W::LF) return false;       // WB3
    if (is_newline(previous_raw_) || is_newline(b)) return true;  // WB3a, WB3b
    if (previous_raw_ == W::ZWJ && c.is(Character::kExtendedPictographic)) return false;  // WB3c
    if (previous_raw_ == W::WSegSpace && b == W::WSegSpace) return false;                 // WB3d
    if (is_ignored(b)) return false;                                                      // WB4
    if (is_letter(a) || is_letter(b)) return breaks_letter(a, b, peek);
    if (a == W::HebrewLetter) return true;
    if (a == W::Numeric && b == W::Numeric) return false;                                // WB8
    if (two_before_ == W::Numeric && is_mid_number(a) && b == W::Numeric) return false;  // WB11
    if (a == W::Numeric && is_mid_number(b) && peek() == W::Numeric) return false;       // WB12
    return breaks_rest(a, b);
  }

  template <class Peek>
  bool breaks_letter(W a, W b, Peek&& peek) const {
    if (is_letter(a) && is_mid_letter(b) && is_letter(peek())) return false;       // WB6
    if (is_letter(two_before_) && is_mid_letter(a) && is_letter(b)) return false;  // WB7
    if (a == W::HebrewLetter && b == W::SingleQuote) return false;                 // WB7a
    if (a == W::HebrewLetter && b == W::DoubleQuote && peek() == W::HebrewLetter) return false;
    if (two_before_ == W::HebrewLetter && a == W::DoubleQuote && b == W::HebrewLetter) return false;
    if (is_letter(a) && b == W::Numeric) return false;  // WB9
    if (a == W::Numeric && is_letter(b)) return false;  // WB10
    return breaks_rest(a, b);
  }

  bool breaks_rest(W a, W b) const {
    if (a == W::Katakana && b == W::Katakana) return false;                              // WB13
    if (joins_extender(a) && b == W::ExtendNumLet) return false;                         // WB13a
    if (a == W::ExtendNumLet && joins_extender(b)) return false;                         // WB13b
    if (a == W::RegionalIndicator && b == W::RegionalIndicator) return !odd_indicator_;  // WB15, 16
    return true;                                                                         // WB999
  }

  W before_ = W::Other;      // what WB4 leaves of the text before
  W two_before_ = W::Other;  // and before that
  W previous_raw_ = W::Other;
  bool odd_indicator_ = false;
  bool first_ = true;
};

// Indic_Conjunct_Break of Unicode 15.1: the consonants and the virama of the scripts that have it.
struct ConjunctScript {
  char32_t first, last;  // the block
  char32_t consonants, consonants_end;
  char32_t more, more_end;  // consonants that stand apart
  char32_t virama;
};
constexpr ConjunctScript kConjunctScripts[] = {
    {0x900, 0x97F, 0x915, 0x939, 0x958, 0x95F, 0x94D},  // Devanagari
    {0x980, 0x9FF, 0x995, 0x9B9, 0x9DC, 0x9DF, 0x9CD},  // Bengali
    {0xA80, 0xAFF, 0xA95, 0xAB9, 0xAF9, 0xAF9, 0xACD},  // Gujarati
    {0xB00, 0xB7F, 0xB15, 0xB39, 0xB5C, 0xB5F, 0xB4D},  // Oriya
    {0xC00, 0xC7F, 0xC15, 0xC39, 0xC58, 0xC5A, 0xC4D},  // Telugu
    {0xD00, 0xD7F, 0xD15, 0xD3A, 0xD15, 0xD3A, 0xD4D},  // Malayalam
};

const ConjunctScript* conjunct_script(char32_t c) {
  if (c < 0x900 || c > 0xD7F) return nullptr;
  for (const ConjunctScript& script : kConjunctScripts) {
    if (c >= script.first && c <= script.last) return &script;
  }
  return nullptr;
}

bool is_consonant(const ConjunctScript& script, char32_t c) {
  return (c >= script.consonants && c <= script.consonants_end) ||
         (c >= script.more && c <= script.more_end);
}

size_t step_back(std::string_view text, size_t at) {
  size_t start = at - 1;
  for (size_t i = 1; i < 4 && start > 0; ++i) {
    if ((static_cast<uint8_t>(text[start]) & 0xC0) != 0x80) break;
    --start;
  }
  // Ill-formed bytes stand alone: only a sequence that ends exactly at `at` is stepped over whole.
  const DecodedChar c = decode_utf8(text, start);
  return start + c.size == at ? start : at - 1;
}

W peek_word(std::string_view text, size_t at) {
  while (at < text.size()) {
    const DecodedChar c = decode_utf8(text, at);
    const W word = character(c.code_point).word;
    if (!is_ignored(word)) return word;
    at += c.size;
  }
  return W::Other;
}

// A cluster certainly starts before such a character, whatever stands before it, but for a
// prepended mark or a joiner.
bool is_safe_cluster_start(const Character& c) {
  return (c.grapheme == G::Other && !c.is(Character::kExtendedPictographic)) ||
         is_control(c.grapheme);
}
bool is_safe_word_start(const Character& c) {
  return c.word == W::Other && !c.is(Character::kExtendedPictographic);
}

}  // namespace

void mark_graphemes(std::span<const char32_t> text, std::span<uint8_t> flags) noexcept {
  GraphemeState state;
  for (size_t i = 0; i < text.size(); ++i) {
    if (state.next(character(text[i]))) flags[i] |= kGraphemeStart;
  }
}

void join_conjuncts(std::span<const char32_t> text, std::span<uint8_t> flags) noexcept {
  enum class Seen : uint8_t { Nothing, Consonant, Linked };
  Seen seen = Seen::Nothing;
  for (size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    const ConjunctScript* script = conjunct_script(c);
    if (script != nullptr && is_consonant(*script, c)) {
      if (seen == Seen::Linked) flags[i] &= static_cast<uint8_t>(~kGraphemeStart);
      seen = Seen::Consonant;
    } else if (script != nullptr && c == script->virama) {
      if (seen != Seen::Nothing) seen = Seen::Linked;
    } else if (character(c).grapheme != G::Extend && character(c).grapheme != G::ZWJ) {
      seen = Seen::Nothing;
    }
  }
}

void mark_words(std::span<const char32_t> text, std::span<uint8_t> flags) noexcept {
  WordState state;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto peek = [&] {
      for (size_t j = i + 1; j < text.size(); ++j) {
        const W word = character(text[j]).word;
        if (!is_ignored(word)) return word;
      }
      return W::Other;
    };
    if (state.next(character(text[i]), peek)) flags[i] |= kWordStart;
  }
}

size_t next_grapheme(std::string_view text, size_t at) noexcept {
  GraphemeState state;
  const size_t start = at;
  while (at < text.size()) {
    const DecodedChar c = decode_utf8(text, at);
    if (state.next(character(c.code_point)) && at != start) return at;
    at += c.size;
  }
  return text.size();
}

size_t previous_grapheme(std::string_view text, size_t at) noexcept {
  if (at == 0) return 0;
  size_t safe = step_back(text, at);
  while (safe > 0) {
    const Character& c = character(decode_utf8(text, safe).code_point);
    const size_t before = step_back(text, safe);
    const G g = character(decode_utf8(text, before).code_point).grapheme;
    const bool glued = g == G::Prepend || (g == G::CR && c.grapheme == G::LF);
    if (is_safe_cluster_start(c) && !glued) break;
    safe = before;
  }
  size_t found = safe;
  for (size_t next = next_grapheme(text, safe); next < at; next = next_grapheme(text, next)) {
    found = next;
  }
  return found;
}

size_t next_word_boundary(std::string_view text, size_t at) noexcept {
  WordState state;
  const size_t start = at;
  while (at < text.size()) {
    const DecodedChar c = decode_utf8(text, at);
    const auto peek = [&] { return peek_word(text, at + c.size); };
    if (state.next(character(c.code_point), peek) && at != start) return at;
    at += c.size;
  }
  return text.size();
}

size_t previous_word_boundary(std::string_view text, size_t at) noexcept {
  if (at == 0) return 0;
  size_t safe = step_back(text, at);
  while (safe > 0 && !is_safe_word_start(character(decode_utf8(text, safe).code_point))) {
    safe = step_back(text, safe);
  }
  size_t found = safe;
  for (size_t next = next_word_boundary(text, safe); next < at;
       next = next_word_boundary(text, next)) {
    found = next;
  }
  return found;
}

size_t count_graphemes(std::string_view text) noexcept {
  GraphemeState state;
  size_t count = 0;
  for (size_t at = 0; at < text.size();) {
    const DecodedChar c = decode_utf8(text, at);
    count += state.next(character(c.code_point)) ? 1 : 0;
    at += c.size;
  }
  return count;
}

}  // namespace hallows::unicode
