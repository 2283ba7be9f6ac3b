#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rt-kernel/base/time.h"
#include "rt-kernel/rt/grant.h"

namespace hallows::rt {

// What a thread is to the engine; the partition turns it into what the system grants.
enum class ThreadClass : uint8_t {
  RealTime,  // engine, paint helpers: SCHED_FIFO, else raised, else a short slice
  Raised,    // gpu: negative nice, else ordinary
  Ordinary,  // platform, app, supervisor
  Low,       // workers: nice 10
};
constexpr const char* thread_class_name(ThreadClass c) {
  constexpr const char* kNames[] = {"real-time", "raised", "ordinary", "low"};
  return kNames[static_cast<uint8_t>(c)];
}

struct PartitionSpec {
  int fifo_priority = 40;  // of RealTime threads; clamped to RLIMIT_RTPRIO where that is lower
  int raised_nice = -11;
  int low_nice = 10;
  bool lock_memory = true;
  bool keep_heap = true;
  // A real-time thread that computes this long without sleeping is demoted to ordinary by SIGXCPU
  // instead of starving the machine. Must be positive.
  Duration runaway_limit = from_ms(500);
};

// What the process was granted. Rows stand in a fixed order; each names one thing.
struct PartitionReport {
  std::vector<GrantRow> rows;
  bool realtime = false;     // a RealTime thread will get SCHED_FIFO
  std::string text() const;  // one line a row: name, verdict, got, why, fix
};

// Prepares the process: memory, heap, the run-away limit; finds out what RealTime threads will get
// by asking on a short-lived thread. Never fails for lack of privilege. Set-up, before threads
// start, once.
PartitionReport enter_partition(const PartitionSpec& spec);
// The spec given to enter_partition, or the default.
const PartitionSpec& partition_spec();

// Asks for the class on the calling thread and says what it got. Set-up of a thread.
GrantRow ask_thread_class(ThreadClass c);

// Real-time threads that the run-away limit has demoted so far.
uint32_t demotions();
// Takes the real-time class away from every thread that holds it. Async-signal-safe; the
// supervisor's and the watchdog's last resort.
void demote_realtime_threads() noexcept;

// The same decision as a pure function, for tests of every privilege: which RLIMIT_RTTIME to set.
// `hard_us` 0 is what broken portals export and would kill the thread at its first tick: it is
// reported, and the real-time class must not be used.
struct RttimeChoice {
  bool usable = false;
  uint64_t soft_us = 0;
};
RttimeChoice choose_rttime(uint64_t wanted_us, uint64_t soft_us, uint64_t hard_us);

}  // namespace hallows::rt
