#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/conformance/port/fixture.h"

// What the cases of the suite share.
namespace hallows::test {

constexpr WindowId kA{0};
constexpr WindowId kB{3};
constexpr int64_t kPatienceMs = 20'000;

inline std::unique_ptr<Fixture> fixture(const FixtureSpec& spec = {}) {
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

inline void open(Fixture& fix, Watch& watch, WindowId window = kA, Size size = {200, 100}) {
  const auto error = fix.port().open_window(window, {.size = size, .title = "conformance"});
  REQUIRE_FALSE(error.has_value());
  REQUIRE(watch.wait_for(InputKind::Resize, window));
  watch.settle();
}

inline SizePx size_of(const Watch& watch, WindowId window = kA) {
  return watch.last(InputKind::Resize, window)->size_px;
}

// The display may still read the last put.
inline PixelTarget acquire(Fixture& fix, WindowId window, SizePx size) {
  const Instant patience = fix.clock().now() + from_ms(kPatienceMs);
  for (;;) {
    const PixelTarget target = fix.port().acquire_pixels(window, size);
    if (target.pixels != nullptr || fix.clock().now() > patience) return target;
    fix.port().poll(fix.clock().now() + from_ms(2));
  }
}

inline void fill(const PixelTarget& target, uint32_t color) {
  for (Px y = 0; y < target.size.height; ++y) {
    for (Px x = 0; x < target.size.width; ++x) {
      target.pixels[static_cast<size_t>(y) * target.stride_px + x] = 0xFF000000u | color;
    }
  }
}

// Whether the window shows `color` exactly inside `inside` and `other` elsewhere, sooner or later.
inline bool comes_to_show(Fixture& fix, Watch& watch, SizePx size, RectPx inside, uint32_t color,
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

inline WindowRequest request(WindowRequestKind kind, WindowId window, std::string_view text = {}) {
  WindowRequest out;
  out.kind = kind;
  out.window = window;
  out.text_size = static_cast<uint8_t>(text.size());
  text.copy(out.text.data(), out.text.size());
  return out;
}

}  // namespace hallows::test
