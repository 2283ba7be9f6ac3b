#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "layout/text/thai_dictionary.h"

namespace hallows::text {

// Thai is written without spaces: lines break between words, which a dictionary knows. Of all ways
// to cut a stretch into words the one is taken that leaves the fewest letters to no word, and of
// those the one of the fewest words. Nothing breaks inside what is no word, and nothing inside Thai
// at all where there is no dictionary.
class ThaiWords {
 public:
  explicit ThaiWords(const ThaiDictionary& dictionary = ThaiDictionary::installed())
      : dictionary_(dictionary) {}

  // Adds kLineBreak of unicode/segment.h before the words of Thai stretches; graphemes are marked
  // already and stay whole. Linear time, no allocation.
  void mark(std::span<const char32_t> text, std::span<uint8_t> flags);

 private:
  // Looked at together. A longer stretch is taken in windows: the cuts of one are kept but for the
  // last kOverlap characters, which the next starts with.
  static constexpr size_t kWindow = 512;
  static constexpr size_t kOverlap = 64;
  static constexpr uint32_t kNoCost = ~0u;

  // The cheapest way to get to a place, whose last piece is a word, or isn't.
  struct Way {
    uint32_t cost = kNoCost;  // letters outside words << 16 | pieces
    uint16_t from = 0;        // where the last piece starts
  };
  enum Piece : uint8_t { Word, Rest };

  size_t mark_window(std::span<const char32_t> text, std::span<uint8_t> flags, bool last);
  void find_permitted(std::span<const char32_t> text, std::span<const uint8_t> flags);
  void find_ways(std::span<const char32_t> text);
  static void better(Way& way, uint32_t cost, size_t from);

  const ThaiDictionary& dictionary_;
  std::array<std::array<Way, kWindow + 1>, 2> ways_;  // by Piece
  std::array<bool, kWindow + 1> permitted_;  // a word may start here, by the script's rules
};

}  // namespace hallows::text
