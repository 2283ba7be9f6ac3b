#include "layout/text/cjk_words.h"

#include <algorithm>

#include "layout/text/unicode/segment.h"

namespace hallows::text {
namespace {

constexpr uint32_t kNoWay = ~0u;

bool is_katakana(char32_t c) {
  return (c >= 0x30A1 && c <= 0x30FA) || (c >= 0x30FC && c <= 0x30FF);
}

// Of a stretch of katakana that starts here, up to `limit` characters.
size_t katakana_length(std::span<const char32_t> text, size_t at, size_t limit) {
  size_t end = at;
  while (end < text.size() && end - at < limit && is_katakana(text[end])) ++end;
  return end - at;
}

}  // namespace

// Scripts.txt of Unicode 15: Hiragana, Katakana (wide; the narrow ones follow UAX 29) with the mark
// of long vowels, and Han.
bool CjkWords::is_letter(char32_t c) {
  if (c < 0x2E80) return false;
  if (c >= 0x3400) {
    return c <= 0x4DBF || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAD9) ||
           (c >= 0x20000 && c <= 0x323AF);
  }
  return (c >= 0x3041 && c <= 0x3096) || (c >= 0x309D && c <= 0x309F) || is_katakana(c) ||
         c == 0x3005 || c == 0x3007 || (c >= 0x31F0 && c <= 0x31FF) || c <= 0x2FD5;
}

size_t CjkWords::edges_at(std::span<const char32_t> text, size_t at, Edges& edges) const {
  if (!is_letter(text[at])) {
    edges[0] = {at + 1, 0};
    return 1;
  }
  std::array<CjkWord, CjkDictionary::kMaxWord> words;
  const size_t ahead = std::min(text.size() - at, CjkDictionary::kMaxWord);
  const size_t found = dictionary_.words_at(text.subspan(at, ahead), words);
  size_t count = 0;
  if (found == 0 || words[0].length != 1) edges[count++] = {at + 1, dictionary_.unknown_cost()};
  for (size_t i = 0; i < found; ++i) edges[count++] = {at + words[i].length, words[i].cost};
  const bool starts = at == 0 || !is_katakana(text[at - 1]);
  const size_t katakana = starts ? katakana_length(text, at, kLongestUnknown + 1) : 0;
  if (katakana > 0 && katakana <= kLongestUnknown) {
    edges[count++] = {at + katakana, dictionary_.katakana_cost()};
  }
  return count;
}

size_t CjkWords::reach_of(std::span<const char32_t> text, size_t at) const {
  Edges edges;
  const size_t count = edges_at(text, at, edges);
  size_t reach = at;
  for (size_t i = 0; i < count; ++i) reach = std::max(reach, edges[i].end);
  return reach;
}

// The first place of the block that no word stands across; the block's start where there is none.
size_t CjkWords::cut_of_block(std::span<const char32_t> text, size_t block) const {
  const size_t start = block * kBlock;
  if (start >= text.size()) return text.size();
  const size_t end = std::min(start + kBlock, text.size());
  size_t reach = 0;
  for (size_t i = start - std::min(start, CjkDictionary::kMaxWord); i < end; ++i) {
    if (i >= start && reach <= i) return i;
    reach = std::max(reach, reach_of(text, i));
  }
  return start;
}

// Words that stand across the piece's end don't count: there are none but where a block has no cut.
void CjkWords::find_ways(std::span<const char32_t> text, Piece piece) {
  std::fill_n(costs_.begin(), piece.end - piece.start + 1, kNoWay);
  costs_[0] = 0;
  Edges edges;
  for (size_t at = piece.start; at < piece.end; ++at) {
    const uint32_t before = costs_[at - piece.start];
    if (before == kNoWay) continue;
    const size_t count = edges_at(text, at, edges);
    for (size_t i = 0; i < count; ++i) {
      if (edges[i].end > piece.end) continue;
      const size_t end = edges[i].end - piece.start;
      // Of equal ways the one whose last word is longer.
      if (before + edges[i].cost >= costs_[end]) continue;
      costs_[end] = before + edges[i].cost;
      from_[end] = static_cast<uint16_t>(at - piece.start);
    }
  }
}

CjkWords::Piece CjkWords::mark_around(std::span<const char32_t> text, size_t at,
                                      std::span<uint8_t> flags) {
  const size_t block = at / kBlock;
  const size_t cut = cut_of_block(text, block);
  Piece piece{cut, cut};
  if (at < cut) {
    piece.start = cut_of_block(text, block - 1);  // the first block is cut at 0
  } else {
    piece.end = cut_of_block(text, block + 1);
  }
  find_ways(text, piece);
  const auto between_letters = [&](size_t i) {
    return i > 0 && is_letter(text[i - 1]) && is_letter(text[i]);
  };
  for (size_t i = piece.start; i < piece.end; ++i) {
    if (between_letters(i)) flags[i] &= static_cast<uint8_t>(~unicode::kWordStart);
  }
  for (size_t i = piece.end; i > piece.start;) {
    i = piece.start + from_[i - piece.start];
    if (between_letters(i)) flags[i] |= unicode::kWordStart;
  }
  return piece;
}

}  // namespace hallows::text
