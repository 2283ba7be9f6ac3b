#include "renderer/cpu/kernels.h"

namespace hallows::render {
namespace {

void fill(const PixelRect& dst, uint32_t color) {
  for (int32_t y = 0; y < dst.height; ++y) {
    uint32_t* row = dst.pixels + y * dst.stride;
    for (int32_t x = 0; x < dst.width; ++x) row[x] = color;
  }
}

void blend(const PixelRect& dst, uint32_t color) {
  for (int32_t y = 0; y < dst.height; ++y) {
    uint32_t* row = dst.pixels + y * dst.stride;
    for (int32_t x = 0; x < dst.width; ++x) row[x] = over_pixel(row[x], color);
  }
}

void mask(const PixelRect& dst, const CoverageRows& coverage, uint32_t color) {
  for (int32_t y = 0; y < dst.height; ++y) {
    uint32_t* row = dst.pixels + y * dst.stride;
    const uint8_t* cover = coverage.texels + y * coverage.stride;
    for (int32_t x = 0; x < dst.width; ++x) {
      row[x] = over_pixel(row[x], scale_pixel(color, cover[x]));
    }
  }
}

void over(const PixelRect& dst, const ColorRows& src, const CoverageRows& coverage, uint8_t alpha) {
  for (int32_t y = 0; y < dst.height; ++y) {
    uint32_t* row = dst.pixels + y * dst.stride;
    const uint32_t* from = src.pixels + y * src.stride;
    const uint8_t* cover =
        coverage.texels != nullptr ? coverage.texels + y * coverage.stride : nullptr;
    for (int32_t x = 0; x < dst.width; ++x) {
      const uint32_t k = cover != nullptr ? div255_pixel(uint32_t{cover[x]} * alpha) : alpha;
      row[x] = over_pixel(row[x], scale_pixel(from[x], k));
    }
  }
}

void mix(const PixelRect& dst, const ColorRows& saved, const CoverageRows& coverage, uint8_t fade) {
  for (int32_t y = 0; y < dst.height; ++y) {
    uint32_t* row = dst.pixels + y * dst.stride;
    const uint32_t* from = saved.pixels + y * saved.stride;
    const uint8_t* cover =
        coverage.texels != nullptr ? coverage.texels + y * coverage.stride : nullptr;
    for (int32_t x = 0; x < dst.width; ++x) {
      const uint32_t k = cover != nullptr ? div255_pixel(uint32_t{cover[x]} * fade) : fade;
      row[x] = mix_pixel(row[x], from[x], k);
    }
  }
}

}  // namespace

const KernelTable kScalarKernels = {fill, blend, mask, over, mix};

}  // namespace hallows::render
