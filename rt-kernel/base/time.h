#pragma once

#include <compare>
#include <cstdint>

namespace hallows {

// A span of time in nanoseconds. Also the language's `duration`.
struct Duration {
  int64_t ns = 0;
  friend constexpr auto operator<=>(Duration, Duration) = default;
  friend constexpr Duration operator+(Duration a, Duration b) { return {a.ns + b.ns}; }
  friend constexpr Duration operator-(Duration a, Duration b) { return {a.ns - b.ns}; }
  constexpr double seconds() const { return static_cast<double>(ns) * 1e-9; }
  constexpr double milliseconds() const { return static_cast<double>(ns) * 1e-6; }
};

constexpr Duration from_us(int64_t us) {
  return {us * 1'000};
}
constexpr Duration from_ms(int64_t ms) {
  return {ms * 1'000'000};
}

// Of 60 Hz: what stands in where nothing says how often an output refreshes.
constexpr Duration kUsualRefresh{16'666'667};

// A point on the engine's clock: nanoseconds since an arbitrary origin (monotonic, or virtual).
struct Instant {
  int64_t ns = 0;
  friend constexpr auto operator<=>(Instant, Instant) = default;
  friend constexpr Duration operator-(Instant a, Instant b) { return {a.ns - b.ns}; }
  friend constexpr Instant operator+(Instant a, Duration b) { return {a.ns + b.ns}; }
  friend constexpr Instant operator-(Instant a, Duration b) { return {a.ns - b.ns}; }
};

}  // namespace hallows
