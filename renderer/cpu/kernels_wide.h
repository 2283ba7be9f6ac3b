#pragma once

// The span loops over a vector type, shared by the files of the instruction sets. A `Wide` is one
// register of kPixels pixels: it loads, stores, and splits its bytes into two registers of 16-bit
// channels (low and high), in which all arithmetic happens; join() packs them back.

#include "renderer/cpu/kernels.h"

namespace hallows::render {

// div255 of 16-bit lanes: (x + 128) * 257 >> 16, exact for products of two bytes.
template <class W>
inline typename W::Reg div255_wide(typename W::Reg x) {
  return W::mul_high(W::add16(x, W::all16(128)), W::all16(257));
}

template <class W>
struct Halves {
  typename W::Reg low, high;
};

template <class W>
inline Halves<W> split(typename W::Reg pixels) {
  return {W::low16(pixels), W::high16(pixels)};
}

template <class W>
inline Halves<W> scale(const Halves<W>& a, const Halves<W>& k) {
  return {div255_wide<W>(W::mul16(a.low, k.low)), div255_wide<W>(W::mul16(a.high, k.high))};
}

// 255 - alpha in every channel of each pixel.
template <class W>
inline Halves<W> inverse_alpha(const Halves<W>& a) {
  const auto full = W::all16(255);
  return {W::sub16(full, W::spread_alpha(a.low)), W::sub16(full, W::spread_alpha(a.high))};
}

template <class W>
inline typename W::Reg over_wide(typename W::Reg dst, const Halves<W>& src) {
  const Halves<W> kept = scale<W>(split<W>(dst), inverse_alpha<W>(src));
  return W::join(W::add16(src.low, kept.low), W::add16(src.high, kept.high));
}

// Coverage bytes times a constant, spread to all channels.
template <class W>
inline Halves<W> coverage_times(const uint8_t* coverage, typename W::Reg constant16) {
  const Halves<W> c = split<W>(W::spread_bytes(coverage));
  return {div255_wide<W>(W::mul16(c.low, constant16)),
          div255_wide<W>(W::mul16(c.high, constant16))};
}

// What one row of over or mix reads: colours, and coverage where it isn't full.
struct SpanSource {
  const uint32_t* pixels;
  const uint8_t* coverage;
};
inline SpanSource row_of(const ColorRows& colors, const CoverageRows& coverage, int32_t y) {
  return {colors.pixels + y * colors.stride,
          coverage.texels != nullptr ? coverage.texels + y * coverage.stride : nullptr};
}

template <class W>
int32_t blend_span(uint32_t* row, int32_t x, int32_t width, uint32_t color) {
  const auto add = W::all32(color);
  const auto inverse = W::all16(static_cast<uint16_t>(255 - (color >> 24)));
  for (; x + W::kPixels <= width; x += W::kPixels) {
    const Halves<W> d = split<W>(W::load(row + x));
    const auto low = div255_wide<W>(W::mul16(d.low, inverse));
    const auto high = div255_wide<W>(W::mul16(d.high, inverse));
    W::store(row + x, W::add8(W::join(low, high), add));
  }
  return x;
}

template <class W>
int32_t mask_span(uint32_t* row, const uint8_t* coverage, int32_t x, int32_t width,
                  uint32_t color) {
  const auto whole = W::all32(color);
  const Halves<W> c = split<W>(whole);
  const bool opaque = color >> 24 == 255;
  for (; x + W::kPixels <= width; x += W::kPixels) {
    const auto bytes = W::load_bytes(coverage + x);
    if (bytes == 0) continue;
    if (opaque && bytes == W::kAllBytes) {  // what the arithmetic below would give
      W::store(row + x, whole);
      continue;
    }
    const Halves<W> m = split<W>(W::spread_bytes(coverage + x));
    W::store(row + x, over_wide<W>(W::load(row + x), scale<W>(c, m)));
  }
  return x;
}

template <class W>
int32_t over_span(uint32_t* row, SpanSource from, int32_t x, int32_t width, uint8_t alpha) {
  const auto constant = W::all16(alpha);
  for (; x + W::kPixels <= width; x += W::kPixels) {
    Halves<W> s = split<W>(W::load(from.pixels + x));
    if (from.coverage != nullptr) {
      s = scale<W>(s, coverage_times<W>(from.coverage + x, constant));
    } else if (alpha != 255) {
      s = scale<W>(s, {constant, constant});
    }
    W::store(row + x, over_wide<W>(W::load(row + x), s));
  }
  return x;
}

template <class W>
int32_t mix_span(uint32_t* row, SpanSource from, int32_t x, int32_t width, uint8_t fade) {
  const auto constant = W::all16(fade);
  const auto full = W::all16(255);
  for (; x + W::kPixels <= width; x += W::kPixels) {
    Halves<W> k = {constant, constant};
    if (from.coverage != nullptr) k = coverage_times<W>(from.coverage + x, constant);
    const Halves<W> d = split<W>(W::load(row + x)), s = split<W>(W::load(from.pixels + x));
    const auto mix = [&](auto old_16, auto new_16, auto k_16) {
      return div255_wide<W>(
          W::add16(W::mul16(old_16, W::sub16(full, k_16)), W::mul16(new_16, k_16)));
    };
    W::store(row + x, W::join(mix(s.low, d.low, k.low), mix(s.high, d.high, k.high)));
  }
  return x;
}

// The loops over a rectangle: each row in registers of falling width, the last one pixel wide. The
// first two of the list serve fills, whose last registers may overlap.
template <class Wide, class Narrow, class... Rest>
struct WideKernels {
  template <class W>
  static void fill_as(const PixelRect& dst, uint32_t color) {
    const auto value = W::all32(color);
    for (int32_t y = 0; y < dst.height; ++y) {
      uint32_t* row = dst.pixels + y * dst.stride;
      const int32_t last = dst.width - W::kPixels;
      for (int32_t x = 0; x < last; x += W::kPixels) W::store(row + x, value);
      W::store(row + last, value);
    }
  }
  static void fill(const PixelRect& dst, uint32_t color) {
    if (dst.width >= Wide::kPixels) return fill_as<Wide>(dst, color);
    if (dst.width >= Narrow::kPixels) return fill_as<Narrow>(dst, color);
    for (int32_t y = 0; y < dst.height; ++y) {
      uint32_t* row = dst.pixels + y * dst.stride;
      for (int32_t x = 0; x < dst.width; ++x) row[x] = color;
    }
  }
  static void blend(const PixelRect& dst, uint32_t color) {
    for (int32_t y = 0; y < dst.height; ++y) {
      uint32_t* row = dst.pixels + y * dst.stride;
      int32_t x = blend_span<Wide>(row, 0, dst.width, color);
      x = blend_span<Narrow>(row, x, dst.width, color);
      ((x = blend_span<Rest>(row, x, dst.width, color)), ...);
    }
  }
  static void mask(const PixelRect& dst, const CoverageRows& coverage, uint32_t color) {
    for (int32_t y = 0; y < dst.height; ++y) {
      uint32_t* row = dst.pixels + y * dst.stride;
      const uint8_t* cover = coverage.texels + y * coverage.stride;
      int32_t x = mask_span<Wide>(row, cover, 0, dst.width, color);
      x = mask_span<Narrow>(row, cover, x, dst.width, color);
      ((x = mask_span<Rest>(row, cover, x, dst.width, color)), ...);
    }
  }
  static void over(const PixelRect& dst, const ColorRows& src, const CoverageRows& coverage,
                   uint8_t alpha) {
    for (int32_t y = 0; y < dst.height; ++y) {
      uint32_t* row = dst.pixels + y * dst.stride;
      const SpanSource from = row_of(src, coverage, y);
      int32_t x = over_span<Wide>(row, from, 0, dst.width, alpha);
      x = over_span<Narrow>(row, from, x, dst.width, alpha);
      ((x = over_span<Rest>(row, from, x, dst.width, alpha)), ...);
    }
  }
  static void mix(const PixelRect& dst, const ColorRows& saved, const CoverageRows& coverage,
                  uint8_t fade) {
    for (int32_t y = 0; y < dst.height; ++y) {
      uint32_t* row = dst.pixels + y * dst.stride;
      const SpanSource from = row_of(saved, coverage, y);
      int32_t x = mix_span<Wide>(row, from, 0, dst.width, fade);
      x = mix_span<Narrow>(row, from, x, dst.width, fade);
      ((x = mix_span<Rest>(row, from, x, dst.width, fade)), ...);
    }
  }
};

template <class... Registers>
constexpr KernelTable make_table() {
  using K = WideKernels<Registers...>;
  return {K::fill, K::blend, K::mask, K::over, K::mix};
}

}  // namespace hallows::render
