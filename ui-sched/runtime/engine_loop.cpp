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

}  // namespace

void run_engine_loop(const EngineLoopConfig& config) noexcept {
  Engine& engine = *config.engine;
  const auto stopping = [&] { return config.stop->load(std::memory_order_acquire); };
  struct Ready {
    const EngineLoopConfig* config;
    static bool check(void* self) {
      const EngineLoopConfig& c = *static_cast<Ready*>(self)->config;
      return c.stop->load(std::memory_order_acquire) || rings_waiting(*c.engine);
    }
  } ready{&config};
  while (!stopping()) {
    latch(engine);
    if (engine.quit) return;
    if (config.frame_limit != 0 && engine.ledger.frames() >= config.frame_limit) return;
    const Choice choice = choose(engine, engine.config.clock->now());
    if (choice.window == nullptr) return;
    if (choice.step.what == sched::NextStep::Do::Run) {
      run_frame(engine, choice.window->id, choice.step.plan);
      continue;
    }
    sched::wait_for_start(*engine.config.clock, *config.bell, choice.step.until, Ready::check,
                          &ready);
  }
}

}  // namespace hallows::runtime
