#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "renderer/vulkan/vulkan_backend.h"
#include "tests/conformance/runtime/world.h"

using namespace hallows;
using hallows::testing::make_world;
using hallows::testing::World;

namespace {

// Every .ptl file below demos/, from the project's root.
std::vector<std::string> all_demos() {
  namespace fs = std::filesystem;
  const fs::path root = HALLOWS_SOURCE_DIR;
  std::vector<std::string> demos;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / "demos")) {
    if (entry.path().extension() == ".ptl") {
      demos.push_back(entry.path().lexically_relative(root).string());
    }
  }
  std::sort(demos.begin(), demos.end());
  return demos;
}

int largest_difference(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  int largest = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    for (int shift = 0; shift < 32; shift += 8) {
      const int x = static_cast<int>((a[i] >> shift) & 0xFF);
      const int y = static_cast<int>((b[i] >> shift) & 0xFF);
      largest = std::max(largest, std::abs(x - y));
    }
  }
  return largest;
}

}  // namespace

TEST_CASE("both back ends draw every demo alike, within 1/255") {
  REQUIRE_MESSAGE(!render::report_vulkan().devices.empty(),
                  "no Vulkan device: install mesa-vulkan-drivers");
  const std::vector<std::string> demos = all_demos();
  REQUIRE(demos.size() >= 8);
  for (const std::string& demo : demos) {
    CAPTURE(demo);
    auto cpu = make_world({.file = demo, .backend = BackendChoice::Cpu});
    auto vulkan = make_world({.file = demo, .backend = BackendChoice::Vulkan});
    REQUIRE(vulkan->session->report().backend.starts_with("vulkan"));
    SizePx size;
    const std::vector<uint32_t> a = cpu->session->picture({0}, size);
    const std::vector<uint32_t> b = vulkan->session->picture({0}, size);
    REQUIRE(a.size() == b.size());
    REQUIRE(!a.empty());
    CHECK(largest_difference(a, b) <= 1);
  }
}

TEST_CASE("what a window shows after changes equals the same state drawn at once") {
  auto changed = make_world({.file = "demos/gallery/gallery.ptl"});
  changed->tap("Use the dark theme");
  changed->drive().advance(from_ms(2000));
  changed->tap("Use the dark theme");
  changed->drive().advance(from_ms(2000));
  const std::vector<uint32_t> shown(changed->port().shown({0}).begin(),
                                    changed->port().shown({0}).end());
  changed->engine().config.scene->damage_all({0});
  changed->drive().settle();
  const std::span<const uint32_t> whole = changed->port().shown({0});
  REQUIRE(shown.size() == whole.size());
  CHECK(largest_difference(shown, whole) == 0);
}

TEST_CASE("the same UI gives the same picture twice") {
  auto first = make_world({.file = "demos/hello.ptl"});
  auto second = make_world({.file = "demos/hello.ptl"});
  CHECK(first->checksum() == second->checksum());
}
