#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "layout/layout.h"

// Random trees and edits from a stream of numbers: a generator's in tests, a fuzzer's bytes there.
namespace hallows::layout_random {

class Source {
 public:
  explicit Source(uint64_t seed) : state_(seed * 2 + 1) {}
  Source(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  // After the last byte go on with random numbers that the bytes themselves seed.
  void go_on() {
    endless_ = true;
    for (size_t i = 0; i < size_; ++i) state_ = (state_ ^ data_[i]) * 1099511628211ULL;
    state_ = state_ * 2 + 1;
  }
  uint32_t below(uint32_t n) { return n == 0 ? 0 : next() % n; }
  bool chance(uint32_t percent) { return below(100) < percent; }
  bool exhausted() const { return data_ != nullptr && !endless_ && at_ >= size_; }

 private:
  uint32_t next() {
    if (data_ != nullptr && (at_ < size_ || !endless_)) {
      if (at_ >= size_) return 0;
      const uint32_t low = data_[at_++];
      return low | (at_ < size_ ? uint32_t{data_[at_]} << 8 : 0);
    }
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>(state_ >> 33);
  }
  const uint8_t* data_ = nullptr;
  size_t size_ = 0, at_ = 0;
  uint64_t state_ = 0;
  bool endless_ = false;
};

// A text stand-in: `words` equal words on as many lines as they need.
struct Words {
  float width = 20, height = 12;
  uint32_t count = 1;
};
void measure_words(void* context, const layout::LeafQuery& query,
                   layout::LeafAnswer* answer) noexcept;

struct Options {
  bool wide = false;      // most nodes are children of the root
  bool extremes = false;  // NaN, infinite, negative and huge numbers, long track lists
};
// `tracks` keeps the track lists alive until the style is set.
layout::LayoutStyle random_style(Source& source, const Options& options,
                                 std::vector<layout::GridTrack> (&tracks)[4]);

// A tree with the nodes that are in it, edited at random.
struct RandomTree {
  layout::LayoutTree tree{64};
  std::vector<layout::NodeId> nodes;  // nodes[0] is the root
  std::vector<std::unique_ptr<Words>> words;
  layout::LayoutInput input;
};
void build(RandomTree& out, Source& source, const Options& options, uint32_t count);
// One edit: style, text, insertion, removal, move, or root size.
void edit(RandomTree& out, Source& source, const Options& options);
// The same tree made anew.
void copy(const RandomTree& from, RandomTree& to);

}  // namespace hallows::layout_random
