#include "suite.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "random_scene.h"
#include "renderer/image/decode.h"
#include "renderer/image/encode_png.h"
#include "scenes.h"
#include "scrolling_scene.h"

namespace hallows::conformance {

namespace {

prepare::PrepareLimits limits() {
  prepare::PrepareLimits out = Stage::small_limits();
  out.draw_order = draw_order();
  return out;
}

bool runs_here() {
  if (make_backend({64, 1, 1}) != nullptr) return true;
  MESSAGE("this back end can't run on this machine");
  return false;
}

// HALLOWS_BLESS=1 makes what is drawn the expectation; review the pictures before committing them.
void check_golden(const Picture& picture, const std::string& name) {
  const std::string path = HALLOWS_SOURCE_DIR "/tests/conformance/renderer/golden/" + name;
  if (std::getenv("HALLOWS_BLESS") != nullptr && golden_tolerance() == 0) {
    const auto written = image::write_png(path, picture.pixels, picture.size, picture.size.width);
    REQUIRE(static_cast<bool>(written));
  }
  Result<ImageBlob> golden = image::load(path);
  REQUIRE(static_cast<bool>(golden));
  const Difference difference = compare(picture, {golden->size, golden->pixels});
  CAPTURE(name);
  CAPTURE(difference.pixels);
  CAPTURE(difference.x);
  CAPTURE(difference.y);
  CHECK(difference.largest <= golden_tolerance());
}

}  // namespace

TEST_CASE("the showcase is drawn as the goldens show it") {
  if (!runs_here()) return;
  for (const bool dark : {false, true}) {
    Stage stage(make_backend, kShowcaseSize, limits());
    build_showcase(stage, dark);
    const prepare::PlanCounts counts = stage.frame();
    CHECK(counts.dropped == 0);
    CHECK(counts.glyphs_missing == 0);
    CHECK(counts.images_missing == 0);
    check_golden(stage.picture(), dark ? "showcase_dark.png" : "showcase_light.png");
  }
}

TEST_CASE("large, turned and stretched text is drawn as the goldens show it") {
  if (!runs_here()) return;
  for (const bool dark : {false, true}) {
    Stage stage(make_backend, kLargeTextSize, limits());
    build_large_text(stage, dark);
    const prepare::PlanCounts counts = stage.frame();
    CHECK(counts.dropped == 0);
    CHECK(counts.glyphs > 31);
    CHECK(counts.glyphs_missing == 0);
    check_golden(stage.picture(), dark ? "large_text_dark.png" : "large_text_light.png");
  }
}

TEST_CASE("an idle frame draws nothing, a changed label draws its damage") {
  if (!runs_here()) return;
  Stage stage(make_backend, {200, 100}, limits());
  const FontFaceId face = stage.face("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
  const scene::NodeHandle node = stage.scene().create_node();
  const auto label = [&](uint16_t glyph) {
    scene::PrimitiveList list;
    const scene::GlyphAt glyphs[] = {{4, 14, {glyph}, 0}};
    list.text({face, 14, rgb(0x111111), 0, 0}, glyphs, {0, 0, 20, 20});
    stage.scene().replace(node, list);
  };
  label(36);
  const scene::OrderEntry order[] = {{scene::OrderKind::Node, node, {}, 50, 40, 1, {}, {}}};
  stage.scene().set_order(kWindow, order);
  stage.frame();
  const render::BackendStats before = stage.backend().stats();
  CHECK(stage.frame().quads == 0);
  CHECK(stage.backend().stats().plans == before.plans);
  label(37);
  const prepare::PlanCounts counts = stage.frame();
  CHECK(counts.damage_px == 400);
  CHECK(counts.quads == 2);
  CHECK(counts.glyphs == 1);
  CHECK(stage.backend().stats().pixels - before.pixels <= 800);
}

TEST_CASE("a resized window is drawn whole") {
  if (!runs_here()) return;
  Stage stage(make_backend, {90, 60}, limits());
  RandomScene random(stage, 3);
  stage.frame();
  for (const SizePx size : {SizePx{120, 80}, {41, 97}, {1, 1}, {300, 220}}) {
    stage.scene().resize_window(kWindow, size);
    const prepare::PlanCounts counts = stage.frame();
    CHECK(counts.damage_px == int64_t{size.width} * size.height);
    CHECK(compare(stage.picture(), stage.full_picture()).pixels == 0);
  }
}

TEST_CASE("a new back end gets all texels again") {
  if (!runs_here()) return;
  Stage stage(make_backend, kShowcaseSize, limits());
  build_showcase(stage, false);
  stage.frame();
  const Picture before = stage.picture();
  stage.restart_backend();
  stage.frame();
  CHECK(compare(stage.picture(), before).pixels == 0);
}

namespace {

// How many random scenes: more in a nightly run (HALLOWS_ROUNDS).
int rounds() {
  const char* text = std::getenv("HALLOWS_ROUNDS");
  return text != nullptr ? std::atoi(text) : 12;
}

}  // namespace

// The picture is what it were if all of it were drawn now.
#define REQUIRE_WHOLE(stage)                                                          \
  do {                                                                                \
    const Difference difference = compare((stage).picture(), (stage).full_picture()); \
    CAPTURE(difference.x);                                                            \
    CAPTURE(difference.y);                                                            \
    CAPTURE((stage).last_plan());                                                     \
    REQUIRE(difference.pixels == 0);                                                  \
  } while (false)

TEST_CASE("drawing the damage only gives the same pixels as drawing everything") {
  if (!runs_here()) return;
  for (int round = 0; round < rounds(); ++round) {
    CAPTURE(round);
    Stage stage(make_backend, {300, 220}, limits());
    RandomScene random(stage, static_cast<uint32_t>(round) + 1);
    stage.frame();
    int64_t damage = 0, all = 0;
    for (int step = 0; step < 24; ++step) {
      CAPTURE(step);
      const int edits = 1 + step % 3;
      for (int i = 0; i < edits; ++i) random.edit();
      damage += stage.frame().damage_px;
      all += 300 * 220;
      const Picture partial = stage.picture();
      const Difference difference = compare(partial, stage.full_picture());
      CAPTURE(difference.x);
      CAPTURE(difference.y);
      REQUIRE(difference.pixels == 0);
    }
    CHECK(damage < all * 3 / 4);  // else the test would prove little
  }
}

TEST_CASE("copying what scrolled and drawing the damage gives the pixels of drawing everything") {
  if (!runs_here()) return;
  int scrolled = 0;
  for (int round = 0; round < rounds(); ++round) {
    CAPTURE(round);
    Stage stage(make_backend, {300, 220}, limits());
    ScrollingScene scene(stage, static_cast<uint32_t>(round) + 1);
    stage.frame();
    for (int step = 0; step < 24; ++step) {
      CAPTURE(step);
      scene.step();
      const prepare::PlanCounts counts = stage.frame();
      if (counts.copied_px > 0) ++scrolled;
      CHECK(counts.copied_px <= 300 * 220);
      REQUIRE_WHOLE(stage);
    }
  }
  CHECK(scrolled > rounds() * 24 / 6);  // else the test would prove little
}

TEST_CASE("scrolls of frames that wait for a plan, or for an executor that is behind, add up") {
  if (!runs_here()) return;
  for (int round = 0; round < rounds(); ++round) {
    CAPTURE(round);
    Stage stage(make_backend, {300, 220}, limits());
    ScrollingScene scene(stage, static_cast<uint32_t>(round) + 1000);
    stage.frame();
    int late = 0;
    for (int step = 0; step < 12; ++step) {
      CAPTURE(step);
      for (int frame = 0; frame < 4; ++frame) {
        scene.step();
        if (!stage.prepare_frame()) ++late;
      }
      stage.execute_waiting();
      stage.frame();
      REQUIRE_WHOLE(stage);
    }
    CHECK(late >= 12);  // of 4 frames at least one found both plans taken
  }
}

TEST_CASE("glyphs that come late are drawn where scrolling took their text meanwhile") {
  if (!runs_here()) return;
  for (int round = 0; round < rounds(); ++round) {
    CAPTURE(round);
    Stage stage(make_backend, {300, 220}, limits());
    ScrollingScene scene(stage, static_cast<uint32_t>(round) + 2000);
    std::vector<GlyphRequest> glyphs;
    std::vector<ImageRequest> pictures;
    for (int step = 0; step < 10; ++step) {
      stage.frame(prepare::MissPolicy::Budget);
      const auto missing = stage.preparer().missing_glyphs();
      glyphs.insert(glyphs.end(), missing.begin(), missing.end());
      const auto wanted = stage.preparer().missing_images();
      pictures.insert(pictures.end(), wanted.begin(), wanted.end());
      scene.scroll();
    }
    stage.answer(glyphs, pictures);
    stage.frame();
    REQUIRE_WHOLE(stage);
  }
}

}  // namespace hallows::conformance
