#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "renderer/glyph/color_gradient.h"
#include "renderer/glyph/colr_table.h"
#include "renderer/glyph/downscale.h"
#include "renderer/glyph/glyph_key.h"
#include "renderer/glyph/glyph_raster.h"
#include "tests/font_file.h"

namespace hallows::glyph {
namespace {

constexpr float kSize = 150;
constexpr Color kText = {0x20, 0x70, 0x40, 255};

std::shared_ptr<FontBlob> load(const std::string& name) {
  auto blob = testing::load_font(HALLOWS_SOURCE_DIR "/tests/unit/renderer/glyph/data/" + name);
  REQUIRE_FALSE(blob->bytes.empty());
  return blob;
}

// A colour font and what it draws.
class Font {
 public:
  explicit Font(std::shared_ptr<const FontBlob> blob) {
    FontFaceKey key;
    key.blob = std::move(blob);
    face_ = faces_.intern(key);
    opened = static_cast<bool>(raster.open_face(face_));
  }
  static GlyphId id(char letter) { return {static_cast<uint16_t>(6 + letter - 'A')}; }
  GlyphBitmap picture(GlyphKey key) {
    GlyphBitmap out;
    REQUIRE(raster.rasterise(key, out) == RasterStatus::Done);
    return out;
  }
  GlyphKey whole(char letter, float size = kSize) { return color_key(face_, size, id(letter), 0); }
  GlyphKey shifted(char letter, float size, uint8_t bin) {
    return color_key(face_, size, id(letter), bin);
  }
  GlyphKey tile(char letter, float size, uint8_t number) {
    return color_tile_key(face_, size, id(letter), number);
  }
  static GlyphKey own(GlyphKey key) {
    key.luminance_class |= GlyphKey::kForeground;
    return key;
  }

 private:
  FontFaceTable faces_;
  FontFaceId face_;

 public:
  GlyphRaster raster{faces_, 8 << 20, GlyphRaster::Colour::Here};
  bool opened = false;
};

// The bitmap's texel at a place from the pen, y down; null outside.
const uint8_t* texel(const GlyphBitmap& bitmap, int x, int y) {
  const int u = x - bitmap.left, v = y + bitmap.top;
  if (u < 0 || v < 0 || u >= bitmap.width || v >= bitmap.height) return nullptr;
  const size_t bytes = bitmap.format == BitmapFormat::Bgra ? 4 : 1;
  return bitmap.texels.data() +
         (static_cast<size_t>(v) * bitmap.width + static_cast<size_t>(u)) * bytes;
}

// The glyph over white as the renderer draws it: first what takes the text's colour, then the rest.
uint32_t over_white(const GlyphBitmap& picture, const GlyphBitmap& own, int x, int y) {
  const uint8_t* cover = picture.foreground ? texel(own, x, y) : nullptr;
  const uint8_t* top = texel(picture, x, y);
  const uint8_t text[3] = {kText.b, kText.g, kText.r};
  uint32_t out = 0;
  for (int c = 2; c >= 0; --c) {
    double v = 255;
    if (cover != nullptr) v += (text[c] - v) * *cover / 255;
    if (top != nullptr) v = top[c] + v * (255 - top[3]) / 255;
    out = out << 8 | static_cast<uint32_t>(std::lround(std::fmin(v, 255)));
  }
  return out;
}

int distance(uint32_t a, uint32_t b) {
  int most = 0;
  for (const int shift : {0, 8, 16}) {
    most = std::max(
        most, std::abs(static_cast<int>(a >> shift & 255) - static_cast<int>(b >> shift & 255)));
  }
  return most;
}

struct Sample {
  char letter;
  int x, y;
  uint32_t color;
};
constexpr Sample kSamplesV0[] = {
#include "data/color_v0.inc"
};
constexpr Sample kSamplesV1[] = {
#include "data/color_v1.inc"
};

template <size_t n>
void check_samples(const char* name, const Sample (&samples)[n]) {
  Font font(load(name));
  REQUIRE(font.opened);
  std::map<char, std::pair<GlyphBitmap, GlyphBitmap>> drawn;
  for (const Sample& s : samples) {
    if (!drawn.contains(s.letter)) {
      const GlyphKey key = font.whole(s.letter);
      drawn[s.letter] = {font.picture(key), font.picture(Font::own(key))};
    }
    const auto& [picture, own] = drawn[s.letter];
    REQUIRE_FALSE(picture.colorless);
    CAPTURE(s.letter);
    CAPTURE(s.x);
    CAPTURE(s.y);
    // Two of rounding to bytes along the way: of the parts, and of their sum.
    CHECK(distance(over_white(picture, own, s.x, s.y - static_cast<int>(kSize)), s.color) <= 2);
  }
}

}  // namespace

TEST_CASE("layers of COLR version 0 are drawn in their palette's and the text's colours") {
  check_samples("color_v0.ttf", kSamplesV0);
}

TEST_CASE("every kind of paint of COLR version 1 is drawn as Chromium draws it") {
  check_samples("color_v1.ttf", kSamplesV1);
}

TEST_CASE("a glyph without colours in a font of them says so") {
  Font v0(load("color_v0.ttf")), v1(load("color_v1.ttf"));
  for (Font* font : {&v0, &v1}) {
    const GlyphBitmap bitmap = font->picture(font->whole('M'));
    CHECK(bitmap.colorless);
    CHECK(bitmap.width == 0);
    CHECK_FALSE(font->raster.take_problem().has_value());
  }
  CHECK(v0.picture(v0.whole('D')).colorless);
}

TEST_CASE("a clip box cuts a glyph off") {
  Font font(load("color_v1.ttf"));
  const GlyphBitmap bitmap = font.picture(font.whole('B'));
  CHECK(bitmap.top == 135);  // 900 of 1,000 units
  CHECK(bitmap.height == 135);
  CHECK(bitmap.width == 150);
}

TEST_CASE("paints that go in a circle leave the glyph without colours, with one message a face") {
  Font font(load("color_v1.ttf"));
  for (int i = 0; i < 2; ++i) {
    const GlyphBitmap bitmap = font.picture(font.whole('J'));
    CHECK(bitmap.colorless);
    const auto problem = font.raster.take_problem();
    CHECK(problem.has_value() == (i == 0));
    if (problem) CHECK(problem->message == "a glyph of this font is drawn without its colours");
  }
  CHECK_FALSE(font.picture(font.whole('A')).colorless);
}

// The middle of what a picture covers, from the pen.
double middle(const GlyphBitmap& bitmap) {
  double weighted = 0, sum = 0;
  for (size_t i = 0; i < size_t{bitmap.width} * bitmap.height; ++i) {
    const double alpha = bitmap.texels[i * 4 + 3];
    weighted += alpha * (static_cast<double>(i % bitmap.width) + 0.5 + bitmap.left);
    sum += alpha;
  }
  return weighted / sum;
}

TEST_CASE("colour glyphs stand at quarters of a pixel") {
  Font font(load("color_v1.ttf"));
  for (uint8_t bin = 0; bin < 4; ++bin) {
    CAPTURE(bin);
    // A bar's middle, at 0.5 em.
    const GlyphBitmap bitmap = font.picture(font.shifted('L', 40, bin));
    CHECK(middle(bitmap) == doctest::Approx(20 + bin / 4.0).epsilon(0.002));
  }
}

TEST_CASE("a strike is scaled to where the pen stands within its pixel") {
  // A square of 8 texels, two to the right of the pen.
  std::vector<uint8_t> texels(8 * 8 * 4, 255);
  const ColorStrike strike = {texels.data(), 32, 8, 8, 2, 8};
  for (const double x : {0.0, 0.25, 0.5, 0.75}) {
    CAPTURE(x);
    GlyphBitmap out;
    REQUIRE(downscale(strike, {0.5, x}, {-100, -100, 100, 100}, out));
    CHECK(middle(out) == doctest::Approx((2 + 4) * 0.5 + x).epsilon(0.005));
    REQUIRE(downscale(strike, {0.5, x}, {-100, -100, 3, 100}, out));
    CHECK(out.left + out.width == 3);
    CHECK(out.height == 4);
  }
}

TEST_CASE("tiles of a large colour glyph are the parts of one picture") {
  Font font(load("color_v1.ttf"));
  constexpr float kLarge = 600;
  uint64_t covered = 0;
  for (int number = 0; number < 256; ++number) {
    const auto tile = static_cast<uint8_t>(number);
    const GlyphBitmap bitmap = font.picture(font.tile('F', kLarge, tile));
    if (bitmap.width == 0) continue;
    const RectPx place = color_tile(kLarge, tile);
    CHECK(bitmap.left >= place.x0);
    CHECK(bitmap.left + bitmap.width <= place.x1);
    CHECK(-bitmap.top >= place.y0);
    CHECK(-bitmap.top + bitmap.height <= place.y1);
    CHECK(bitmap.foreground);
    covered += uint64_t{bitmap.width} * bitmap.height;
  }
  CHECK(covered == 600 * 600);  // F fills its em
  // The same colours as at 150 px, four times as large.
  const GlyphBitmap small = font.picture(font.whole('F'));
  const GlyphBitmap corner =
      font.picture(font.tile('F', kLarge, 16 * 11 + 4));  // 0 to 256, -256 to 0
  for (const int at : {20, 100, 200}) {
    const uint8_t* large = texel(corner, at, -at);
    const uint8_t* little = texel(small, at / 4, -at / 4);
    REQUIRE(large != nullptr);
    REQUIRE(little != nullptr);
    for (int c = 0; c < 4; ++c) CHECK(std::abs(int{large[c]} - int{little[c]}) <= 1);
  }
}

TEST_CASE("a strike is enlarged tile by tile") {
  FontFaceTable faces;
  FontFaceKey key;
  key.blob = testing::load_font("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf");
  if (key.blob->bytes.empty()) return;  // the package fonts-noto-color-emoji is optional
  const FontFaceId face = faces.intern(key);
  GlyphRaster raster(faces, 8 << 20, GlyphRaster::Colour::Here);
  REQUIRE(raster.open_face(face));
  for (const float size : {200.0f, 600.0f, 2000.0f}) {
    uint64_t covered = 0;
    for (int tile = 0; tile < 256; ++tile) {
      GlyphBitmap bitmap;
      REQUIRE(raster.rasterise(color_tile_key(face, size, {900}, static_cast<uint8_t>(tile)),
                               bitmap) == RasterStatus::Done);
      CHECK(bitmap.width <= 256);
      CHECK_FALSE(bitmap.foreground);
      covered += uint64_t{bitmap.width} * bitmap.height;
    }
    // 136 x 128 texels at 109 ppem, rounded out to pixels.
    CHECK(static_cast<double>(covered) ==
          doctest::Approx(size * size * 136 * 128 / 109 / 109).epsilon(0.02));
  }
}

TEST_CASE("colour tables damaged in any byte, or cut anywhere, do no harm") {
  for (const char* name : {"color_v0.ttf", "color_v1.ttf"}) {
    const std::shared_ptr<FontBlob> whole = load(name);
    const std::span<const uint8_t> colr = sfnt_table(whole->bytes, 0, 0x434F4C52);
    REQUIRE(colr.size() > 30);
    const auto first = static_cast<size_t>(colr.data() - whole->bytes.data());
    size_t drawn = 0;
    for (size_t i = 0; i < colr.size(); i += 3) {
      auto blob = std::make_shared<FontBlob>(*whole);
      blob->bytes[first + i] ^= static_cast<uint8_t>(1 + i * 37 % 255);
      Font font(blob);
      if (!font.opened) continue;
      for (char letter = 'A'; letter <= 'L'; ++letter) {
        GlyphBitmap bitmap;
        if (font.raster.rasterise(font.whole(letter, 12), bitmap) == RasterStatus::Done) ++drawn;
      }
    }
    for (size_t size = 0; size < whole->bytes.size(); size += 3) {
      auto blob = std::make_shared<FontBlob>(*whole);
      blob->bytes.resize(size);
      Font font(blob);
      if (!font.opened) continue;
      for (char letter = 'A'; letter <= 'L'; ++letter) {
        GlyphBitmap bitmap;
        font.raster.rasterise(font.whole(letter, 12), bitmap);
      }
    }
    CHECK(drawn > 100);  // else the test would prove little
  }
}

TEST_CASE("colour lines go on beyond their ends as they say") {
  ColorLine line;
  line.stops.push({0, {1, 0, 0, 1, 0}});
  line.stops.push({1, {0, 0, 1, 1, 0}});
  const struct {
    Extend extend;
    double at;
    float red;
  } cases[] = {
      {Extend::Pad, -0.5, 1},         {Extend::Pad, 0.25, 0.75},     {Extend::Pad, 2, 0},
      {Extend::Repeat, 1.25, 0.75},   {Extend::Repeat, -0.25, 0.25}, {Extend::Reflect, 1.25, 0.25},
      {Extend::Reflect, -0.25, 0.75}, {Extend::Reflect, 2.25, 0.75}};
  for (const auto& c : cases) {
    CAPTURE(c.at);
    line.extend = c.extend;
    CHECK(line.color_at(c.at).r == doctest::Approx(c.red));
    CHECK(line.color_at(c.at).alpha == 1);
  }
}

TEST_CASE("stops are put in order, those at one place as they stand") {
  ColorLine line;
  const double places[] = {0.5, 0, 1, 0.5, 0.25};
  for (size_t i = 0; i < 5; ++i) {
    line.stops.push({places[i], {static_cast<float>(i) / 8, 0, 0, 1, 0}});
  }
  line.sort();
  const double sorted[] = {0, 0.25, 0.5, 0.5, 1};
  const float reds[] = {1 / 8.0f, 4 / 8.0f, 0, 3 / 8.0f, 2 / 8.0f};
  for (size_t i = 0; i < 5; ++i) {
    CHECK(line.stops[i].at == sorted[i]);
    CHECK(line.stops[i].color.r == reds[i]);
  }
  CHECK(line.color_at(0.5).r == doctest::Approx(3 / 8.0));  // a sharp change
}

}  // namespace hallows::glyph
