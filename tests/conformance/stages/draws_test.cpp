#include <doctest/doctest.h>

#include "renderer/vulkan/vulkan_backend.h"
#include "tests/conformance/runtime/world.h"

using namespace hallows;
using hallows::testing::make_world;

// 1,400 quads of boxes, shadows, texts in six scripts, emoji, pictures and rounded clips: what can
// share a draw call does, also across clips and layers. In painting order it would take about 100.
TEST_CASE("the gallery's first frame takes at most sixteen draw calls on Vulkan") {
  REQUIRE_MESSAGE(!render::report_vulkan().devices.empty(),
                  "no Vulkan device: install mesa-vulkan-drivers");
  auto world = make_world({.file = "demos/gallery/gallery.ptl", .backend = BackendChoice::Vulkan});
  REQUIRE(world->session->report().backend.starts_with("vulkan"));
  const render::BackendStats stats = world->engine().config.executor->backend().stats();
  REQUIRE(stats.plans >= 1);
  MESSAGE("draw calls: ", stats.draws, " in ", stats.plans, " plans");
  CHECK(world->ledger().at(0).work.quads > 1000);
  CHECK(stats.draws <= 16 * stats.plans);
}
