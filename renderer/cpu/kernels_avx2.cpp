// Compiled with -mavx2 (module.cmake); called only where the processor has it.
#include "renderer/cpu/kernels_wide.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include "renderer/cpu/wide_sse2.h"

namespace hallows::render {
namespace {

// Eight pixels. Splitting and joining stay within the two 128-bit lanes, so they undo each other.
struct WideAvx2 {
  using Reg = __m256i;
  static constexpr int32_t kPixels = 8;
  static Reg load(const uint32_t* p) { return _mm256_loadu_si256(reinterpret_cast<const Reg*>(p)); }
  static void store(uint32_t* p, Reg v) { _mm256_storeu_si256(reinterpret_cast<Reg*>(p), v); }
  static Reg all32(uint32_t v) { return _mm256_set1_epi32(static_cast<int>(v)); }
  static Reg all16(uint16_t v) { return _mm256_set1_epi16(static_cast<short>(v)); }
  static Reg low16(Reg v) { return _mm256_unpacklo_epi8(v, _mm256_setzero_si256()); }
  static Reg high16(Reg v) { return _mm256_unpackhi_epi8(v, _mm256_setzero_si256()); }
  static Reg join(Reg low, Reg high) { return _mm256_packus_epi16(low, high); }
  static Reg add8(Reg a, Reg b) { return _mm256_add_epi8(a, b); }
  static Reg add16(Reg a, Reg b) { return _mm256_add_epi16(a, b); }
  static Reg sub16(Reg a, Reg b) { return _mm256_sub_epi16(a, b); }
  static Reg mul16(Reg a, Reg b) { return _mm256_mullo_epi16(a, b); }
  static Reg mul_high(Reg a, Reg b) { return _mm256_mulhi_epu16(a, b); }
  static Reg spread_alpha(Reg v) {
    return _mm256_shufflehi_epi16(_mm256_shufflelo_epi16(v, 0xFF), 0xFF);
  }
  static constexpr uint64_t kAllBytes = ~uint64_t{0};
  static uint64_t load_bytes(const uint8_t* p) {
    uint64_t eight = 0;
    std::memcpy(&eight, p, 8);
    return eight;
  }
  static Reg spread_bytes(const uint8_t* p) {
    long long eight = 0;
    std::memcpy(&eight, p, 8);
    const Reg both = _mm256_set1_epi64x(eight);
    const Reg pick = _mm256_setr_epi8(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5,
                                      5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7);
    return _mm256_shuffle_epi8(both, pick);
  }
};

}  // namespace

const KernelTable kAvx2Kernels = make_table<WideAvx2, WideSse2, TwoSse2, OneSse2>();

}  // namespace hallows::render
#endif
