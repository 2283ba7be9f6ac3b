#pragma once

// Files of Chinese and Japanese words made from bytes, sound or not, and texts cut by them. Aborts
// where a word isn't of the text, or where the cuts depend on where one begins.
#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "layout/text/cjk_words.h"
#include "layout/text/unicode/segment.h"
#include "rt-kernel/base/assert.h"

namespace text_fuzz {

using namespace hallows;
using namespace hallows::text;

constexpr size_t kWordsHeader = 32;

// Gives a changed file the size and the sums that it should say, so that what lies behind is read.
inline void mend(std::vector<uint8_t>& file) {
  if (file.size() < kWordsHeader) return;
  file.resize(file.size() / 4 * 4);
  const auto size = static_cast<uint32_t>(file.size());
  std::array<uint32_t, 2> sums{};
  for (size_t at = 24; at < file.size(); at += 4) {
    uint32_t number = 0;
    std::memcpy(&number, file.data() + at, 4);
    sums[0] += number;
    sums[1] += sums[0];
  }
  std::memcpy(file.data() + 12, &size, 4);
  std::memcpy(file.data() + 16, sums.data(), 8);
}

inline void check_words(const CjkDictionary& dictionary, std::span<const char32_t> text) {
  for (size_t at = 0; at <= text.size(); ++at) {
    std::array<CjkWord, CjkDictionary::kMaxWord> words{};
    const size_t count = dictionary.words_at(text.subspan(at), words);
    ASSERT(count <= words.size());
    for (size_t i = 0; i < count; ++i) {
      ASSERT(words[i].length > (i > 0 ? words[i - 1].length : 0));
      ASSERT(words[i].length <= text.size() - at);
    }
  }
}

// Every piece marked from its first character, against each marked from `step` onwards.
inline void check_cuts(const CjkDictionary& dictionary, std::span<const char32_t> text,
                       size_t step) {
  const auto words = std::make_unique<CjkWords>(dictionary);
  std::vector<uint8_t> once(text.size(), unicode::kWordStart);
  for (size_t at = 0; at < text.size();) {
    const CjkWords::Piece piece = words->mark_around(text, at, once);
    ASSERT(piece.start == at && piece.end > at && piece.end <= text.size());
    ASSERT(piece.end - piece.start < 2 * CjkWords::kBlock);
    at = piece.end;
  }
  std::vector<uint8_t> again(text.size(), unicode::kWordStart);
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t at = (i * step) % text.size();
    const CjkWords::Piece piece = words->mark_around(text, at, again);
    ASSERT(piece.start <= at && at < piece.end);
    ASSERT(std::equal(once.begin() + static_cast<ptrdiff_t>(piece.start),
                      once.begin() + static_cast<ptrdiff_t>(piece.end),
                      again.begin() + static_cast<ptrdiff_t>(piece.start)));
  }
}

inline void run_words(std::vector<uint8_t> file, std::span<const char32_t> text) {
  const Result<CjkDictionary> dictionary = CjkDictionary::read(std::move(file));
  if (!dictionary) return;
  check_words(*dictionary, text);
  check_cuts(*dictionary, text, 97);
}

}  // namespace text_fuzz
