#pragma once

#include <bit>
#include <cstdint>

#include "rt-kernel/base/buffer.h"

namespace hallows {

// A set of small integers: one bit each, iterated in rising order at 64 a step.
class Bitset {
 public:
  void resize(size_t bits) { words_.resize((bits + 63) / 64); }
  bool test(size_t i) const {
    return i / 64 < words_.size() && ((words_[i / 64] >> (i % 64)) & 1) != 0;
  }
  void set(size_t i) { words_[i / 64] |= uint64_t{1} << (i % 64); }
  void reset(size_t i) { words_[i / 64] &= ~(uint64_t{1} << (i % 64)); }
  void clear() {
    for (uint64_t& word : words_) word = 0;
  }
  bool any() const {
    for (const uint64_t word : words_) {
      if (word != 0) return true;
    }
    return false;
  }
  template <class Fn>
  void for_each(Fn&& visit) const {
    for (size_t w = 0; w < words_.size(); ++w) {
      for (uint64_t word = words_[w]; word != 0; word &= word - 1) {
        visit(w * 64 + static_cast<size_t>(std::countr_zero(word)));
      }
    }
  }

 private:
  Buffer<uint64_t> words_;
};

}  // namespace hallows
