// Thai words beside libthai's, on random texts of its dictionary.
#include <datrie/trie.h>
#include <doctest/doctest.h>
#include <thai/thbrk.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "layout/text/thai.h"
#include "layout/text/unicode/segment.h"
#include "tests/random.h"

namespace hallows::text {
namespace {

using hallows::testing::Random;

std::vector<uint8_t> graphemes_of(const std::u32string& text) {
  std::vector<uint8_t> flags(text.size());
  unicode::mark_graphemes(text, flags);
  return flags;
}

std::vector<size_t> our_breaks(ThaiWords& words, const std::u32string& text) {
  std::vector<uint8_t> flags = graphemes_of(text);
  words.mark(text, flags);
  std::vector<size_t> breaks;
  for (size_t i = 1; i < text.size(); ++i) {
    if ((flags[i] & unicode::kLineBreak) != 0) breaks.push_back(i);
  }
  return breaks;
}

class LibThai {
 public:
  LibThai() : breaker_(th_brk_new(nullptr)) {}
  ~LibThai() { th_brk_delete(breaker_); }
  LibThai(const LibThai&) = delete;
  LibThai& operator=(const LibThai&) = delete;

  std::vector<size_t> breaks(const std::u32string& text) {
    std::vector<thchar_t> tis;  // TIS-620 follows the Unicode block
    for (const char32_t c : text) tis.push_back(static_cast<thchar_t>(c - 0xE00 + 0xA0));
    tis.push_back(0);
    std::vector<int> found(text.size() + 1);
    const int count = th_brk_find_breaks(breaker_, tis.data(), found.data(), found.size());
    const std::vector<uint8_t> graphemes = graphemes_of(text);
    std::vector<size_t> breaks;
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<size_t>(found[static_cast<size_t>(i)]);
      const bool inside = at > 0 && at < text.size();
      if (inside && (graphemes[at] & unicode::kGraphemeStart) != 0) breaks.push_back(at);
    }
    return breaks;
  }

 private:
  ThBrk* breaker_;
};

// The dictionary's words as libdatrie lists them.
std::vector<std::u32string> listed_words() {
  std::vector<std::u32string> words;
  const std::unique_ptr<Trie, decltype(&trie_free)> trie(
      trie_new_from_file("/usr/share/libthai/thbrk.tri"), trie_free);
  REQUIRE_MESSAGE(trie != nullptr, "install libthai-data");
  const auto add = [](const AlphaChar* key, TrieData, void* list) -> Bool {
    std::u32string word;
    for (; *key != 0; ++key) word += static_cast<char32_t>(*key);
    static_cast<std::vector<std::u32string>*>(list)->push_back(std::move(word));
    return TRUE;
  };
  trie_enumerate(trie.get(), add, &words);
  return words;
}

TEST_CASE("the dictionary has every word that libdatrie finds in its file, and no prefix more") {
  const ThaiDictionary& dictionary = ThaiDictionary::installed();
  const std::vector<std::u32string> words = listed_words();
  REQUIRE(words.size() > 20000);
  const std::set<std::u32string> known(words.begin(), words.end());
  size_t prefixes = 0;
  size_t expected = 0;
  for (const std::u32string& word : words) {
    uint16_t lengths[48];
    const size_t count = dictionary.words_at(word, lengths);
    prefixes += count;
    for (size_t i = 0; i < count; ++i) CHECK(known.count(word.substr(0, lengths[i])) == 1);
    for (size_t i = 1; i <= word.size(); ++i) expected += known.count(word.substr(0, i));
  }
  CHECK(prefixes == expected);
}

// Measured: 1,999 of 2,000. The rest are ways of equal cost.
TEST_CASE("texts of words are cut as libthai cuts them") {
  const std::vector<std::u32string> words = listed_words();
  const auto ours = std::make_unique<ThaiWords>();
  LibThai theirs;
  Random random(11);
  int agreed = 0;
  for (int i = 0; i < 2000; ++i) {
    std::u32string text;
    for (uint32_t k = 2 + random.next(8); k > 0; --k) {
      text += words[random.next(static_cast<uint32_t>(words.size()))];
    }
    if (our_breaks(*ours, text) == theirs.breaks(text)) ++agreed;
  }
  CAPTURE(agreed);
  CHECK(agreed >= 1999);
}

// Measured: 0.9999 of the breaks of either in texts of several windows, 0.985 where letters of no
// word stand among the words (libthai joins more of them to the words around).
TEST_CASE("long texts, and texts with letters of no word, are cut nearly as libthai cuts them") {
  const std::vector<std::u32string> words = listed_words();
  const auto ours = std::make_unique<ThaiWords>();
  LibThai theirs;
  Random random(11);
  struct Kind {
    uint32_t words;
    uint32_t noise;  // of 100 pieces
    double agreement;
  };
  for (const Kind kind : {Kind{400, 0, 0.9998}, Kind{12, 3, 0.98}}) {
    size_t both = 0;
    size_t either = 0;
    for (int i = 0; i < 200; ++i) {
      std::u32string text;
      for (uint32_t k = 0; k < kind.words; ++k) {
        if (random.next(100) < kind.noise) {
          for (uint32_t n = random.next(4) + 1; n > 0; --n) text += 0xE01 + random.next(46);
        } else {
          text += words[random.next(static_cast<uint32_t>(words.size()))];
        }
      }
      const std::vector<size_t> a = our_breaks(*ours, text);
      const std::vector<size_t> b = theirs.breaks(text);
      std::vector<size_t> same;
      std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(same));
      both += same.size();
      either += a.size() + b.size() - same.size();
    }
    CAPTURE(kind.words);
    CAPTURE(both);
    CAPTURE(either);
    CHECK(static_cast<double>(both) >= kind.agreement * static_cast<double>(either));
  }
}

}  // namespace
}  // namespace hallows::text
