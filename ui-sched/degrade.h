#pragma once

#include <array>
#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/types/frame_record.h"

namespace hallows::sched {

// What a frame leaves out, each rung including those above it. Decided before stage 2.
enum class Rung : uint8_t {
  Full,
  NoOptional,     // no work in slack
  CheapImages,    // placeholders, last atlas glyph
  NoEffects,      // no blur, no shadow
  PartialLayout,  // layout may stop between relayout boundaries
  MoveOnly,       // the last frame with late-latched scroll and cursor
  HalfRate,       // every second refresh
};
constexpr uint32_t kRungCount = 7;
constexpr std::array<const char*, kRungCount> kRungNames = {
    "full",           "no optional work", "cheap images", "no effects",
    "partial layout", "move only",        "half rate"};

// One rung down after a miss that less work could have avoided, one up after 120 frames without
// one. A rung that nobody carries out is walked over: it takes its miss and leaves nothing out.
// Every step to another rung that is carried out is counted; nothing degrades silently.
class DegradeLadder {
 public:
  static constexpr uint32_t kCleanFramesToRise = 120;
  // The engine tells how each frame ended. Misses that the machine caused (steal, a late wake, page
  // faults) say nothing about the work and move nothing.
  void frame_ended(Verdict verdict, Cause cause) noexcept HALLOWS_NONBLOCKING;
  // The lowest rung that is carried out, of those reached.
  Rung rung() const;
  // Which rungs the engine carries out: bit n is Rung n. All at first.
  void set_carried_out(uint8_t rungs) { carried_out_ = rungs; }
  uint32_t steps_down() const { return steps_down_; }
  uint32_t steps_up() const { return steps_up_; }
  // The lowest rung that this product allows; Full switches the ladder off.
  void set_floor(Rung floor) { floor_ = floor; }

 private:
  Rung reached_ = Rung::Full;
  uint8_t carried_out_ = 0xFF;
  Rung floor_ = Rung::HalfRate;
  uint32_t clean_ = 0;
  uint32_t steps_down_ = 0;
  uint32_t steps_up_ = 0;
};

}  // namespace hallows::sched
