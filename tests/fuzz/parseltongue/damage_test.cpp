#include <doctest/doctest.h>

#include "rt-kernel/base/hash.h"
#include "tests/conformance/parseltongue/sources.h"

using namespace hallows;
using namespace hallows::test;

// Cuts, doubles and moves pieces of a text; the same for the same seed.
static std::string damaged(std::string text, uint64_t seed) {
  const auto random = [&seed](size_t below) {
    seed = hash_mix(seed);
    return static_cast<size_t>(seed % (below == 0 ? 1 : below));
  };
  for (size_t n = 1 + random(4); n > 0; --n) {
    const size_t at = random(text.size());
    const size_t size = std::min(random(24), text.size() - at);
    const std::string piece = text.substr(at, size);
    switch (random(4)) {
      case 0:
        text.erase(at, size);
        break;
      case 1:
        text.insert(random(text.size()), piece);
        break;
      case 2:
        text.insert(at, 1, "{}()[]\"<>:=,.?!-+|&#@\\\n;"[random(24)]);
        break;
      default:
        text[at] = static_cast<char>(random(256));
        break;
    }
  }
  return text;
}

TEST_CASE("whatever happens to a file, it is compiled, printed and formatted without a crash") {
  size_t refused = 0;
  for (const std::string& path : files_in(kExamples)) {
    const std::string text = read(path);
    for (uint64_t seed = 1; seed <= 300; ++seed) {
      const std::string bad =
          damaged(text, hash_combine(seed, hash_bytes(path.substr(path.rfind('/')))));
      const auto result = compile_text(path, bad);
      (void)ptl::tables_dump(result.program->tables());
      refused += result.ok() ? 0 : 1;
      REQUIRE(ptl::parse_source(path, bad).printed == bad);
      const std::string once = ptl::format_source(bad);
      REQUIRE(ptl::format_source(once) == once);
    }
  }
  CHECK(refused > 1000);
}
