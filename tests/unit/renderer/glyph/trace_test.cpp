#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "renderer/glyph/glyph_key.h"
#include "renderer/glyph/glyph_raster.h"
#include "tests/font_file.h"

namespace hallows::glyph {
namespace {

constexpr const char* kSans = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

Rect bounds_of(const PathData& path) {
  Vec2 low = path.points[0], high = low;
  for (const Vec2 p : path.points) {
    low = {std::fmin(low.x, p.x), std::fmin(low.y, p.y)};
    high = {std::fmax(high.x, p.x), std::fmax(high.y, p.y)};
  }
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

struct Fonts {
  FontFaceTable faces;
  GlyphRaster raster{faces, 4 << 20, GlyphRaster::Colour::Here};
  FontFaceId open(const FontFaceKey& key) {
    const FontFaceId id = faces.intern(key);
    REQUIRE(raster.open_face(id));
    return id;
  }
  GlyphOutline trace(FontFaceId face, uint16_t glyph) {
    GlyphOutline out;
    REQUIRE(raster.trace(outline_key(face, {glyph}), out) == RasterStatus::Done);
    return out;
  }
};

}  // namespace

TEST_CASE("an outline has the font's own units, in ems, y down") {
  Fonts fonts;
  FontFaceKey key;
  key.blob = testing::load_font(kSans);
  const FontFaceId face = fonts.open(key);
  // DejaVu's A: 16 to 1384 of 2048 units, from the baseline to 1493.
  const GlyphOutline a = fonts.trace(face, 36);
  const Rect box = bounds_of(a.path);
  constexpr double kStep = 1.0 / 64'000;
  CHECK(std::fabs(box.x - 16 / 2048.0) <= kStep);
  CHECK(std::fabs(box.right() - 1384 / 2048.0) <= kStep);
  CHECK(std::fabs(box.y - -1493 / 2048.0) <= kStep);
  CHECK(box.bottom() == 0);
  CHECK(a.path.verbs[0] == PathVerb::Move);
  CHECK(a.path.verbs.back() == PathVerb::Close);
  CHECK(a.key == outline_key(face, {36}));
}

TEST_CASE("every contour of an outline is closed") {
  Fonts fonts;
  FontFaceKey key;
  key.blob = testing::load_font(kSans);
  const FontFaceId face = fonts.open(key);
  for (const uint16_t glyph : {36, 37, 69, 73, 82}) {
    int depth = 0, contours = 0;
    for (const PathVerb verb : fonts.trace(face, glyph).path.verbs) {
      if (verb == PathVerb::Move) {
        CHECK(depth++ == 0);
        ++contours;
      }
      if (verb == PathVerb::Close) --depth;
    }
    CHECK(depth == 0);
    CHECK(contours >= 1);
  }
}

TEST_CASE("outlines have the synthetic styles of large bitmaps") {
  Fonts fonts;
  FontFaceKey key;
  key.blob = testing::load_font(kSans);
  const FontFaceId plain = fonts.open(key);
  key.synthetic_bold = true;
  const FontFaceId bold = fonts.open(key);
  key.synthetic_bold = false;
  key.synthetic_italic = true;
  const FontFaceId italic = fonts.open(key);
  const Rect a = bounds_of(fonts.trace(plain, 43).path);  // H
  const Rect b = bounds_of(fonts.trace(bold, 43).path);
  const Rect c = bounds_of(fonts.trace(italic, 43).path);
  CHECK(b.width - a.width == doctest::Approx(1 / 32.0).epsilon(0.01));
  CHECK(c.width - a.width == doctest::Approx(a.height / 4).epsilon(0.01));
  CHECK(c.height == doctest::Approx(a.height));
}

TEST_CASE("a blank glyph has an empty outline, an unknown one and a closed face none") {
  Fonts fonts;
  FontFaceKey key;
  key.blob = testing::load_font(kSans);
  GlyphOutline out;
  const FontFaceId face = fonts.faces.intern(key);
  CHECK(fonts.raster.trace(outline_key(face, {36}), out) == RasterStatus::NotOpen);
  fonts.open(key);
  CHECK(fonts.trace(face, 3).path.verbs.empty());
  CHECK(fonts.raster.trace(outline_key(face, {65'000}), out) == RasterStatus::Failed);
  CHECK(out.path.verbs.empty());
}

TEST_CASE("tracing between bitmaps changes neither") {
  Fonts fonts;
  FontFaceKey key;
  key.blob = testing::load_font(kSans);
  const FontFaceId face = fonts.open(key);
  GlyphBitmap before, after;
  const GlyphKey small = key_of(face, 17, {72}, 1, 0);
  REQUIRE(fonts.raster.rasterise(small, before) == RasterStatus::Done);
  const GlyphOutline first = fonts.trace(face, 72);
  REQUIRE(fonts.raster.rasterise(small, after) == RasterStatus::Done);
  const GlyphOutline second = fonts.trace(face, 72);
  CHECK(std::equal(before.texels.begin(), before.texels.end(), after.texels.begin(),
                   after.texels.end()));
  CHECK(std::equal(first.path.points.begin(), first.path.points.end(), second.path.points.begin(),
                   second.path.points.end()));
}

}  // namespace hallows::glyph
