#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <functional>
#include <limits>
#include <thread>

#include "rt-kernel/rt/hot_guard.h"
#include "rt-kernel/rt/permit.h"
#include "tests/conformance/port/fixture.h"

using namespace hallows;
using test::Fixture;
using test::FixtureSpec;

namespace {

constexpr WindowId kA{0};
constexpr WindowId kB{3};
constexpr int64_t kPatienceMs = 20'000;

std::unique_ptr<Fixture> fixture(const FixtureSpec& spec = {}) {
  std::string why;
  std::unique_ptr<Fixture> made = Fixture::create(spec, why);
  if (made == nullptr) MESSAGE("skipped: " << why);
  return made;
}

// Polls until an event that fits has come; the others are kept in `seen`.
struct Watch {
  Fixture& fix;
  std::vector<InputEvent> seen;

  void drain() {
    InputEvent event;
    while (fix.port().input().try_pop(event)) seen.push_back(event);
  }
  bool until(const std::function<bool()>& done) {
    const Instant patience = fix.clock().now() + from_ms(kPatienceMs);
    for (;;) {
      drain();
      if (done()) return true;
      if (fix.clock().now() > patience) return false;
      if (!fix.port().poll(fix.clock().now() + from_ms(20))) return false;
    }
  }
  const InputEvent* last(InputKind kind, WindowId window) const {
    for (size_t i = seen.size(); i-- > 0;) {
      if (seen[i].kind == kind && seen[i].window == window) return &seen[i];
    }
    return nullptr;
  }
  bool wait_for(InputKind kind, WindowId window = kA) {
    return until([&] { return last(kind, window) != nullptr; });
  }
  // Until nothing has come for a while: whatever an earlier action set off is over.
  void settle() {
    for (size_t before = seen.size() + 1; before != seen.size();) {
      before = seen.size();
      for (int i = 0; i < 4; ++i) {
        fix.port().poll(fix.clock().now() + from_ms(15));
        drain();
      }
    }
  }
  std::string typed() const {
    std::string out;
    for (const InputEvent& e : seen) {
      if (e.kind == InputKind::Text) out.append(e.text.data(), e.text_size);
    }
    return out;
  }
};

void open(Fixture& fix, Watch& watch, WindowId window = kA, Size size = {200, 100}) {
  const auto error = fix.port().open_window(window, {.size = size, .title = "conformance"});
  REQUIRE_FALSE(error.has_value());
  REQUIRE(watch.wait_for(InputKind::Resize, window));
  watch.settle();
}

SizePx size_of(const Watch& watch, WindowId window = kA) {
  return watch.last(InputKind::Resize, window)->size_px;
}

// The display may still read the last put.
PixelTarget acquire(Fixture& fix, WindowId window, SizePx size) {
  const Instant patience = fix.clock().now() + from_ms(kPatienceMs);
  for (;;) {
    const PixelTarget target = fix.port().acquire_pixels(window, size);
    if (target.pixels != nullptr || fix.clock().now() > patience) return target;
    fix.port().poll(fix.clock().now() + from_ms(2));
  }
}

void fill(const PixelTarget& target, uint32_t color) {
  for (Px y = 0; y < target.size.height; ++y) {
    for (Px x = 0; x < target.size.width; ++x) {
      target.pixels[static_cast<size_t>(y) * target.stride_px + x] = 0xFF000000u | color;
    }
  }
}

// Whether the window shows `color` exactly inside `inside` and `other` elsewhere, sooner or later.
bool comes_to_show(Fixture& fix, Watch& watch, SizePx size, RectPx inside, uint32_t color,
                   uint32_t other) {
  return watch.until([&] {
    const std::vector<uint32_t> words = fix.shown(kA, size);
    if (words.size() != static_cast<size_t>(size.width) * size.height) return false;
    for (Px y = 0; y < size.height; ++y) {
      for (Px x = 0; x < size.width; ++x) {
        const bool in = x >= inside.x0 && x < inside.x1 && y >= inside.y0 && y < inside.y1;
        if (words[static_cast<size_t>(y) * size.width + x] != (in ? color : other)) return false;
      }
    }
    return true;
  });
}

WindowRequest request(WindowRequestKind kind, WindowId window, std::string_view text = {}) {
  WindowRequest out;
  out.kind = kind;
  out.window = window;
  out.text_size = static_cast<uint8_t>(text.size());
  text.copy(out.text.data(), out.text.size());
  return out;
}

}  // namespace

TEST_CASE("an opened window announces its size in device pixels and its scale") {
  for (const float scale : {1.0f, 2.0f}) {
    const auto fix = fixture({.scale = scale});
    if (fix == nullptr) return;
    Watch watch{*fix, {}};
    open(*fix, watch);
    const InputEvent& resize = *watch.last(InputKind::Resize, kA);
    CHECK(resize.scale == scale);
    CHECK(resize.size_px == SizePx{static_cast<Px>(200 * scale), static_cast<Px>(100 * scale)});
    CHECK(resize.time.ns > 0);
    REQUIRE_FALSE(fix->port().outputs().empty());
    CHECK(fix->port().outputs()[0].size == SizePx{1280, 720});
    CHECK(fix->port().outputs()[0].scale == scale);
  }
}

TEST_CASE("a window that can't be opened says why, and nothing else happens") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  CHECK(fix->port().open_window(kA, {}).has_value());  // in use
  CHECK(fix->port().open_window({kMaxWindows}, {}).has_value());
  CHECK(fix->port().open_window({255}, {}).has_value());
  const float bad = std::numeric_limits<float>::quiet_NaN();
  for (const Size size : {Size{0, 0}, Size{-5, 10}, Size{bad, bad}}) {
    // Absurd sizes give the smallest window, not a crash.
    CHECK_FALSE(fix->port().open_window(kB, {.size = size}).has_value());
    watch.settle();
    REQUIRE(watch.last(InputKind::Resize, kB) != nullptr);
    CHECK(size_of(watch, kB).width >= 1);
    fix->port().close_window(kB);
    watch.settle();
  }
  fix->port().close_window({255});
}

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

TEST_CASE("pointer, buttons and wheel arrive in dp") {
  for (const float scale : {1.0f, 2.0f}) {
    const auto fix = fixture({.scale = scale});
    if (fix == nullptr) return;
    Watch watch{*fix, {}};
    open(*fix, watch);
    fix->move_pointer(kA, 10, 10);
    watch.settle();
    fix->move_pointer(kA, 50, 30);
    REQUIRE(watch.until([&] {
      const InputEvent* move = watch.last(InputKind::PointerMove, kA);
      return move != nullptr && move->position == Vec2{50 / scale, 30 / scale};
    }));
    for (const uint8_t button : {uint8_t{0}, uint8_t{1}, uint8_t{2}}) {
      watch.seen.clear();
      fix->press_button(kA, button);
      REQUIRE(watch.wait_for(InputKind::PointerDown));
      CHECK(watch.last(InputKind::PointerDown, kA)->button == button);
      CHECK(watch.last(InputKind::PointerDown, kA)->position == Vec2{50 / scale, 30 / scale});
      fix->release_button(kA, button);
      REQUIRE(watch.wait_for(InputKind::PointerUp));
      CHECK(watch.last(InputKind::PointerUp, kA)->button == button);
    }
    fix->scroll_down(kA);
    REQUIRE(watch.wait_for(InputKind::Wheel));
    CHECK(watch.last(InputKind::Wheel, kA)->delta.y > 0);
    CHECK(watch.last(InputKind::Wheel, kA)->delta.x == 0);
  }
}

TEST_CASE("keys arrive with their modifiers, text as UTF-8") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  fix->focus(kA);
  watch.settle();
  const struct {
    const char* name;
    Key key;
    bool shift;
  } cases[] = {{"a", static_cast<Key>('a'), false}, {"z", static_cast<Key>('z'), true},
               {"7", static_cast<Key>('7'), false}, {"Return", Key::Enter, false},
               {"Left", Key::Left, true},           {"F5", Key::F5, false}};
  for (const auto& c : cases) {
    CAPTURE(std::string(c.name));
    watch.seen.clear();
    fix->press_key(kA, c.name, c.shift);
    REQUIRE(watch.until([&] {
      const InputEvent* up = watch.last(InputKind::KeyUp, kA);
      return up != nullptr && up->key == c.key;
    }));
    const InputEvent* down = nullptr;
    for (const InputEvent& e : watch.seen) {
      if (e.kind == InputKind::KeyDown && e.key == c.key) down = &e;
    }
    REQUIRE(down != nullptr);
    CHECK(((down->mods & mod_bit(Mod::Shift)) != 0) == c.shift);
    watch.settle();
  }
  watch.seen.clear();
  fix->type(kA, "Hi é日");
  CHECK(watch.until([&] { return watch.typed() == "Hi é日"; }));
  CHECK(watch.typed() == "Hi é日");
}

TEST_CASE("focus and the wish to close arrive; the window stays until it is closed") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  fix->focus(kA);
  REQUIRE(watch.wait_for(InputKind::FocusIn));
  fix->ask_to_close(kA);
  REQUIRE(watch.wait_for(InputKind::CloseRequest));
  CHECK(acquire(*fix, kA, size_of(watch)).pixels != nullptr);
}

TEST_CASE("two windows have their own events and pixels") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch, kA, {200, 100});
  open(*fix, watch, kB, {300, 150});
  CHECK(size_of(watch, kA) == SizePx{200, 100});
  CHECK(size_of(watch, kB) == SizePx{300, 150});
  const PixelTarget a = acquire(*fix, kA, {200, 100});
  const PixelTarget b = acquire(*fix, kB, {300, 150});
  REQUIRE(a.pixels != nullptr);
  REQUIRE(b.pixels != nullptr);
  CHECK(a.pixels != b.pixels);
  watch.seen.clear();
  fix->focus(kB);
  watch.settle();
  fix->type(kB, "b");
  REQUIRE(watch.wait_for(InputKind::Text, kB));
  CHECK(watch.last(InputKind::Text, kA) == nullptr);
}

TEST_CASE("another thread opens, names and closes windows by request") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  std::atomic<bool> sent{false};
  std::thread engine([&] {
    WindowRequest open = request(WindowRequestKind::Open, kA, "by request");
    open.size = {120, 80};
    fix->port().request(open);
    fix->port().request(request(WindowRequestKind::SetTitle, kA, "renamed"));
    for (int shape = 0; shape < 6; ++shape) {
      WindowRequest cursor = request(WindowRequestKind::SetCursor, kA);
      cursor.cursor = static_cast<CursorShape>(shape);
      fix->port().request(cursor);
    }
    fix->port().request(request(WindowRequestKind::CaretRect, kA));
    sent.store(true);
  });
  REQUIRE(watch.wait_for(InputKind::Resize));
  engine.join();
  watch.settle();
  CHECK(size_of(watch) == SizePx{120, 80});
  WindowRequest size = request(WindowRequestKind::SetSize, kA);
  size.size = {150, 90};
  CHECK(fix->port().request(size));
  CHECK(watch.until([&] { return size_of(watch) == SizePx{150, 90}; }));
  CHECK(fix->port().request(request(WindowRequestKind::Open, kA)));  // in use: refused
  REQUIRE(watch.wait_for(InputKind::CloseRequest));
  CHECK(fix->port().take_error().has_value());
  CHECK_FALSE(fix->port().take_error().has_value());
  for (int kind = 1; kind < 8; ++kind) {  // windows that don't exist, and never did
    fix->port().request(request(static_cast<WindowRequestKind>(kind), kB));
    fix->port().request(request(static_cast<WindowRequestKind>(kind), {250}));
  }
  CHECK(fix->port().request(request(WindowRequestKind::Close, kA)));
  watch.settle();
  CHECK(fix->port().acquire_pixels(kA, {150, 90}).pixels == nullptr);
}

TEST_CASE("text goes through the clipboard and back, in pieces where it is long") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  for (const std::string& text :
       {std::string("short"),
        std::string("é日本語🙂 and a tail that makes it longer than one event "
                    "can carry, which is forty-eight bytes")}) {
    watch.seen.clear();
    for (size_t at = 0; at < text.size(); at += 30) {
      WindowRequest piece =
          request(WindowRequestKind::SetClipboard, kA, std::string_view(text).substr(at, 30));
      if (at + 30 < text.size()) piece.flags = kRequestMore;
      REQUIRE(fix->port().request(piece));
    }
    REQUIRE(fix->port().request(request(WindowRequestKind::AskClipboard, kA)));
    CHECK(watch.until([&] { return watch.typed() == text; }));
    REQUIRE_FALSE(watch.seen.empty());
    for (const InputEvent& e : watch.seen) {
      if (e.kind == InputKind::Text) CHECK((e.flags & kTextFromClipboard) != 0);
    }
    CHECK((watch.last(InputKind::Text, kA)->flags & kTextMore) == 0);
  }
}

TEST_CASE("a waiting poll ends at its time, at a request and at a wake") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  const Instant until = fix->clock().now() + from_ms(10);
  while (fix->clock().now() < until) REQUIRE(fix->port().poll(until));
  fix->port().wake();  // before the poll: not lost
  CHECK(fix->port().poll(rt::kNever));
  for (int kind = 0; kind < 2; ++kind) {
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      if (kind == 0) {
        fix->port().wake();
      } else {
        fix->port().request(request(WindowRequestKind::SetTitle, kA, "woken"));
      }
    });
    CHECK(fix->port().poll(rt::kNever));  // would hang here
    other.join();
    watch.settle();
  }
}

TEST_CASE("an idle window sends nothing and wakes nobody") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  watch.seen.clear();
  const uint64_t wakes = fix->bell().wakes();
  fix->bell().announce_sleep();
  const Instant until = fix->clock().now() + from_ms(300);
  uint32_t polls = 0;
  while (fix->clock().now() < until) {
    fix->port().poll(until);
    ++polls;
  }
  watch.drain();
  CHECK(watch.seen.empty());
  CHECK(fix->bell().wakes() == wakes);
  CHECK(polls <= 3);  // it slept: no spinning
  fix->bell().end_sleep();
}

TEST_CASE("an event wakes an engine that sleeps") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  fix->bell().announce_sleep();
  fix->move_pointer(kA, 5, 5);
  fix->move_pointer(kA, 9, 9);
  const Instant patience = fix->clock().now() + from_ms(kPatienceMs);
  while (fix->bell().sleeping() && fix->clock().now() < patience) {
    fix->port().poll(fix->clock().now() + from_ms(20));
  }
  CHECK_FALSE(fix->bell().sleeping());
}

TEST_CASE("an engine that is stuck loses no key: they wait in order") {
  const auto fix = fixture({.input_capacity = 4});
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  fix->focus(kA);
  watch.settle();
  watch.seen.clear();
  const std::string text = "abcdefghijklmnopqrstuvwxyz";
  for (const char c : text) fix->press_key(kA, std::string(1, c), false);
  for (int i = 0; i < 20; ++i) fix->port().poll(fix->clock().now() + from_ms(5));  // nobody reads
  std::string keys;
  CHECK(watch.until([&] {
    keys.clear();
    for (const InputEvent& e : watch.seen) {
      if (e.kind == InputKind::KeyDown) keys += static_cast<char>(e.key);
    }
    return keys.size() >= text.size();
  }));
  CHECK(keys == text);
}

TEST_CASE("a display that goes away ends the poll with a message, and the port can be destroyed") {
  const auto fix = fixture();
  if (fix == nullptr) return;
  Watch watch{*fix, {}};
  open(*fix, watch);
  fix->lose_display();
  bool alive = true;
  for (int i = 0; i < 100 && alive; ++i) {
    alive = fix->port().poll(fix->clock().now() + from_ms(50));
  }
  CHECK_FALSE(alive);
  const auto error = fix->port().take_error();
  REQUIRE(error.has_value());
  CHECK(std::string(error->code) == "display-lost");
  CHECK_FALSE(fix->port().poll(fix->clock().now()));
  CHECK(fix->port().open_window(kB, {}).has_value());
}
