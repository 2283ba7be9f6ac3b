#include "rt-kernel/rt/workers.h"

#include <climits>

#include <algorithm>

#include "rt-kernel/rt/futex.h"
#include "rt-kernel/rt/permit.h"

namespace hallows::rt {

Workers::Workers(const Spec& spec)
    : mask_(std::bit_ceil(std::max(spec.capacity, 2u)) - 1),
      thread_count_(std::clamp(spec.threads, 1u, kMaxThreads)),
      capacity_(std::max(spec.capacity, 1u)),
      results_for_(spec.results_for),
      slots_(std::make_unique<Slot[]>(size_t{mask_} + 1)) {
  for (uint32_t i = 0; i <= mask_; ++i) slots_[i].turn.store(i, std::memory_order_relaxed);
  for (uint32_t i = 0; i < thread_count_; ++i) {
    // As large as the pool: a worker never finds its ring full.
    results_[i] = std::make_unique<SpscRing<JobResult>>(capacity_);
    starts_[i] = {this, i};
  }
}

Result<std::unique_ptr<Workers>> Workers::start(const Spec& spec) {
  std::unique_ptr<Workers> pool(new Workers(spec));
  const ThreadSpec thread{.name = "hallows-worker", .thread_class = ThreadClass::Low};
  for (uint32_t i = 0; i < pool->thread_count_; ++i) {
    Result<Thread> started = Thread::start(thread, worker_main, &pool->starts_[i]);
    if (!started) return started.error();
    pool->threads_[i] = std::move(*started);
  }
  return pool;
}

Workers::~Workers() {
  stopping_.store(true, std::memory_order_release);
  epoch_.fetch_add(1, std::memory_order_seq_cst);
  futex_wake(epoch_, INT_MAX);
  for (Thread& thread : threads_) {
    if (thread.running()) thread.join();
  }
}

bool Workers::submit(const Job& job) noexcept HALLOWS_NONBLOCKING {
  if (held_.fetch_add(1, std::memory_order_relaxed) >= capacity_) {
    held_.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }
  uint32_t place = push_.load(std::memory_order_relaxed);
  for (;;) {
    Slot& slot = slots_[place & mask_];
    const auto ahead = static_cast<int32_t>(slot.turn.load(std::memory_order_acquire) - place);
    if (ahead == 0) {
      if (!push_.compare_exchange_weak(place, place + 1, std::memory_order_relaxed)) continue;
      slot.job = job;
      unfinished_.fetch_add(1, std::memory_order_relaxed);
      slot.turn.store(place + 1, std::memory_order_release);
      break;
    }
    if (ahead < 0) {  // a worker has claimed the slot's last job and not yet copied it
      held_.fetch_sub(1, std::memory_order_relaxed);
      return false;
    }
    place = push_.load(std::memory_order_relaxed);
  }
  full_fence();  // pairs with the one in run_worker()
  if (sleepers_.load(std::memory_order_relaxed) != 0) wake_one();
  return true;
}

void Workers::wake_one() noexcept HALLOWS_NONBLOCKING {
  const Permit permit(PermitKind::Wake);
  epoch_.fetch_add(1, std::memory_order_seq_cst);
  futex_wake(epoch_, 1);
}

bool Workers::take(JobResult& out) noexcept HALLOWS_NONBLOCKING {
  for (uint32_t i = 0; i < thread_count_; ++i) {
    if (results_[i]->try_pop(out)) {
      held_.fetch_sub(1, std::memory_order_relaxed);
      return true;
    }
  }
  return false;
}

bool Workers::wait_parked(Instant until) noexcept {
  parked_waiters_.fetch_add(1, std::memory_order_seq_cst);
  bool parked = false;
  for (;;) {
    const uint32_t left = unfinished_.load(std::memory_order_acquire);
    parked = left == 0;
    if (parked || futex_wait(unfinished_, left, until) == FutexEnd::TimedOut) break;
  }
  parked_waiters_.fetch_sub(1, std::memory_order_relaxed);
  return parked || unfinished() == 0;
}

bool Workers::take_job(Job& out) noexcept {
  uint32_t place = pop_.load(std::memory_order_relaxed);
  for (;;) {
    Slot& slot = slots_[place & mask_];
    const auto ahead =
        static_cast<int32_t>(slot.turn.load(std::memory_order_acquire) - (place + 1));
    if (ahead < 0) return false;
    if (ahead == 0) {
      if (!pop_.compare_exchange_weak(place, place + 1, std::memory_order_relaxed)) continue;
      out = slot.job;
      slot.turn.store(place + mask_ + 1, std::memory_order_release);
      return true;
    }
    place = pop_.load(std::memory_order_relaxed);
  }
}

void Workers::worker_main(void* context) {
  const auto& start = *static_cast<WorkerStart*>(context);
  start.pool->run_worker(start.index);
}

void Workers::run_worker(uint32_t index) {
  Job job;
  for (;;) {
    if (!take_job(job)) {
      const uint32_t epoch = epoch_.load(std::memory_order_seq_cst);
      sleepers_.fetch_add(1, std::memory_order_seq_cst);
      full_fence();  // pairs with the one in submit()
      const bool stop = stopping_.load(std::memory_order_acquire);
      const bool found = take_job(job);
      if (!found && !stop) futex_wait(epoch_, epoch, kNever);
      sleepers_.fetch_sub(1, std::memory_order_seq_cst);
      if (!found && stop) return;
      if (!found) continue;
    }
    job.run(job.context);
    const bool fits = results_[index]->try_push({job.context, job.kind});
    ASSERT(fits);
    unfinished_.fetch_sub(1, std::memory_order_seq_cst);
    if (results_for_ != nullptr) results_for_->ring();
    if (parked_waiters_.load(std::memory_order_seq_cst) != 0) futex_wake(unfinished_, INT_MAX);
  }
}

}  // namespace hallows::rt
