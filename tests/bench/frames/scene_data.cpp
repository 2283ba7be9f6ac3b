#include "tests/bench/frames/scene_data.h"

#include <cstdio>
#include <cstdlib>

namespace hallows::bench {
namespace {

std::vector<std::string> make_words() {
  const std::string consonants = "bcdfgklmnprstv";
  const std::string vowels = "aeiou";
  Lcg lcg(7);
  std::vector<std::string> all(64);
  for (std::string& word : all) {
    const uint32_t syllables = 2 + lcg.next(3);
    for (uint32_t i = 0; i < syllables; ++i) {
      word += consonants[lcg.next(14)];
      word += vowels[lcg.next(5)];
    }
  }
  return all;
}

std::string capital(std::string word) {
  word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::string padded(uint32_t value, int digits) {
  char text[16];
  std::snprintf(text, sizeof text, "%0*u", digits, value);
  return text;
}

std::vector<LeafData> make_line(Lcg& lcg) {
  const uint32_t first_label = lcg.next(4);
  const uint32_t second_label = 4 + lcg.next(5);
  std::vector<LeafData> leaves(9);
  for (uint32_t i = 0; i < 9; ++i) {
    if (i == first_label || i == second_label) {
      leaves[i].word = words()[lcg.next(64)];
    } else {
      leaves[i].weight = 1 + lcg.next(3);
      leaves[i].color = lcg.next(6);
    }
  }
  return leaves;
}

}  // namespace

int64_t triangle(int64_t x, int64_t m) {
  return m - std::llabs(x % (2 * m) - m);
}

const std::vector<std::string>& words() {
  static const std::vector<std::string> all = make_words();
  return all;
}

PersonData person(uint32_t row) {
  Lcg lcg(row * 2'654'435'761u + 12'345u);
  const auto word = [&lcg] { return words()[lcg.next(64)]; };
  PersonData p;
  p.id = row + 1;
  p.name = capital(word()) + " ";
  p.name += capital(word());
  p.email = word() + ".";
  p.email += word();
  p.email += std::to_string(lcg.next(100)) + "@";
  p.email += word() + ".org";
  p.city = capital(word());
  p.amount = std::to_string(lcg.next(1000)) + ",";
  p.amount += padded(lcg.next(1000), 3) + ".";
  p.amount += padded(lcg.next(100), 2);
  p.date = std::to_string(2000 + lcg.next(25)) + "-";
  p.date += padded(1 + lcg.next(12), 2) + "-";
  p.date += padded(1 + lcg.next(28), 2);
  return p;
}

uint64_t table_offset(uint64_t frame, uint32_t window_height) {
  const uint32_t viewport = window_height - kTableHeaderHeight;
  return 7 * frame % (uint64_t{kTableRows} * kTableRowHeight - viewport);
}

std::vector<BandData> relayout_tree() {
  Lcg lcg(5);
  std::vector<BandData> bands(40);
  for (BandData& band : bands) {
    for (uint32_t p = 0; p < 5; ++p) {
      PanelData panel;
      panel.weight = 2 + lcg.next(2);
      for (uint32_t l = 0; l < 5; ++l) panel.lines.push_back(make_line(lcg));
      band.push_back(std::move(panel));
    }
  }
  return bands;
}

std::string changed_label(uint64_t frame) {
  return std::to_string(frame * 7919 % 100'000);
}

}  // namespace hallows::bench
