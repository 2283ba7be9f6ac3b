#include "renderer/cpu/kernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "renderer/cpu/cpu_backend.h"

namespace hallows::render {
namespace {

// Random premultiplied pixels with many extremes.
class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  uint8_t byte() {
    const uint32_t v = engine_();
    return (v & 0x300) == 0       ? uint8_t{0}
           : (v & 0x300) == 0x100 ? uint8_t{255}
                                  : static_cast<uint8_t>(v);
  }
  uint32_t pixel() { return premultiply({byte(), byte(), byte(), byte()}).word; }
  uint32_t below(uint32_t n) { return engine_() % n; }

 private:
  std::mt19937 engine_;
};

struct Case {
  std::vector<uint32_t> dst, src;
  std::vector<uint8_t> coverage;
  int32_t width, height;
  ptrdiff_t stride;
  uint32_t color;
  uint8_t alpha;
};

Case make_case(Random& random) {
  Case c;
  c.width = static_cast<int32_t>(1 + random.below(70));
  c.height = static_cast<int32_t>(1 + random.below(4));
  c.stride = c.width + static_cast<ptrdiff_t>(random.below(5));
  const auto count = static_cast<size_t>(c.stride * c.height);
  for (size_t i = 0; i < count; ++i) {
    c.dst.push_back(random.pixel());
    c.src.push_back(random.pixel());
    c.coverage.push_back(random.byte());
  }
  c.color = random.pixel();
  c.alpha = random.byte();
  return c;
}

std::vector<std::vector<uint32_t>> run_all(const KernelTable& table, const Case& c) {
  std::vector<std::vector<uint32_t>> results;
  const CoverageRows coverage = {c.coverage.data(), c.stride}, one_row = {c.coverage.data(), 0};
  const CoverageRows none = {nullptr, 0};
  const ColorRows src = {c.src.data(), c.stride};
  const auto run = [&](auto&& draw) {
    std::vector<uint32_t> dst = c.dst;
    draw(PixelRect{dst.data(), c.stride, c.width, c.height});
    results.push_back(dst);
  };
  run([&](const PixelRect& d) { table.fill(d, c.color); });
  run([&](const PixelRect& d) { table.blend(d, c.color); });
  run([&](const PixelRect& d) { table.mask(d, coverage, c.color); });
  run([&](const PixelRect& d) { table.mask(d, one_row, c.color); });
  run([&](const PixelRect& d) { table.over(d, src, none, c.alpha); });
  run([&](const PixelRect& d) { table.over(d, src, none, 255); });
  run([&](const PixelRect& d) { table.over(d, src, coverage, c.alpha); });
  run([&](const PixelRect& d) { table.mix(d, src, coverage, c.alpha); });
  run([&](const PixelRect& d) { table.mix(d, src, none, c.alpha); });
  return results;
}

}  // namespace

TEST_CASE("all kernels give the same pixels as the scalar ones") {
  Random random(7);
  for (int i = 0; i < 2000; ++i) {
    const Case c = make_case(random);
    const auto expected = run_all(kScalarKernels, c);
#if defined(__x86_64__)
    REQUIRE(run_all(kSse2Kernels, c) == expected);
    if (__builtin_cpu_supports("avx2")) REQUIRE(run_all(kAvx2Kernels, c) == expected);
#endif
  }
}

TEST_CASE("kernels write nothing outside their rectangle") {
  Random random(8);
  for (int i = 0; i < 300; ++i) {
    const Case c = make_case(random);
    for (const auto& result : run_all(kScalarKernels, c)) {
      for (int32_t y = 0; y < c.height; ++y) {
        for (ptrdiff_t x = c.width; x < c.stride; ++x) {
          const auto at = static_cast<size_t>(y * c.stride + x);
          REQUIRE(result[at] == c.dst[at]);
        }
      }
    }
  }
}

// The exact quotient, from real arithmetic: an oracle for the integer trick.
TEST_CASE("division by 255 rounds to nearest for every product of two bytes") {
  for (uint32_t x = 0; x <= 255 * 255; ++x) {
    REQUIRE(div255(x) == static_cast<uint32_t>(std::lround(x / 255.0)));
    REQUIRE(div255_pixel(x) == div255(x));
  }
}

TEST_CASE("a blend stays premultiplied") {
  Random random(9);
  for (int i = 0; i < 20'000; ++i) {
    const uint32_t out = over_pixel(random.pixel(), scale_pixel(random.pixel(), random.byte()));
    const uint32_t alpha = out >> 24;
    REQUIRE((out & 255) <= alpha);
    REQUIRE(((out >> 8) & 255) <= alpha);
    REQUIRE(((out >> 16) & 255) <= alpha);
  }
}

TEST_CASE("a back end falls back to the kernels that the processor has") {
  CHECK(CpuBackend::create({64, 1, 1}, CpuKernels::Scalar)->kernels() == CpuKernels::Scalar);
#if defined(__x86_64__)
  CHECK(CpuBackend::create({64, 1, 1}, CpuKernels::Sse2)->kernels() == CpuKernels::Sse2);
  const bool avx2 = __builtin_cpu_supports("avx2");
  CHECK(CpuBackend::create({64, 1, 1}, CpuKernels::Auto)->kernels() ==
        (avx2 ? CpuKernels::Avx2 : CpuKernels::Sse2));
#endif
}

}  // namespace hallows::render
