#include <atomic>
#include <limits>
#include <thread>

#include "tests/conformance/port/port_suite.h"

using namespace hallows;
using namespace hallows::test;

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
