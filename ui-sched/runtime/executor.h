#pragma once

#include <array>
#include <atomic>
#include <memory>

#include "renderer/backend.h"
#include "renderer/prepare/draw_plan.h"
#include "rt-kernel/port/port.h"
#include "rt-kernel/rt/spsc_ring.h"
#include "rt-kernel/rt/thread.h"

namespace hallows::runtime {

// A back end with the one thing that its contract leaves to its class: how it is told to draw into,
// or copy to, pixels that a port owns.
struct BackendBinding {
  render::Backend* backend = nullptr;
  void (*attach)(render::Backend& backend, WindowId window, const PixelTarget& target) = nullptr;
};

// Who shows the picture: the port puts pixels, or the back end presents by itself (a swapchain).
enum class Shows : uint8_t { Port, Backend };
// Where plans are executed: on the engine thread (cpu; tests and benchmarks in step) or on the gpu
// thread (everything of a driver).
enum class ExecuteOn : uint8_t { Engine, GpuThread };

struct ExecutorConfig {
  BackendBinding binding;
  Port* port = nullptr;
  rt::Doorbell* engine_bell = nullptr;  // rung when a plan is done
  Shows shows = Shows::Port;
  ExecuteOn where = ExecuteOn::Engine;
};

// A plan that has been drawn, as the engine gets it back.
struct PlanDone {
  const prepare::DrawPlan* plan = nullptr;
  uint64_t frame = 0;
  render::ExecuteStatus status = render::ExecuteStatus::Done;
  bool redraw_all = false;  // the pixels were new: the window must be drawn whole once more
};

enum class Readiness : uint8_t {
  Busy,  // no image or no room: stages 9 to 11 wait for a later frame
  Ready,
  ReadyFresh  // the image is new: all of the window must be drawn
};

// Carries plans to pixels (stages 10 and 11). Made and destroyed on the thread that sets the engine
// up; everything else is the engine thread's.
class Executor {
 public:
  static Result<std::unique_ptr<Executor>> start(const ExecutorConfig& config);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // Set-up: before the engine thread runs.
  Result<bool> open_window(WindowId window, SizePx size);
  // Whether a frame of this size could be shown now. On the engine's own thread this acquires the
  // image; it stays acquired until submit() or the next call.
  Readiness ready(WindowId window, SizePx size) noexcept;
  // Only after ready(). The plan comes back through take_done(), always.
  void submit(const prepare::DrawPlan& plan, uint64_t frame) noexcept;
  bool take_done(PlanDone& done) noexcept HALLOWS_NONBLOCKING { return done_.try_pop(done); }
  bool done_waiting() noexcept HALLOWS_NONBLOCKING { return !done_.looks_empty(); }
  // Nothing is on its way: virtual time may advance, screenshots may be taken.
  bool parked() const noexcept { return in_flight_.load(std::memory_order_acquire) == 0; }
  void wait_parked();
  render::Backend& backend() { return *config_.binding.backend; }
  uint64_t gpu_wakes() const { return work_bell_.sleeps(); }

 private:
  struct Work {
    const prepare::DrawPlan* plan = nullptr;
    uint64_t frame = 0;
  };
  struct WindowState {
    PixelTarget acquired;
    uint32_t generation = 0;  // of the pixels that the last plan went to
  };
  explicit Executor(const ExecutorConfig& config);
  static void gpu_main(void* self);
  void serve();
  PlanDone execute(const Work& work) noexcept;
  PixelTarget acquire(WindowId window, SizePx size) noexcept;

  ExecutorConfig config_;
  std::array<WindowState, kMaxWindows> windows_;  // the executing thread's
  rt::Doorbell work_bell_;
  rt::SpscRing<Work> work_{16};         // engine -> gpu
  rt::SpscRing<PlanDone> done_{64};     // executing thread -> engine
  std::atomic<uint32_t> in_flight_{0};  // release after the done ring pairs with acquire in parked
  std::atomic<bool> stopping_{false};   // release in the destructor pairs with acquire in serve
  rt::Thread thread_;
};

}  // namespace hallows::runtime
