#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hallows::unicode {

// What may happen before a code point. One byte a code point; the functions below set their own
// bits and leave the others.
using BoundaryFlag = uint8_t;
constexpr BoundaryFlag kGraphemeStart = 1;  // user-perceived characters: UAX 29, extended clusters
constexpr BoundaryFlag kWordStart = 2;      // UAX 29: starts of words, and of gaps
constexpr BoundaryFlag kLineBreak = 4;      // a line may start here
constexpr BoundaryFlag kLineMust = 8;       // a line must start here

// `flags` and `text` are equally long. Any thread, no allocation, linear time.
void mark_graphemes(std::span<const char32_t> text, std::span<uint8_t> flags) noexcept;
// Takes kGraphemeStart away inside conjuncts of six Indic scripts, as rule GB9c of Unicode 15.1
// does and as carets of browsers go. After mark_graphemes().
void join_conjuncts(std::span<const char32_t> text, std::span<uint8_t> flags) noexcept;
void mark_words(std::span<const char32_t> text, std::span<uint8_t> flags) noexcept;

// On UTF-8 (ill-formed subparts count as U+FFFD): the boundary after / before byte `at`, which is
// itself on a boundary. Ends stay: next of size() is size(), previous of 0 is 0.
size_t next_grapheme(std::string_view text, size_t at) noexcept;
size_t previous_grapheme(std::string_view text, size_t at) noexcept;
size_t next_word_boundary(std::string_view text, size_t at) noexcept;
size_t previous_word_boundary(std::string_view text, size_t at) noexcept;
// User-perceived characters.
size_t count_graphemes(std::string_view text) noexcept;

}  // namespace hallows::unicode
