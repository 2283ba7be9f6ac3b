#include "ui-sched/runtime/engine_loop.h"

#include "ui-sched/start_wait.h"

namespace hallows::runtime {
namespace {

struct Choice {
  sched::NextStep step;
  EngineWindow* window = nullptr;
};

// The window whose next step comes first.
Choice choose(Engine& engine, Instant now) noexcept {
  Choice best;
  for (EngineWindow& window : engine.windows) {
    if (!window.open) continue;
    const sched::NextStep step = window.loop.next(now);
    if (step.what == sched::NextStep::Do::Run) return {step, &window};
    if (best.window == nullptr || step.until < best.step.until) best = {step, &window};
  }
  return best;
}

// Whether there is something to take in before the next frame.
bool something_waits(const EngineLoopConfig& config) noexcept {
  if (config.stop->load(std::memory_order_acquire) || rings_waiting(*config.engine)) return true;
  return config.questions != nullptr && config.questions->waiting();
}

// One turn: latch, then run a frame or sleep. False: the loop is over.
bool turn(EngineLoopConfig& config) noexcept {
  Engine& engine = *config.engine;
  if (config.questions != nullptr) config.questions->answer(engine);
  latch(engine);
  if (engine.quit) return false;
  if (config.frame_limit != 0 && engine.ledger.frames() >= config.frame_limit) return false;
  const Choice choice = choose(engine, engine.config.clock->now());
  if (choice.window == nullptr) return false;
  if (choice.step.what == sched::NextStep::Do::Run) {
    run_frame(engine, choice.window->id, choice.step.plan);
    return true;
  }
  const auto ready = [](void* c) { return something_waits(*static_cast<EngineLoopConfig*>(c)); };
  sched::wait_for_start(*engine.config.clock, *config.bell, choice.step.until, ready, &config);
  return true;
}

}  // namespace

void run_engine_loop(const EngineLoopConfig& given) noexcept {
  EngineLoopConfig config = given;
  while (!config.stop->load(std::memory_order_acquire) && turn(config)) {
  }
  if (config.questions != nullptr) config.questions->close();
}

}  // namespace hallows::runtime
