#include <algorithm>

#include "rt-kernel/base/trace.h"
#include "widgets/binding.h"
#include "widgets/event.h"
#include "widgets/layout_view.h"
#include "widgets/property.h"
#include "widgets/scene_build.h"
#include "widgets/structure.h"
#include "widgets/style.h"
#include "widgets/text_edit.h"
#include "widgets/ui.h"
#include "widgets/ui_data.h"

// Stages 2 to 8 as the runtime calls them: each begins with its skip condition.
namespace hallows::widgets {
namespace {

constexpr uint32_t kSettledRounds = 2;

void begin(UiData& ui, const UiFrame& frame) {
  ui.now = frame.now;
  ui.framed = true;
  ui.presentation = std::max(frame.presentation, frame.now);
  ui.counts = frame.work;
}

void run_timer(UiData& ui, uint32_t index) {
  const TimerRec timer = ui.timers[index];
  const bool alive = ui.scope_recs[timer.scope].alive &&
                     ui.scope_recs[timer.scope].generation == timer.scope_generation;
  const bool once = timer.interval.ns <= 0;
  if (alive && !once) {
    ui.timers[index].due = std::max(timer.due + timer.interval, ui.now);
  }
  if (alive) {
    const std::span<const Value> locals = {ui.kept.data() + timer.locals, timer.local_count};
    run_handler(ui, timer.body, timer.scope, ui.scope_recs[timer.scope].instance, locals);
  }
  if (alive && !once) return;
  drop_values(ui, timer.locals, timer.local_count);
  ui.timers.destroy(index);
}

bool run_timers(UiData& ui) {
  bool ran = false;
  for (uint32_t i = 1; i < ui.timers.end(); ++i) {
    if (!ui.timers[i].alive) continue;
    if (!ui.timers[i].started) ui.timers[i].due = ui.now + Duration{ui.timers[i].due.ns};
    ui.timers[i].started = true;
    if (ui.timers[i].due > ui.now) continue;
    run_timer(ui, i);
    ran = true;
  }
  return ran;
}

}  // namespace

Ran events(Ui& handle, const UiFrame& frame) noexcept {
  UiData& ui = handle.data();
  TRACE_SCOPE("ui events");
  begin(ui, frame);
  ui.created_this_frame = 0;
  return take_events(ui, frame) ? Ran::Yes : Ran::No;
}

Ran bindings(Ui& handle, const UiFrame& frame) noexcept {
  UiData& ui = handle.data();
  TRACE_SCOPE("ui bindings");
  begin(ui, frame);
  const bool timers = run_timers(ui);
  blink_caret(ui, frame.window.value);
  const bool moved = run_animations(ui, ui.presentation);
  const bool evaluated = evaluate_dirty(ui);
  apply_states(ui);
  return timers || moved || evaluated ? Ran::Yes : Ran::No;
}

Ran structure(Ui& handle, const UiFrame& frame) noexcept {
  UiData& ui = handle.data();
  begin(ui, frame);
  Window& window = ui.windows[frame.window.value];
  if (window.scrolled) check_lists(ui, frame.window.value);
  if (!any(window.dirt & Dirt::Structure) && ui.mounting.empty()) return Ran::No;
  TRACE_SCOPE("ui structure");
  return run_structure(ui, frame.window.value) ? Ran::Yes : Ran::No;
}

Ran style(Ui& handle, const UiFrame& frame) noexcept {
  UiData& ui = handle.data();
  TRACE_SCOPE("ui style");
  begin(ui, frame);
  return resolve_styles(ui, frame.window.value) ? Ran::Yes : Ran::No;
}

Ran layout(Ui& handle, const UiFrame& frame) noexcept {
  UiData& ui = handle.data();
  TRACE_SCOPE("ui layout");
  begin(ui, frame);
  const bool ran = layout_window(ui, frame);
  reveal_caret(ui, frame.window.value);
  return ran ? Ran::Yes : Ran::No;
}

Ran snap(Ui& handle, const UiFrame& frame) noexcept {
  TRACE_SCOPE("ui snap");
  return snap_window(handle.data(), frame) ? Ran::Yes : Ran::No;
}

Ran scene(Ui& handle, const UiFrame& frame) noexcept {
  TRACE_SCOPE("ui scene");
  return build_scene(handle.data(), frame) ? Ran::Yes : Ran::No;
}

void commit(Ui& handle, const UiFrame& frame) noexcept {
  UiData& ui = handle.data();
  const uint8_t index = frame.window.value;
  Window& window = ui.windows[index];
  for (const uint32_t element : window.touched) {
    ui.elements[element].dirt = Dirt::None;
    ui.elements[element].touched = false;
  }
  window.touched.clear();
  window.dirt = window.dirt & Dirt::Structure;
  const uint32_t before = ui.dirty_count;
  commit_caret(ui, index);
  const bool moved = !ui.snapped.empty();
  if (moved) refresh_hover(ui, index);
  const uint32_t hovered = ui.dirty_count;
  commit_settled(ui, index);
  // `settled` may answer itself: after two frames the chain is cut.
  if (ui.dirty_count > hovered) {
    if (++window.settled_rounds > kSettledRounds) {
      tell(ui, "settled-chain",
           "a binding of `settled` changes the layout that it reads, again and again");
      ui.settled_cut = true;
    }
  } else if (before == 0) {
    window.settled_rounds = 0;
  }
  frame.work->elements_live = ui.live_elements;
  ui.counts = nullptr;
}

void run_stages(Ui& ui, const UiFrame& frame) noexcept {
  events(ui, frame);
  bindings(ui, frame);
  structure(ui, frame);
  style(ui, frame);
  layout(ui, frame);
  snap(ui, frame);
  scene(ui, frame);
  commit(ui, frame);
}

bool needs_frame(const Ui& handle, WindowId id) noexcept {
  const UiData& ui = handle.data();
  const Window& window = ui.windows[id.value];
  if (!window.open) return false;
  return ui.dirty_count > 0 || any(window.dirt) || !window.touched.empty() ||
         !window.structure.empty() || window.size_dirty || window.scrolled ||
         !ui.mounting.empty() || !ui.requests.empty() || animating(handle, id);
}

bool animating(const Ui& handle, WindowId id) noexcept {
  return window_animates(handle.data(), id.value);
}

Instant next_wake(const Ui& handle) noexcept {
  const UiData& ui = handle.data();
  Instant next{INT64_MAX};
  for (uint32_t i = 1; i < ui.timers.end(); ++i) {
    if (ui.timers[i].alive && ui.timers[i].started) next = std::min(next, ui.timers[i].due);
  }
  for (uint8_t w = 0; w < kMaxWindows; ++w) {
    if (!ui.windows[w].open) continue;
    next = std::min(next, next_blink(ui, w));
    next = std::min(next, next_long_press(ui, w));
  }
  return next;
}

}  // namespace hallows::widgets
