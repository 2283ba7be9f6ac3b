#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "layout/layout_dump.h"
#include "tests/conformance/layout/random_tree.h"

using namespace hallows;
using namespace hallows::layout;
using namespace hallows::layout_random;

namespace {

// HALLOWS_LAYOUT_EDITS asks for more edits than the default run, HALLOWS_LAYOUT_SEED for others.
int number_from(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoi(text);
}

// The lines around the first difference of two dumps.
std::string difference(const std::string& a, const std::string& b) {
  size_t i = 0;
  while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
  size_t from = i;
  for (int lines = 0; from > 0 && lines < 4; --from) lines += a[from - 1] == '\n' ? 1 : 0;
  return a.substr(from, 400) + "\n--- from scratch:\n" + b.substr(from, 400);
}

}  // namespace

TEST_CASE("a tree after any edit looks as if it had been laid out from scratch") {
  Options options;
  int edits = number_from("HALLOWS_LAYOUT_EDITS", 6000);
  const auto first = static_cast<uint64_t>(number_from("HALLOWS_LAYOUT_SEED", 1));
  int wrong = 0;
  for (uint64_t seed = first; edits > 0 && wrong == 0; ++seed) {
    Source source(seed);
    RandomTree live;
    options.wide = seed % 6 == 0;
    build(live, source, options, 12 + source.below(60) + (options.wide ? 100 : 0));
    if (options.wide) {
      LayoutStyle root;
      root.display = Display::Flex;
      root.flex_direction = source.chance(50) ? FlexDirection::Column : FlexDirection::Row;
      root.flex_wrap = source.chance(50) ? FlexWrap::Wrap : FlexWrap::NoWrap;
      live.tree.set_style(live.nodes[0], root);
    }
    for (int i = 0; i < 40 && wrong == 0; ++i, --edits) {
      layout::layout(live.tree, live.input);
      RandomTree fresh;
      copy(live, fresh);
      layout::layout(fresh.tree, fresh.input);
      const std::string a = dump(live.tree, live.input.root);
      const std::string b = dump(fresh.tree, fresh.input.root);
      if (a != b) {
        ++wrong;
        FAIL_CHECK("seed ", seed, " edit ", i, "\n", difference(a, b));
      }
      const LayoutOutput again = layout::layout(live.tree, live.input);
      if (again.nodes_visited != 0) ++wrong;
      const uint32_t batch = 1 + source.below(3);
      for (uint32_t j = 0; j < batch; ++j) edit(live, source, options);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("odd numbers give finite, non-negative sizes") {
  Options options;
  options.extremes = true;
  int bad = 0;
  for (uint64_t seed = 1; seed < 400; ++seed) {
    Source source(seed + 9000);
    RandomTree live;
    build(live, source, options, 10 + source.below(40));
    layout::layout(live.tree, live.input);
    for (const NodeId n : live.nodes) {
      const Rect box = live.tree.box(n);
      const bool finite = box.x - box.x == 0 && box.y - box.y == 0 && box.width - box.width == 0 &&
                          box.height - box.height == 0;
      if (!finite || box.width < 0 || box.height < 0) ++bad;
    }
  }
  CHECK(bad == 0);
}
