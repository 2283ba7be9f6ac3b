#include "renderer/prepare/coverage.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "renderer/prepare/gradient_eval.h"
#include "renderer/prepare/shapes.h"

namespace hallows::prepare {
namespace {

struct Mask {
  SizePx size;
  std::vector<uint8_t> texels;
  explicit Mask(SizePx s) : size(s), texels(static_cast<size_t>(s.width * s.height)) {}
  glyph::TexelRows rows() { return {texels.data(), static_cast<size_t>(size.width)}; }
  int at(Px x, Px y) const { return texels[static_cast<size_t>(y * size.width + x)]; }
  double area() const {
    double sum = 0;
    for (const uint8_t v : texels) sum += v / 255.0;
    return sum;
  }
};

scene::PathData path_of(const char* d) {
  Result<scene::PathData> path = scene::parse_path_data(d);
  REQUIRE(static_cast<bool>(path));
  return std::move(*path);
}

Mask fill(const char* d, SizePx size, scene::FillRule rule = scene::FillRule::NonZero) {
  Mask mask(size);
  CoverageRaster raster;
  raster.begin({0, 0, size.width, size.height});
  raster.path(path_of(d), {});
  raster.finish(rule, mask.rows());
  return mask;
}

// Coverage by brute force: 32 x 32 samples a pixel. Its own error is about 1/32 of an edge pixel.
Mask sample(const std::vector<Vec2>& corners, SizePx size) {
  constexpr int kSamples = 32;
  Mask mask(size);
  for (Px y = 0; y < size.height; ++y) {
    for (Px x = 0; x < size.width; ++x) {
      int inside = 0;
      for (int i = 0; i < kSamples * kSamples; ++i) {
        const float px =
            static_cast<float>(x) + (static_cast<float>(i % kSamples) + 0.5f) / kSamples;
        const float py =
            static_cast<float>(y) + (static_cast<float>(i / kSamples) + 0.5f) / kSamples;
        int winding = 0;
        for (size_t k = 0; k < corners.size(); ++k) {
          const Vec2 a = corners[k], b = corners[(k + 1) % corners.size()];
          if ((a.y <= py) == (b.y <= py)) continue;
          if (a.x + (py - a.y) * (b.x - a.x) / (b.y - a.y) > px) winding += a.y < b.y ? 1 : -1;
        }
        inside += winding != 0;
      }
      mask.texels[static_cast<size_t>(y * size.width + x)] =
          static_cast<uint8_t>(inside * 255 / (kSamples * kSamples));
    }
  }
  return mask;
}

}  // namespace

TEST_CASE("boxes with fractional edges are covered by their share") {
  const Mask mask = fill("M1.25 1.5H3V3.75H1.25Z", {5, 5});
  CHECK(mask.at(0, 2) == 0);
  CHECK(mask.at(1, 2) == 191);  // three quarters
  CHECK(mask.at(2, 2) == 255);
  CHECK(mask.at(3, 2) == 0);
  CHECK(mask.at(2, 1) == 128);  // a half
  CHECK(mask.at(1, 1) == 96);   // 0.375
  CHECK(mask.at(1, 3) == 143);  // 0.5625
}

TEST_CASE("triangles are covered as by brute force") {
  std::mt19937 random(6);
  const auto at = [&] { return static_cast<float>(random() % 3000) / 100 - 5; };
  for (int i = 0; i < 40; ++i) {
    const std::vector<Vec2> corners = {{at(), at()}, {at(), at()}, {at(), at()}};
    const SizePx size = {20, 20};
    Mask mask(size);
    CoverageRaster raster;
    raster.begin({0, 0, 20, 20});
    for (size_t k = 0; k < 3; ++k) raster.line(corners[k], corners[(k + 1) % 3]);
    raster.finish(scene::FillRule::NonZero, mask.rows());
    const Mask expected = sample(corners, size);
    for (size_t k = 0; k < mask.texels.size(); ++k) {
      REQUIRE(std::abs(int{mask.texels[k]} - int{expected.texels[k]}) <= 10);
    }
  }
}

TEST_CASE("circles have the area of circles") {
  for (const float r : {1.0f, 2.5f, 7.0f, 20.0f, 100.0f}) {
    const auto side = static_cast<Px>(std::ceil(2 * r)) + 2;
    Mask mask({side, side});
    CoverageRaster raster;
    raster.begin({0, 0, side, side});
    for (int q = 0; q < 4; ++q) raster.quarter_ellipse({r + 0.7f, r + 0.3f}, {r, r}, q);
    raster.finish(scene::FillRule::NonZero, mask.rows());
    // Rounding to 255 levels and flattening: a few thousandths.
    CHECK(mask.area() == doctest::Approx(std::numbers::pi * r * r).epsilon(0.004));
  }
}

TEST_CASE("what is clipped away changes nothing inside") {
  const char* d = "M-20 -9C30 -30 60 90 -12 40Q-70 10 15 5Z";
  const Mask whole = [&] {
    Mask mask({120, 120});
    CoverageRaster raster;
    raster.begin({-60, -60, 60, 60});
    raster.path(path_of(d), {});
    raster.finish(scene::FillRule::NonZero, mask.rows());
    return mask;
  }();
  for (const RectPx part : {RectPx{-8, -8, 9, 9}, {3, 3, 30, 20}, {-60, -60, -20, 60}}) {
    Mask mask({part.width(), part.height()});
    CoverageRaster raster;
    raster.begin(part);
    raster.path(path_of(d), {});
    raster.finish(scene::FillRule::NonZero, mask.rows());
    for (Px y = 0; y < part.height(); ++y) {
      for (Px x = 0; x < part.width(); ++x) {
        REQUIRE(std::abs(mask.at(x, y) - whole.at(part.x0 + x + 60, part.y0 + y + 60)) <= 1);
      }
    }
  }
}

TEST_CASE("the even-odd rule leaves holes, non-zero fills them") {
  const char* d = "M0 0H9V9H0ZM3 3H6V6H3Z";
  CHECK(fill(d, {9, 9}, scene::FillRule::EvenOdd).at(4, 4) == 0);
  CHECK(fill(d, {9, 9}, scene::FillRule::NonZero).at(4, 4) == 255);
  CHECK(fill("M0 0H9V9H0ZM3 3V6H6V3Z", {9, 9}).at(4, 4) == 0);  // turned the other way
}

TEST_CASE("strokes are as wide as they say") {
  for (const float width : {1.0f, 1.5f, 2.0f, 3.25f}) {
    Mask mask({40, 20});
    stroke_coverage(path_of("M10 10.5H30"), {}, width, {0, 0, 40, 20}, mask.rows());
    double down = 0;
    for (Px y = 0; y < 20; ++y) down += mask.at(20, y) / 255.0;
    CHECK(down == doctest::Approx(width).epsilon(0.01));
  }
}

TEST_CASE("ring cells are the outer box less the inner one, at every pixel") {
  glyph::GlyphAtlas atlas;
  ShapeCache shapes(atlas, 1 << 20);
  BoxOutline box = {{40, 30}, scene::all_corners(9.5f), {1, 2, 3, 4}, BoxShape::Outer};
  const auto texels_of_cell = [&](BoxShape shape, int column, int row) {
    BoxOutline ring = box;
    ring.shape = BoxShape::Ring;
    const BoxCells cells = cells_of(ring);
    BoxOutline wanted = box;
    wanted.shape = shape;
    const glyph::Sprite* s = shapes.box_cell(wanted, cells, column, row);
    REQUIRE(s != nullptr);
    std::vector<uint8_t> out(size_t{s->width} * s->height);
    atlas.copy_texels({s->page, s->u, s->v, s->width, s->height}, out.data());
    return out;
  };
  for (const int row : {0, 2}) {
    for (const int column : {0, 2}) {
      const auto outer = texels_of_cell(BoxShape::Outer, column, row);
      const auto inner = texels_of_cell(BoxShape::Inner, column, row);
      const auto ring = texels_of_cell(BoxShape::Ring, column, row);
      for (size_t i = 0; i < ring.size(); ++i) {
        REQUIRE(std::abs(int{outer[i]} - int{inner[i]} - int{ring[i]}) <= 1);
      }
    }
  }
}

TEST_CASE("radii that don't fit are scaled down together") {
  const scene::Corners fitted = fit_radii({30, 10, 20, -5}, {40, 25});
  CHECK(fitted.top_left == doctest::Approx(25));
  CHECK(fitted.top_right == doctest::Approx(10 * 25.0 / 30));
  CHECK(fitted.bottom_left == 0);
  CHECK(fit_radii(scene::all_corners(5), {40, 25}) == scene::all_corners(5));
}

// A shadow's sprite against a direct two-dimensional convolution.
TEST_CASE("shadows are Gaussian") {
  glyph::GlyphAtlas atlas;
  ShapeCache shapes(atlas, 1 << 20);
  const SizePx box = {22, 17};
  const scene::Corners radii = scene::all_corners(6);
  const float sigma = 3;
  const glyph::Sprite* s = shapes.shadow(box, radii, sigma);
  REQUIRE(s != nullptr);
  const ShadowCells cells = shadow_cells(box, radii, sigma);
  std::vector<uint8_t> got(size_t{s->width} * s->height);
  atlas.copy_texels({s->page, s->u, s->v, s->width, s->height}, got.data());
  Mask shape({s->width, s->height});
  CoverageRaster raster;
  raster.begin({-cells.reach, -cells.reach, s->width - cells.reach, s->height - cells.reach});
  const Vec2 r = {6, 6};
  raster.line({22, 6}, {22, 11});
  raster.quarter_ellipse({16, 11}, r, 0);
  raster.quarter_ellipse({6, 11}, r, 1);
  raster.line({0, 11}, {0, 6});
  raster.quarter_ellipse({6, 6}, r, 2);
  raster.quarter_ellipse({16, 6}, r, 3);
  raster.finish(scene::FillRule::NonZero, shape.rows());
  for (int y = 0; y < s->height; y += 3) {
    for (int x = 0; x < s->width; x += 3) {
      double sum = 0, weight = 0;
      for (int v = -15; v <= 15; ++v) {
        for (int u = -15; u <= 15; ++u) {
          const double w = std::exp(-(u * u + v * v) / (2.0 * sigma * sigma));
          weight += w;
          if (x + u >= 0 && y + v >= 0 && x + u < s->width && y + v < s->height) {
            sum += w * shape.at(x + u, y + v);
          }
        }
      }
      REQUIRE(std::abs(sum / weight - got[static_cast<size_t>(y * s->width + x)]) <= 2.5);
    }
  }
}

TEST_CASE("the angle of a conic gradient is right to a ten-thousandth of a turn") {
  for (int i = 0; i < 3600; ++i) {
    const double angle = i * std::numbers::pi / 1800;
    const Vec2 p = {static_cast<float>(std::sin(angle) * 37),
                    static_cast<float>(-std::cos(angle) * 37)};
    double off = std::fabs(turn(p) - i / 3600.0);
    off = std::fmin(off, 1 - off);
    REQUIRE(off < 1e-4);
  }
  CHECK(turn({0, 0}) == 0);
}

}  // namespace hallows::prepare
