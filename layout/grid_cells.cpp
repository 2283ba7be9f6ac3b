#include "layout/grid_cells.h"

#include <algorithm>
#include <bit>

namespace hallows::layout {

namespace {

// The bits of word `word` that lie in [from, to).
uint64_t mask_of(uint32_t word, uint32_t from, uint32_t to) {
  uint64_t mask = ~uint64_t{0};
  if (word == from / 64) mask &= ~uint64_t{0} << (from % 64);
  if (word == to / 64) mask &= (uint64_t{1} << (to % 64)) - 1;
  return mask;
}

}  // namespace

GridCells::GridCells(Scratch& scratch, uint32_t items, uint32_t minor)
    : scratch_(scratch),
      // Each item may split the band where it starts and the one where it ends, or add two.
      bands_(scratch.take<Band>(size_t{items} * 2 + 1)),
      words_((minor + 63) / 64) {}

uint32_t GridCells::free_minor(const Block& block, uint32_t end) const {
  const uint32_t first = band_at(block.major);
  uint32_t at = block.minor;
  while (at + block.minor_span <= end) {
    uint32_t next = 0;
    for (uint32_t i = first; i < count_ && bands_[i].start < block.major + block.major_span; ++i) {
      next = std::max(next, taken_until(bands_[i], at, block.minor_span));
    }
    if (next == 0) return at;
    at = next;
  }
  return kNone;
}

uint32_t GridCells::free_major(const Block& block) const {
  uint32_t major = block.major;
  for (uint32_t i = band_at(major); i < count_ && bands_[i].start < major + block.major_span; ++i) {
    if (taken_until(bands_[i], block.minor, block.minor_span) != 0) major = end_of(i);
  }
  return major;
}

uint32_t GridCells::next_major(uint32_t major) const {
  const uint32_t band = band_at(major);
  return band < count_ ? end_of(band) : major + 1;
}

void GridCells::take(const Block& block) {
  const uint32_t first = split(block.major);
  const uint32_t last = split(block.major + block.major_span);
  const uint32_t end = std::min(block.minor + block.minor_span, words_ * 64);
  for (uint32_t i = first; i < last && block.minor < end; ++i) {
    for (uint32_t word = block.minor / 64; word <= (end - 1) / 64; ++word) {
      bands_[i].bits[word] |= mask_of(word, block.minor, end);
    }
  }
}

// The band that holds the track; past the last one: their number.
uint32_t GridCells::band_at(uint32_t major) const {
  if (major >= end_) return count_;
  uint32_t low = 0, high = count_;  // bands_[low].start <= major < bands_[high].start
  while (high - low > 1) {
    const uint32_t middle = (low + high) / 2;
    (bands_[middle].start <= major ? low : high) = middle;
  }
  return low;
}

// Makes a band begin at the track, and everything before it belong to bands; gives its index.
uint32_t GridCells::split(uint32_t major) {
  if (major > end_) {
    bands_[count_++] = {end_, scratch_.make<uint64_t>(words_).data()};
    end_ = major;
  }
  const uint32_t band = band_at(major);
  if (band == count_ || bands_[band].start == major) return band;
  std::copy_backward(bands_ + band, bands_ + count_, bands_ + count_ + 1);
  ++count_;
  uint64_t* bits = scratch_.take<uint64_t>(words_);
  std::copy(bands_[band].bits, bands_[band].bits + words_, bits);
  bands_[band + 1] = {major, bits};
  return band + 1;
}

uint32_t GridCells::taken_until(const Band& band, uint32_t minor, uint32_t span) const {
  const uint32_t end = std::min(minor + span, words_ * 64);
  if (minor >= end) return 0;
  for (uint32_t word = (end - 1) / 64 + 1; word-- > minor / 64;) {
    const uint64_t taken = band.bits[word] & mask_of(word, minor, end);
    if (taken != 0) return word * 64 + static_cast<uint32_t>(std::bit_width(taken));
  }
  return 0;
}

}  // namespace hallows::layout
