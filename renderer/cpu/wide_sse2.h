#pragma once

#include <emmintrin.h>

#include <cstdint>
#include <cstring>

namespace hallows::render {

// Four pixels in an SSE2 register. In an unnamed namespace on purpose: each instruction set's file
// compiles its own copy, so that none of them leaks its instructions into another through the
// linker.
namespace {

struct WideSse2 {
  using Reg = __m128i;
  static constexpr int32_t kPixels = 4;
  static Reg load(const uint32_t* p) { return _mm_loadu_si128(reinterpret_cast<const Reg*>(p)); }
  static void store(uint32_t* p, Reg v) { _mm_storeu_si128(reinterpret_cast<Reg*>(p), v); }
  static Reg all32(uint32_t v) { return _mm_set1_epi32(static_cast<int>(v)); }
  static Reg all16(uint16_t v) { return _mm_set1_epi16(static_cast<short>(v)); }
  static Reg low16(Reg v) { return _mm_unpacklo_epi8(v, _mm_setzero_si128()); }
  static Reg high16(Reg v) { return _mm_unpackhi_epi8(v, _mm_setzero_si128()); }
  static Reg join(Reg low, Reg high) { return _mm_packus_epi16(low, high); }
  static Reg add8(Reg a, Reg b) { return _mm_add_epi8(a, b); }
  static Reg add16(Reg a, Reg b) { return _mm_add_epi16(a, b); }
  static Reg sub16(Reg a, Reg b) { return _mm_sub_epi16(a, b); }
  static Reg mul16(Reg a, Reg b) { return _mm_mullo_epi16(a, b); }
  static Reg mul_high(Reg a, Reg b) { return _mm_mulhi_epu16(a, b); }
  static Reg spread_alpha(Reg v) { return _mm_shufflehi_epi16(_mm_shufflelo_epi16(v, 0xFF), 0xFF); }
  static constexpr uint32_t kAllBytes = 0xFFFFFFFF;
  static uint32_t load_bytes(const uint8_t* p) {
    uint32_t four = 0;
    std::memcpy(&four, p, 4);
    return four;
  }
  static Reg spread_bytes(const uint8_t* p) {
    int four = 0;
    std::memcpy(&four, p, 4);
    const Reg once = _mm_cvtsi32_si128(four);
    const Reg twice = _mm_unpacklo_epi8(once, once);
    return _mm_unpacklo_epi8(twice, twice);
  }
};

// Two pixels, and one: the ends of rows, in the same arithmetic.
struct TwoSse2 : WideSse2 {
  static constexpr int32_t kPixels = 2;
  static Reg load(const uint32_t* p) { return _mm_loadl_epi64(reinterpret_cast<const Reg*>(p)); }
  static void store(uint32_t* p, Reg v) { _mm_storel_epi64(reinterpret_cast<Reg*>(p), v); }
  static constexpr uint32_t kAllBytes = 0xFFFF;
  static uint32_t load_bytes(const uint8_t* p) { return p[0] | uint32_t{p[1]} << 8; }
  static Reg spread_bytes(const uint8_t* p) {
    const Reg once = _mm_cvtsi32_si128(p[0] | p[1] << 8);
    const Reg twice = _mm_unpacklo_epi8(once, once);
    return _mm_unpacklo_epi8(twice, twice);
  }
};

struct OneSse2 : WideSse2 {
  static constexpr int32_t kPixels = 1;
  static Reg load(const uint32_t* p) { return _mm_cvtsi32_si128(static_cast<int>(*p)); }
  static void store(uint32_t* p, Reg v) { *p = static_cast<uint32_t>(_mm_cvtsi128_si32(v)); }
  static constexpr uint32_t kAllBytes = 0xFF;
  static uint32_t load_bytes(const uint8_t* p) { return *p; }
  static Reg spread_bytes(const uint8_t* p) {
    return _mm_cvtsi32_si128(static_cast<int>(*p * 0x01010101u));
  }
};

}  // namespace

}  // namespace hallows::render
