#include <algorithm>

#include "rt-kernel/base/trace.h"
#include "rt-kernel/rt/permit.h"
#include "ui-sched/runtime/engine.h"

// The frame as one readable list. Stage 0, the wait, belongs to the loop that calls run_frame.
namespace hallows::runtime {
namespace {

// Times one stage after the other into the record, and into the trace.
class StageTimer {
 public:
  explicit StageTimer(FrameRecord& record) : record_(record), last_ns_(trace_now_ns()) {}
  void end(Stage stage) noexcept {
    const int64_t now = trace_now_ns();
    const auto index = static_cast<uint32_t>(stage);
    record_.stage_time[index].ns += now - last_ns_;
    if (trace_enabled()) trace_write(kStageNames[index], last_ns_, now);
    last_ns_ = now;
  }

 private:
  FrameRecord& record_;
  int64_t last_ns_;
};

Instant oldest_input(std::span<const InputEvent> events) noexcept {
  Instant oldest{};
  for (const InputEvent& event : events) {
    if (oldest.ns == 0 || event.time < oldest) oldest = event.time;
  }
  return oldest;
}

void run_ui_stages(Engine& engine, const widgets::UiFrame& frame, StageTimer& timer) noexcept {
  widgets::Ui& ui = engine.ui;
  widgets::events(ui, frame);
  timer.end(Stage::Events);
  widgets::bindings(ui, frame);
  timer.end(Stage::Bindings);
  widgets::structure(ui, frame);
  timer.end(Stage::Structure);
  widgets::style(ui, frame);
  timer.end(Stage::Style);
  widgets::layout(ui, frame);
  timer.end(Stage::Layout);
  widgets::snap(ui, frame);
  timer.end(Stage::Snap);
  widgets::scene(ui, frame);
  widgets::commit(ui, frame);
  timer.end(Stage::Scene);
}

// Stage 9. Null: nothing to draw, or no image is free and the damage waits.
const prepare::DrawPlan* prepare_plan(Engine& engine, EngineWindow& window,
                                      WorkCounts& work) noexcept {
  if (!engine.config.preparer->wants_frame(window.id)) return nullptr;
  const Readiness readiness = engine.config.executor->ready(window.id, window.size);
  if (readiness == Readiness::Busy) return nullptr;
  if (readiness == Readiness::ReadyFresh) engine.config.scene->damage_all(window.id);
  const bool warm = !window.presented || engine.config.workers == nullptr;
  const prepare::DrawPlan* plan = nullptr;
  if (warm) {
    const rt::Permit permit(rt::PermitKind::WarmUp);
    plan = engine.config.preparer->prepare(window.id, prepare::MissPolicy::Warm);
    engine.assets.note_problems();
  } else {
    plan = engine.config.preparer->prepare(window.id, prepare::MissPolicy::Budget);
  }
  engine.assets.request_missing();
  if (plan == nullptr) return nullptr;
  work.quads = plan->counts.quads;
  work.draws = plan->counts.batches;
  work.damage_rects = static_cast<uint32_t>(plan->damage.size());
  work.damage_px = static_cast<uint64_t>(plan->counts.damage_px);
  work.copied_px = static_cast<uint64_t>(plan->counts.copied_px);
  work.upload_bytes = plan->counts.upload_bytes;
  work.glyph_misses = plan->counts.glyphs_missing;
  return plan;
}

void send_outbox(Engine& engine) noexcept {
  widgets::Ui& ui = engine.ui;
  size_t sent = 0;
  for (const WindowRequest& request : widgets::window_requests(ui)) {
    if (!engine.config.port->request(request)) break;  // the rest in a later frame
    ++sent;
  }
  widgets::requests_sent(ui, sent);
  if (const AppLink* app = engine.config.app; app != nullptr) {
    for (size_t i = 0; i < widgets::extern_call_count(ui); ++i) {
      app->call(app->context, widgets::extern_call(ui, i));
    }
    for (size_t i = 0; i < widgets::raised_event_count(ui); ++i) {
      app->raised(app->context, widgets::raised_event(ui, i));
    }
  }
  widgets::clear_outbox(ui);
}

// Who made a late frame late: the longest stage, as far as the engine itself did it.
Cause longest_stage(Stage longest) noexcept {
  switch (longest) {
    case Stage::Layout:
      return Cause::Layout;
    case Stage::Style:
      return Cause::Text;
    case Stage::Scene:
    case Stage::Prepare:
    case Stage::Execute:
      return Cause::Draw;
    case Stage::Present:
      return Cause::Present;
    default:
      return Cause::Unknown;
  }
}

// The application, where taking in its changes since the last frame cost more than any stage.
Cause blame(const Engine& engine, const FrameRecord& record) noexcept {
  std::array<Duration, kStageCount> times = record.stage_time;
  Duration& latch = times[static_cast<uint32_t>(Stage::Latch)];
  latch = latch - engine.app_time_in_frame;
  const auto longest = std::max_element(times.begin(), times.end());
  if (engine.app_time > *longest) return Cause::App;
  if (record.start > record.deadline) return Cause::LateWake;
  return longest_stage(static_cast<Stage>(longest - times.begin()));
}

void finish_record(Engine& engine, EngineWindow& window, FrameRecord& record) noexcept {
  sched::Want still = sched::Want::None;
  if (widgets::animating(engine.ui, window.id)) still = still | sched::Want::Animation;
  if (widgets::needs_frame(engine.ui, window.id)) still = still | sched::Want::Change;
  if (engine.config.preparer->wants_frame(window.id)) still = still | sched::Want::Pixels;
  const bool late = record.finish > record.deadline;
  record.cause = late ? blame(engine, record) : Cause::None;
  engine.app_time = {};
  record.verdict = window.loop.end_frame({record.finish, record.finish - record.start,
                                          window.loop.planned_work(), record.cause, still});
  if (record.verdict == Verdict::OnTime) record.cause = Cause::None;
  engine.ledger.add(record);
}

// Stages 1 to 11 and what they leave for others. Under the rules of a frame, whoever watches: the
// traps of hot_guard, or RealtimeSanitizer. True when something was drawn.
bool run_stages(Engine& engine, EngineWindow& window, FrameRecord& record,
                StageTimer& timer) noexcept HALLOWS_NONBLOCKING {
  const Duration cpu_before = thread_cpu_time();
  const uint64_t style_misses = engine.text.counts().style_misses;
  // 1: latch
  engine.app_time_in_frame = {};
  latch(engine);
  record.input_time = oldest_input(window.events);
  const widgets::UiFrame frame{window.id, record.start, record.deadline, window.events,
                               &record.work};
  timer.end(Stage::Latch);
  // 2 to 8: events, bindings, structure, style, layout, snap, scene
  run_ui_stages(engine, frame, timer);
  window.events.clear();
  record.work.style_misses +=
      static_cast<uint32_t>(engine.text.counts().style_misses - style_misses);
  engine.assets.request_pictures();
  engine.assets.request_styles(engine.ui);
  record.ui_cpu = thread_cpu_time() - cpu_before;
  // 9: prepare
  const prepare::DrawPlan* draw = prepare_plan(engine, window, record.work);
  timer.end(Stage::Prepare);
  // 10, 11: execute and present
  if (draw != nullptr) engine.config.executor->submit(*draw, record.frame);
  timer.end(Stage::Execute);
  send_outbox(engine);
  engine.heap.reclaim(256);
  return draw != nullptr;
}

}  // namespace

void note_offence(Engine& engine, const rt::HotReport& report) noexcept {
  engine.locks += report.locks;
  if (report.first != rt::Offence::None && engine.worst_offence.first == rt::Offence::None) {
    engine.worst_offence = report;
  }
}

const FrameRecord& run_frame(Engine& engine, WindowId id, const sched::StartPlan& plan) noexcept {
  TRACE_SCOPE("frame");
  EngineWindow& window = window_of(engine, id);
  FrameRecord record;
  const bool guarded = window.presented;
  const Duration cpu_before = thread_cpu_time();
  record.window = id;
  record.start = engine.config.clock->now();
  record.deadline = plan.deadline;
  window.loop.begin_frame(record.start, plan);
  record.frame = window.loop.frame();
  StageTimer timer(record);
  bool drawn = false;
  engine.text.set_new_styles(guarded ? text::NewStyles::Substitute : text::NewStyles::Prepare);
  if (!guarded) {
    const rt::Permit warming_up(rt::PermitKind::WarmUp);
    drawn = run_stages(engine, window, record, timer);
  } else {
    rt::begin_frame();
    drawn = run_stages(engine, window, record, timer);
    const rt::HotReport report = rt::end_frame();
    record.work.allocations = report.malloc_calls() + engine.between_frames.malloc_calls();
    engine.between_frames = {};
    note_offence(engine, report);
  }
  if (drawn) window.presented = true;
  record.finish = engine.config.clock->now();
  record.cpu = thread_cpu_time() - cpu_before;
  finish_record(engine, window, record);
  return engine.ledger.last();
}

}  // namespace hallows::runtime
