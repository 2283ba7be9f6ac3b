#include "rt-kernel/rt/partition.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "rt-kernel/rt/memory_lock.h"
#include "rt-kernel/rt/thread.h"

namespace hallows::rt {
namespace {

constexpr uint64_t kLeastUsefulRttimeUs = 20'000;
constexpr uint32_t kMaxRealtimeThreads = 16;
constexpr uint64_t kShortSliceNs = 100'000;

PartitionSpec g_spec;  // written by enter_partition, before threads start

// Kernel ids of the threads that hold the real-time class; 0: free. Relaxed: an id is only a name,
// nothing is published with it.
std::array<std::atomic<int>, kMaxRealtimeThreads> g_realtime_threads{};
std::atomic<uint32_t> g_demotions{0};

int thread_id() {
  return static_cast<int>(syscall(SYS_gettid));
}

// Takes the thread's id off the list when it ends, before the kernel can give it to a stranger.
struct RealtimeEntry {
  std::atomic<int>* place = nullptr;
  ~RealtimeEntry() {
    if (place != nullptr) place->store(0, std::memory_order_relaxed);
  }
};
thread_local RealtimeEntry t_entry;

void enlist_realtime_thread() {
  if (t_entry.place != nullptr) return;
  for (std::atomic<int>& place : g_realtime_threads) {
    int free_place = 0;
    if (place.compare_exchange_strong(free_place, thread_id(), std::memory_order_relaxed)) {
      t_entry.place = &place;
      return;
    }
  }
}

// SIGXCPU: some thread has used up its real-time budget. The kernel doesn't say which one, and the
// hard limit kills, so all of them step down.
void on_runaway(int) {
  const int saved = errno;
  demote_realtime_threads();
  errno = saved;
}

bool switched_off() {
  const char* wish = std::getenv("HALLOWS_PARTITION");
  return wish != nullptr && std::strcmp(wish, "off") == 0;
}

// struct sched_attr of sched_setattr(2); the C library has no declaration for it.
struct SchedAttr {
  uint32_t size = sizeof(SchedAttr);
  uint32_t policy = SCHED_OTHER;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime_ns = 0;
  uint64_t deadline_ns = 0;
  uint64_t period_ns = 0;
};
static_assert(sizeof(SchedAttr) == 48);

// A short slice makes the fair scheduler pick a thread sooner after it wakes; needs no privilege.
bool take_short_slice() {
  SchedAttr attributes;
  errno = 0;
  attributes.nice = getpriority(PRIO_PROCESS, 0);
  attributes.runtime_ns = kShortSliceNs;
  return syscall(SYS_sched_setattr, 0, &attributes, 0) == 0;
}

bool take_nice(int nice) {
  return setpriority(PRIO_PROCESS, static_cast<id_t>(thread_id()), nice) == 0;
}

// The priority that the limits let us have, at most the wished one.
int affordable_priority(int wished) {
  rlimit limit{};
  getrlimit(RLIMIT_RTPRIO, &limit);
  const int allowed = limit.rlim_cur > 99 ? 99 : static_cast<int>(limit.rlim_cur);
  if (geteuid() == 0 || allowed == 0 || wished <= allowed) return std::clamp(wished, 1, 99);
  return allowed;
}

std::string why_no_fifo(int error) {
  rlimit limit{};
  getrlimit(RLIMIT_RTPRIO, &limit);
  if (error == EPERM && limit.rlim_cur == 0) {
    return "RLIMIT_RTPRIO is 0 and CAP_SYS_NICE is missing";
  }
  return std::strerror(error);
}

// The rungs below SCHED_FIFO: a better nice value, else a shorter slice, else nothing.
void ask_second_best(GrantRow& row) {
  prctl(PR_SET_TIMERSLACK, 1);  // sleeps end on time; FIFO threads have no slack anyway
  const bool nice = take_nice(g_spec.raised_nice);
  const bool slice = take_short_slice();
  row.granted = nice || slice ? Granted::Partly : Granted::No;
  if (nice) row.got = "nice " + std::to_string(g_spec.raised_nice);
  if (slice) row.got += std::string(nice ? ", " : "") + "slice 0.1 ms";
}

void ask_realtime(GrantRow& row) {
  const int priority = affordable_priority(g_spec.fifo_priority);
  row.wanted = "SCHED_FIFO " + std::to_string(g_spec.fifo_priority);
  rlimit rttime{};
  getrlimit(RLIMIT_RTTIME, &rttime);
  const RttimeChoice choice = choose_rttime(static_cast<uint64_t>(g_spec.runaway_limit.ns / 1'000),
                                            rttime.rlim_cur, rttime.rlim_max);
  if (switched_off()) {
    row.why = "HALLOWS_PARTITION=off is set in the environment";
    row.fix = "unset HALLOWS_PARTITION";
  } else if (!choice.usable) {
    row.why = "RLIMIT_RTTIME is " + std::to_string(rttime.rlim_max) +
              " us: the kernel would kill the thread";
    row.fix = "raise the hard limit of rttime (limits.conf: rttime)";
  } else {
    sched_param parameter{};
    parameter.sched_priority = priority;
    if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameter) == 0) {
      enlist_realtime_thread();
      row.got = "SCHED_FIFO " + std::to_string(priority);
      row.granted = priority == g_spec.fifo_priority ? Granted::Yes : Granted::Partly;
      if (row.granted == Granted::Partly) row.why = "RLIMIT_RTPRIO allows no more";
      return;
    }
    row.why = why_no_fifo(errno);
    row.fix =
        "add '@audio - rtprio 95' or a line for your user to /etc/security/limits.d, or give "
        "CAP_SYS_NICE";
  }
  ask_second_best(row);
}

void ask_nice(GrantRow& row, int nice) {
  row.wanted = "nice " + std::to_string(nice);
  if (take_nice(nice)) {
    row.granted = Granted::Yes;
    row.got = row.wanted;
    return;
  }
  row.granted = Granted::No;
  row.got = "nice " + std::to_string(getpriority(PRIO_PROCESS, 0));
  row.why = std::strerror(errno);
  row.fix = "raise RLIMIT_NICE (limits.conf: nice) or give CAP_SYS_NICE";
}

GrantRow limit_runaways() {
  GrantRow row{.what = "run-away limit"};
  const auto wanted_us = static_cast<uint64_t>(g_spec.runaway_limit.ns / 1'000);
  row.wanted = std::to_string(wanted_us / 1'000) + " ms, then demoted";
  rlimit limit{};
  getrlimit(RLIMIT_RTTIME, &limit);
  const RttimeChoice choice = choose_rttime(wanted_us, limit.rlim_cur, limit.rlim_max);
  row.granted = Granted::No;
  if (!choice.usable) {
    row.why = "the hard limit is " + std::to_string(limit.rlim_max) + " us";
    row.fix = "raise the hard limit of rttime (limits.conf: rttime)";
    return row;
  }
  struct sigaction current{};
  sigaction(SIGXCPU, nullptr, &current);
  if (current.sa_handler != SIG_DFL && current.sa_handler != on_runaway) {
    row.why = "the program handles SIGXCPU itself";
    return row;
  }
  struct sigaction action{};
  action.sa_handler = on_runaway;
  action.sa_flags = SA_RESTART;
  sigaction(SIGXCPU, &action, nullptr);
  limit.rlim_cur = choice.soft_us;
  if (setrlimit(RLIMIT_RTTIME, &limit) != 0) {
    row.why = std::strerror(errno);
    return row;
  }
  row.granted = choice.soft_us == wanted_us ? Granted::Yes : Granted::Partly;
  row.got = std::to_string(choice.soft_us / 1'000) + " ms, then demoted";
  return row;
}

// What a thread of this class would get, found out on a thread that ends at once.
GrantRow probe_class(ThreadClass c) {
  ThreadSpec spec{.name = "hallows-probe", .thread_class = c, .prefault_bytes = 0};
  spec.stack_bytes = size_t{256} << 10;
  Result<Thread> probe = Thread::start(spec, [](void*) {}, nullptr);
  if (!probe) {
    GrantRow row{.what = "thread class", .granted = Granted::No};
    row.why = probe.error().why;
    return row;
  }
  GrantRow row = probe->grant();
  probe->join();
  return row;
}

}  // namespace

RttimeChoice choose_rttime(uint64_t wanted_us, uint64_t soft_us, uint64_t hard_us) {
  // The soft limit may be moved anywhere up to the hard one, so only the hard one decides; a soft
  // limit of 0 is replaced like any other.
  static_cast<void>(soft_us);
  if (hard_us < kLeastUsefulRttimeUs) return {.usable = false, .soft_us = 0};
  // The signal must come well before the hard limit kills.
  return {.usable = true, .soft_us = std::min(wanted_us, hard_us - hard_us / 4)};
}

GrantRow ask_thread_class(ThreadClass c) {
  GrantRow row{.what = thread_class_name(c), .granted = Granted::Yes};
  switch (c) {
    case ThreadClass::RealTime:
      ask_realtime(row);
      break;
    case ThreadClass::Raised:
      if (switched_off()) {
        row.granted = Granted::No;
        row.why = "HALLOWS_PARTITION=off is set in the environment";
      } else {
        ask_nice(row, g_spec.raised_nice);
      }
      break;
    case ThreadClass::Low:
      ask_nice(row, g_spec.low_nice);
      break;
    case ThreadClass::Ordinary:
      row.wanted = row.got = "as it is";
      break;
  }
  return row;
}

PartitionReport enter_partition(const PartitionSpec& spec) {
  ASSERT(spec.runaway_limit.ns > 0);
  g_spec = spec;
  PartitionReport report;
  report.rows.push_back(limit_runaways());  // before the first thread of the class
  GrantRow realtime = probe_class(ThreadClass::RealTime);
  report.realtime = realtime.got.starts_with("SCHED_FIFO");
  realtime.what = "real-time class";
  report.rows.push_back(std::move(realtime));
  GrantRow raised = probe_class(ThreadClass::Raised);
  raised.what = "raised class";
  report.rows.push_back(std::move(raised));
  GrantRow memory{.what = "locked memory"};
  report.rows.push_back(spec.lock_memory && !switched_off() ? lock_all() : memory);
  GrantRow heap{.what = "heap kept"};
  report.rows.push_back(spec.keep_heap ? keep_heap() : heap);
  return report;
}

const PartitionSpec& partition_spec() {
  return g_spec;
}

uint32_t demotions() {
  return g_demotions.load(std::memory_order_relaxed);
}

void demote_realtime_threads() noexcept {
  for (const std::atomic<int>& place : g_realtime_threads) {
    const int id = place.load(std::memory_order_relaxed);
    if (id == 0 || sched_getscheduler(id) == SCHED_OTHER) continue;
    const sched_param none{};
    if (sched_setscheduler(id, SCHED_OTHER, &none) == 0) {
      g_demotions.fetch_add(1, std::memory_order_relaxed);
    }
  }
}

std::string PartitionReport::text() const {
  std::string out;
  for (const GrantRow& row : rows) {
    out += row.what;
    out += ": ";
    out += granted_name(row.granted);
    if (!row.got.empty()) out += " (" + row.got + ")";
    if (!row.why.empty()) out += "; " + row.why;
    if (!row.fix.empty()) out += "; to get more: " + row.fix;
    out += '\n';
  }
  return out;
}

}  // namespace hallows::rt
