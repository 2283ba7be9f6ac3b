#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hallows {

// Mixes 64 bits (the finaliser of splitmix64): every input bit reaches every output bit.
constexpr uint64_t hash_mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

constexpr uint64_t hash_combine(uint64_t seed, uint64_t value) {
  return hash_mix(seed ^ hash_mix(value));
}

// FNV-1a, 64 bits, then mixed. Stable across builds and machines: keys and checksums may store it.
constexpr uint64_t hash_bytes(std::string_view bytes, uint64_t seed = 0xCBF29CE484222325ULL) {
  uint64_t h = seed;
  for (const char c : bytes) h = (h ^ static_cast<uint8_t>(c)) * 0x100000001B3ULL;
  return hash_mix(h);
}

}  // namespace hallows
