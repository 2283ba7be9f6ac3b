#include "layout/text/thai.h"

#include <algorithm>

#include "layout/text/unicode/segment.h"

namespace hallows::text {
namespace {

constexpr size_t kMaxWord = 48;  // characters; the longest word of the dictionary has 19

bool is_thai(char32_t c) {
  return c >= 0xE01 && c <= 0xE5B;
}
bool is_digit(char32_t c) {
  return c >= 0xE50 && c <= 0xE59;
}
// Written before the consonant that they follow in speech, or before a number.
bool leads(char32_t c) {
  return (c >= 0xE40 && c <= 0xE44) || c == 0xE3F;
}
// Never first in a word: vowels after their consonant, the marks of repetition and of shortening,
// and the end marks of sections.
bool follows(char32_t c) {
  return (c >= 0xE2F && c <= 0xE3A) || (c >= 0xE45 && c <= 0xE4E) || c == 0xE5A || c == 0xE5B;
}
// Stay with the word before them, whatever the dictionary says.
bool repeats_or_shortens(char32_t c) {
  return c == 0xE46 || c == 0xE2F;
}

}  // namespace

void ThaiWords::mark(std::span<const char32_t> text, std::span<uint8_t> flags) {
  if (dictionary_.empty()) return;
  for (size_t i = 0; i < text.size();) {
    if (!is_thai(text[i])) {
      ++i;
      continue;
    }
    size_t end = i + 1;
    while (end < text.size() && end - i < kWindow && is_thai(text[end])) ++end;
    const bool last = end == text.size() || !is_thai(text[end]);
    i += mark_window(text.subspan(i, end - i), flags.subspan(i, end - i), last);
  }
}

// A letter with a mark above that silences it belongs to the word before it.
void ThaiWords::find_permitted(std::span<const char32_t> text, std::span<const uint8_t> flags) {
  constexpr char32_t kSilent = 0xE4C;
  permitted_[0] = true;
  permitted_[text.size()] = true;
  for (size_t i = 1; i < text.size(); ++i) {
    const bool silent = i + 1 < text.size() && text[i + 1] == kSilent;
    const bool in_number = is_digit(text[i]) && is_digit(text[i - 1]);
    permitted_[i] = (flags[i] & unicode::kGraphemeStart) != 0 && !leads(text[i - 1]) &&
                    !follows(text[i]) && !silent && !in_number;
  }
}

// Of equal ways the one whose earlier words are longer, as libthai does.
void ThaiWords::better(Way& way, uint32_t cost, size_t from) {
  if (cost <= way.cost) way = {cost, static_cast<uint16_t>(from)};
}

void ThaiWords::find_ways(std::span<const char32_t> text) {
  const size_t size = text.size();
  for (auto& ways : ways_) std::fill_n(ways.begin(), size + 1, Way{});
  ways_[Word][0].cost = 0;
  std::array<uint16_t, kMaxWord> lengths;
  for (size_t at = 0; at < size; ++at) {
    const uint32_t word = ways_[Word][at].cost;
    const uint32_t rest = ways_[Rest][at].cost;
    const uint32_t cost = std::min(word, rest);
    if (cost == kNoCost) continue;
    const std::span<const char32_t> ahead = text.subspan(at, std::min(size - at, kMaxWord));
    const size_t count = dictionary_.words_at(ahead, lengths);
    for (size_t k = 0; k < count; ++k) {
      size_t end = at + lengths[k];
      while (end < size && repeats_or_shortens(text[end])) ++end;
      if (permitted_[end]) better(ways_[Word][end], cost + 1, at);
    }
    size_t end = at + 1;  // one step of no word; steps in a row are one piece
    while (!permitted_[end]) ++end;
    const auto letters = static_cast<uint32_t>(end - at) << 16;
    if (word != kNoCost) better(ways_[Rest][end], word + letters + 1, at);
    if (rest != kNoCost) better(ways_[Rest][end], rest + letters, ways_[Rest][at].from);
  }
}

// Returns how many characters are done with.
size_t ThaiWords::mark_window(std::span<const char32_t> text, std::span<uint8_t> flags, bool last) {
  find_permitted(text, flags);
  find_ways(text);
  size_t done = 0;
  const size_t kept = last ? text.size() : text.size() - kOverlap;
  for (size_t at = text.size(); at > 0;) {
    const Way& word = ways_[Word][at];
    const Way& rest = ways_[Rest][at];
    const bool is_rest = rest.cost < word.cost;
    const size_t from = is_rest ? rest.from : word.from;
    if (at <= kept) done = std::max(done, at);
    if (from > 0 && from <= kept) flags[from] |= unicode::kLineBreak;
    const bool lone = is_rest && at - from == 1;  // a letter of no word goes to what follows
    if (lone && at < text.size()) flags[at] &= static_cast<uint8_t>(~unicode::kLineBreak);
    at = from;
  }
  return done > 0 ? done : text.size();  // one piece without end: on with the next window
}

}  // namespace hallows::text
