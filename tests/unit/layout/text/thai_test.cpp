// Words of Thai: the dictionary's file, and where a text breaks.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <memory>

#include "layout/text/thai.h"
#include "layout/text/unicode/segment.h"
#include "rt-kernel/base/utf8.h"

namespace hallows::text {
namespace {

std::vector<uint8_t> dictionary_file() {
  std::ifstream in("/usr/share/libthai/thbrk.tri", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::u32string decoded(std::string_view text) {
  std::u32string chars;
  for (size_t at = 0; at < text.size();) {
    const DecodedChar c = decode_utf8(text, at);
    chars += c.code_point;
    at += c.size;
  }
  return chars;
}

// The text with a stroke at every break.
std::string cut(ThaiWords& words, std::string_view text) {
  const std::u32string chars = decoded(text);
  std::vector<uint8_t> flags(chars.size());
  unicode::mark_graphemes(chars, flags);
  words.mark(chars, flags);
  std::string out;
  for (size_t i = 0; i < chars.size(); ++i) {
    if ((flags[i] & unicode::kLineBreak) != 0) out += '|';
    append_utf8(out, chars[i]);
  }
  return out;
}

TEST_CASE("Thai is cut into words; what is no word stays whole") {
  const auto words = std::make_unique<ThaiWords>();
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {"ตากลม", "ตาก|ลม"},                        // of two equal ways, the longer word first
      {"มากกว่า", "มาก|กว่า"},                      //
      {"คนๆหนึ่ง", "คนๆ|หนึ่ง"},                      // the mark of repetition stays with its word
      {"กรุงเทพฯเป็น", "กรุงเทพฯ|เป็น"},              // that of shortening, too
      {"๑๒๓คน", "๑๒๓|คน"},                        // a number is one piece
      {"฿๑๐๐บาท", "฿๑๐๐|บาท"},                    //
      {"จันทร์ฟร์ฟร์", "จันทร์|ฟร์ฟร์"},                  // silenced letters start no word
      {"คน เด็ก and คนเด็ก", "คน เด็ก and คน|เด็ก"},  // stretches of Thai only
      {"", ""},
  };
  for (const Case& c : cases) CHECK(cut(*words, c.text) == c.expected);
}

TEST_CASE("a stretch of any length breaks between all its words") {
  const auto words = std::make_unique<ThaiWords>();
  std::string text;
  std::string expected;
  for (int i = 0; i < 3000; ++i) {
    text += "สวัสดี";
    expected += i == 0 ? "สวัสดี" : "|สวัสดี";
  }
  CHECK(cut(*words, text) == expected);
  std::string letters;  // no word at all
  for (int i = 0; i < 3000; ++i) letters += "ฌ";
  CHECK(cut(*words, letters) == letters);
}

TEST_CASE("without a dictionary nothing breaks inside Thai") {
  const ThaiDictionary none;
  const auto words = std::make_unique<ThaiWords>(none);
  CHECK(none.empty());
  CHECK(cut(*words, "มากกว่า") == "มากกว่า");
}

TEST_CASE("a dictionary cut short anywhere is refused; a changed one cuts somehow") {
  const std::vector<uint8_t> whole = dictionary_file();
  REQUIRE_MESSAGE(!whole.empty(), "install libthai-data");
  REQUIRE(ThaiDictionary::read(whole));
  for (size_t size = 0; size < whole.size(); size += size < 4096 ? 1 : 997) {
    CHECK_FALSE(ThaiDictionary::read({whole.data(), size}));
  }
  uint32_t state = 5;
  for (int i = 0; i < 60; ++i) {
    std::vector<uint8_t> bytes = whole;
    for (int k = 0; k < 2000; ++k) {
      state = state * 1664525 + 1013904223;
      bytes[24 + (state >> 8) % (bytes.size() - 24)] = static_cast<uint8_t>(state);
    }
    Result<ThaiDictionary> changed = ThaiDictionary::read(bytes);
    if (!changed) continue;
    const auto words = std::make_unique<ThaiWords>(*changed);
    cut(*words, "สวัสดีชาวโลกทุกคนๆหนึ่งมากกว่ากรุงเทพฯเป็นเมืองหลวง");
  }
}

// A file of one word: the letter 1, whose cell's tail is `tail`. `root`: the base of the root.
std::vector<uint8_t> tiny_file(int32_t root, std::string_view tail) {
  std::vector<uint8_t> out;
  const auto u32 = [&](uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(v >> shift));
  };
  for (const uint32_t v : {0xD9FCD9FCu, 1u, 0xE01u, 0xE5Bu}) u32(v);
  for (const uint32_t v : {0xDAFCDAFCu, 5u, 0u, 0u, static_cast<uint32_t>(root), 0u}) u32(v);
  for (const uint32_t v : {0u, 0u, ~0u, 2u}) u32(v);  // cell 4, after letter 1: tail 0
  for (const uint32_t v : {0xDFFCDFFCu, 1u, 1u, 0u, 0u}) u32(v);
  out.push_back(0);
  out.push_back(static_cast<uint8_t>(tail.size()));
  out.insert(out.end(), tail.begin(), tail.end());
  return out;
}

TEST_CASE("no word of a damaged dictionary is empty or longer than the text") {
  struct Case {
    int32_t root;  // -1: the root itself is a tail
    std::string_view tail;
    std::vector<uint16_t> expected;
  };
  const Case cases[] = {
      {3, {"\1", 1}, {2}},         // sound
      {3, {"", 0}, {1}},           //
      {3, {"\0\0\0", 3}, {}},      // past the end of the text stands no letter
      {3, {"\1\0\0\0", 4}, {}},    //
      {-1, {"", 0}, {}},           // the empty word
      {-1, {"\0", 1}, {}},         //
      {-1, {"\1\1", 2}, {1 + 1}},  //
  };
  for (const Case& c : cases) {
    const Result<ThaiDictionary> read = ThaiDictionary::read(tiny_file(c.root, c.tail));
    REQUIRE(read);
    uint16_t lengths[8] = {};
    const std::u32string text = U"\u0E01\u0E01";
    const size_t count = read->words_at(text, lengths);
    CHECK(std::vector<uint16_t>(lengths, lengths + count) == c.expected);
    const auto words = std::make_unique<ThaiWords>(*read);
    cut(*words, "กกกกก");
  }
}

TEST_CASE("a dictionary damaged in a few places gives words of the text alone") {
  const std::vector<uint8_t> whole = dictionary_file();
  REQUIRE_MESSAGE(!whole.empty(), "install libthai-data");
  const std::u32string text = decoded("สวัสดีชาวโลกทุกคนๆหนึ่งมากกว่ากรุงเทพฯเป็นเมืองหลวง");
  uint32_t state = 9;
  const auto next = [&] { return (state = state * 1664525 + 1013904223) >> 8; };
  for (int i = 0; i < 300; ++i) {
    std::vector<uint8_t> bytes = whole;
    for (int k = 0; k < 300; ++k) {  // zeros hit hardest: they look like the text's end
      bytes[24 + next() % (bytes.size() - 24)] = static_cast<uint8_t>(k % 2 == 0 ? 0 : next());
    }
    const Result<ThaiDictionary> changed = ThaiDictionary::read(bytes);
    if (!changed) continue;
    for (size_t at = 0; at < text.size(); ++at) {
      uint16_t lengths[8] = {};
      const std::u32string_view rest = std::u32string_view(text).substr(at);
      const size_t count = changed->words_at(rest, lengths);
      for (size_t k = 0; k < count; ++k) {
        CHECK(lengths[k] > 0);
        CHECK(lengths[k] <= rest.size());
      }
    }
  }
}

TEST_CASE("the installed dictionary is there or says why not") {
  CHECK(ThaiDictionary::installed().empty() == ThaiDictionary::installed_problem().has_value());
}

}  // namespace
}  // namespace hallows::text
