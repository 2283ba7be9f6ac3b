#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "parseltongue/tools/stage_dump.h"
#include "tests/conformance/runtime/world.h"
#include "tests/conformance/stages/golden_file.h"

using namespace hallows;
using hallows::testing::blessing;
using hallows::testing::check_golden;
using hallows::testing::make_world;

namespace {

struct Example {
  const char* name;
  const char* file;
};
constexpr Example kExamples[] = {{"hello", "demos/hello.ptl"},
                                 {"layers", "tests/conformance/stages/layers.ptl"}};

std::string golden_name(const Example& example, const char* stage) {
  return std::string("golden/") + example.name + "." + stage + ".txt";
}

}  // namespace

TEST_CASE("every stage of the first frame writes what its golden file says") {
  for (const Example& example : kExamples) {
    auto world = make_world({.file = example.file});
    for (const char* stage : tools::kDumpStages) {
      const std::string text = tools::dump_stage(*world->session, {0}, stage);
      // Everything in hello.ptl is constant.
      const bool may_be_empty = std::string_view(stage) == "bindings";
      CHECK_MESSAGE((may_be_empty || !text.empty()),
                    std::string(example.name) << ": nothing was dumped of " << std::string(stage));
      check_golden(golden_name(example, stage), text);
    }
  }
}

TEST_CASE("a name that is no stage dumps nothing") {
  auto world = make_world({.file = "demos/hello.ptl"});
  CHECK(tools::dump_stage(*world->session, {0}, "present").empty());
}

TEST_CASE("no golden file is left that no stage writes") {
  const std::string folder = std::string(HALLOWS_SOURCE_DIR) + "/tests/conformance/stages/";
  std::vector<std::string> used;
  for (const Example& example : kExamples) {
    for (const char* stage : tools::kDumpStages) used.push_back(golden_name(example, stage));
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder + "golden")) {
    const std::string name = "golden/" + entry.path().filename().string();
    const bool dead = std::find(used.begin(), used.end(), name) == used.end();
    CHECK_MESSAGE(!dead, "dead golden file: tests/conformance/stages/" << name);
  }
}
