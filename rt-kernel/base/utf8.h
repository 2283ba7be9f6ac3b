#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hallows {

struct DecodedChar {
  char32_t code_point = 0xFFFD;
  uint8_t size = 1;  // bytes taken; an ill-formed sequence takes its maximal well-formed prefix
  bool valid = false;
};

// Decodes the code point that starts at byte `at` (at < text.size()). Ill-formed input gives U+FFFD
// (Unicode 15.0, section 3.9, "substitution of maximal subparts"). Any thread.
DecodedChar decode_utf8(std::string_view text, size_t at) noexcept;

// Writes 1 to 4 bytes and returns how many; surrogates and values past U+10FFFF become U+FFFD.
size_t encode_utf8(char32_t code_point, char out[4]) noexcept;
void append_utf8(std::string& out, char32_t code_point);
bool is_valid_utf8(std::string_view text) noexcept;
// Code points, ill-formed subparts counted as one each.
size_t count_code_points(std::string_view text) noexcept;
// Where to cut a text of which at most `at` bytes have room: at `at`, or up to 3 bytes before,
// where a character starts. In ill-formed text it may cut anywhere, so that cutting always gets on.
size_t cut_utf8(std::string_view text, size_t at) noexcept;

}  // namespace hallows
