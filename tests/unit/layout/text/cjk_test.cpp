// Words of Chinese and Japanese: the dictionary's file, and where a text is cut.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "layout/text/cjk_words.h"
#include "layout/text/data_file.h"
#include "rt-kernel/base/utf8.h"
#include "tests/fuzz/text/words_ops.h"
#include "tests/random.h"
#include "tests/unit/layout/text/text_fixture.h"

namespace hallows::text {
namespace {

using hallows::testing::Random;

std::u32string decoded(std::string_view text) {
  std::u32string chars;
  for (size_t at = 0; at < text.size();) {
    const DecodedChar c = decode_utf8(text, at);
    chars += c.code_point;
    at += c.size;
  }
  return chars;
}

template <typename T>
void append(std::vector<uint8_t>& out, const std::vector<T>& array) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(array.data());
  out.insert(out.end(), bytes, bytes + array.size() * sizeof(T));
  while (out.size() % 4 != 0) out.push_back(0);
}

using Costs = std::map<std::u32string, uint8_t>;

// A file as make_cjk_words.py writes it: unknown characters cost 190, katakana 140.
std::vector<uint8_t> file_of(const Costs& costs) {
  std::vector<uint16_t> firsts;
  size_t longest = 1;
  for (const auto& [word, cost] : costs) {
    if (firsts.empty() || firsts.back() != word[0])
      firsts.push_back(static_cast<uint16_t>(word[0]));
    longest = std::max(longest, word.size());
  }
  std::vector<uint8_t> singles(firsts.size());
  std::vector<uint8_t> out(text_fuzz::kWordsHeader);
  append(out, firsts);
  for (size_t i = 0; i < firsts.size(); ++i) {
    const auto found = costs.find(std::u32string(1, firsts[i]));
    singles[i] = found == costs.end() ? 0 : found->second;
  }
  append(out, singles);
  for (size_t length = 2; length <= longest; ++length) {
    std::vector<uint32_t> starts(firsts.size() + 1);
    std::vector<uint16_t> rests;
    std::vector<uint8_t> costs_of_length;
    for (const auto& [word, cost] : costs) {
      if (word.size() != length) continue;
      for (size_t i = 0; i < firsts.size(); ++i) starts[i + 1] += firsts[i] >= word[0] ? 1 : 0;
      for (const char32_t c : word.substr(1)) rests.push_back(static_cast<uint16_t>(c));
      costs_of_length.push_back(cost);
    }
    append(out, starts);
    append(out, rests);
    append(out, costs_of_length);
  }
  std::memcpy(out.data(), "HLWORDS\0\1\0\0\0", 12);
  const auto count = static_cast<uint16_t>(firsts.size());
  std::memcpy(out.data() + 24, &count, 2);
  out[26] = static_cast<uint8_t>(longest);
  out[27] = 190;
  out[28] = 140;
  text_fuzz::mend(out);
  return out;
}

const Costs& few_words() {
  static const Costs costs = {
      {U"の", 30},     {U"も", 40},        {U"もも", 60},
      {U"すもも", 70}, {U"東", 90},        {U"東京", 60},
      {U"京都", 60},   {U"東京都", 90},    {U"大学", 70},
      {U"学生", 70},   {U"生", 90},        {U"大学生", 80},
      {U"人人", 60},   {U"コーヒー", 100}, {U"一二三四五六七八九十百千", 9},
  };
  return costs;
}

CjkDictionary dictionary_of(const Costs& costs) {
  Result<CjkDictionary> read = CjkDictionary::read(file_of(costs));
  REQUIRE(read);
  return std::move(*read);
}

// The text with a stroke where a word starts after another.
std::string cut(const CjkDictionary& dictionary, std::string_view text) {
  const std::u32string chars = decoded(text);
  const auto words = std::make_unique<CjkWords>(dictionary);
  std::vector<uint8_t> flags(chars.size());
  for (size_t at = 0; at < chars.size();) at = words->mark_around(chars, at, flags).end;
  std::string out;
  for (size_t i = 0; i < chars.size(); ++i) {
    if ((flags[i] & unicode::kWordStart) != 0) out += '|';
    append_utf8(out, chars[i]);
  }
  return out;
}

TEST_CASE("the cheapest way through a text is taken") {
  const CjkDictionary dictionary = dictionary_of(few_words());
  const struct {
    const char* text;
    const char* expected;
  } cases[] = {
      {"東京", "東京"},
      {"東京都", "東京都"},
      {"東京都の大学生", "東京都|の|大学生"},
      {"東京京都", "東京|京都"},
      {"すもももももも", "すもも|もも|もも"},
      {"龍龍", "龍|龍"},                         // no words
      {"東龍東", "東|龍|東"},                    //
      {"の、の。のa", "の、の。のa"},            // words end at what is no letter anyway
      {"カタカナの", "カタカナ|の"},             // up to 8 that no word has
      {"アイウエオカキク", "アイウエオカキク"},  //
      {"アイウエオカキクケ", "ア|イ|ウ|エ|オ|カ|キ|ク|ケ"},
      {"コーヒーのコーヒー", "コーヒー|の|コーヒー"},
      {"ヽコーヒー", "ヽコーヒー"},  // 140 is less than 190 and 100
      {"コーヒーコーヒー", "コーヒーコーヒー"},
      {"一二三四五六七八九十百千", "一二三四五六七八九十百千"},
      {"", ""},
  };
  for (const auto& c : cases) CHECK(cut(dictionary, c.text) == c.expected);
}

TEST_CASE("words are the same wherever one begins, and those of the whole text") {
  const CjkDictionary dictionary = dictionary_of(few_words());
  const char32_t letters[] = U"東京都大学生人のもすコーヒー龍。一二三四五六七八九十百千";
  Random random(3);
  for (const uint32_t alphabet : {1u, 7u, 12u, 28u}) {
    for (int i = 0; i < 20; ++i) {
      std::u32string text;
      for (uint32_t k = random.next(1500); k > 0; --k) text += letters[random.next(alphabet)];
      text += alphabet == 1 ? U"人人人" : U"";
      if (!text.empty()) text_fuzz::check_cuts(dictionary, text, 1 + random.next(9));
    }
  }
  // No place in it that no word stands across: cut where a block starts, so in two of an odd row.
  const std::u32string row(1000, U'人');
  text_fuzz::check_cuts(dictionary, row, 7);
}

// The words of a whole text by a search without pieces: (from, cost) of each place.
std::vector<size_t> ways_through(const CjkDictionary& dictionary, const std::u32string& text) {
  std::vector<std::pair<uint32_t, size_t>> best(text.size() + 1, {~0u, 0});
  best[0].first = 0;
  const auto better = [&](size_t from, size_t end, uint32_t cost) {
    if (best[from].first + cost < best[end].first) best[end] = {best[from].first + cost, from};
  };
  for (size_t at = 0; at < text.size(); ++at) {
    std::array<CjkWord, CjkDictionary::kMaxWord> words;
    const size_t count = dictionary.words_at(std::u32string_view(text).substr(at), words);
    if (count == 0 || words[0].length > 1) better(at, at + 1, dictionary.unknown_cost());
    for (size_t i = 0; i < count; ++i) better(at, at + words[i].length, words[i].cost);
  }
  std::vector<size_t> starts;
  for (size_t at = text.size(); at > 0; at = best[at].second) starts.push_back(best[at].second);
  std::reverse(starts.begin(), starts.end());
  return starts;
}

TEST_CASE("pieces are cut as the whole text is") {
  const CjkDictionary dictionary = dictionary_of(few_words());
  Random random(5);
  const char32_t letters[] = U"東京都大学生のもす龍";
  std::u32string text;
  for (int i = 0; i < 4000; ++i) text += letters[random.next(10)];
  const auto words = std::make_unique<CjkWords>(dictionary);
  std::vector<uint8_t> flags(text.size());
  for (size_t at = 0; at < text.size();) at = words->mark_around(text, at, flags).end;
  std::vector<size_t> starts = {0};
  for (size_t i = 1; i < text.size(); ++i) {
    if ((flags[i] & unicode::kWordStart) != 0) starts.push_back(i);
  }
  CHECK(starts == ways_through(dictionary, text));
}

TEST_CASE("a file of words cut short anywhere, or with a flipped bit, is refused") {
  const std::vector<uint8_t> whole = file_of(few_words());
  REQUIRE(CjkDictionary::read(whole));
  for (size_t size = 0; size < whole.size(); ++size) {
    CHECK_FALSE(CjkDictionary::read({whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size)}));
  }
  for (size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::vector<uint8_t> bytes = whole;
      bytes[at] ^= static_cast<uint8_t>(1 << bit);
      CHECK_FALSE(CjkDictionary::read(bytes));
    }
  }
  std::vector<uint8_t> longer = whole;
  longer.push_back(0);
  CHECK_FALSE(CjkDictionary::read(longer));
}

TEST_CASE("a file of words that lies is refused, or gives words of the text alone") {
  const std::vector<uint8_t> whole = file_of(few_words());
  const std::u32string text =
      decoded("東京都の大学生、すもももももものうち、コーヒー人人人一二三四");
  Random random(9);
  int read = 0;
  for (int i = 0; i < 3000; ++i) {
    std::vector<uint8_t> bytes = whole;
    for (uint32_t k = 1 + random.next(6); k > 0; --k) {
      const uint32_t at = 24 + random.next(static_cast<uint32_t>(bytes.size()) - 24);
      bytes[at] = static_cast<uint8_t>(random.next(256));
    }
    if (random.next(4) == 0) bytes.resize(random.next(static_cast<uint32_t>(bytes.size())));
    text_fuzz::mend(bytes);
    read += CjkDictionary::read(bytes) ? 1 : 0;
    text_fuzz::run_words(std::move(bytes), text);
  }
  CHECK(read > 50);  // not all are refused at the door
}

TEST_CASE("the installed words are there or say why not") {
  CHECK(CjkDictionary::installed().empty() == CjkDictionary::installed_problem().has_value());
}

TEST_CASE("the installed file of words cut short is refused") {
  const std::vector<uint8_t> whole =
      read_data_file("cjk.words", "HALLOWS_WORDS_DIR", "/usr/share/hallows/fonts");
  if (whole.empty()) return;  // built without libchewing3-data and ipadic-common
  REQUIRE(CjkDictionary::read(whole));
  for (size_t size = 0; size < whole.size(); size += size < 64 ? 1 : 99991) {
    CHECK_FALSE(CjkDictionary::read({whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size)}));
  }
}

// Written for this test; the strokes are Chromium 156's. Measured: 18 of 24.
TEST_CASE("most sentences are cut as Chromium cuts them") {
  const CjkDictionary& dictionary = CjkDictionary::installed();
  if (dictionary.empty()) return;  // built without libchewing3-data and ipadic-common
  const char* sentences[] = {
      "我們|明天|早上|一起去|圖書館|看|書",
      "這個|問題|應該|怎麼|解決",
      "請|輸入|您|的|電子郵件|地址",
      "天氣|很好，大家|都在|公園|裡|散步",
      "檔案|已經|儲存|到|資料|夾",
      "老師|說|學生|必須|努力|學習",
      "我们|明天|早上|一起去|图书|馆|看书",
      "这个|问题|应该|怎么|解决",
      "请|输入|您|的|电子|邮件|地址",
      "北京|是|中国|的|首都",
      "文件|已经|保存|到|文件|夹",
      "他|昨天|买|了|三本|新书",
      "经济|发展|需要|科学|技术",
      "東京|へ|行く|電車|は|もう|出発|しま|した",
      "ファイル|を|保存|し|て|も|よろしい|です|か",
      "今日|は|天気|が|とても|良い|ので|散歩|に|行き|ます",
      "新しい|コンピュータ|を|買い|たい|と|思い|ます",
      "すもも|も|も|も|も|も|もの|うち",
      "ヽカタカナ|と|スーパーマーケット",
      "時々|々|々|と|人々",
      "彼女|は|毎朝|コーヒー|を|飲む",
      "日本語|の|文章|を|単語|に|分割|する",
      "国際|連合|の|会議|が|始|まっ|た",
      "ピポパペプ|を|キーボード|で|入力|する",
  };
  int agreed = 0;
  for (const char* sentence : sentences) {
    std::string text;
    std::copy_if(sentence, sentence + std::strlen(sentence), std::back_inserter(text),
                 [](char c) { return c != '|'; });
    agreed += cut(dictionary, text) == sentence ? 1 : 0;
  }
  CHECK(agreed >= 18);
}

TEST_CASE_FIXTURE(TextFixture, "a double click takes a word, and word movement passes one") {
  if (CjkDictionary::installed().empty()) return;
  place("日本語の文章", kInfinity);  // 3 bytes a character
  CHECK(paragraph.word_at(4) == TextRange{0, 9});
  CHECK(paragraph.word_at(9) == TextRange{9, 12});
  CHECK(paragraph.word_at(17) == TextRange{12, 18});
  float goal = 0;
  CHECK(paragraph.move({0}, CaretMove::NextWord, goal).offset == 9);
  CHECK(paragraph.move({9}, CaretMove::NextWord, goal).offset == 12);
  CHECK(paragraph.move({18}, CaretMove::PreviousWord, goal).offset == 12);
  CHECK(paragraph.deletion(18, DeleteUnit::WordBackward) == TextRange{12, 18});
  place("々5個", kInfinity);  // a mark of repetition and a number are apart
  CHECK(paragraph.move({0}, CaretMove::NextWord, goal).offset == 3);
}

}  // namespace
}  // namespace hallows::text
