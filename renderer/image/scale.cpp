#include <algorithm>
#include <cmath>

#include "renderer/image/decode.h"

namespace hallows::image {
namespace {

// The source pixels and weights that one destination pixel takes along one axis. Weights are 1/4096
// and sum to 4096, so flat colours stay exact.
struct Taps {
  int first = 0;
  int count = 0;
  size_t weight_index = 0;
};

struct AxisTaps {
  std::vector<Taps> taps;
  std::vector<int32_t> weights;
};

constexpr int32_t kOne = 4096;

void add_taps(AxisTaps& axis, double low, double high, int source) {
  low = std::clamp(low, 0.0, static_cast<double>(source));
  high = std::clamp(high, low, static_cast<double>(source));
  const int first = std::min(static_cast<int>(std::floor(low)), source - 1);
  const int last = std::clamp(static_cast<int>(std::ceil(high)), first + 1, source);
  Taps taps = {first, last - first, axis.weights.size()};
  const double length = std::max(high - low, 1e-9);
  int32_t sum = 0;
  for (int i = first; i < last; ++i) {
    const double share = std::max(0.0, std::min(high, i + 1.0) - std::max(low, i + 0.0));
    const auto weight = static_cast<int32_t>(std::lround(share / length * kOne));
    sum += weight;
    axis.weights.push_back(weight);
  }
  // What rounding lost or won goes to the middle tap.
  axis.weights[taps.weight_index + static_cast<size_t>(taps.count / 2)] += kOne - sum;
  axis.taps.push_back(taps);
}

AxisTaps make_taps(int source, double low, double high, int size) {
  AxisTaps axis;
  const double step = (high - low) / size;
  for (int i = 0; i < size; ++i) {
    const double a = low + step * i, b = a + step;
    if (step >= 1) {
      add_taps(axis, a, b, source);
    } else {
      // Bilinear: a window of one source pixel around the centre, kept inside the source.
      const double middle = std::clamp((a + b) / 2, 0.5, std::max(0.5, source - 0.5));
      add_taps(axis, middle - 0.5, middle + 0.5, source);
    }
  }
  return axis;
}

uint32_t clamp_byte(int64_t value) {
  return static_cast<uint32_t>(std::clamp<int64_t>((value + (int64_t{1} << 23)) >> 24, 0, 255));
}

// Adds the source rows that one destination row takes, each channel times its weight (1/4096).
void sum_rows(const ImageBlob& image, const AxisTaps& ys, size_t y, std::vector<int64_t>& sums) {
  const auto width = static_cast<size_t>(image.size.width);
  std::fill(sums.begin(), sums.end(), 0);
  const Taps& taps = ys.taps[y];
  for (size_t t = 0; t < static_cast<size_t>(taps.count); ++t) {
    const int64_t weight = ys.weights[taps.weight_index + t];
    const uint32_t* row = image.pixels.data() + (static_cast<size_t>(taps.first) + t) * width;
    for (size_t x = 0; x < width; ++x) {
      for (size_t c = 0; c < 4; ++c) sums[x * 4 + c] += weight * ((row[x] >> (8 * c)) & 255);
    }
  }
}

// One destination pixel out of the summed row.
uint32_t pixel_of(const std::vector<int64_t>& sums, const AxisTaps& xs, size_t x) {
  const Taps& taps = xs.taps[x];
  uint32_t pixel = 0;
  for (size_t c = 0; c < 4; ++c) {
    int64_t sum = 0;
    for (size_t t = 0; t < static_cast<size_t>(taps.count); ++t) {
      sum +=
          sums[(static_cast<size_t>(taps.first) + t) * 4 + c] * xs.weights[taps.weight_index + t];
    }
    pixel |= clamp_byte(sum) << (8 * c);
  }
  return pixel;
}

}  // namespace

ImageBlob scale(const ImageBlob& image, SizePx size, Rect source) {
  ImageBlob out;
  out.size = {std::clamp<Px>(size.width, 0, kMaxSide), std::clamp<Px>(size.height, 0, kMaxSide)};
  out.opaque = image.opaque;
  out.path = image.path;
  const auto width = static_cast<size_t>(out.size.width);
  const auto height = static_cast<size_t>(out.size.height);
  if (width * height > static_cast<size_t>(kMaxPixels)) out.size = {};
  if (out.size.width == 0 || out.size.height == 0 || image.pixels.empty()) return out;
  if (size == image.size && source == Rect{0, 0, 1, 1}) {
    out.pixels = image.pixels;
    return out;
  }
  const AxisTaps xs = make_taps(image.size.width, double{source.x} * image.size.width,
                                double{source.right()} * image.size.width, out.size.width);
  const AxisTaps ys = make_taps(image.size.height, double{source.y} * image.size.height,
                                double{source.bottom()} * image.size.height, out.size.height);
  out.pixels.resize(width * height);
  // Down first, into one row of sums, then across: all integer, so flat colours stay exact.
  std::vector<int64_t> sums(static_cast<size_t>(image.size.width) * 4);
  for (size_t y = 0; y < height; ++y) {
    sum_rows(image, ys, y, sums);
    for (size_t x = 0; x < width; ++x) out.pixels[y * width + x] = pixel_of(sums, xs, x);
  }
  return out;
}

}  // namespace hallows::image
