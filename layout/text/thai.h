#pragma once

#include <cstdint>
#include <span>

namespace hallows::text {

// Thai is written without spaces: words are found with a dictionary (libthai, loaded from its
// package at first use: about 4 ms, and it allocates). Where it isn't installed, nothing breaks
// inside Thai text.
class ThaiWords {
 public:
  ThaiWords() = default;
  ~ThaiWords();
  ThaiWords(const ThaiWords&) = delete;
  ThaiWords& operator=(const ThaiWords&) = delete;

  // Adds kLineBreak of unicode/segment.h before the words of Thai stretches; graphemes are marked
  // already and stay whole.
  void mark(std::span<const char32_t> text, std::span<uint8_t> flags);

 private:
  void mark_stretch(std::span<const char32_t> text, std::span<uint8_t> flags);

  void* dictionary_ = nullptr;
  bool tried_ = false;
};

}  // namespace hallows::text
