#include "renderer/glyph/downscale.h"

#include <algorithm>
#include <cmath>

namespace hallows::glyph {
namespace {

constexpr double kLargestSide = 1022;

// The part of the source that one destination texel averages. Shrinking: its exact footprint.
// Growing: a window one source texel wide around its centre, which is bilinear.
struct Footprint {
  double low, high;
};
Footprint footprint(double first, double scale, int index) {
  const double low = (first + index) / scale, high = (first + index + 1) / scale;
  if (high - low >= 1) return {low, high};
  const double middle = (low + high) / 2;
  return {middle - 0.5, middle + 0.5};
}

struct Sums {
  double channel[4] = {};
};

void add_row(const uint8_t* row, Footprint x, double weight, uint32_t width, Sums& sums) {
  const int first = std::max(0, static_cast<int>(std::floor(x.low)));
  const int last = std::min(static_cast<int>(width), static_cast<int>(std::ceil(x.high)));
  for (int sx = first; sx < last; ++sx) {
    const double share = std::min(x.high, sx + 1.0) - std::max(x.low, static_cast<double>(sx));
    for (int c = 0; c < 4; ++c) sums.channel[c] += weight * share * row[sx * 4 + c];
  }
}

}  // namespace

bool downscale(const ColorStrike& strike, StrikePlace place, RectPx window, GlyphBitmap& out) {
  const double scale = place.scale;
  // Where the scaled picture lies, y down from the baseline.
  const double x0 = strike.left * scale + place.x, y0 = -strike.top * scale;
  const double x1 = x0 + strike.width * scale, y1 = y0 + strike.height * scale;
  const double left = std::max<double>(std::floor(x0), window.x0);
  const double top = std::max<double>(std::floor(y0), window.y0);
  const double width = std::min<double>(std::ceil(x1), window.x1) - left;
  const double height = std::min<double>(std::ceil(y1), window.y1) - top;
  if (width < 1 || height < 1) return true;
  if (width > kLargestSide || height > kLargestSide) return false;
  out.format = BitmapFormat::Bgra;
  out.left = static_cast<int16_t>(left);
  out.top = static_cast<int16_t>(-top);
  out.width = static_cast<uint16_t>(width);
  out.height = static_cast<uint16_t>(height);
  out.texels.resize(size_t{out.width} * out.height * 4);
  for (int y = 0; y < out.height; ++y) {
    const Footprint fy = footprint(top - y0, scale, y);
    const int first = std::max(0, static_cast<int>(std::floor(fy.low)));
    const int last =
        std::min(static_cast<int>(strike.height), static_cast<int>(std::ceil(fy.high)));
    for (int x = 0; x < out.width; ++x) {
      const Footprint fx = footprint(left - x0, scale, x);
      Sums sums;
      for (int sy = first; sy < last; ++sy) {
        const double share =
            std::min(fy.high, sy + 1.0) - std::max(fy.low, static_cast<double>(sy));
        add_row(strike.texels + static_cast<ptrdiff_t>(sy) * strike.pitch, fx, share, strike.width,
                sums);
      }
      const double area = (fx.high - fx.low) * (fy.high - fy.low);
      uint8_t* texel = out.texels.data() + (size_t(y) * out.width + size_t(x)) * 4;
      for (int c = 0; c < 4; ++c) {
        texel[c] = static_cast<uint8_t>(std::min(255.0, sums.channel[c] / area + 0.5));
      }
    }
  }
  return true;
}

}  // namespace hallows::glyph
