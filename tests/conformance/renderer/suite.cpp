#include "suite.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "random_scene.h"
#include "renderer/image/encode_png.h"
#include "scenes.h"

namespace hallows::conformance {

TEST_CASE("the showcase draws") {
  for (const bool dark : {false, true}) {
    Stage stage(make_backend, kShowcaseSize);
    build_showcase(stage, dark);
    const prepare::PlanCounts counts = stage.frame();
    CHECK(counts.dropped == 0);
    CHECK(counts.glyphs_missing == 0);
    const Picture picture = stage.picture();
    if (const char* folder = std::getenv("HALLOWS_PICTURES")) {
      const std::string path = std::string(folder) + (dark ? "/dark.png" : "/light.png");
      CHECK(static_cast<bool>(
          image::write_png(path, picture.pixels, picture.size, picture.size.width)));
    }
  }
}

namespace {

// How many random scenes: more in a nightly run (HALLOWS_ROUNDS).
int rounds() {
  const char* text = std::getenv("HALLOWS_ROUNDS");
  return text != nullptr ? std::atoi(text) : 12;
}

}  // namespace

TEST_CASE("drawing the damage only gives the same pixels as drawing everything") {
  for (int round = 0; round < rounds(); ++round) {
    CAPTURE(round);
    Stage stage(make_backend, {300, 220});
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
    if (std::getenv("HALLOWS_VERBOSE")) std::printf("%d: %ld of %ld\n", round, damage, all);
  }
}

}  // namespace hallows::conformance
