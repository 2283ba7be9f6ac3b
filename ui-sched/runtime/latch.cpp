#include "rt-kernel/base/trace.h"
#include "ui-sched/runtime/engine.h"

namespace hallows::runtime {
namespace {

using sched::Want;

void take_done_plans(Engine& engine) noexcept {
  PlanDone done;
  while (engine.config.executor->take_done(done)) {
    const WindowId id = done.plan->window;
    engine.config.preparer->release(done.plan);
    if (done.status == render::ExecuteStatus::Lost) {
      engine.config.preparer->restart_executor();
      // Everything travels to the new device: warm-up again.
      for (EngineWindow& window : engine.windows) window.presented = false;
    } else if (done.redraw_all || done.status == render::ExecuteStatus::Late) {
      engine.config.scene->damage_all(id);
    } else {
      continue;
    }
    window_of(engine, id).loop.want(Want::Pixels);
  }
}

void take_feedback(Engine& engine) noexcept {
  PresentFeedback feedback;
  while (engine.config.port->take_feedback(feedback)) {
    window_of(engine, feedback.window).loop.presented(feedback.presented);
  }
}

void resize(Engine& engine, EngineWindow& window, const InputEvent& event) noexcept {
  const Scale scale{event.scale > 0 ? event.scale : window.scale.value};
  const SizePx size = event.kind == InputKind::Resize ? event.size_px : window.size;
  if (size.width <= 0 || size.height <= 0) return;  // minimised: keep the last picture
  if (size == window.size && scale == window.scale) return;
  window.size = size;
  window.scale = scale;
  widgets::resize_window(engine.ui, window.id, size, scale);
  window.loop.want(Want::Pixels);
}

void take_event(Engine& engine, const InputEvent& event) noexcept {
  EngineWindow& window = window_of(engine, event.window);
  if (!window.open) return;
  switch (event.kind) {
    case InputKind::Resize:
    case InputKind::ScaleChange:
      resize(engine, window, event);
      return;
    case InputKind::Expose:
      engine.config.scene->damage_all(window.id);
      window.loop.want(Want::Pixels);
      return;
    case InputKind::CloseRequest:
      window.close_requested = true;
      return;
    default:
      break;
  }
  window.events.push(event);  // latch() takes none where a window has no room
  window.loop.want(Want::Input, static_cast<uint32_t>(window.events.size()));
}

// The traps stay armed between frames too: latch() runs there as well.
class GuardedLatch {
 public:
  explicit GuardedLatch(Engine& engine) noexcept : engine_(engine) {
    bool warm = !rt::in_frame();
    for (const EngineWindow& window : engine.windows) {
      warm = warm && (!window.open || window.presented);
    }
    armed_ = warm;
    if (armed_) rt::begin_frame();
  }
  ~GuardedLatch() noexcept {
    if (!armed_) return;
    const rt::HotReport report = rt::end_frame();
    engine_.between_frames.allocations += report.allocations;
    engine_.between_frames.frees += report.frees;
    note_offence(engine_, report);
  }
  GuardedLatch(const GuardedLatch&) = delete;
  GuardedLatch& operator=(const GuardedLatch&) = delete;

 private:
  Engine& engine_;
  bool armed_ = false;
};

bool take_app_changes(Engine& engine) noexcept {
  const AppLink* app = engine.config.app;
  if (app == nullptr) return false;
  const int64_t before = trace_now_ns();
  const bool changed = app->take(app->context, engine.ui);
  const Duration took{trace_now_ns() - before};
  engine.app_time = engine.app_time + took;
  engine.app_time_in_frame = engine.app_time_in_frame + took;
  return changed;
}

// Events that a frame has no room for wait in the ring, and behind it with the port.
bool room_for_events(const Engine& engine) noexcept {
  for (const EngineWindow& window : engine.windows) {
    if (window.open && window.events.full()) return false;
  }
  return true;
}

uint32_t queued_work(Engine& engine, const EngineWindow& window) noexcept {
  return widgets::queued_work(engine.ui, window.id) + static_cast<uint32_t>(window.events.size());
}

void note_closing(Engine& engine) noexcept {
  bool any_open = false;
  for (EngineWindow& window : engine.windows) {
    any_open = any_open || (window.open && !window.close_requested);
  }
  engine.quit = !any_open;
}

}  // namespace

bool rings_waiting(Engine& engine) noexcept {
  const EngineConfig& config = engine.config;
  return (!config.port->input().looks_empty() && room_for_events(engine)) ||
         config.executor->done_waiting() || engine.assets.results_waiting() ||
         (config.app != nullptr && config.app->waiting(config.app->context));
}

void latch(Engine& engine) noexcept {
  TRACE_SCOPE("latch");
  const GuardedLatch guarded(engine);
  take_done_plans(engine);
  take_feedback(engine);
  InputEvent event;
  while (room_for_events(engine) && engine.config.port->input().try_pop(event)) {
    take_event(engine, event);
  }
  bool changed = engine.assets.take_results(engine.ui);
  changed = take_app_changes(engine) || changed;
  for (EngineWindow& window : engine.windows) {
    if (!window.open) continue;
    if (changed || widgets::needs_frame(engine.ui, window.id)) {
      window.loop.want(Want::Change, queued_work(engine, window));
    }
    if (engine.config.preparer->wants_frame(window.id)) window.loop.want(Want::Pixels);
    window.loop.set_timer(widgets::next_wake(engine.ui));
  }
  note_closing(engine);
}

}  // namespace hallows::runtime
