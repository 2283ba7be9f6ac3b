#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "renderer/glyph/glyph_key.h"
#include "renderer/prepare/prepare.h"
#include "tests/font_file.h"

namespace hallows::prepare {
namespace {

using namespace hallows::scene;

constexpr WindowId kWindow{0};
constexpr uint16_t kLetterE = 40;  // straight edges: 201 to 1145 of 2048 units, 1493 high
constexpr uint16_t kLetterO = 50;

SceneLimits scene_limits() {
  SceneLimits limits;
  limits.nodes = 64;
  limits.primitives = 256;
  limits.glyphs = 1024;
  limits.order = 64;
  return limits;
}

// One text in one window. Plans are released at once; their coverage is kept as a picture of how
// much of each pixel the text covers.
class Fixture {
 public:
  static constexpr const char* kSans = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
  static constexpr const char* kColors =
      HALLOWS_SOURCE_DIR "/tests/unit/renderer/glyph/data/color_v1.ttf";
  explicit Fixture(SizePx size, PrepareLimits limits = {}, const char* font = kSans)
      : size_(size), scene(scene_limits()) {
    limits.plans = 2;
    scene.open_window(kWindow, size, rgb(0xFFFFFF));
    preparer = std::make_unique<Preparer>(scene, faces, limits);
    node_ = scene.create_node();
    const OrderEntry order[] = {{OrderKind::Node, node_, {}, 0, 0, 1, {}, {}}};
    scene.set_order(kWindow, order);
    FontFaceKey key;
    key.blob = testing::load_font(font);
    REQUIRE_FALSE(key.blob->bytes.empty());
    face = faces.intern(key);
  }
  void show(uint16_t glyph, float em, Vec2 pen, Color color = rgb(0x000000)) {
    PrimitiveList list;
    const GlyphAt at[] = {{pen.x, pen.y, {glyph}, 0}};
    list.text({face, em, color, 0, 0}, at);
    scene.replace(node_, list);
  }
  void show_color(uint16_t glyph, float em, Vec2 pen) {
    PrimitiveList list;
    const GlyphAt at[] = {{pen.x, pen.y, {glyph}, 1}};
    list.text({face, em, rgb(0x000000), 0, 0}, at);
    scene.replace(node_, list);
  }
  bool next(MissPolicy policy = MissPolicy::Warm) {
    const DrawPlan* plan = preparer->prepare(kWindow, policy);
    if (plan == nullptr) return false;
    counts = plan->counts;
    draw(*plan);
    preparer->release(plan);
    return true;
  }
  // Workers' answers to what the last frame missed.
  size_t answer() {
    const std::vector<GlyphRequest> wanted(preparer->missing_glyphs().begin(),
                                           preparer->missing_glyphs().end());
    for (const GlyphRequest& request : wanted) {
      glyph::GlyphRaster worker(faces, 4 << 20, glyph::GlyphRaster::Colour::Here);
      REQUIRE(worker.open_face(request.key.face));
      glyph::GlyphOutline outline;
      REQUIRE(worker.trace(request.key, outline) == glyph::RasterStatus::Done);
      preparer->take_outline(outline);
    }
    return wanted.size();
  }
  uint8_t at(Px x, Px y) const { return picture_[static_cast<size_t>(y * size_.width + x)]; }
  double ink() const {
    double sum = 0;
    for (const uint8_t v : picture_) sum += v / 255.0;
    return sum;
  }

 private:
  void draw(const DrawPlan& plan) {
    constexpr size_t kPage = 1024;
    if (pages_.empty()) pages_.resize(kPage * kPage * preparer->page_setup().r8_pages);
    for (const PageUpload& u : plan.uploads) {
      if (u.format != PageFormat::R8) continue;
      for (size_t y = 0; y < u.height; ++y) {
        std::copy_n(plan.texels.data() + u.first_byte + y * u.width, u.width,
                    pages_.data() + (u.page * kPage + u.v + y) * kPage + u.u);
      }
    }
    picture_.resize(static_cast<size_t>(size_.width * size_.height));
    quads.clear();
    last_picture = {};
    for (const Quad& q : plan.quads) {
      quads += q.kind == QuadKind::Solid  ? "solid "
               : q.kind == QuadKind::Mask ? "mask "
                                          : "picture ";
      const RectPx at = {q.x0, q.y0, q.x1, q.y1};
      if (q.kind == QuadKind::Picture) last_picture = unite(last_picture, at);
      for (Px y = q.y0; y < q.y1; ++y) {
        for (Px x = q.x0; x < q.x1; ++x) {
          uint8_t& pixel = picture_[static_cast<size_t>(y * size_.width + x)];
          const size_t texel = (q.page * kPage + q.v + static_cast<size_t>(y - q.y0)) * kPage +
                               q.u + static_cast<size_t>(x - q.x0);
          if (q.kind == QuadKind::Mask) pixel = std::max(pixel, pages_[texel]);
          if (q.kind == QuadKind::Solid) pixel = q.color == 0xFFFFFFFF ? 0 : 255;
        }
      }
    }
  }

  SizePx size_;
  NodeHandle node_;
  std::vector<uint8_t> pages_, picture_;

 public:
  Scene scene;
  FontFaceTable faces;
  FontFaceId face;
  std::unique_ptr<Preparer> preparer;
  PlanCounts counts;
  std::string quads;    // the kinds of the last frame's
  RectPx last_picture;  // what the last frame's pictures cover
};

}  // namespace

TEST_CASE("a large glyph's outline is asked for once, drawn a frame later, and serves every size") {
  Fixture f({300, 300});
  f.show(kLetterE, 100, {20, 200});
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.counts.glyphs == 0);
  CHECK(f.counts.glyphs_missing == 1);
  REQUIRE(f.preparer->missing_glyphs().size() == 1);
  CHECK(f.preparer->missing_glyphs()[0].key == glyph::outline_key(f.face, {kLetterE}));
  CHECK_FALSE(f.preparer->wants_frame(kWindow));  // until something comes
  CHECK(f.answer() == 1);
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.counts.glyphs == 1);
  CHECK(f.counts.glyphs_missing == 0);
  for (const float em : {48.0f, 101.5f, 240.0f}) {
    f.show(kLetterE, em, {20, 200});
    REQUIRE(f.next(MissPolicy::Budget));
    CHECK(f.counts.glyphs == 1);
    CHECK(f.counts.glyphs_missing == 0);
  }
}

TEST_CASE("text that grows towards paths asks for its outlines ahead") {
  Fixture f({300, 300});
  REQUIRE(f.preparer->open_face(f.face));
  f.show(kLetterE, 39, {20, 200});
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.preparer->missing_glyphs().empty());
  f.show(kLetterE, 42, {20, 200});
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.counts.glyphs == 1);
  CHECK(f.counts.glyphs_missing == 0);
  CHECK(f.answer() == 1);
  f.show(kLetterE, 49, {20, 200});
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.counts.glyphs == 1);
  CHECK(f.counts.glyphs_missing == 0);
}

// The bars of E are straight: edges lie where the font's units say, at every size.
TEST_CASE("large glyphs lie where their outlines say, to the pixel's fraction") {
  for (const float em : {48.0f, 96.0f, 300.0f, 600.0f, 2000.0f}) {
    CAPTURE(em);
    Fixture f({1400, 1600});
    f.show(kLetterE, em, {10, 1500}, rgb(0x808080));
    REQUIRE(f.next());
    CHECK(f.counts.dropped == 0);
    CHECK(f.counts.glyphs_missing == 0);
    // The left edge of the stem, in a row through the middle of the lowest bar.
    const float edge = 10 + em * 201 / 2048;
    const Px row = 1500 - static_cast<Px>(em * 80 / 2048);
    const auto column = static_cast<Px>(std::floor(edge));
    const float covered = static_cast<float>(column) + 1 - edge;
    CHECK(std::abs(f.at(column, row) / 255.0f - covered) < 0.08f);  // the curve adds contrast
    CHECK(f.at(column - 1, row) == 0);
    CHECK(f.at(column + 1, row) == 255);
    // The baseline is on a whole pixel.
    CHECK(f.at(column + 2, 1499) == 255);
    CHECK(f.at(column + 2, 1500) == 0);
  }
}

// Widths of strokes grow with the size: ink over em squared is constant, across the change too.
TEST_CASE("the weight of text goes on where bitmaps become paths") {
  for (const Color color : {rgb(0x000000), rgb(0x808080), rgb(0xFFFFFF)}) {
    double last = 0;
    for (const float em : {46.0f, 47.0f, 47.98f, 48.0f, 49.0f, 50.0f}) {
      CAPTURE(em);
      Fixture f({100, 100});
      f.show(kLetterO, em, {10, 80}, color);
      f.scene.set_background(kWindow, rgb(0xFFFFFF));
      REQUIRE(f.next());
      const double weight = f.ink() / em / em;
      if (last > 0) CHECK(weight == doctest::Approx(last).epsilon(0.005));
      last = weight;
    }
  }
}

TEST_CASE("a bitmap of 47.98 px and a path of 48 px are the same picture") {
  // A size 1/64 px smaller moves an edge by up to 1/64 px, and so its coverage by 4 levels; steps
  // of 1/64 px in FreeType's points add as much. FreeType draws curves as lines that are up to 1/16
  // px off: 16 levels more.
  const struct {
    uint16_t glyph;
    int largest;
  } cases[] = {{kLetterE, 9}, {kLetterO, 25}};
  for (const auto& c : cases) {
    Fixture bitmap({100, 100});
    Fixture path({100, 100});
    bitmap.show(c.glyph, 47.984f, {10.25f, 80});
    path.show(c.glyph, 48, {10.25f, 80});
    REQUIRE(bitmap.next());
    REQUIRE(path.next());
    int largest = 0;
    for (Px y = 0; y < 100; ++y) {
      for (Px x = 0; x < 100; ++x) {
        largest = std::max(largest, std::abs(int{bitmap.at(x, y)} - int{path.at(x, y)}));
      }
    }
    CHECK(largest <= c.largest);
  }
}

TEST_CASE("the inside of a huge glyph takes no texels") {
  Fixture f({1400, 1600});
  f.show(kLetterE, 2000, {10, 1550});
  REQUIRE(f.next());
  // E at 2,000 px covers about 570,000 px; its edges are 7,600 px long: at most 3 cells of 64 px
  // meet any 64 px of a straight edge.
  CHECK(f.ink() > 500'000);
  CHECK(f.counts.upload_bytes > 0);
  CHECK(f.counts.upload_bytes < 3 * (7600 / 64 + 12) * 64 * 64);
  CHECK(f.counts.quads < 600);
}

TEST_CASE("cells out of sight are not made") {
  Fixture f({200, 100});
  f.show(kLetterO, 2000, {-100, 1000});
  REQUIRE(f.next());
  // 200 x 100 px meet at most 5 x 3 cells.
  CHECK(f.counts.upload_bytes <= 15 * 64 * 64);
  CHECK(f.counts.dropped == 0);
}

TEST_CASE("what a frame's bound of outlines leaves out is drawn in the next frames") {
  PrepareLimits limits;
  limits.outline_px = 100'000;
  Fixture f({1400, 1600}, limits);
  Fixture whole({1400, 1600});
  whole.show(kLetterE, 2000, {10, 1550});
  REQUIRE(whole.next());
  f.show(kLetterE, 2000, {10, 1550});
  REQUIRE(f.next(MissPolicy::Budget));
  REQUIRE(f.answer() == 1);
  int frames = 0;
  do {
    REQUIRE(f.preparer->wants_frame(kWindow));
    REQUIRE(f.next(MissPolicy::Budget));
    REQUIRE(++frames < 100);
  } while (f.counts.glyphs_missing > 0);
  CHECK(frames > 3);
  CHECK(f.ink() == whole.ink());
  CHECK_FALSE(f.preparer->wants_frame(kWindow));
}

TEST_CASE("a face without antialiasing has none in large text either") {
  Fixture f({200, 200});
  FontFaceKey key = f.faces.get(f.face);
  key.rendering.antialias = Antialias::Off;
  f.face = f.faces.intern(key);
  f.show(kLetterO, 150, {20.25f, 160});
  REQUIRE(f.next());
  int between = 0;
  for (Px y = 0; y < 200; ++y) {
    for (Px x = 0; x < 200; ++x) between += f.at(x, y) % 255 != 0 ? 1 : 0;
  }
  CHECK(between == 0);
  CHECK(f.ink() > 4000);
}

TEST_CASE("text of nonsense sizes is counted, not drawn") {
  Fixture f({100, 100});
  f.show(kLetterE, 20'000, {10, 80});
  REQUIRE(f.next());
  CHECK(f.counts.dropped == 1);
  CHECK(f.counts.glyphs == 0);
}

namespace {

// The window's answers as a worker gives them: bitmaps of colour glyphs.
size_t answer_colors(Fixture& f) {
  const std::vector<GlyphRequest> wanted(f.preparer->missing_glyphs().begin(),
                                         f.preparer->missing_glyphs().end());
  glyph::GlyphRaster worker(f.faces, 4 << 20, glyph::GlyphRaster::Colour::Here);
  for (const GlyphRequest& request : wanted) {
    REQUIRE(worker.open_face(request.key.face));
    glyph::GlyphBitmap bitmap;
    REQUIRE(worker.rasterise(request.key, bitmap) == glyph::RasterStatus::Done);
    f.preparer->take_glyph(bitmap);
  }
  return wanted.size();
}

}  // namespace

TEST_CASE("the text's own colour in a colour glyph is asked for apart, and drawn first") {
  Fixture f({300, 300}, {}, Fixture::kColors);
  f.show_color(11, 100, {20, 200});  // F: layers in the text's colour
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.counts.glyphs_missing == 1);
  CHECK(answer_colors(f) == 1);
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.counts.glyphs == 0);
  CHECK(f.counts.glyphs_missing == 1);
  CHECK((f.preparer->missing_glyphs()[0].key.luminance_class & GlyphKey::kForeground) != 0);
  CHECK(answer_colors(f) == 1);
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.counts.glyphs == 1);
  CHECK(f.counts.glyphs_missing == 0);
  CHECK(f.quads == "solid mask picture ");
}

TEST_CASE("while a colour glyph of a new size is made, the last one stands in its middle") {
  Fixture f({300, 300}, {}, Fixture::kColors);
  f.show_color(6, 100, {20, 200});  // A: all of its em
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(answer_colors(f) == 1);
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.counts.glyphs == 1);
  f.show_color(6, 120, {20, 200});
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.counts.glyphs == 0);
  CHECK(f.counts.glyphs_missing == 1);
  CHECK(f.last_picture == RectPx{30, 90, 130, 190});  // 20 to 140, 80 to 200, less 10 all around
  CHECK(answer_colors(f) == 1);
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.last_picture == RectPx{20, 80, 140, 200});
  CHECK(f.counts.glyphs_missing == 0);
  f.show_color(6, 30, {20, 200});  // too far from what there is
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.last_picture.empty());
}

TEST_CASE("of a large colour glyph only the tiles in sight are asked for") {
  Fixture f({300, 300}, {}, Fixture::kColors);
  f.show_color(6, 2000, {-900, 1200});  // A: all of its em
  REQUIRE(f.next(MissPolicy::Budget));
  // 300 px meet at most 3 tiles of 256 each way.
  CHECK(f.preparer->missing_glyphs().size() <= 9);
  CHECK(f.preparer->missing_glyphs().size() >= 4);
  answer_colors(f);
  REQUIRE(f.next(MissPolicy::Budget));
  CHECK(f.counts.glyphs_missing == 0);
  CHECK(f.counts.glyphs >= 4);
}

TEST_CASE("a glyph without colours in a font of them is drawn as text at any size") {
  for (const float em : {20.0f, 100.0f, 700.0f}) {
    CAPTURE(em);
    Fixture f({800, 800}, {}, Fixture::kColors);
    f.show_color(18, em, {20, 760});  // M: a disc of 0.9 em
    REQUIRE(f.next());
    CHECK(f.counts.glyphs == 1);
    CHECK(f.ink() == doctest::Approx(3.1416 * 0.45 * 0.45 * em * em).epsilon(0.02));
  }
}

TEST_CASE("a colour glyph that can't be painted is told also where the frame itself made it") {
  Fixture f({100, 100}, {}, Fixture::kColors);
  f.show_color(15, 40, {20, 60});  // J: paints that go in a circle
  REQUIRE(f.next());
  REQUIRE(f.preparer->take_problem().has_value());
  CHECK_FALSE(f.preparer->take_problem().has_value());
}

}  // namespace hallows::prepare
