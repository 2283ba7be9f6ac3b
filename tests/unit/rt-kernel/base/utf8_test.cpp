#include "rt-kernel/base/utf8.h"

#include <doctest/doctest.h>

using namespace hallows;

TEST_CASE("well-formed sequences decode to their code point and size") {
  struct Case {
    const char* bytes;
    char32_t code_point;
    int size;
  };
  const Case cases[] = {
      {"A", U'A', 1}, {"\u00e9", 0xE9, 2}, {"\u20ac", 0x20AC, 3}, {"\U0001F600", 0x1F600, 4}};
  for (const Case& c : cases) {
    const DecodedChar d = decode_utf8(c.bytes, 0);
    CHECK(d.valid);
    CHECK(d.code_point == c.code_point);
    CHECK(int{d.size} == c.size);
  }
}

TEST_CASE("an ill-formed sequence takes its maximal subpart (Unicode 15.0, table 3-8)") {
  // The bytes and the seven replacement characters are the example of the standard.
  const std::string_view bytes("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64", 13);
  const char32_t expected[] = {U'a',   0xFFFD, 0xFFFD, 0xFFFD, U'b',
                               0xFFFD, U'c',   0xFFFD, 0xFFFD, U'd'};
  size_t at = 0;
  for (const char32_t want : expected) {
    REQUIRE(at < bytes.size());
    const DecodedChar d = decode_utf8(bytes, at);
    CHECK(d.code_point == want);
    at += d.size;
  }
  CHECK(at == bytes.size());
}

TEST_CASE("a text is cut at the start of a character, and always gets on") {
  struct Case {
    const char* text;
    size_t at, cut;
  };
  const Case cases[] = {{"abc", 2, 2}, {"abc", 9, 3},  {"aé", 2, 1},
                        {"aé", 3, 3},  {"日本", 5, 3}, {"日本", 3, 3},
                        {"a😀", 4, 1}, {"😀", 3, 3},   {"\x80\x80\x80\x80\x80\x80", 5, 5},
                        {"", 4, 0}};
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(cut_utf8(c.text, c.at) == c.cut);
  }
}

TEST_CASE("encoding and decoding are inverse for every code point") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    char out[4];
    const size_t n = encode_utf8(c, out);
    const DecodedChar d = decode_utf8({out, n}, 0);
    if (!d.valid || d.code_point != c || d.size != n)
      FAIL("code point " << static_cast<uint32_t>(c));
  }
}
