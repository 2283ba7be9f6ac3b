#pragma once

#include <cstdint>
#include <span>

namespace hallows::value {

// Code points first, first + stride, ... last map to themselves plus delta. Rising.
struct CaseRun {
  uint32_t first;
  uint32_t last;
  uint32_t stride;
  int32_t delta;
};
// One code point that maps to two or three; 0 fills up. Rising.
struct CaseSpecial {
  uint32_t code;
  uint32_t to[3];
};

std::span<const CaseRun> upper_runs();
std::span<const CaseRun> lower_runs();
std::span<const CaseSpecial> upper_specials();
std::span<const CaseSpecial> lower_specials();

}  // namespace hallows::value
