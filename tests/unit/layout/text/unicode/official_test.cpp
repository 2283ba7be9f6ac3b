// The official test files of Unicode 15.0, every case of them.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "layout/text/unicode/bidi.h"
#include "layout/text/unicode/line_break.h"
#include "layout/text/unicode/segment.h"

namespace {

using namespace hallows::unicode;

constexpr const char* kFolder = "/usr/share/unicode/";

std::ifstream open_data(const std::string& name) {
  std::ifstream file(kFolder + name);
  REQUIRE_MESSAGE(file.good(), kFolder << name << " is missing: install the package unicode-data");
  return file;
}

struct BreakCase {
  std::vector<char32_t> text;
  std::vector<bool> breaks;  // before text[i]; one more for the end
};

std::vector<BreakCase> read_breaks(const std::string& name) {
  std::ifstream file = open_data(name);
  std::vector<BreakCase> cases;
  for (std::string line; std::getline(file, line);) {
    line = line.substr(0, line.find('#'));
    BreakCase one;
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      if (word == "÷" || word == "×") {
        one.breaks.push_back(word == "÷");
      } else {
        one.text.push_back(static_cast<char32_t>(std::stoul(word, nullptr, 16)));
      }
    }
    if (!one.text.empty()) cases.push_back(one);
  }
  return cases;
}

template <class Mark>
void check_breaks(const std::string& name, size_t expected_count, uint8_t bit, Mark&& mark) {
  const std::vector<BreakCase> cases = read_breaks(name);
  CHECK(cases.size() == expected_count);
  size_t failed = 0;
  for (const BreakCase& one : cases) {
    std::vector<uint8_t> flags(one.text.size());
    mark(one.text, flags);
    bool good = true;
    for (size_t i = 1; i < flags.size(); ++i)
      good = good && ((flags[i] & bit) != 0) == one.breaks[i];
    if (good) continue;
    ++failed;
    if (failed > 20) continue;
    std::string shown;
    for (size_t i = 0; i < flags.size(); ++i) {
      char text[24];
      std::snprintf(text, sizeof text, "%s%04X ", (flags[i] & bit) != 0 ? "÷" : "×", one.text[i]);
      shown += text;
    }
    MESSAGE("got " << shown);
  }
  CHECK(failed == 0);
}

TEST_CASE("LineBreakTest.txt passes") {
  check_breaks("auxiliary/LineBreakTest.txt", 7654, kLineBreak,
               [](const auto& text, auto& flags) { mark_line_breaks(text, {}, flags); });
}

TEST_CASE("GraphemeBreakTest.txt passes") {
  check_breaks("auxiliary/GraphemeBreakTest.txt", 602, kGraphemeStart,
               [](const auto& text, auto& flags) { mark_graphemes(text, flags); });
}

TEST_CASE("WordBreakTest.txt passes") {
  check_breaks("auxiliary/WordBreakTest.txt", 1823, kWordStart,
               [](const auto& text, auto& flags) { mark_words(text, flags); });
}

struct Levels {
  std::vector<BidiLevel> levels;
  std::vector<size_t> order;  // visual, removed characters left out
};

// `expected` has 0xFF for the characters that X9 removes; they are left out of the order.
std::vector<size_t> visual_order(const std::vector<BidiLevel>& levels,
                                 const std::vector<BidiLevel>& expected) {
  std::vector<LevelRun> runs;
  for (uint32_t i = 0; i < levels.size(); ++i) {
    if (expected[i] != 0xFF) runs.push_back({i, i + 1, levels[i]});
  }
  reorder_runs(runs);
  std::vector<size_t> order;
  for (const LevelRun& run : runs) order.push_back(run.start);
  return order;
}

bool same_levels(const std::vector<BidiLevel>& got, const std::vector<BidiLevel>& expected) {
  for (size_t i = 0; i < got.size(); ++i) {
    if (expected[i] != 0xFF && got[i] != expected[i]) return false;
  }
  return true;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

std::vector<BidiLevel> read_levels(const std::string& text) {
  std::vector<BidiLevel> levels;
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    levels.push_back(word == "x" ? 0xFF : static_cast<BidiLevel>(std::stoi(word)));
  }
  return levels;
}

std::vector<size_t> read_order(const std::string& text) {
  std::vector<size_t> order;
  std::istringstream in(text);
  for (size_t value = 0; in >> value;) order.push_back(value);
  return order;
}

std::vector<std::byte> scratch_for(size_t count) {
  return std::vector<std::byte>(bidi_scratch_bytes(count));
}

TEST_CASE("BidiCharacterTest.txt passes") {
  std::ifstream file = open_data("BidiCharacterTest.txt");
  size_t cases = 0;
  size_t failed = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> fields = split(line, ';');
    REQUIRE(fields.size() >= 4);
    std::vector<char32_t> text;
    std::istringstream in(fields[0]);
    for (std::string word; in >> word;)
      text.push_back(static_cast<char32_t>(std::stoul(word, nullptr, 16)));
    const BaseDirection base = fields[1] == "0"   ? BaseDirection::Ltr
                               : fields[1] == "1" ? BaseDirection::Rtl
                                                  : BaseDirection::Auto;
    const std::vector<BidiLevel> expected = read_levels(fields[3]);
    std::vector<BidiLevel> levels(text.size());
    std::vector<BidiClass> classes;
    for (const char32_t c : text) classes.push_back(character(c).bidi);
    auto scratch = scratch_for(text.size());
    const BidiLevel paragraph = resolve_levels(text, base, scratch, levels);
    bool good = paragraph == std::stoi(fields[2]) && paragraph == first_strong_level(text, base);
    if (!needs_bidi(text)) {
      for (const BidiLevel level : levels)
        good = good && (level == 0 || base == BaseDirection::Rtl);
    }
    reset_line_levels(classes, paragraph, levels);
    good = good && same_levels(levels, expected);
    const std::string order = fields.size() > 4 ? fields[4] : "";
    good = good && visual_order(levels, expected) == read_order(order);
    ++cases;
    if (!good && ++failed <= 10) MESSAGE("fails: " << line);
  }
  CHECK(cases == 91707);
  CHECK(failed == 0);
}

BidiClass class_named(const std::string& name) {
  static const char* const kNames[] = {"L",   "R",   "AL",  "EN",  "ES",  "ET",  "AN",  "CS",
                                       "NSM", "BN",  "B",   "S",   "WS",  "ON",  "LRE", "LRO",
                                       "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"};
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (name == kNames[i]) return static_cast<BidiClass>(i);
  }
  FAIL("no bidi class " << name);
  return BidiClass::L;
}

TEST_CASE("BidiTest.txt passes") {
  std::ifstream file = open_data("BidiTest.txt");
  std::vector<BidiLevel> expected;
  std::vector<size_t> order;
  size_t cases = 0;
  size_t failed = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("@Levels:")) expected = read_levels(line.substr(8));
    if (line.starts_with("@Reorder:")) order = read_order(line.substr(9));
    if (line.empty() || line[0] == '#' || line[0] == '@') continue;
    const std::vector<std::string> fields = split(line, ';');
    std::vector<BidiClass> classes;
    std::istringstream in(fields[0]);
    for (std::string word; in >> word;) classes.push_back(class_named(word));
    const int directions = std::stoi(fields[1], nullptr, 16);
    auto scratch = scratch_for(classes.size());
    for (int bit = 0; bit < 3; ++bit) {
      if ((directions & (1 << bit)) == 0) continue;
      const BaseDirection base = bit == 0   ? BaseDirection::Auto
                                 : bit == 1 ? BaseDirection::Ltr
                                            : BaseDirection::Rtl;
      std::vector<BidiLevel> levels(classes.size());
      const BidiLevel paragraph = resolve_levels_of_classes(classes, base, scratch, levels);
      reset_line_levels(classes, paragraph, levels);
      const bool good = same_levels(levels, expected) && visual_order(levels, expected) == order;
      ++cases;
      if (!good && ++failed <= 10) MESSAGE("fails: " << line << " direction " << bit);
    }
  }
  CHECK(cases == 770241);
  CHECK(failed == 0);
}

TEST_CASE("the committed tables are what the script makes of the data on this machine") {
  open_data("UnicodeData.txt");
  const std::string folder = std::string(HALLOWS_SOURCE_DIR) + "/layout/text/unicode/";
  const std::string command =
      "python3 " + folder + "make_tables.py --check " + folder + "tables.cpp";
  CHECK(std::system(command.c_str()) == 0);
}

}  // namespace
