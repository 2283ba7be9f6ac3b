#pragma once

#include <atomic>

#include "rt-kernel/rt/doorbell.h"
#include "ui-sched/runtime/engine.h"
#include "ui-sched/runtime/engine_questions.h"

namespace hallows::runtime {

// The engine thread's life in real time: latch, ask the frame loops, sleep or run a frame, until
// `stop` is set (and the bell rung), all windows are closed, or `frame_limit` frames have run (0:
// no limit). Calls nothing else that waits.
struct EngineLoopConfig {
  Engine* engine = nullptr;
  rt::Doorbell* bell = nullptr;
  const std::atomic<bool>* stop = nullptr;  // acquire here pairs with the stopper's release
  uint64_t frame_limit = 0;
  EngineQuestions* questions = nullptr;  // answered between frames; closed at the loop's end
};
void run_engine_loop(const EngineLoopConfig& config) noexcept;

}  // namespace hallows::runtime
