#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "layout/text/cjk_dictionary.h"

namespace hallows::text {

// Chinese and Japanese are written without spaces; a dictionary knows their words. Of all ways to
// cut a stretch of such letters into words the cheapest is taken: words cost what the dictionary
// says, a character that is no word costs more than most words, a short stretch of katakana may be
// a word that no dictionary has.
//
// What a press of a key costs is bounded. A place that no word of the dictionary stands across is a
// boundary whatever stands around it, so a text is cut at the first such place of every kBlock
// characters (at their start, where there is none), and a piece between two cuts is looked at
// alone: the words are those of the whole text, wherever one begins.
class CjkWords {
 public:
  static constexpr size_t kBlock = 128;         // characters; a piece has fewer than two blocks
  static constexpr size_t kLongestUnknown = 8;  // of a stretch of katakana that is one word

  explicit CjkWords(const CjkDictionary& dictionary = CjkDictionary::installed())
      : dictionary_(dictionary) {}

  bool has_dictionary() const { return !dictionary_.empty(); }
  // Of the scripts whose words are in the dictionary: Han, Hiragana, Katakana.
  static bool is_letter(char32_t c);

  struct Piece {
    size_t start = 0;
    size_t end = 0;
  };
  // The piece that `at` is in, at < text.size(). Sets kWordStart of unicode/segment.h inside it,
  // and at its start, between every two letters that belong to two words, and takes it away between
  // those of one word; leaves it alone beside what isn't a letter. Bounded time, no allocation.
  Piece mark_around(std::span<const char32_t> text, size_t at, std::span<uint8_t> flags);

 private:
  struct Edge {
    size_t end = 0;
    uint32_t cost = 0;
  };
  using Edges = std::array<Edge, CjkDictionary::kMaxWord + 2>;

  // The words that may start at `at`, one of a character at least.
  size_t edges_at(std::span<const char32_t> text, size_t at, Edges& edges) const;
  size_t reach_of(std::span<const char32_t> text, size_t at) const;  // the furthest of their ends
  size_t cut_of_block(std::span<const char32_t> text, size_t block) const;
  void find_ways(std::span<const char32_t> text, Piece piece);

  const CjkDictionary& dictionary_;
  // Of the cheapest way to each place of the piece.
  std::array<uint32_t, 2 * kBlock + 1> costs_;
  std::array<uint16_t, 2 * kBlock + 1> from_;  // where its last word starts
};

}  // namespace hallows::text
