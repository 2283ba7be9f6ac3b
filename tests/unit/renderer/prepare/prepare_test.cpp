#include "renderer/prepare/prepare.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/font_file.h"

namespace hallows::prepare {
namespace {

using namespace hallows::scene;

constexpr WindowId kWindow{0};

// A scene of one window with its preparer; plans are released at once.
class Fixture {
 public:
  explicit Fixture(SizePx size = {200, 120}, PrepareLimits limits = small())
      : scene(scene_limits()) {
    scene.open_window(kWindow, size, rgb(0xFFFFFF));
    preparer = std::make_unique<Preparer>(scene, faces, limits);
  }
  static PrepareLimits small() {
    PrepareLimits limits;
    limits.plans = 2;
    limits.quads = 4096;
    return limits;
  }
  static SceneLimits scene_limits() {
    SceneLimits limits;
    limits.nodes = 1024;
    limits.primitives = 4096;
    limits.glyphs = 8192;
    limits.order = 1024;
    return limits;
  }
  NodeHandle box(RectPx rect, Color color) {
    PrimitiveList list;
    list.fill({rect, color});
    const NodeHandle node = scene.create_node();
    scene.replace(node, list);
    return node;
  }
  void recolor(NodeHandle node, RectPx rect, Color color) {
    PrimitiveList list;
    list.fill({rect, color});
    scene.replace(node, list);
  }
  void order(std::initializer_list<NodeHandle> nodes) {
    std::vector<OrderEntry> entries;
    for (const NodeHandle node : nodes)
      entries.push_back({OrderKind::Node, node, {}, 0, 0, 1, {}, {}});
    scene.set_order(kWindow, entries);
  }
  // The next plan as text, without its first line; empty where there is none.
  std::string next(MissPolicy policy = MissPolicy::Warm) {
    const DrawPlan* plan = preparer->prepare(kWindow, policy);
    if (plan == nullptr) return {};
    counts = plan->counts;
    std::string text = dump(*plan);
    preparer->release(plan);
    return text.substr(text.find('\n') + 1);
  }

  Scene scene;
  FontFaceTable faces;
  std::unique_ptr<Preparer> preparer;
  PlanCounts counts;
};

FontFaceId add_sans(FontFaceTable& faces) {
  FontFaceKey key;
  key.blob = testing::load_font("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
  REQUIRE_FALSE(key.blob->bytes.empty());
  return faces.intern(key);
}

}  // namespace

TEST_CASE("an idle window has no plan") {
  Fixture f;
  CHECK(f.preparer->wants_frame(kWindow));
  CHECK(f.next() == "  damage (0 0 200x120)\n  solid (0 0 200x120) #ffffffff opaque\n");
  CHECK_FALSE(f.preparer->wants_frame(kWindow));
  CHECK(f.next().empty());
  f.scene.damage_all(kWindow);
  CHECK_FALSE(f.next().empty());
}

TEST_CASE("a change draws its damage only") {
  Fixture f;
  const NodeHandle a = f.box({10, 10, 30, 30}, rgb(0xFF0000));
  const NodeHandle b = f.box({20, 20, 50, 40}, rgb(0x00FF00));
  const NodeHandle far = f.box({150, 80, 170, 100}, rgb(0x0000FF));
  f.order({a, b, far});
  f.next();
  f.recolor(a, {10, 10, 30, 30}, rgb(0x880000));
  CHECK(f.next() ==
        "  damage (10 10 20x20)\n"
        "  solid (10 10 20x20) #ffffffff opaque\n"
        "  solid (10 10 20x20) #ff880000 opaque\n"
        "  solid (20 20 10x10) #ff00ff00 opaque\n");
  CHECK(f.counts.primitives_lowered == 2);
  f.recolor(a, {10, 10, 30, 30}, rgb(0x880000));  // the same again
  CHECK(f.next().empty());
}

TEST_CASE("moving, removing and reordering damage what was and what is") {
  Fixture f;
  const NodeHandle a = f.box({0, 0, 10, 10}, rgb(0xFF0000)),
                   b = f.box({0, 0, 10, 10}, rgb(0x00FF00));
  f.order({a, b});
  f.next();
  f.scene.move_node(b, 100, 50);
  CHECK(f.next() ==
        "  damage (0 0 10x10)\n"
        "  damage (100 50 10x10)\n"
        "  solid (0 0 10x10) #ffffffff opaque\n"
        "  solid (100 50 10x10) #ffffffff opaque\n"
        "  solid (0 0 10x10) #ffff0000 opaque\n"
        "  solid (100 50 10x10) #ff00ff00 opaque\n");
  f.scene.move_node(b, 5, 5);
  f.next();
  f.order({b, a});
  CHECK(f.next().starts_with("  damage ("));
  CHECK(f.counts.damage_px <= 15 * 15);
  f.scene.destroy_node(b);
  CHECK(f.next().find("00ff00") == std::string::npos);
  CHECK(f.counts.damage_px == 100);
  f.order({});
  f.next();
  CHECK(f.counts.damage_px == 100);
  CHECK(f.next().empty());
}

TEST_CASE("scrolling a space moves its nodes and keeps to its clip") {
  Fixture f;
  const SpaceHandle space = f.scene.create_space();
  Space value;
  value.clips = Clips::Yes;
  value.clip = {20, 20, 60, 60};
  f.scene.set_space(space, value);
  const NodeHandle row = f.box({20, 40, 60, 50}, rgb(0x123456));
  const OrderEntry entries[] = {{OrderKind::Node, row, space, 0, 0, 1, {}, {}}};
  f.scene.set_order(kWindow, entries);
  f.next();
  f.scene.set_offset(space, 0, -25);
  CHECK(f.next() ==
        "  damage (20 20 40x30)\n"
        "  solid (20 20 40x30) #ffffffff opaque\n"
        "  solid (20 20 40x5) #ff123456 opaque\n");
  f.scene.set_offset(space, 0, 500);
  f.next();
  CHECK(f.counts.damage_px == 40 * 5);
}

TEST_CASE("what an opaque box hides is not drawn") {
  Fixture f;
  const NodeHandle below = f.box({20, 20, 80, 80}, rgb(0xFF0000));
  const NodeHandle above = f.box({10, 10, 100, 100}, rgb(0x00FF00));
  f.order({below, above});
  CHECK(f.next().find("ffff0000") == std::string::npos);
  CHECK(f.counts.primitives_occluded == 1);
  Color glass = rgb(0x00FF00);
  glass.a = 254;
  f.recolor(above, {10, 10, 100, 100}, glass);
  CHECK(f.next().find("ffff0000") != std::string::npos);
}

TEST_CASE("a whole page hides the background") {
  Fixture f;
  f.order({f.box({0, 0, 200, 120}, rgb(0x00FF00))});
  CHECK(f.next() == "  damage (0 0 200x120)\n  solid (0 0 200x120) #ff00ff00 opaque\n");
}

TEST_CASE("rounded boxes of one radius share their corners, whatever their size") {
  Fixture f;
  PrimitiveList list;
  for (Px i = 0; i < 10; ++i) {
    list.rrect({{i, i, 40 + i * 3, 30 + i * 2}, all_corners(6), rgb(0x333333), {0, 0, 0, 0}, {}});
  }
  const NodeHandle node = f.scene.create_node();
  f.scene.replace(node, list);
  f.order({node});
  f.next();
  CHECK(f.preparer->atlas_stats().sprites == 4);
}

TEST_CASE("without a free plan the damage waits, and nothing of it is lost") {
  Fixture f;
  const NodeHandle a = f.box({0, 0, 10, 10}, rgb(0xFF0000));
  f.order({a});
  const DrawPlan* first = f.preparer->prepare(kWindow, MissPolicy::Warm);
  f.recolor(a, {0, 0, 10, 10}, rgb(0x880000));
  const DrawPlan* second = f.preparer->prepare(kWindow, MissPolicy::Warm);
  REQUIRE(first != nullptr);
  REQUIRE(second != nullptr);
  CHECK(second->serial == first->serial + 1);
  f.recolor(a, {0, 0, 20, 10}, rgb(0x880000));
  CHECK(f.preparer->prepare(kWindow, MissPolicy::Warm) == nullptr);
  f.recolor(a, {0, 0, 10, 10}, rgb(0x770000));
  CHECK(f.preparer->prepare(kWindow, MissPolicy::Warm) == nullptr);
  f.preparer->release(first);
  CHECK(f.next().starts_with("  damage (0 0 10x10)\n"));
  f.preparer->release(second);
}

TEST_CASE("glyphs of faces that aren't open are asked for, then drawn where they were missed") {
  Fixture f;
  const FontFaceId face = add_sans(f.faces);
  PrimitiveList list;
  const GlyphAt glyphs[] = {{10, 40, {36}, 0}, {30, 40, {37}, 0}, {50, 40, {36}, 0}};
  list.text({face, 16, rgb(0x000000), 0, 0}, glyphs);
  const NodeHandle node = f.scene.create_node();
  f.scene.replace(node, list);
  f.order({node});
  f.next(MissPolicy::Budget);
  CHECK(f.counts.glyphs == 0);
  CHECK(f.counts.glyphs_missing == 3);
  const std::vector<GlyphRequest> wanted(f.preparer->missing_glyphs().begin(),
                                         f.preparer->missing_glyphs().end());
  CHECK_FALSE(f.preparer->wants_frame(kWindow));  // until something comes
  glyph::GlyphRaster worker(f.faces, 4 << 20, glyph::GlyphRaster::Colour::Here);
  REQUIRE(static_cast<bool>(worker.open_face(face)));
  for (const GlyphRequest& request : wanted) {
    glyph::GlyphBitmap bitmap;
    REQUIRE(worker.rasterise(request.key, bitmap) == glyph::RasterStatus::Done);
    f.preparer->take_glyph(bitmap);
  }
  CHECK(f.preparer->wants_frame(kWindow));
  f.next(MissPolicy::Budget);
  CHECK(f.counts.glyphs == 3);
  CHECK(f.counts.glyphs_missing == 0);
  CHECK(f.counts.damage_px < 200 * 120);
}

TEST_CASE("glyphs of open faces are made in the frame, as many as its budget allows") {
  PrepareLimits limits = Fixture::small();
  limits.glyphs_per_frame = 2;
  Fixture f({200, 120}, limits);
  const FontFaceId face = add_sans(f.faces);
  REQUIRE(static_cast<bool>(f.preparer->open_face(face)));
  PrimitiveList list;
  const GlyphAt glyphs[] = {
      {10, 40, {36}, 0}, {30, 40, {37}, 0}, {50, 40, {38}, 0}, {70, 40, {36}, 0}};
  list.text({face, 16, rgb(0x000000), 0, 0}, glyphs);
  const NodeHandle node = f.scene.create_node();
  f.scene.replace(node, list);
  f.order({node});
  f.next(MissPolicy::Budget);
  CHECK(f.counts.glyphs == 3);
  CHECK(f.counts.glyphs_missing == 1);
  CHECK(f.preparer->missing_glyphs().size() == 1);
}

TEST_CASE("a glyph that can't be drawn is drawn as nothing and asked for once") {
  Fixture f;
  const FontFaceId face = add_sans(f.faces);
  PrimitiveList list;
  const GlyphAt glyphs[] = {{10, 40, {65'000}, 0}};
  list.text({face, 16, rgb(0x000000), 0, 0}, glyphs);
  const NodeHandle node = f.scene.create_node();
  f.scene.replace(node, list);
  f.order({node});
  f.next(MissPolicy::Budget);
  REQUIRE(f.preparer->missing_glyphs().size() == 1);
  f.preparer->take_failure(f.preparer->missing_glyphs()[0]);
  f.scene.damage_all(kWindow);
  f.next(MissPolicy::Budget);
  CHECK(f.preparer->missing_glyphs().empty());
  CHECK(f.counts.glyphs_missing == 0);
}

TEST_CASE("pictures are asked for at the size that they are drawn in") {
  Fixture f;
  const auto blob = std::make_shared<ImageBlob>();
  blob->size = {8, 8};
  blob->pixels.assign(64, 0xFF112233);
  blob->opaque = true;
  const ImageId id = f.preparer->images().add_source(blob);
  PrimitiveList list;
  list.image({id, {10, 10, 34, 28}, {0, 0, 1, 1}, {}, 255});
  const NodeHandle node = f.scene.create_node();
  f.scene.replace(node, list);
  f.order({node});
  f.next(MissPolicy::Budget);
  REQUIRE(f.preparer->missing_images().size() == 1);
  const ImageRequest request = f.preparer->missing_images()[0];
  CHECK(request == ImageRequest{id, {24, 18}, {0, 0, 1, 1}});
  const auto scaled = std::make_shared<ImageBlob>();
  scaled->size = request.size;
  scaled->opaque = true;
  scaled->pixels.assign(24 * 18, 0xFF112233);
  f.preparer->take_image(request, scaled);
  CHECK(f.next(MissPolicy::Budget) ==
        "  damage (10 10 24x18)\n"
        "  solid (10 10 24x18) #ffffffff opaque\n"
        "  picture (10 10 24x18) page 64 at 0,0 opaque\n");
}

TEST_CASE("bounds of a plan drop quads and say so") {
  PrepareLimits limits = Fixture::small();
  limits.quads = 8;
  Fixture f({200, 120}, limits);
  PrimitiveList list;
  for (Px i = 0; i < 40; ++i) list.fill({{i * 4, 0, i * 4 + 2, 9}, {0, 0, 0, 90}});
  const NodeHandle node = f.scene.create_node();
  f.scene.replace(node, list);
  f.order({node});
  f.next();
  CHECK(f.counts.quads == 8);
  CHECK(f.counts.dropped > 0);
}

TEST_CASE("two windows of different sizes share one preparer") {
  Fixture f;
  const WindowId second{1};
  f.scene.open_window(second, {50, 40}, rgb(0x000000));
  const NodeHandle a = f.box({0, 0, 5, 5}, rgb(0xFF0000)), b = f.box({0, 0, 5, 5}, rgb(0x00FF00));
  f.order({a});
  const OrderEntry other[] = {{OrderKind::Node, b, {}, 1, 1, 1, {}, {}}};
  f.scene.set_order(second, other);
  f.next();
  const DrawPlan* plan = f.preparer->prepare(second, MissPolicy::Warm);
  REQUIRE(plan != nullptr);
  CHECK(plan->target == SizePx{50, 40});
  CHECK(plan->window == second);
  f.preparer->release(plan);
  // A node moves from one window to the other: both are damaged where it was and is.
  f.order({});
  const OrderEntry both[] = {{OrderKind::Node, b, {}, 1, 1, 1, {}, {}},
                             {OrderKind::Node, a, {}, 20, 20, 1, {}, {}}};
  f.scene.set_order(second, both);
  plan = f.preparer->prepare(second, MissPolicy::Warm);
  REQUIRE(plan != nullptr);
  CHECK(plan->counts.damage_px == 25);
  f.preparer->release(plan);
  CHECK(f.next() == "  damage (0 0 5x5)\n  solid (0 0 5x5) #ffffffff opaque\n");
}

TEST_CASE("batches keep the pixels' order and are fewer") {
  PrepareLimits limits = Fixture::small();
  limits.draw_order = DrawOrderPolicy::Batched;
  Fixture f({640, 480}, limits);
  const FontFaceId face = add_sans(f.faces);
  std::vector<OrderEntry> entries;
  for (Px i = 0; i < 12; ++i) {
    PrimitiveList list;
    const RectPx box = {0, 0, 130, 90};
    list.shadow({box, all_corners(8), 4, 0, 2, 0, {0, 0, 0, 80}});
    list.rrect({box, all_corners(8), rgb(0xFFFFFF), rgb(0xCCCCCC), {1, 1, 1, 1}});
    const GlyphAt glyphs[] = {{10, 30, {36}, 0}, {24, 30, {37}, 0}};
    list.text({face, 14, rgb(0), 0, 0}, glyphs);
    const NodeHandle node = f.scene.create_node();
    f.scene.replace(node, list);
    entries.push_back({OrderKind::Node, node, {}, 10 + i % 4 * 155, 10 + i / 4 * 150, 1, {}, {}});
  }
  f.scene.set_order(kWindow, entries);
  const DrawPlan* plan = f.preparer->prepare(kWindow, MissPolicy::Warm);
  REQUIRE(plan != nullptr);
  CHECK(plan->batches.size() <= 6);  // of 250 quads
  size_t next = 0;
  for (const Batch& batch : plan->batches) {
    CHECK(batch.first == next);
    for (const Quad& q : plan->quads.subspan(batch.first, batch.count)) {
      const bool joined = batch.kind == QuadKind::Mask && q.kind == QuadKind::Solid;
      CHECK((joined || q.kind == batch.kind));
      CHECK((joined || q.page == batch.page));
    }
    next += batch.count;
  }
  CHECK(next == plan->quads.size());
  f.preparer->release(plan);
}

}  // namespace hallows::prepare
