// Vulkan's pictures beside those of the cpu back end, which are exact by definition. A channel may
// differ by 1: blending hardware rounds its one product and sum as it likes.
#include <doctest/doctest.h>

#include <algorithm>

#include "random_scene.h"
#include "renderer/cpu/cpu_backend.h"
#include "scenes.h"
#include "suite.h"

namespace hallows::conformance {

namespace {

constexpr uint32_t kMaxDraws =
    32;  // of the showcase, which has more kinds of things than any window

prepare::PrepareLimits limits() {
  prepare::PrepareLimits out = Stage::small_limits();
  out.draw_order = draw_order();
  return out;
}

bool runs_here() {
  if (make_backend({64, 1, 1}) != nullptr) return true;
  MESSAGE("there is no Vulkan device on this machine");
  return false;
}

std::unique_ptr<render::Backend> make_cpu(const prepare::PageSetup& setup) {
  return render::CpuBackend::create(setup);
}

}  // namespace

TEST_CASE("the showcase looks as the cpu back end draws it") {
  if (!runs_here()) return;
  for (const bool dark : {false, true}) {
    Stage vulkan(make_backend, kShowcaseSize, limits()), cpu(make_cpu, kShowcaseSize);
    build_showcase(vulkan, dark);
    build_showcase(cpu, dark);
    vulkan.frame();
    cpu.frame();
    const Difference difference = compare(vulkan.picture(), cpu.picture());
    CAPTURE(difference.x);
    CAPTURE(difference.y);
    CHECK(difference.largest <= golden_tolerance());
    MESSAGE("draws: ", vulkan.backend().stats().draws, ", pixels off by one: ", difference.pixels);
    CHECK(vulkan.backend().stats().draws <= kMaxDraws);
  }
}

TEST_CASE("random scenes and their edits look as the cpu back end draws them") {
  if (!runs_here()) return;
  uint32_t largest = 0;
  uint64_t differing = 0, all = 0;
  for (uint32_t seed = 1; seed <= 8; ++seed) {
    CAPTURE(seed);
    Stage vulkan(make_backend, {300, 220}, limits()), cpu(make_cpu, {300, 220});
    RandomScene vulkan_scene(vulkan, seed), cpu_scene(cpu, seed);
    for (int step = 0; step < 24; ++step) {
      CAPTURE(step);
      vulkan.frame();
      cpu.frame();
      const Difference difference = compare(vulkan.picture(), cpu.picture());
      CAPTURE(difference.x);
      CAPTURE(difference.y);
      CHECK(difference.largest <= golden_tolerance());
      largest = std::max(largest, difference.largest);
      differing += difference.pixels;
      all += 300 * 220;
      vulkan_scene.edit();
      cpu_scene.edit();
    }
  }
  MESSAGE("largest difference ", largest, "; ", differing, " of ", all, " pixels differ");
}

}  // namespace hallows::conformance
