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
