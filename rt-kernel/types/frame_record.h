#pragma once

#include <array>
#include <cstdint>

#include "rt-kernel/base/time.h"
#include "rt-kernel/types/input_event.h"
#include "rt-kernel/types/stage.h"

namespace hallows {

enum class Verdict : uint8_t { OnTime, Late, Skipped };

// Whom a late frame is blamed on. `App` exists to prove that it never happens.
enum class Cause : uint8_t {
  None,
  App,
  Layout,
  Text,
  Draw,
  Driver,
  Present,
  LateWake,
  Preempted,
  PageFault,
  Steal,
  Unknown,
};

// How much work a frame did: what tests assert.
struct WorkCounts {
  uint32_t events = 0;
  uint32_t bindings = 0;
  uint32_t elements_created = 0;
  uint32_t elements_removed = 0;
  uint32_t elements_live = 0;
  uint32_t texts_shaped = 0;
  uint32_t nodes_laid_out = 0;
  uint32_t measures = 0;
  uint32_t nodes_painted = 0;
  uint32_t quads = 0;
  uint32_t draws = 0;
  uint32_t damage_rects = 0;
  uint32_t glyph_misses = 0;
  uint32_t style_misses = 0;  // text styles for which another stood in: see text::NewStyles
  uint32_t allocations = 0;   // on the engine thread, stages 1 to 10
  uint64_t damage_px = 0;     // redrawn
  uint64_t copied_px = 0;     // moved within the picture, where content scrolled
  uint64_t upload_bytes = 0;
};

// One line of the frame ledger.
struct FrameRecord {
  uint64_t frame = 0;
  WindowId window;
  Verdict verdict = Verdict::OnTime;
  Cause cause = Cause::None;
  Instant deadline;
  Instant start;
  Instant finish;
  Instant input_time;  // of the oldest event that this frame answers; 0: none
  Duration cpu;        // CPU of the engine thread
  Duration ui_cpu;     // of that, stages 1 to 8
  std::array<Duration, kStageCount> stage_time{};
  WorkCounts work;
};

}  // namespace hallows
