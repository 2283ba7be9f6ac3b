#pragma once

#include <array>
#include <memory>
#include <string>

#include "layout/text/text_context.h"
#include "parseltongue/value/heap.h"
#include "renderer/prepare/prepare.h"
#include "renderer/scene/scene.h"
#include "rt-kernel/base/clock.h"
#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/port/port.h"
#include "rt-kernel/rt/hot_guard.h"
#include "ui-sched/frame_ledger.h"
#include "ui-sched/frame_loop.h"
#include "ui-sched/runtime/app_link.h"
#include "ui-sched/runtime/asset_service.h"
#include "ui-sched/runtime/executor.h"
#include "widgets/ui.h"

namespace hallows::runtime {

struct EngineConfig {
  const format::Program* program = nullptr;
  const Clock* clock = nullptr;
  Port* port = nullptr;
  text::FontStore* fonts = nullptr;
  scene::Scene* scene = nullptr;
  prepare::Preparer* preparer = nullptr;
  Executor* executor = nullptr;
  rt::Workers* workers = nullptr;  // null: pictures and glyphs are made on the spot
  const AppLink* app = nullptr;    // null: extern calls are dropped
  std::string asset_root;
  widgets::UiLimits ui_limits;
};

// One window as the engine keeps it between frames.
struct EngineWindow {
  static constexpr uint32_t kEvents = 512;  // a frame; more wait for the next one
  bool open = false;
  bool presented = false;  // warm-up is over: the guard is armed
  bool close_requested = false;
  WindowId id;
  widgets::ScopeId scope;
  SizePx size;
  Scale scale;
  FixedVector<InputEvent, kEvents> events;
  sched::FrameLoop loop;
};

// The composition of all stages for the windows of one program. Made and opened on any thread, then
// owned by the engine thread (or by whoever drives it in virtual time).
struct Engine {
  explicit Engine(const EngineConfig& config);

  EngineConfig config;
  value::Heap heap;
  text::TextContext text;
  AssetService assets;
  widgets::Ui ui;
  std::array<EngineWindow, kMaxWindows> windows;
  sched::FrameLedger ledger;
  rt::HotReport worst_offence;   // of any frame after warm-up; tests print it
  rt::HotReport between_frames;  // of latches outside frames; added to the next frame's record
  uint64_t locks = 0;            // after warm-up; tests assert 0
  Duration app_time;             // of taking in the application's changes, since the last frame
  Duration app_time_in_frame;    // of it, in the latch of the frame that runs
  bool quit = false;             // the last window has been asked to close
};

struct EngineOpen {
  WindowId window;
  format::ScopeDeclId decl;
  SizePx size;
  Scale scale;
  std::span<const widgets::SlotValue> values;
};
// Set-up: mounts the window's root and opens its target. The port's window is open already.
Result<bool> open_window(Engine& engine, const EngineOpen& open);
// The same for a node that stands in a test's scope. Gives the scope of the component that it uses.
struct EngineOpenNode {
  WindowId window;
  widgets::ScopeId scope;
  format::NodeId node;
  SizePx size;
  Scale scale;
};
widgets::ScopeId open_node(Engine& engine, const EngineOpenNode& open);
void close_window(Engine& engine, WindowId window);
EngineWindow& window_of(Engine& engine, WindowId window) noexcept HALLOWS_NONBLOCKING;

// Takes finished plans, presentation feedback, workers' results, the application's changes and
// input out of their rings and tells the frame loops what is wanted. Never waits.
void latch(Engine& engine) noexcept HALLOWS_NONBLOCKING;
// Something waits in a ring that latch() would take.
bool rings_waiting(Engine& engine) noexcept HALLOWS_NONBLOCKING;

// One frame of one window: all twelve stages but the wait. The record is in the ledger.
const FrameRecord& run_frame(Engine& engine, WindowId window,
                             const sched::StartPlan& plan) noexcept;

// Keeps what the traps saw: the first offence, and the locks.
void note_offence(Engine& engine, const rt::HotReport& report) noexcept HALLOWS_NONBLOCKING;

// What the window's frame would have to do, as known now.
bool wants_frame(Engine& engine, WindowId window) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::runtime
