#include "suite.h"

#include <doctest/doctest.h>

#include <cstdlib>

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

}  // namespace hallows::conformance
