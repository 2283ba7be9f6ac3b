#include <doctest/doctest.h>

#include "tests/conformance/runtime/world.h"

using namespace hallows;
using hallows::testing::make_world;
using hallows::testing::World;

namespace {

const char* kCounter = R"(
use std { Column, Row, Rect, Text }
window Main {
    size: 400dp 300dp
    var count = 0
    Column {
        padding: 20dp
        Rect { width: 200dp, height: 24dp, overflow: hidden, Text { "count {count}", wrap: nowrap } }
        Text { "does not change" }
        Rect { width: 80dp, height: 40dp, background: #446688, access.name: "more", on tap { count += 1 } }
    }
}
)";

const char* kList = R"(
use std { Column, List, Rect, Text }
window Main {
    size: 400dp 300dp
    List {
        row-estimate: 30dp
        for i in 0 .. 1000 {
            Rect { height: (20 + mod(i * 7, 30)) * 1dp, Text { "row {i}", wrap: nowrap } }
        }
    }
}
)";

}  // namespace

TEST_CASE("changing one label shapes one text, creates nothing and draws only its damage") {
  auto world = make_world({.source = kCounter});
  world->tap("more");  // warm: digits are in the caches
  world->tap("more");
  const FrameRecord& frame = world->ledger().at(world->ledger().size() - 1);
  const WorkCounts before = world->ledger().work();
  world->tap("more");
  const WorkCounts after = world->ledger().work();
  CHECK(after.texts_shaped - before.texts_shaped == 1);
  CHECK(after.elements_created == before.elements_created);
  CHECK(after.nodes_laid_out - before.nodes_laid_out <= 3);
  CHECK(after.damage_px - before.damage_px > 0);
  CHECK(after.damage_px - before.damage_px < 3 * 200 * 24);
  CHECK(frame.work.damage_rects <= 4);
  CHECK(widgets::exists(world->ui(), widgets::find_text(world->ui(), {0}, "count 3")));
}

TEST_CASE("an idle window makes no frame in ten seconds") {
  auto world = make_world({.file = "demos/hello.ptl"});
  world->drive().advance(from_ms(500));
  const uint64_t frames = world->ledger().frames();
  world->drive().advance(from_ms(10'000));
  CHECK(world->ledger().frames() == frames);
}

TEST_CASE("a frame after warm-up calls nothing of the malloc family and takes no lock") {
  REQUIRE(rt::guard_ability().allocations);
  auto world = make_world({.source = kCounter});
  for (int i = 0; i < 12; ++i) world->tap("more");
  uint64_t allocations = 0;
  for (uint32_t i = 0; i < world->ledger().size(); ++i) {
    allocations += world->ledger().at(i).work.allocations;
  }
  if (allocations != 0) rt::print_offence(world->engine().worst_offence);
  CHECK(allocations == 0);
}

TEST_CASE("a list of a thousand rows holds what can be seen and one viewport of overscan") {
  auto world = make_world({.source = kList});
  // 300 dp of viewport and at most 300 dp of overscan on either side, rows of at least 20 dp, two
  // elements a row, and window, list and their like.
  const uint32_t live = world->ledger().last().work.elements_live;
  CHECK(live > 2 * 300 / 50);
  CHECK(live <= 2 * (3 * 300 / 20 + 2) + 8);
}

TEST_CASE("scrolling a thousand rows allocates nothing and leaves no blank row") {
  REQUIRE(rt::guard_ability().allocations);
  auto world = make_world({.source = kList});
  for (int i = 0; i < 40; ++i) world->wheel({200, 150}, 200);  // recycled rows and glyphs are warm
  const uint32_t first = world->ledger().size();
  for (int i = 0; i < 200; ++i) world->wheel({200, 150}, 200);
  uint64_t allocations = 0;
  for (uint32_t i = first; i < world->ledger().size(); ++i) {
    allocations += world->ledger().at(i).work.allocations;
  }
  if (allocations != 0) rt::print_offence(world->engine().worst_offence);
  CHECK(allocations == 0);
  CHECK(widgets::exists(world->ui(), widgets::find_text(world->ui(), {0}, "row 999")));
  CHECK_FALSE(widgets::exists(world->ui(), widgets::find_text(world->ui(), {0}, "row 0")));
}
