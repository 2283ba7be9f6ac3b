// Runs case files against the layout engine: layout_cases [--failed] [--case NAME] FILE...
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "tests/bench/layout/case_format.h"

namespace {

using namespace hallows;
using nlohmann::json;

struct Options {
  bool list_failed = false;
  std::string only;
  std::vector<std::string> files;
};
struct Score {
  int passed = 0, total = 0;
  int other_passed = 0, other_total = 0;
  int scroll_passed = 0, scroll_total = 0;
};

bool has_scroll(const layout_cases::CaseTree& tree) {
  for (const auto& node : tree.nodes) {
    if (node.source->contains("s")) return true;
  }
  return false;
}

void run_case(const json& test, double tolerance, const Options& options, Score& score) {
  const std::string name = test.value("name", "?");
  if (!options.only.empty() && options.only != name) return;
  const auto tree = layout_cases::build_case(test);
  layout::layout(tree->tree, tree->input);
  const layout_cases::Verdict verdict = layout_cases::compare(*tree, tolerance);
  const bool agreed = test.value("ff", true);
  (agreed ? score.total : score.other_total) += 1;
  if (verdict.boxes) (agreed ? score.passed : score.other_passed) += 1;
  if (has_scroll(*tree) && agreed) {
    ++score.scroll_total;
    if (verdict.scrolls) ++score.scroll_passed;
  }
  if (!options.only.empty()) {
    std::printf("%s avail %s fit %s: expected | got\n%s", name.c_str(),
                test["avail"].dump().c_str(), test.value("fit", "block").c_str(),
                layout_cases::side_by_side(*tree, tolerance).c_str());
  }
  if (options.list_failed && !verdict.boxes) {
    std::printf("  failed%s: %s (%d nodes)\n", agreed ? "" : " (other)", name.c_str(),
                verdict.wrong_nodes);
  }
  if (options.list_failed && verdict.boxes && !verdict.scrolls) {
    std::printf("  scroll%s: %s\n", agreed ? "" : " (other)", name.c_str());
  }
}

bool run_file(const std::string& path, const Options& options, Score& total) {
  std::ifstream in(path);
  json file = json::parse(in, nullptr, false);
  if (!in || file.is_discarded() || !file.contains("cases")) {
    std::fprintf(stderr, "%s: not a case file\n", path.c_str());
    return false;
  }
  Score score;
  const double tolerance = file.value("tolerance", 0.1);
  for (const json& test : file["cases"]) run_case(test, tolerance, options, score);
  if (options.only.empty()) {
    std::printf("%s: %d/%d", file.value("suite", path).c_str(), score.passed, score.total);
    if (score.other_total > 0) std::printf("  others %d/%d", score.other_passed, score.other_total);
    if (score.scroll_total > 0) {
      std::printf("  scroll sizes %d/%d", score.scroll_passed, score.scroll_total);
    }
    std::printf("\n");
  }
  total.passed += score.passed;
  total.total += score.total;
  total.other_passed += score.other_passed;
  total.other_total += score.other_total;
  total.scroll_passed += score.scroll_passed;
  total.scroll_total += score.scroll_total;
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--failed") == 0) {
      options.list_failed = true;
    } else if (std::strcmp(argv[i], "--case") == 0 && i + 1 < argc) {
      options.only = argv[++i];
    } else {
      options.files.push_back(argv[i]);
    }
  }
  if (options.files.empty()) {
    std::fprintf(stderr, "usage: layout_cases [--failed] [--case NAME] FILE...\n");
    return 2;
  }
  Score total;
  bool ok = true;
  for (const std::string& file : options.files) ok &= run_file(file, options, total);
  std::printf("others: %d passed of %d; scroll sizes: %d of %d\n", total.other_passed,
              total.other_total, total.scroll_passed, total.scroll_total);
  std::printf("%d passed, %d failed\n", total.passed, total.total - total.passed);
  return ok && total.passed == total.total ? 0 : 1;
}
