#include <array>
#include <span>

#include "rt-kernel/rt/hot_guard.h"
#include "rt-kernel/rt/permit.h"
#include "tests/conformance/port/port_suite.h"

using namespace hallows;
using namespace hallows::test;

TEST_CASE("a window shows what is presented, and only that") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  const SizePx size = size_of(watch);
  PixelTarget target = acquire(*fix, kA, size);
  REQUIRE(target.pixels != nullptr);
  CHECK(target.size == size);
  CHECK(target.stride_px >= size.width);
  CHECK(target.generation != 0);
  CHECK(fix->port().acquire_pixels(kA, size).pixels == nullptr);  // held already
  fill(target, 0x123456);
  const RectPx all{0, 0, size.width, size.height};
  fix->port().present_pixels(kA, std::span(&all, 1), 1);
  CHECK(comes_to_show(*fix, watch, size, all, 0x123456, 0));

  // The image persists; only the damage goes out.
  const uint32_t generation = target.generation;
  target = acquire(*fix, kA, size);
  REQUIRE(target.pixels != nullptr);
  CHECK(target.generation == generation);
  CHECK((target.pixels[0] & 0xFFFFFF) == 0x123456);
  fill(target, 0xABCDEF);
  const RectPx part{20, 10, 70, 31};
  fix->port().present_pixels(kA, std::span(&part, 1), 2);
  CHECK(comes_to_show(*fix, watch, size, part, 0xABCDEF, 0x123456));
}

TEST_CASE("damage outside the window is cut off, and none gives the image back unshown") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  const SizePx size = size_of(watch);
  PixelTarget target = acquire(*fix, kA, size);
  REQUIRE(target.pixels != nullptr);
  fill(target, 0x111111);
  const std::array<RectPx, 4> wild{{{-50, -50, 5000, 5000},
                                    {90, 90, 10, 10},
                                    {size.width, 0, size.width + 9, 9},
                                    {INT32_MIN / 2, 0, INT32_MAX / 2, 1}}};
  fix->port().present_pixels(kA, wild, 1);
  CHECK(comes_to_show(*fix, watch, size, {0, 0, size.width, size.height}, 0x111111, 0));
  target = acquire(*fix, kA, size);
  REQUIRE(target.pixels != nullptr);
  fill(target, 0x222222);
  fix->port().present_pixels(kA, {}, 2);
  fix->port().present_pixels(kA, wild, 3);  // nothing is held: ignored
  watch.settle();
  CHECK(comes_to_show(*fix, watch, size, {0, 0, size.width, size.height}, 0x111111, 0));
  PresentFeedback feedback;
  REQUIRE(fix->port().take_feedback(feedback));
  CHECK(feedback.frame == 1);
  CHECK_FALSE(fix->port().take_feedback(feedback));
}

TEST_CASE("more rectangles than a put has room for lose no pixel") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  const SizePx size = size_of(watch);
  const PixelTarget target = acquire(*fix, kA, size);
  REQUIRE(target.pixels != nullptr);
  fill(target, 0x654321);
  std::vector<RectPx> rows;
  for (Px y = 0; y < size.height; ++y) rows.push_back({0, y, size.width, y + 1});
  fix->port().present_pixels(kA, rows, 1);
  CHECK(comes_to_show(*fix, watch, size, {0, 0, size.width, size.height}, 0x654321, 0));
}

TEST_CASE("after a resize, also past the largest output, the new size can be drawn at once") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  uint32_t generation = acquire(*fix, kA, size_of(watch)).generation;
  fix->port().present_pixels(kA, {}, 0);
  for (const SizePx wanted : {SizePx{320, 240}, SizePx{1500, 900}, SizePx{7, 3}, SizePx{400, 50}}) {
    fix->resize(kA, wanted);
    REQUIRE(watch.until([&] { return size_of(watch) == wanted; }));
    const PixelTarget target = acquire(*fix, kA, wanted);
    REQUIRE(target.pixels != nullptr);
    CHECK(target.size == wanted);
    CHECK(target.generation != generation);  // all of it is to be drawn
    generation = target.generation;
    fill(target, 0x0000FF);
    const RectPx all{0, 0, wanted.width, wanted.height};
    fix->port().present_pixels(kA, std::span(&all, 1), 1);
    if (wanted.width > 1280) continue;  // what hangs over the screen can't be read back
    CHECK(comes_to_show(*fix, watch, wanted, all, 0x0000FF, 0));
  }
}

TEST_CASE("windows that are not open have no pixels and are no trouble") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  CHECK(fix->port().acquire_pixels(kA, {10, 10}).pixels == nullptr);
  CHECK(fix->port().acquire_pixels({200}, {10, 10}).pixels == nullptr);
  fix->port().present_pixels(kA, {}, 1);
  fix->port().present_pixels({200}, {}, 1);
  open(*fix, watch);
  CHECK(fix->port().acquire_pixels(kA, {0, 10}).pixels == nullptr);
  CHECK(fix->port().acquire_pixels(kA, {-1, -1}).pixels == nullptr);
  CHECK(fix->port().acquire_pixels(kA, {20'000, 20'000}).pixels == nullptr);  // no such buffer
  const SizePx size = size_of(watch);
  // Closed while somebody draws: the pixels stay valid until they are given back.
  const PixelTarget target = acquire(*fix, kA, size);
  REQUIRE(target.pixels != nullptr);
  fix->port().close_window(kA);
  watch.settle();
  fill(target, 0x00FF00);
  fix->port().present_pixels(kA, {}, 1);
  CHECK(fix->port().acquire_pixels(kA, size).pixels == nullptr);
  watch.settle();
  CHECK_FALSE(fix->port().open_window(kA, {.size = {50, 50}}).has_value());  // the id is free again
  watch.settle();
  CHECK(acquire(*fix, kA, {50, 50}).pixels != nullptr);
}

TEST_CASE("a presented frame comes back with its number and a time within a refresh") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  const VblankGrid grid = fix->port().vblank_grid(kA);
  CHECK(grid.interval.ns > 1'000'000);
  for (uint64_t frame = 7; frame < 10; ++frame) {
    const PixelTarget target = acquire(*fix, kA, size_of(watch));
    REQUIRE(target.pixels != nullptr);
    fill(target, static_cast<uint32_t>(frame));
    const RectPx part{0, 0, 10, 10};
    const Instant before = fix->clock().now();
    fix->port().present_pixels(kA, std::span(&part, 1), frame);
    PresentFeedback feedback;
    REQUIRE(fix->port().take_feedback(feedback));
    CHECK(feedback.window == kA);
    CHECK(feedback.frame == frame);
    CHECK(feedback.presented >= before);
    CHECK(feedback.presented <= fix->clock().now() + grid.interval);
  }
}

TEST_CASE("the engine's side of a port keeps the rules of a frame") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  const SizePx size = size_of(watch);
  const RectPx part{0, 0, 10, 10};
  uint32_t drawn = 0;
  for (uint64_t frame = 1; frame <= 20; ++frame) {
    fix->move_pointer(kA, static_cast<int>(frame), 5);
    fix->port().poll(fix->clock().now() + from_ms(10));
    const WindowRequest cursor = request(WindowRequestKind::SetCursor, kA);
    const rt::PermitCounts before = rt::permit_counts();
    rt::begin_frame();
    InputEvent event;
    while (fix->port().input().try_pop(event)) {
    }
    PresentFeedback feedback;
    while (fix->port().take_feedback(feedback)) {
    }
    const VblankGrid grid = fix->port().vblank_grid(kA);
    const bool asked = fix->port().request(cursor);
    const PixelTarget target = fix->port().acquire_pixels(kA, size);
    if (target.pixels != nullptr) {
      target.pixels[0] = 0xFF000000;
      fix->port().present_pixels(kA, std::span(&part, 1), frame);
      ++drawn;
    }
    const rt::HotReport report = rt::end_frame();
    const rt::PermitCounts after = rt::permit_counts();
    rt::print_offence(report);
    CHECK(report.malloc_calls() == 0);
    CHECK(report.locks == 0);
    CHECK(asked);
    CHECK(grid.interval.ns > 0);
    // One to see whether the last put is over, one to put.
    CHECK(after[rt::PermitKind::Put] - before[rt::PermitKind::Put] <= 2);
  }
  CHECK(drawn > 0);
}
