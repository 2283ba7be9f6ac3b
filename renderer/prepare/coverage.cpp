#include "renderer/prepare/coverage.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "renderer/prepare/flatten.h"

namespace hallows::prepare {
namespace {

uint8_t to_byte(float coverage) {
  const float level = (coverage > 0 ? coverage < 1 ? coverage : 1.0f : 0.0f) * 255;
  // NOLINTNEXTLINE(bugprone-incorrect-roundings): never negative, so truncating rounds
  return static_cast<uint8_t>(level + 0.5f);
}

// Winding to coverage. Even-odd folds the sum: 0, 1, 2, 3 windings are out, in, out, in.
float fold(float sum, scene::FillRule rule) {
  const float winding = std::fabs(sum);
  if (rule == scene::FillRule::NonZero) return winding;
  const float rest = winding - 2 * std::floor(winding * 0.5f);
  return rest > 1 ? 2 - rest : rest;
}

}  // namespace

CoverageRaster::CoverageRaster() {
  sums_.reserve(size_t{kLargestSide} * (kLargestSide + 2));
}

void CoverageRaster::begin(RectPx region) {
  ASSERT(region.width() <= kLargestSide && region.height() <= kLargestSide && !region.empty());
  width_ = region.width();
  height_ = region.height();
  origin_ = {static_cast<float>(region.x0), static_cast<float>(region.y0)};
  sign_ = 1;
  transform_ = {};
  // One column more: what an edge passes on to "the pixel after" the last one.
  sums_.clear();
  sums_.resize(static_cast<size_t>(width_ + 2) * static_cast<size_t>(height_));
}

// An edge's part within one row of pixels: from x0 to x1 while going down by dy (signed, at most
// 1).
void CoverageRaster::edge_row(size_t row, float x0, float x1, float dy) {
  float* sums = sums_.data() + row * static_cast<size_t>(width_ + 2);
  const auto right = static_cast<float>(width_);
  float low = std::fmin(x0, x1), high = std::fmax(x0, x1);
  if (low >= right) return;  // nothing to its right is inside the region
  if (high <= 0) {           // all of the region lies to its right
    sums[0] += dy;
    return;
  }
  if (low < 0 || high > right) {
    // Cut at the borders: each part keeps its share of dy.
    const float run = high - low;
    const float left_share = low < 0 ? -low / run : 0;
    const float right_share = high > right ? (high - right) / run : 0;
    sums[0] += dy * left_share;
    dy *= 1 - left_share - right_share;
    low = std::fmax(low, 0.0f);
    high = std::fmin(high, right);
  }
  const auto first = static_cast<size_t>(low);
  const auto first_edge = static_cast<float>(first);
  if (high <=
      first_edge + 1) {  // within one pixel: its mean distance from the right side is covered
    const float covered = dy * (first_edge + 1 - (low + high) * 0.5f);
    sums[first] += covered;
    sums[first + 1] += dy - covered;
    return;
  }
  const float slope = dy / (high - low);  // height per pixel of width
  const float enter = first_edge + 1 - low;
  float covered = 0.5f * slope * enter * enter;
  sums[first] += covered;
  float height = slope * enter;  // gone down so far
  const auto last = static_cast<size_t>(std::ceil(high)) - 1;
  for (size_t x = first + 1; x < last; ++x) {
    const float here = height + 0.5f * slope;  // covered share of pixel x
    sums[x] += here - covered;
    covered = here;
    height += slope;
  }
  const float leave = high - static_cast<float>(last);
  const float here = height + (dy - height) * (1 - 0.5f * leave);
  sums[last] += here - covered;
  sums[last + 1] += dy - here;
}

void CoverageRaster::line(Vec2 from, Vec2 to) {
  from = transform_.apply(from) - origin_;
  to = transform_.apply(to) - origin_;
  if (from.y == to.y) return;
  const bool down = from.y < to.y;
  const float sign = down ? sign_ : -sign_;
  if (!down) std::swap(from, to);
  const auto bottom = static_cast<float>(height_);
  if (to.y <= 0 || from.y >= bottom) return;
  const float dxdy = (to.x - from.x) / (to.y - from.y);
  float y = std::fmax(from.y, 0.0f);
  const float end = std::fmin(to.y, bottom);
  float x = y == from.y ? from.x : from.x + (y - from.y) * dxdy;
  for (auto row = static_cast<size_t>(y); y < end; ++row) {
    const float next_y = std::fmin(static_cast<float>(row + 1), end);
    const float next_x = next_y == to.y ? to.x : from.x + (next_y - from.y) * dxdy;
    edge_row(row, x, next_x, sign * (next_y - y));
    x = next_x;
    y = next_y;
  }
}

// A curve beside the region counts by its ends alone: above and below it nothing counts, to the
// right neither, and to the left each row takes the height that the curve gains there.
bool CoverageRaster::outside(Vec2 low, Vec2 high) const {
  return high.y <= origin_.y || low.y >= origin_.y + static_cast<float>(height_) ||
         high.x <= origin_.x || low.x >= origin_.x + static_cast<float>(width_);
}

void CoverageRaster::path(const scene::PathView& path, const Affine& to_px) {
  flatten_path(
      path, to_px, Contours::Closed, [this](Vec2 a, Vec2 b) { line(a, b); },
      [this](Vec2 low, Vec2 high) { return outside(low, high); });
}

void CoverageRaster::quarter_ellipse(Vec2 centre, Vec2 radii, int quarter) {
  const float r = std::fmax(radii.x, radii.y);
  // The sagitta of a chord over angle t is r * t^2 / 8.
  const float angle = std::numbers::pi_v<float> / 2;
  const int n = std::clamp(static_cast<int>(std::ceil(angle * std::sqrt(r / (8 * kFlatness)))), 1,
                           kMaxPieces);
  constexpr float kStarts[4][4] = {{1, 0, 0, 1}, {0, 1, -1, 0}, {-1, 0, 0, -1}, {0, -1, 1, 0}};
  const float* axes = kStarts[quarter & 3];
  const auto at = [&](int i) {
    // Exact at the ends, so that quarters and sides join.
    const float c = i == 0   ? 1
                    : i == n ? 0
                             : std::cos(angle * static_cast<float>(i) / static_cast<float>(n));
    const float s = i == 0   ? 0
                    : i == n ? 1
                             : std::sin(angle * static_cast<float>(i) / static_cast<float>(n));
    return Vec2{centre.x + radii.x * (axes[0] * c + axes[2] * s),
                centre.y + radii.y * (axes[1] * c + axes[3] * s)};
  };
  for (int i = 0; i < n; ++i) line(at(i), at(i + 1));
}

namespace {

// True where `count` sums are zero: no edge crosses those pixels.
template <size_t count>
bool all_zero(const float* sums) {
  uint64_t words[count / 2];
  std::memcpy(words, sums, sizeof words);
  uint64_t any = 0;
  for (const uint64_t word : words) any |= word;
  return any == 0;
}

}  // namespace

void CoverageRaster::finish(scene::FillRule rule, const glyph::TexelRows& out) {
  constexpr Px kRun = 8;
  for (Px y = 0; y < height_; ++y) {
    const float* sums = sums_.data() + static_cast<size_t>(y) * static_cast<size_t>(width_ + 2);
    uint8_t* row = out.row(static_cast<size_t>(y));
    float sum = 0;
    for (Px x = 0; x < width_;) {
      if (x + kRun <= width_ && all_zero<kRun>(sums + x)) {
        std::memset(row + x, to_byte(fold(sum, rule)), kRun);
        x += kRun;
        continue;
      }
      const Px end = std::min(x + kRun, width_);
      for (; x < end; ++x) {
        sum += sums[x];
        row[x] = to_byte(fold(sum, rule));
      }
    }
  }
}

namespace {

// Grows the coverage of one round-ended line into the region.
void stroke_piece(Vec2 a, Vec2 b, float half, RectPx region, const glyph::TexelRows& out) {
  const float reach = half + 1;
  const RectPx box = intersect(region, {static_cast<Px>(std::floor(std::fmin(a.x, b.x) - reach)),
                                        static_cast<Px>(std::floor(std::fmin(a.y, b.y) - reach)),
                                        static_cast<Px>(std::ceil(std::fmax(a.x, b.x) + reach)),
                                        static_cast<Px>(std::ceil(std::fmax(a.y, b.y) + reach))});
  if (box.empty()) return;
  const Vec2 along = b - a;
  const float squared = along.x * along.x + along.y * along.y;
  const float inverse = squared > 0 ? 1 / squared : 0;
  // A line thinner than a pixel covers its width of it at most.
  const float most = std::fmin(1.0f, 2 * half);
  for (Px y = box.y0; y < box.y1; ++y) {
    uint8_t* row = out.row(static_cast<size_t>(y - region.y0));
    for (Px x = box.x0; x < box.x1; ++x) {
      const Vec2 p = {static_cast<float>(x) + 0.5f - a.x, static_cast<float>(y) + 0.5f - a.y};
      const float t = std::fmin(std::fmax((p.x * along.x + p.y * along.y) * inverse, 0.0f), 1.0f);
      const float distance = length(p - along * t);
      const uint8_t value = to_byte(std::fmin(most, half + 0.5f - distance));
      uint8_t& texel = row[x - region.x0];
      texel = std::max(texel, value);
    }
  }
}

}  // namespace

void stroke_coverage(const scene::PathView& path, const Affine& to_px, float width, RectPx region,
                     const glyph::TexelRows& out) {
  const float half = width * 0.5f;
  flatten_path(path, to_px, Contours::AsDrawn,
               [&](Vec2 a, Vec2 b) { stroke_piece(a, b, half, region, out); });
}

}  // namespace hallows::prepare
