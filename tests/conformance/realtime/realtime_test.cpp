#include <doctest/doctest.h>

#include <algorithm>

#include "rt-kernel/rt/hot_guard.h"
#include "tests/conformance/realtime/demo_drive.h"

using namespace hallows;
using hallows::testing::all_demos;
using hallows::testing::DemoDrive;
using hallows::testing::DriveCounts;
using hallows::testing::DriveResult;

TEST_CASE("no frame of any demo allocates, frees or takes a lock, whatever its user does") {
  const std::vector<std::string> demos = all_demos();
  REQUIRE(demos.size() >= 8);
  DriveCounts all;
  for (const std::string& demo : demos) {
    CAPTURE(demo);
    DemoDrive drive(demo);
    const DriveResult result = drive.run();
    MESSAGE(demo << ": " << result.counts.frames << " frames, " << result.counts.taps << " taps, "
                 << result.counts.edits << " inputs, " << result.allocations << " allocations, "
                 << result.locks << " locks");
    CHECK(result.counts.frames > 0);
    CHECK(result.counts.hovers > 0);
    all.taps += result.counts.taps;
    all.wheels += result.counts.wheels;
    all.keys += result.counts.keys;
    all.edits += result.counts.edits;
    all.inputs += result.counts.inputs;
    CHECK(result.allocations == 0);
    CHECK(result.locks == 0);
  }
  // A drive that touches nothing proves nothing.
  CHECK(all.taps >= 20);
  CHECK(all.wheels >= 10);
  CHECK(all.keys >= 10);
  CHECK(all.edits >= 1);
  CHECK(all.inputs >= 5);
  rt::print_offences();
  CHECK(rt::offence_sites() == 0);
}

TEST_CASE("a style that no text had before is prepared by a worker while another stands in") {
  DemoDrive drive(std::string(HALLOWS_SOURCE_DIR) + "/tests/conformance/realtime/new_things.ptl");
  const DriveResult result = drive.run();
  // Weight, features, language and slant with each of the first two taps, and the family.
  CHECK(result.style_misses >= 9);
  CHECK(result.allocations == 0);
  CHECK(result.locks == 0);
  CHECK_FALSE(drive.shows_substitutes());
  rt::print_offences();
  CHECK(rt::offence_sites() == 0);
}

TEST_CASE("text that grows, turns and zooms takes outlines and cells without an allocation") {
  DemoDrive drive(std::string(HALLOWS_SOURCE_DIR) + "/tests/conformance/realtime/large_text.ptl");
  const DriveResult result = drive.run();
  CHECK(result.counts.taps >= 1);
  CHECK(result.glyph_misses >= 10);  // each letter's outline once, and colour glyphs
  CHECK(result.allocations == 0);
  CHECK(result.locks == 0);
  rt::print_offences();
  CHECK(rt::offence_sites() == 0);
}
