#include "ui-sched/runtime/executor.h"

#include <algorithm>
#include <ctime>

#include "rt-kernel/base/trace.h"

namespace hallows::runtime {

Executor::Executor(const ExecutorConfig& config) : config_(config) {}

Result<std::unique_ptr<Executor>> Executor::start(const ExecutorConfig& config) {
  std::unique_ptr<Executor> executor(new Executor(config));
  if (config.where == ExecuteOn::GpuThread) {
    Result<rt::Thread> thread = rt::Thread::start(
        {.name = "hallows-gpu", .thread_class = rt::ThreadClass::Raised}, gpu_main, executor.get());
    if (!thread) return thread.error();
    executor->thread_ = std::move(*thread);
  }
  return executor;
}

Executor::~Executor() {
  if (!thread_.running()) return;
  stopping_.store(true, std::memory_order_release);
  work_bell_.ring();
  thread_.join();
}

Result<bool> Executor::open_window(WindowId window, SizePx size) {
  render::TargetRequest request{window, size, {}, size};
  for (const OutputInfo& output : config_.port->outputs()) {
    request.largest.width = std::max(request.largest.width, output.size.width);
    request.largest.height = std::max(request.largest.height, output.size.height);
  }
  if (config_.shows == Shows::Backend) request.native = config_.port->native_window(window);
  return config_.binding.backend->open_target(request);
}

PixelTarget Executor::acquire(WindowId window, SizePx size) noexcept {
  return config_.port->acquire_pixels(window, size);
}

Readiness Executor::ready(WindowId window, SizePx size) noexcept {
  if (config_.where == ExecuteOn::GpuThread) {
    return work_.free_slots() > 0 ? Readiness::Ready : Readiness::Busy;
  }
  if (config_.shows == Shows::Backend) return Readiness::Ready;
  WindowState& state = windows_[window.value];
  if (state.acquired.pixels != nullptr) config_.port->present_pixels(window, {}, 0);
  state.acquired = acquire(window, size);
  if (state.acquired.pixels == nullptr) return Readiness::Busy;
  return state.acquired.generation == state.generation ? Readiness::Ready : Readiness::ReadyFresh;
}

void Executor::submit(const prepare::DrawPlan& plan, uint64_t frame) noexcept {
  in_flight_.fetch_add(1, std::memory_order_relaxed);
  if (config_.where == ExecuteOn::GpuThread) {
    const bool pushed = work_.try_push({&plan, frame});
    ASSERT(pushed);  // ready() saw room, and only this thread fills it
    work_bell_.ring();
    return;
  }
  const PlanDone done = execute({&plan, frame});
  const bool pushed = done_.try_push(done);
  ASSERT(pushed);
  in_flight_.fetch_sub(1, std::memory_order_release);
}

PlanDone Executor::execute(const Work& work) noexcept {
  TRACE_SCOPE("execute");
  const prepare::DrawPlan& plan = *work.plan;
  WindowState& state = windows_[plan.window.value];
  PlanDone done{work.plan, work.frame};
  const bool to_port = config_.shows == Shows::Port;
  if (to_port && config_.where == ExecuteOn::GpuThread) {
    state.acquired = acquire(plan.window, plan.target);
    done.redraw_all =
        state.acquired.pixels == nullptr || state.acquired.generation != state.generation;
  }
  if (to_port) config_.binding.attach(*config_.binding.backend, plan.window, state.acquired);
  done.status = config_.binding.backend->execute(plan);
  if (to_port && state.acquired.pixels != nullptr) {
    TRACE_SCOPE("present");
    config_.port->present_pixels(plan.window, plan.changed, work.frame);
    state.generation = state.acquired.generation;
    state.acquired = {};
  }
  return done;
}

void Executor::gpu_main(void* self) {
  static_cast<Executor*>(self)->serve();
}

void Executor::serve() {
  for (;;) {
    Work work;
    while (work_.try_pop(work)) {
      const PlanDone done = execute(work);
      while (!done_.try_push(done)) {
        const timespec pause{0, 1'000'000};  // the engine is behind with taking plans back
        nanosleep(&pause, nullptr);
      }
      in_flight_.fetch_sub(1, std::memory_order_release);
      if (config_.engine_bell != nullptr) config_.engine_bell->ring();
    }
    if (stopping_.load(std::memory_order_acquire)) return;
    work_bell_.wait(rt::kNever, [this] {
      return !work_.looks_empty() || stopping_.load(std::memory_order_acquire);
    });
  }
}

void Executor::wait_parked() {
  while (!parked()) {
    const timespec pause{0, 200'000};
    nanosleep(&pause, nullptr);
  }
}

}  // namespace hallows::runtime
