#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rt-kernel/base/result.h"

namespace hallows::text {

// The Thai words of Debian's package libthai-data (thbrk.tri, about 25,000), in memory. Immutable:
// any thread may look words up, which allocates nothing.
// The file is one of libdatrie: an alphabet, a double array of cells (base, check) and the tails of
// words that share no more letters with others; everything big-endian.
class ThaiDictionary {
 public:
  // The dictionary of this machine: read at the first call of the process (half a megabyte, well
  // under a millisecond), so call before the first frame. Empty where there is none:
  // $LIBTHAI_DICTDIR/thbrk.tri, else what the application carries, else Debian's place.
  static const ThaiDictionary& installed();
  // Why that one is empty: not installed, or damaged.
  static const std::optional<Diagnostic>& installed_problem();
  // From the bytes of a file. Fails where they aren't such a file, damaged ones included.
  static Result<ThaiDictionary> read(std::span<const uint8_t> bytes);

  bool empty() const { return cells_.empty(); }
  // The lengths of the words that `text` starts with, ascending, each from 1 to text.size()
  // whatever the file holds. Those that don't fit into `lengths` are left out. Returns their
  // number.
  size_t words_at(std::span<const char32_t> text, std::span<uint16_t> lengths) const;

 private:
  struct Cell {
    int32_t base = 0;   // of the next letters' cells; of a word's only rest: minus its tail
    int32_t check = 0;  // the cell before
  };
  struct Tail {
    uint32_t start = 0;  // in tail_letters_
    uint32_t size = 0;
  };
  // The cell after `cell` and `letter`; 0: none.
  int32_t next(int32_t cell, uint32_t letter) const;

  char32_t first_ = 0;  // the alphabet is [first_, last_]: letters 1, 2, ...
  char32_t last_ = 0;
  std::vector<Cell> cells_;
  std::vector<Tail> tails_;
  std::vector<uint8_t> tail_letters_;
};

}  // namespace hallows::text
