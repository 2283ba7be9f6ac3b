#pragma once

#include <cstdint>
#include <string>
#include <vector>

// The numbers of the benchmark's scenes (demos/bench_frames/README.md): same generator, same order
// of draws, so that every engine that is measured shows the same texts and colours.
namespace hallows::bench {

// s = s * 1664525 + 1013904223 (mod 2^32), first step then read; next(n) = floor((s >> 8) n /
// 2^24).
class Lcg {
 public:
  explicit Lcg(uint32_t seed) : state_(seed) {}
  uint32_t next(uint32_t bound) {
    state_ = state_ * 1'664'525u + 1'013'904'223u;
    return static_cast<uint32_t>((uint64_t{state_ >> 8} * bound) >> 24);
  }

 private:
  uint32_t state_;
};

// 0..m..0 with period 2m.
int64_t triangle(int64_t x, int64_t m);

// The 64 words.
const std::vector<std::string>& words();

struct PersonData {
  uint32_t id = 0;
  std::string name, email, city, amount, date;
};
PersonData person(uint32_t row);

constexpr uint32_t kTableRows = 10'000;
constexpr uint32_t kTableRowHeight = 24;
constexpr uint32_t kTableHeaderHeight = 28;
// Scroll offset of frame f in a window of that height.
uint64_t table_offset(uint64_t frame, uint32_t window_height);

// A leaf is a label where `word` is not empty, else a box.
struct LeafData {
  std::string word;
  uint32_t weight = 0;
  uint32_t color = 0;  // index of the palette
};
struct PanelData {
  uint32_t weight = 0;
  std::vector<std::vector<LeafData>> lines;
};
using BandData = std::vector<PanelData>;
std::vector<BandData> relayout_tree();

// Text of the label that changes in frame f.
std::string changed_label(uint64_t frame);

}  // namespace hallows::bench
