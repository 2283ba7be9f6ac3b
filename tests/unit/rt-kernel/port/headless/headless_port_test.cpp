#include "rt-kernel/port/headless/headless_port.h"

#include <doctest/doctest.h>

using namespace hallows;

namespace {

constexpr WindowId kA{0};
constexpr WindowId kB{1};

struct Bench {
  Clock clock{Clock::Kind::Virtual};
  rt::Doorbell bell;
  HeadlessPort port{{.port = {.clock = &clock, .engine_bell = &bell}, .output = {64, 48}}};

  std::vector<InputEvent> events() {
    std::vector<InputEvent> out;
    InputEvent e;
    while (port.input().try_pop(e)) out.push_back(e);
    return out;
  }
};

}  // namespace

TEST_CASE("on a virtual clock a poll never waits and time stands still") {
  Bench bench;
  for (int i = 0; i < 1000; ++i) CHECK(bench.port.poll(rt::kNever));
  CHECK(bench.clock.now().ns == 0);
  bench.clock.advance_to({5'000'000});
  InputEvent key;
  key.kind = InputKind::KeyDown;
  bench.port.send(key);
  key.time = {3};
  bench.port.send(key);
  const auto events = bench.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].time.ns == 5'000'000);
  CHECK(events[1].time.ns == 3);  // a script may say when
}

TEST_CASE("frames appear at the next refresh of an exact grid") {
  Bench bench;
  REQUIRE_FALSE(bench.port.open_window(kA, {.size = {20, 10}}).has_value());
  const RectPx all{0, 0, 20, 10};
  const struct {
    int64_t now, appears;
  } cases[] = {{0, 16'666'667}, {16'666'666, 16'666'667}, {16'666'667, 33'333'334}};
  for (const auto& c : cases) {
    bench.clock.advance_to({c.now});
    REQUIRE(bench.port.acquire_pixels(kA, {20, 10}).pixels != nullptr);
    bench.port.present_pixels(kA, std::span(&all, 1), 5);
    PresentFeedback feedback;
    REQUIRE(bench.port.take_feedback(feedback));
    CHECK(feedback.presented.ns == c.appears);
    CHECK(feedback.from_display);
  }
  CHECK(bench.port.window(kA).presents == 3);
  CHECK(bench.port.window(kA).presented_px == 600);
}

TEST_CASE("two windows of different scale, and a scale that changes at run time") {
  Bench bench;
  REQUIRE_FALSE(bench.port.open_window(kA, {.size = {20, 10}}).has_value());
  REQUIRE_FALSE(bench.port.open_window(kB, {.size = {20, 10}}).has_value());
  bench.events();
  bench.port.set_scale(kB, 1.5f);
  const auto events = bench.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].kind == InputKind::ScaleChange);
  CHECK(events[0].scale == 1.5f);
  CHECK(events[1].kind == InputKind::Resize);
  CHECK(events[1].window == kB);
  CHECK(events[1].size_px == SizePx{30, 15});
  CHECK(events[1].scale == 1.5f);
  CHECK(bench.port.window(kA).size == SizePx{20, 10});
  CHECK(bench.port.acquire_pixels(kB, {30, 15}).pixels != nullptr);
  // Back again: dp sizes don't drift.
  for (int i = 0; i < 50; ++i) bench.port.set_scale(kB, i % 2 == 0 ? 1.25f : 1.0f);
  CHECK(bench.port.window(kB).size == SizePx{20, 10});
  bench.port.set_scale(kB, -1);
  bench.port.set_scale({77}, 2);
  CHECK(bench.port.window(kB).scale == 1.0f);
}

TEST_CASE("what was never presented shows in a colour that nobody overlooks") {
  Bench bench;
  REQUIRE_FALSE(bench.port.open_window(kA, {.size = {4, 2}}).has_value());
  const PixelTarget target = bench.port.acquire_pixels(kA, {4, 2});
  REQUIRE(target.pixels != nullptr);
  for (Px i = 0; i < 2 * target.stride_px; ++i) target.pixels[i] = 0xFF00FF00;
  const RectPx corner{0, 0, 1, 1};
  bench.port.present_pixels(kA, std::span(&corner, 1), 1);
  const auto shown = bench.port.shown(kA);
  REQUIRE(shown.size() == 8);
  CHECK(shown[0] == 0xFF00FF00);
  for (size_t i = 1; i < 8; ++i) CHECK(shown[i] == 0xFFFF00FF);
}

TEST_CASE("buffers grow while many sizes pass by unseen, and the last one can be drawn") {
  Bench bench;
  REQUIRE_FALSE(bench.port.open_window(kA, {.size = {20, 10}}).has_value());
  for (Px side = 65; side < 400; side += 5) bench.port.resize(kA, {side, side});  // nobody draws
  bench.port.poll({0});
  CHECK(bench.port.acquire_pixels(kA, {20, 10}).pixels != nullptr);  // takes the offers in
  bench.port.present_pixels(kA, {}, 0);
  bench.port.poll({0});  // offers what found no room before
  const PixelTarget last = bench.port.acquire_pixels(kA, bench.port.window(kA).size);
  CHECK(last.pixels != nullptr);
  CHECK(last.size == SizePx{395, 395});
}

TEST_CASE("requests change what the script can see") {
  Bench bench;
  WindowRequest request;
  request.kind = WindowRequestKind::Open;
  request.size = {10, 10};
  request.text = {'h', 'i'};
  request.text_size = 2;
  CHECK(bench.port.request(request));
  bench.port.poll({0});
  CHECK(bench.port.window(kA).open);
  CHECK(bench.port.window(kA).title == "hi");
  request.kind = WindowRequestKind::SetCursor;
  request.cursor = CursorShape::Hand;
  CHECK(bench.port.request(request));
  request.kind = WindowRequestKind::CaretRect;
  request.rect = {1, 2, 3, 4};
  CHECK(bench.port.request(request));
  bench.port.poll({0});
  CHECK(bench.port.window(kA).cursor == CursorShape::Hand);
  CHECK(bench.port.window(kA).caret == Rect{1, 2, 3, 4});
  while (bench.port.request(request)) {
  }  // the ring's bound: refused, not blocked
  bench.port.poll({0});
  CHECK(bench.port.request(request));
}
