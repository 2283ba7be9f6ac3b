#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <vector>

#include "renderer/glyph/contrast.h"
#include "renderer/glyph/glyph_atlas.h"
#include "renderer/glyph/glyph_key.h"
#include "renderer/glyph/glyph_raster.h"
#include "tests/font_file.h"

namespace hallows::glyph {
namespace {

constexpr const char* kSans = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr const char* kEmoji = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";

FontFaceId add(FontFaceTable& faces, std::shared_ptr<const FontBlob> blob, bool bold = false,
               bool italic = false) {
  FontFaceKey key;
  key.blob = std::move(blob);
  key.synthetic_bold = bold;
  key.synthetic_italic = italic;
  return faces.intern(key);
}

uint64_t ink(const GlyphBitmap& bitmap) {
  uint64_t sum = 0;
  for (const uint8_t v : bitmap.texels) sum += v;
  return sum;
}

}  // namespace

TEST_CASE("x is binned to the nearest quarter, y is not binned") {
  const struct {
    float x;
    int32_t px;
    int bin;
  } cases[] = {{0, 0, 0},     {0.124f, 0, 0}, {0.125f, 0, 1}, {0.374f, 0, 1},
               {0.5f, 0, 2},  {0.874f, 0, 3}, {0.875f, 1, 0}, {7.3f, 7, 1},
               {-0.1f, 0, 0}, {-0.2f, -1, 3}, {-1.0f, -1, 0}};
  for (const auto& c : cases) {
    CAPTURE(c.x);
    CHECK(bin_x(c.x).px == c.px);
    CHECK(bin_x(c.x).bin == c.bin);
  }
}

TEST_CASE("five classes of luminance") {
  CHECK(luminance_class(rgb(0x000000)) == 0);
  CHECK(luminance_class(rgb(0x1A1A1A)) == 0);
  CHECK(luminance_class(rgb(0x0B57D0)) == 1);
  CHECK(luminance_class(rgb(0x808080)) == 2);
  CHECK(luminance_class(rgb(0xEEEEEE)) == 4);
  CHECK(luminance_class(rgb(0xFFFFFF)) == 4);
}

// Coverage in and out as measured in Chromium 156: black on white, and white on black.
TEST_CASE("the contrast curve is the measured one") {
  const ContrastTables tables = make_contrast_tables();
  const struct {
    int in, dark, light;
  } measured[] = {{16, 16, 25},    {32, 32, 44},    {64, 64, 80},
                  {96, 95, 112},   {128, 125, 143}, {160, 156, 172},
                  {192, 187, 201}, {224, 218, 229}, {255, 255, 255}};
  for (const auto& m : measured) {
    CAPTURE(m.in);
    CHECK(std::abs(int{tables[0][static_cast<size_t>(m.in)]} - m.dark) <= 3);
    CHECK(std::abs(int{tables[4][static_cast<size_t>(m.in)]} - m.light) <= 3);
  }
  for (const auto& table : tables) {
    CHECK(table[0] == 0);
    for (size_t i = 1; i < 256; ++i) CHECK(table[i] >= table[i - 1]);
  }
}

TEST_CASE("a glyph is rasterised where its outline lies") {
  FontFaceTable faces;
  const FontFaceId face = add(faces, testing::load_font(kSans));
  GlyphRaster raster(faces, 4 << 20, GlyphRaster::Colour::Here);
  GlyphBitmap bitmap;
  const GlyphKey key = key_of(face, 20, {36}, 0, 0);  // 'A'
  CHECK(raster.rasterise(key, bitmap) == RasterStatus::NotOpen);
  REQUIRE(static_cast<bool>(raster.open_face(face)));
  REQUIRE(raster.rasterise(key, bitmap) == RasterStatus::Done);
  // DejaVu's A is 1493 of 2048 units high, stands on the baseline and is 1401 wide with no bearing.
  CHECK(bitmap.top == 15);
  CHECK(bitmap.height == 15);
  CHECK(bitmap.left == 0);
  CHECK(bitmap.width == 14);
  CHECK(ink(bitmap) > 10'000);
}

TEST_CASE("a quarter pixel moves ink to the right and keeps its sum") {
  FontFaceTable faces;
  const FontFaceId face = add(faces, testing::load_font(kSans));
  GlyphRaster raster(faces, 4 << 20, GlyphRaster::Colour::Here);
  REQUIRE(static_cast<bool>(raster.open_face(face)));
  double last_centre = -1;
  for (uint8_t bin = 0; bin < 4; ++bin) {
    GlyphBitmap bitmap;
    // Luminance class 2 is linear enough to compare sums.
    REQUIRE(raster.rasterise(key_of(face, 17, {72}, bin, 2), bitmap) == RasterStatus::Done);
    double weighted = 0;
    for (size_t y = 0; y < bitmap.height; ++y) {
      for (size_t x = 0; x < bitmap.width; ++x) {
        weighted += bitmap.texels[y * bitmap.width + x] * (static_cast<double>(x) + bitmap.left);
      }
    }
    const double centre = weighted / static_cast<double>(ink(bitmap));
    if (last_centre >= 0) CHECK(centre - last_centre == doctest::Approx(0.25).epsilon(0.08));
    last_centre = centre;
  }
}

TEST_CASE("synthetic styles change the outline") {
  FontFaceTable faces;
  const auto blob = testing::load_font(kSans);
  const FontFaceId plain = add(faces, blob), bold = add(faces, blob, true);
  const FontFaceId italic = add(faces, blob, false, true);
  GlyphRaster raster(faces, 4 << 20, GlyphRaster::Colour::Here);
  GlyphBitmap a, b, c;
  for (const FontFaceId id : {plain, bold, italic})
    REQUIRE(static_cast<bool>(raster.open_face(id)));
  REQUIRE(raster.rasterise(key_of(plain, 24, {43}, 0, 0), a) == RasterStatus::Done);
  REQUIRE(raster.rasterise(key_of(bold, 24, {43}, 0, 0), b) == RasterStatus::Done);
  REQUIRE(raster.rasterise(key_of(italic, 24, {43}, 0, 0), c) == RasterStatus::Done);
  CHECK(ink(b) > ink(a) * 11 / 10);
  CHECK(c.width > a.width + 2);
}

FontFaceId add_rendered(FontFaceTable& faces, const std::shared_ptr<const FontBlob>& blob,
                        FaceRendering rendering) {
  FontFaceKey key;
  key.blob = blob;
  key.rendering = rendering;
  return faces.intern(key);
}

// Coverage of the bitmap's first row at its middle: a flat top of a letter.
uint8_t top_edge(const GlyphBitmap& bitmap) {
  return bitmap.texels[bitmap.width / 2];
}

TEST_CASE("hints move edges to pixel rows and leave columns alone") {
  constexpr uint16_t kZ = 93;  // flat above and below
  FontFaceTable faces;
  const auto blob = testing::load_font(kSans);
  const FontFaceId plain = add(faces, blob);
  const FontFaceId slight = add_rendered(faces, blob, {Hinting::Slight, Antialias::Grey});
  const FontFaceId full = add_rendered(faces, blob, {Hinting::Instructions, Antialias::Grey});
  CHECK(plain != slight);
  CHECK(slight != full);
  GlyphRaster raster(faces, 8 << 20, GlyphRaster::Colour::Here);
  const auto drawn = [&](FontFaceId face, float size) {
    REQUIRE(raster.open_face(face));
    GlyphBitmap bitmap;
    REQUIRE(raster.rasterise(key_of(face, size, {kZ}, 0, 0), bitmap) == RasterStatus::Done);
    return bitmap;
  };
  for (const float size : {11.0f, 13.0f, 15.0f, 19.0f}) {
    CAPTURE(size);
    const GlyphBitmap free = drawn(plain, size);
    CHECK(top_edge(free) < 150);
    for (const FontFaceId face : {slight, full}) {
      const GlyphBitmap hinted = drawn(face, size);
      CHECK(top_edge(hinted) > 180);  // at 11 px the bar is 0.74 of a pixel high
      CHECK(hinted.left == free.left);
      CHECK(hinted.width == free.width);
    }
  }
}

TEST_CASE("without antialiasing a pixel is in or out, and thin stems stay whole") {
  FontFaceTable faces;
  const auto blob = testing::load_font(kSans);
  const FontFaceId grey = add(faces, blob);
  const FontFaceId bilevel = add_rendered(faces, blob, {Hinting::None, Antialias::Off});
  GlyphRaster raster(faces, 8 << 20, GlyphRaster::Colour::Here);
  REQUIRE(raster.open_face(grey));
  REQUIRE(raster.open_face(bilevel));
  GlyphBitmap soft;
  GlyphBitmap hard;
  for (uint16_t id = 36; id < 94; ++id) {  // letters
    CAPTURE(id);
    REQUIRE(raster.rasterise(key_of(grey, 9, {id}, 1, 2), soft) == RasterStatus::Done);
    REQUIRE(raster.rasterise(key_of(bilevel, 9, {id}, 1, 2), hard) == RasterStatus::Done);
    REQUIRE(hard.texels.size() == size_t{hard.width} * hard.height);
    CHECK(hard.width == soft.width);
    CHECK(hard.height == soft.height);
    size_t between = 0;
    for (const uint8_t texel : hard.texels) between += texel != 0 && texel != 255 ? 1 : 0;
    CHECK(between == 0);
    CHECK(ink(hard) > ink(soft) / 2);
    CHECK(ink(hard) < ink(soft) * 2);
  }
}

TEST_CASE("a blank glyph is done and has no texels") {
  FontFaceTable faces;
  const FontFaceId face = add(faces, testing::load_font(kSans));
  GlyphRaster raster(faces, 4 << 20, GlyphRaster::Colour::Here);
  REQUIRE(static_cast<bool>(raster.open_face(face)));
  GlyphBitmap bitmap;
  CHECK(raster.rasterise(key_of(face, 16, {3}, 0, 0), bitmap) == RasterStatus::Done);  // space
  CHECK(bitmap.width == 0);
  CHECK(raster.rasterise(key_of(face, 16, {65000}, 0, 0), bitmap) == RasterStatus::Failed);
}

TEST_CASE("emoji are scaled to the size of the text, and left to workers where asked") {
  const auto blob = testing::load_font(kEmoji);
  if (blob->bytes.empty()) return;  // the package fonts-noto-color-emoji is optional
  FontFaceTable faces;
  const FontFaceId face = add(faces, blob);
  GlyphRaster here(faces, 8 << 20, GlyphRaster::Colour::Here);
  GlyphRaster engine(faces, 8 << 20, GlyphRaster::Colour::Workers);
  REQUIRE(static_cast<bool>(here.open_face(face)));
  REQUIRE(static_cast<bool>(engine.open_face(face)));
  for (const float size : {12.0f, 16.0f, 32.0f, 64.0f}) {
    CAPTURE(size);
    GlyphBitmap bitmap;
    const GlyphKey key = key_of(face, size, {900}, 0, GlyphKey::kColorGlyph);
    CHECK(engine.rasterise(key, bitmap) == RasterStatus::NotOpen);
    REQUIRE(here.rasterise(key, bitmap) == RasterStatus::Done);
    CHECK(bitmap.format == BitmapFormat::Bgra);
    // 136 x 128 texels at 109 ppem.
    CHECK(bitmap.width == doctest::Approx(size * 136 / 109).epsilon(0.15));
    for (size_t i = 0; i < bitmap.texels.size(); i += 4) {
      for (size_t c = 0; c < 3; ++c) REQUIRE(bitmap.texels[i + c] <= bitmap.texels[i + 3]);
    }
  }
}

TEST_CASE("damaged fonts are refused with a message or draw nothing") {
  FontFaceTable faces;
  const auto whole = testing::load_font(kSans);
  std::mt19937 random(1);
  for (int round = 0; round < 30; ++round) {
    auto blob = std::make_shared<FontBlob>(*whole);
    blob->path = "broken.ttf";
    if (round % 3 == 0) blob->bytes.resize(random() % blob->bytes.size());
    for (int i = 0; i < 200 && !blob->bytes.empty(); ++i) {
      blob->bytes[random() %
                  std::min<size_t>(blob->bytes.size(), round % 2 == 0 ? 4096 : 1 << 30)] =
          static_cast<uint8_t>(random());
    }
    const FontFaceId face = add(faces, blob);
    GlyphRaster raster(faces, 4 << 20, GlyphRaster::Colour::Here);
    const Result<bool> opened = raster.open_face(face);
    if (!opened) {
      CHECK(opened.error().place.file == "broken.ttf");
      continue;
    }
    GlyphBitmap bitmap;
    for (uint16_t id = 0; id < 120; ++id) {
      raster.rasterise(key_of(face, 14, {id}, 1, 0), bitmap);
    }
  }
  const FontFaceId empty = add(faces, std::make_shared<FontBlob>());
  GlyphRaster raster(faces, 1 << 20, GlyphRaster::Colour::Here);
  CHECK_FALSE(static_cast<bool>(raster.open_face(empty)));
}

TEST_CASE("a full arena refuses a face and keeps working") {
  FontFaceTable faces;
  const FontFaceId face = add(faces, testing::load_font(kSans));
  GlyphRaster raster(faces, 96 << 10, GlyphRaster::Colour::Here);
  GlyphBitmap bitmap;
  const Result<bool> opened = raster.open_face(face);
  if (opened) {
    raster.rasterise(key_of(face, 500, {36}, 0, 0), bitmap);
  } else {
    CHECK(opened.error().why == "the memory reserved for fonts is full");
  }
  CHECK(raster.arena_peak() <= size_t{96} << 10);
}

TEST_CASE("rasterising takes no memory beyond the arena's first peak") {
  FontFaceTable faces;
  const FontFaceId face = add(faces, testing::load_font(kSans));
  GlyphRaster raster(faces, 8 << 20, GlyphRaster::Colour::Here);
  REQUIRE(static_cast<bool>(raster.open_face(face)));
  GlyphBitmap bitmap;
  const auto all = [&] {
    for (uint16_t id = 3; id < 600; ++id) {
      raster.rasterise(key_of(face, static_cast<float>(9 + id % 40), {id}, id % 4, id % 5), bitmap);
    }
  };
  all();
  const size_t peak = raster.arena_peak();
  all();
  CHECK(raster.arena_peak() == peak);
}

TEST_CASE("tiles fill a page without waste") {
  for (const uint16_t side : {uint16_t{256}, uint16_t{512}}) {
    ShelfPacker packer(1024, 1024);
    ShelfPacker::Place place;
    int placed = 0;
    while (packer.place(side, side, place)) ++placed;
    CHECK(placed == (1024 / side) * (1024 / side));
  }
}

TEST_CASE("shelves hold rectangles that never overlap") {
  ShelfPacker packer(256, 256);
  std::mt19937 random(2);
  std::vector<uint8_t> taken(256 * 256);
  int placed = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto w = static_cast<uint16_t>(1 + random() % 24);
    const auto h = static_cast<uint16_t>(1 + random() % 24);
    ShelfPacker::Place place;
    if (!packer.place(w, h, place)) continue;
    ++placed;
    REQUIRE(place.x + w <= 256);
    REQUIRE(place.y + h <= 256);
    for (int y = 0; y < h; ++y) {
      for (int x = 0; x < w; ++x) {
        uint8_t& texel = taken[static_cast<size_t>((place.y + y) * 256 + place.x + x)];
        REQUIRE(texel == 0);
        texel = 1;
      }
    }
  }
  CHECK(placed > 250);
  CHECK_FALSE([&] {
    ShelfPacker::Place place;
    return packer.place(300, 4, place);
  }());
}

TEST_CASE("what a frame in flight uses is never evicted; what none uses goes oldest first") {
  AtlasLimits limits;
  limits.page_size = 64;
  limits.coverage_pages = 1;
  limits.bgra_pages = 1;
  limits.entries = 64;
  GlyphAtlas atlas(limits);
  TexelRows rows;
  const auto put = [&](uint64_t key) {
    return atlas.insert(key | kShapeKey, BitmapFormat::Coverage, {64, 16}, &rows) != nullptr;
  };
  atlas.begin_frame(1, 0);
  for (uint64_t k = 0; k < 4; ++k) CHECK(put(k));
  CHECK_FALSE(put(4));  // the frame itself uses all of them
  atlas.begin_frame(2, 0);
  CHECK(atlas.find(2 | kShapeKey) != nullptr);
  CHECK_FALSE(put(4));  // frame 1 is still in flight
  atlas.begin_frame(3, 1);
  CHECK(put(4));  // key 2 is used by frame 2; another one goes
  CHECK(atlas.find(2 | kShapeKey) != nullptr);
  CHECK(atlas.find(4 | kShapeKey) != nullptr);
  CHECK(atlas.stats().evicted == 1);
  CHECK(atlas.stats().refused == 2);
}

TEST_CASE("an atlas under pressure keeps every sprite's texels right") {
  AtlasLimits limits;
  limits.page_size = 128;
  limits.coverage_pages = 2;
  limits.bgra_pages = 1;
  limits.entries = 512;
  GlyphAtlas atlas(limits);
  std::mt19937 random(4);
  std::vector<uint8_t> page[3];
  page[0].resize(128 * 128);
  page[1].resize(128 * 128);
  page[2].resize(128 * 128 * 4);
  for (uint64_t frame = 1; frame < 400; ++frame) {
    atlas.begin_frame(frame, frame > 2 ? frame - 2 : 0);
    std::vector<uint64_t> used;
    for (int i = 0; i < 12; ++i) {
      const uint64_t key = random() % 300 | kShapeKey;
      const auto n = static_cast<size_t>(key & 0xFFFF);
      const bool bgra = n % 5 == 0;
      const SizePx size = {static_cast<Px>(3 + n % 17), static_cast<Px>(3 + n % 23)};
      if (atlas.find(key) == nullptr) {
        TexelRows rows;
        if (atlas.insert(key, bgra ? BitmapFormat::Bgra : BitmapFormat::Coverage, size, &rows) ==
            nullptr) {
          continue;
        }
        for (Px y = 0; y < size.height; ++y) {
          std::memset(rows.row(static_cast<size_t>(y)), static_cast<int>(n % 251),
                      static_cast<size_t>(size.width) * (bgra ? 4 : 1));
        }
      }
      used.push_back(key);
    }
    // An executor takes the uploads, then every sprite of the frame must be in its pages.
    for (const Upload& u : atlas.pending()) {
      std::vector<uint8_t> bytes(atlas.bytes_of(u));
      atlas.copy_texels(u, bytes.data());
      const size_t texel = u.page == 2 ? 4 : 1;
      for (size_t y = 0; y < u.height; ++y) {
        std::memcpy(page[u.page].data() + ((u.v + y) * 128 + u.u) * texel,
                    bytes.data() + y * u.width * texel, u.width * texel);
      }
    }
    atlas.clear_pending();
    for (const uint64_t key : used) {
      const Sprite* s = atlas.find(key);
      REQUIRE(s != nullptr);
      const size_t texel = s->page == 2 ? 4 : 1;
      for (size_t y = 0; y < s->height; ++y) {
        for (size_t x = 0; x < s->width * texel; ++x) {
          REQUIRE(page[s->page][((s->v + y) * 128 + s->u) * texel + x] == (key & 0xFFFF) % 251);
        }
      }
    }
  }
}

}  // namespace hallows::glyph
