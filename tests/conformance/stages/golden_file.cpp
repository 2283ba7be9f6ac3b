#include "tests/conformance/stages/golden_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <vector>

#include "parseltongue/tools/sources.h"
#include "rt-kernel/base/write_file.h"

namespace hallows::testing {
namespace {

const std::string kFolder = std::string(HALLOWS_SOURCE_DIR) + "/tests/conformance/stages/";

std::vector<std::string> lines_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The first line that differs; all of them (at most ten) where no line came or went.
std::string difference(std::string_view expected, std::string_view got) {
  const std::vector<std::string> a = lines_of(expected), b = lines_of(got);
  const size_t limit = a.size() == b.size() ? 10 : 1;
  std::string out;
  size_t found = 0;
  for (size_t i = 0; i < std::max(a.size(), b.size()) && found < limit; ++i) {
    if (i < a.size() && i < b.size() && a[i] == b[i]) continue;
    ++found;
    out += "\n  line " + std::to_string(i + 1);
    out += "\n    expected: " + (i < a.size() ? a[i] : "(end)");
    out += "\n    got:      " + (i < b.size() ? b[i] : "(end)");
  }
  return out;
}

}  // namespace

bool blessing() {
  const char* bless = std::getenv("HALLOWS_BLESS");
  return bless != nullptr && *bless != '\0' && *bless != '0';
}

void check_golden(const std::string& name, std::string_view text) {
  if (blessing()) {
    REQUIRE(static_cast<bool>(write_file(kFolder + name, text)));
    return;
  }
  const std::optional<std::string> expected = tools::read_file(kFolder + name);
  REQUIRE_MESSAGE(expected.has_value(),
                  "there is no " << kFolder << name << "; HALLOWS_BLESS=1 writes it");
  if (*expected == text) return;
  FAIL_CHECK("tests/conformance/stages/"
             << name << ": " << difference(*expected, text)
             << "\n  HALLOWS_BLESS=1 takes what was got; review the diff");
}

}  // namespace hallows::testing
