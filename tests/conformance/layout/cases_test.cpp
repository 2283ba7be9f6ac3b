#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/bench/layout/case_format.h"

using namespace hallows;

// Rectangles that a browser gives for the same trees (a second one agrees with each but pictures).
TEST_CASE("boxes stand and scroll where browsers put them") {
  int files = 0, cases = 0;
  const std::filesystem::path dir =
      std::filesystem::path(HALLOWS_SOURCE_DIR) / "tests/conformance/layout/data";
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path());
    const nlohmann::json file = nlohmann::json::parse(in);
    ++files;
    for (const nlohmann::json& test : file["cases"]) {
      ++cases;
      const auto tree = layout_cases::build_case(test);
      layout::layout(tree->tree, tree->input);
      const auto verdict = layout_cases::compare(*tree, file["tolerance"]);
      if (verdict.boxes && verdict.scrolls) continue;
      FAIL_CHECK(test["name"].get<std::string>(), "\n",
                 layout_cases::side_by_side(*tree, file["tolerance"]));
    }
  }
  CHECK(files == 34);
  CHECK(cases > 400);
}
