#pragma once

#include <cstddef>
#include <cstdint>

namespace hallows::render {

// A rectangle of pixels to draw into: `stride` in pixels.
struct PixelRect {
  uint32_t* pixels;
  ptrdiff_t stride;
  int32_t width, height;
};

// Coverage for it, one byte a pixel; stride 0 repeats one row. Null: full coverage.
struct CoverageRows {
  const uint8_t* texels;
  ptrdiff_t stride;
};

struct ColorRows {
  const uint32_t* pixels;
  ptrdiff_t stride;
};

// The span loops of one instruction set. All tables give the same pixels: every product is divided
// by 255 with div255, in the order that the comment says.
struct KernelTable {
  // dst = color
  void (*fill)(const PixelRect& dst, uint32_t color);
  // dst = color + div255(dst * (255 - color.a))
  void (*blend)(const PixelRect& dst, uint32_t color);
  // s = div255(color * coverage); dst = s + div255(dst * (255 - s.a))
  void (*mask)(const PixelRect& dst, const CoverageRows& coverage, uint32_t color);
  // k = div255(coverage * alpha); s = div255(src * k); dst = s + div255(dst * (255 - s.a))
  void (*over)(const PixelRect& dst, const ColorRows& src, const CoverageRows& coverage,
               uint8_t alpha);
  // k = div255(coverage * fade); dst = div255(saved * (255 - k) + dst * k)
  void (*mix)(const PixelRect& dst, const ColorRows& saved, const CoverageRows& coverage,
              uint8_t fade);
};

extern const KernelTable kScalarKernels;
extern const KernelTable kSse2Kernels;  // x86 only
extern const KernelTable kAvx2Kernels;  // x86 only, and only where the processor has it

// One pixel at a time: the definition, and the tails of the wide loops. In an unnamed namespace on
// purpose: a shared inline function could be taken from the file of another instruction set.
namespace {

inline uint32_t div255_pixel(uint32_t x) {
  return ((x + 128) * 257) >> 16;
}
inline uint32_t scale_pixel(uint32_t pixel, uint32_t k) {
  return div255_pixel((pixel & 255) * k) | div255_pixel(((pixel >> 8) & 255) * k) << 8 |
         div255_pixel(((pixel >> 16) & 255) * k) << 16 | div255_pixel((pixel >> 24) * k) << 24;
}
inline uint32_t over_pixel(uint32_t dst, uint32_t src) {
  return src + scale_pixel(dst, 255 - (src >> 24));
}
[[maybe_unused]] inline uint32_t mix_pixel(uint32_t dst, uint32_t saved, uint32_t k) {
  uint32_t out = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    const uint32_t before = (saved >> shift) & 255, after = (dst >> shift) & 255;
    out |= div255_pixel(before * (255 - k) + after * k) << shift;
  }
  return out;
}

}  // namespace

}  // namespace hallows::render
