#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "rt-kernel/base/result.h"
#include "rt-kernel/rt/doorbell.h"
#include "rt-kernel/rt/spsc_ring.h"
#include "rt-kernel/rt/thread.h"

namespace hallows::rt {

// Work that no frame waits for: decoding, fonts, big glyphs, compiling documents. `run` is called
// on a low thread with `context`; whoever submits keeps the context alive until the result is
// taken.
struct Job {
  void (*run)(void* context) = nullptr;
  void* context = nullptr;
  uint32_t kind = 0;  // the submitter's: tells results apart
};

// A finished job, as it comes back.
struct JobResult {
  void* context = nullptr;
  uint32_t kind = 0;
};

// A few low-priority threads behind one bounded queue. Jobs start in the order of submission and
// may finish in any. Results come back on a ring a worker, taken by one thread (the engine).
class Workers {
 public:
  static constexpr uint32_t kMaxThreads = 4;
  struct Spec {
    uint32_t threads = 1;
    uint32_t capacity = 256;          // jobs queued, running or with an untaken result
    Doorbell* results_for = nullptr;  // rung when a result is ready; may be null
  };
  static Result<std::unique_ptr<Workers>> start(const Spec& spec);
  // Runs what is queued to its end, then joins. Untaken results are dropped.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Any thread, wait-free for one submitter. False at the bound: the submitter asks again in a
  // later frame. Wakes a worker only when one sleeps.
  bool submit(const Job& job) noexcept HALLOWS_NONBLOCKING;
  // The taker's thread only. False when nothing has finished.
  bool take(JobResult& out) noexcept HALLOWS_NONBLOCKING;
  // Whether take() would find something: what a taker looks at before it sleeps.
  bool has_results() const noexcept HALLOWS_NONBLOCKING {
    for (uint32_t i = 0; i < thread_count_; ++i) {
      if (!results_[i]->looks_empty()) return true;
    }
    return false;
  }

  // Jobs submitted whose result is not yet on its ring: virtual time advances only at 0.
  uint32_t unfinished() const noexcept { return unfinished_.load(std::memory_order_acquire); }
  bool parked() const noexcept { return unfinished() == 0; }
  // Sleeps until parked() or the monotonic clock reaches `until`. Tests and virtual time.
  bool wait_parked(Instant until) noexcept;

 private:
  // A slot of the bounded queue of many takers (after Vyukov's bounded queue: the sequence number
  // says whose turn the slot is).
  struct Slot {
    std::atomic<uint32_t> turn{0};  // release after filling or emptying pairs with acquire before
    Job job;
  };
  explicit Workers(const Spec& spec);
  static void worker_main(void* context);
  void run_worker(uint32_t index);
  bool take_job(Job& out) noexcept;
  void wake_one() noexcept HALLOWS_NONBLOCKING;

  struct WorkerStart {
    Workers* pool = nullptr;
    uint32_t index = 0;
  };

  uint32_t mask_;
  uint32_t thread_count_;
  uint32_t capacity_;
  Doorbell* results_for_;
  std::unique_ptr<Slot[]> slots_;
  std::array<std::unique_ptr<SpscRing<JobResult>>, kMaxThreads> results_;
  std::array<WorkerStart, kMaxThreads> starts_;
  std::array<Thread, kMaxThreads> threads_;
  // Relaxed, all three: they claim and count; the job itself travels with its slot's turn.
  alignas(kNoShare) std::atomic<uint32_t> push_{0};  // by submitters
  alignas(kNoShare) std::atomic<uint32_t> pop_{0};   // by workers
  alignas(kNoShare) std::atomic<uint32_t> held_{0};  // queued + running + untaken
  // The seq_cst fetch_sub in run_worker pairs with the acquire in unfinished() and wait_parked().
  std::atomic<uint32_t> unfinished_{0};
  std::atomic<uint32_t> sleepers_{0};  // seq_cst fences in submit and run_worker pair
  // seq_cst: who waits says so before it looks; who finishes counts before it looks for waiters.
  std::atomic<uint32_t> parked_waiters_{0};
  // Futex word of sleeping workers: the seq_cst fetch_add in wake_one and ~Workers pairs with the
  // seq_cst load in run_worker, before the worker says that it sleeps.
  std::atomic<uint32_t> epoch_{0};
  std::atomic<bool> stopping_{false};  // release in ~Workers pairs with acquire in run_worker
};

}  // namespace hallows::rt
