#pragma once

#include <array>
#include <cstdint>

#include "rt-kernel/base/nonblocking.h"

#if defined(__has_feature)
#if __has_feature(realtime_sanitizer)
#define HALLOWS_RTSAN 1
#include <sanitizer/rtsan_interface.h>
#endif
#endif

namespace hallows::rt {

// Why the engine thread may enter the kernel or a library in a frame. There is no other reason.
enum class PermitKind : uint8_t {
  Sleep,   // stage 0: waiting for the start of the next frame
  Wake,    // futex or eventfd write towards a thread that sleeps
  Put,     // the put of damage over the presenter's own connection
  WarmUp,  // the first frames of a window and the first use of a font face
  Script,  // a test's script that stands in for the application on this thread
};
constexpr uint32_t kPermitKindCount = 5;
constexpr std::array<const char*, kPermitKindCount> kPermitNames = {"sleep", "wake", "put",
                                                                    "warm-up", "script"};

struct PermitCounts {
  std::array<uint64_t, kPermitKindCount> entered{};
  uint64_t operator[](PermitKind kind) const { return entered[static_cast<uint32_t>(kind)]; }
};

// A scope in which the traps of hot_guard and RealtimeSanitizer are off on this thread. Named and
// counted, so that a test can state how many a frame may have. Scopes nest.
class Permit {
 public:
  explicit Permit(PermitKind kind) noexcept HALLOWS_NONBLOCKING;
  ~Permit() noexcept HALLOWS_NONBLOCKING;
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

 private:
#ifdef HALLOWS_RTSAN
  __rtsan::ScopedDisabler disabler_;
#endif
};

// How often this thread has entered each kind since it started.
PermitCounts permit_counts() noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::rt
