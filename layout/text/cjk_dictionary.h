#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rt-kernel/base/result.h"

namespace hallows::text {

// A word that a text starts with.
struct CjkWord {
  uint8_t length = 0;  // characters
  uint8_t cost = 0;    // tenths of a natural logarithm: the rarer, the dearer
};

// Words of Chinese and Japanese with their costs: the file cjk.words, which make_cjk_words.py makes
// of Debian's libchewing3-data and ipadic-common when Hallows is built. Immutable: any thread may
// look words up, which allocates nothing.
// The file, little-endian: 32 bytes (`Header` in cjk_dictionary.cpp); the first characters of all
// words, u16, ascending; the costs of these characters as words, u8, 0: none; then for each length
// from 2 on: where each first character's words start, u32, one more than the characters; what
// follows the first character in each word, u16; the costs of the words, u8. Each array is padded
// to 4 bytes. The words of one first character stand in ascending order.
class CjkDictionary {
 public:
  static constexpr size_t kMaxWord = 12;  // characters

  CjkDictionary() = default;
  CjkDictionary(CjkDictionary&&) noexcept = default;
  CjkDictionary& operator=(CjkDictionary&&) noexcept = default;

  // The dictionary of this machine: read at the first call of the process (2.8 MB, under 3 ms), so
  // call before the first frame. It is read, not mapped: a page that isn't there yet, or a file
  // that shrinks, would stop a frame. Empty where there is none: $HALLOWS_WORDS_DIR/cjk.words, else
  // what the application carries, else /usr/share/hallows/fonts.
  static const CjkDictionary& installed();
  // Why that one is empty: not built, or damaged.
  static const std::optional<Diagnostic>& installed_problem();
  // From the bytes of a file. Fails where they aren't such a file, damaged ones included.
  static Result<CjkDictionary> read(std::vector<uint8_t> bytes);

  bool empty() const { return firsts_.empty(); }
  // The words that `text` starts with, the shorter first: at most one of each length, none longer
  // than the text, whatever the file holds. Returns their number.
  size_t words_at(std::span<const char32_t> text, std::span<CjkWord, kMaxWord> words) const;
  // Of a character that is no word, and of a stretch of katakana that is none.
  uint32_t unknown_cost() const { return unknown_cost_; }
  uint32_t katakana_cost() const { return katakana_cost_; }

 private:
  // The words of one length; the spans are in bytes_.
  struct Table {
    std::span<const uint32_t> starts;
    std::span<const uint16_t> rests;
    std::span<const uint8_t> costs;
  };
  bool find_tables(std::span<const uint8_t> body, size_t first_count, size_t longest);

  std::vector<uint8_t> bytes_;  // moves with its contents, so spans stay good
  std::span<const uint16_t> firsts_;
  std::span<const uint8_t> first_costs_;
  std::vector<Table> tables_;  // by length, from 2 on
  uint32_t unknown_cost_ = 0;
  uint32_t katakana_cost_ = 0;
};

}  // namespace hallows::text
