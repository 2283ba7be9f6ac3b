#pragma once

#include <cstdint>

namespace hallows::testing {

// The same numbers on every machine: tests that draw their cases.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint32_t next(uint32_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>(state_ >> 33) % bound;
  }

 private:
  uint64_t state_;
};

}  // namespace hallows::testing
