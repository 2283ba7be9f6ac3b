#include "rt-kernel/rt/partition.h"

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <vector>

#include "rt-kernel/base/clock.h"
#include "rt-kernel/rt/memory_lock.h"
#include "rt-kernel/rt/thread.h"
#include "rt-kernel/rt/watchdog.h"

using namespace hallows;
using namespace hallows::rt;

TEST_CASE("the run-away limit stays below whatever would kill the thread") {
  constexpr uint64_t kInfinite = RLIM_INFINITY;
  const struct {
    uint64_t wanted, soft, hard;
    bool usable;
    uint64_t chosen;
  } cases[] = {
      {500'000, kInfinite, kInfinite, true, 500'000},
      {500'000, 0, kInfinite, true, 500'000},
      {500'000, 200'000, 200'000, true, 150'000},  // rtkit's limit: warned before killed
      {100'000, 200'000, 200'000, true, 100'000},
      {500'000, 0, 0, false, 0},          // a portal that exports 0 kills at the first tick
      {500'000, 1'000, 1'000, false, 0},  // shorter than a frame
  };
  for (const auto& c : cases) {
    const RttimeChoice got = choose_rttime(c.wanted, c.soft, c.hard);
    CHECK(got.usable == c.usable);
    CHECK(got.soft_us == c.chosen);
  }
}

TEST_CASE("the report has a row for each thing asked, and says why and what to do when refused") {
  const PartitionReport report = enter_partition({});
  REQUIRE(report.rows.size() == 5);
  const char* const names[] = {"run-away limit", "real-time class", "raised class", "locked memory",
                               "heap kept"};
  for (size_t i = 0; i < report.rows.size(); ++i) {
    const GrantRow& row = report.rows[i];
    CHECK(std::string(row.what) == names[i]);
    CHECK(report.text().find(names[i]) != std::string::npos);
    if (row.granted == Granted::No) CHECK_FALSE(row.why.empty());
    if (row.granted == Granted::Yes) CHECK(row.why.empty());
  }
}

TEST_CASE("threads have the name and the class that their grant states") {
  enter_partition({.lock_memory = false});
  struct Seen {
    int policy = -1;
    int nice = 0;
    char name[16] = {};
  };
  const auto look = [](void* context) {
    auto& seen = *static_cast<Seen*>(context);
    seen.policy = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
    seen.nice = getpriority(PRIO_PROCESS, 0);
    pthread_getname_np(pthread_self(), seen.name, sizeof seen.name);
  };
  for (const auto c :
       {ThreadClass::RealTime, ThreadClass::Raised, ThreadClass::Ordinary, ThreadClass::Low}) {
    Seen seen;
    Result<Thread> thread =
        Thread::start({.name = "a-quite-long-name", .thread_class = c}, look, &seen);
    REQUIRE(static_cast<bool>(thread));
    thread->join();
    const GrantRow& grant = thread->grant();
    CHECK(std::string(seen.name) == "a-quite-long-na");
    CHECK((grant.got.starts_with("SCHED_FIFO") == (seen.policy == SCHED_FIFO)));
    if (c == ThreadClass::Low && grant.granted == Granted::Yes) CHECK(seen.nice == 10);
    if (c == ThreadClass::Raised && grant.granted == Granted::Yes) CHECK(seen.nice == -11);
  }
}

// Runs `body` in a child process that has given its privileges away.
template <class Body>
int as_nobody(Body&& body) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_RTPRIO, &none);
    setrlimit(RLIMIT_NICE, &none);
    const rlimit little{size_t{8} << 20, size_t{8} << 20};
    setrlimit(RLIMIT_MEMLOCK, &little);
    if (geteuid() == 0 && setuid(65534) != 0) _exit(99);
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

TEST_CASE("without any privilege the partition still starts, with less, and says so") {
  const int failed_at = as_nobody([] {
    const PartitionReport report = enter_partition({});
    if (report.rows.size() != 5) return 1;
    const GrantRow& realtime = report.rows[1];
    if (report.realtime || realtime.granted == Granted::Yes) return 2;
    if (realtime.why != "RLIMIT_RTPRIO is 0 and CAP_SYS_NICE is missing") return 3;
    if (realtime.fix.empty()) return 4;
    if (report.rows[2].granted != Granted::No || report.rows[2].why.empty()) return 5;
    if (report.rows[3].granted != Granted::No || report.rows[3].why.empty()) return 6;
    Result<Thread> thread =
        Thread::start({.thread_class = ThreadClass::RealTime}, [](void*) {}, nullptr);
    if (!thread) return 7;
    thread->join();
    return 0;
  });
  CHECK(failed_at == 0);
}

TEST_CASE("a run-away real-time thread is demoted, not left to starve the machine") {
  const PartitionReport report =
      enter_partition({.lock_memory = false, .runaway_limit = from_ms(60)});
  if (!report.realtime) {
    MESSAGE("no real-time class here: nothing to demote");
    return;
  }
  const uint32_t before = demotions();
  std::atomic<int> policy_at_end{-1};
  Result<Thread> hog = Thread::start(
      {.name = "hog", .thread_class = ThreadClass::RealTime},
      [](void* context) {
        const Clock clock(Clock::Kind::Real);
        const Instant patience = clock.now() + from_ms(10'000);
        while (sched_getscheduler(0) != SCHED_OTHER && clock.now() < patience) {
        }
        static_cast<std::atomic<int>*>(context)->store(sched_getscheduler(0));
      },
      &policy_at_end);
  REQUIRE(static_cast<bool>(hog));
  hog->join();
  CHECK(policy_at_end.load() == SCHED_OTHER);
  CHECK(demotions() == before + 1);
  enter_partition({.lock_memory = false});
}

TEST_CASE("prefaulting keeps contents and touches the stack it was asked for") {
  std::vector<std::byte> bytes(3 * 4096 + 5, std::byte{7});
  prefault(bytes);
  size_t wrong = 0;
  for (const std::byte b : bytes) wrong += b != std::byte{7} ? 1 : 0;
  CHECK(wrong == 0);
  prefault({});
  CHECK(prefault_stack(128 << 10) == (128 << 10));
  CHECK(prefault_stack(0) == 0);
}

TEST_CASE("the watchdog reports each overdue stretch once") {
  Heartbeat heart;
  Watchdog dog(heart, from_ms(10));
  using enum Watchdog::Verdict;
  CHECK(dog.check({0}) == Fine);
  heart.begin({1'000'000});
  CHECK(dog.check({11'000'000}) == Fine);
  CHECK(dog.check({11'000'001}) == Overdue);
  CHECK(dog.check({20'000'000}) == Fine);
  heart.end();
  CHECK(dog.check({90'000'000}) == Fine);
  heart.begin({100'000'000});
  CHECK(dog.check({200'000'000}) == Overdue);
  CHECK(dog.overdue_count() == 2);
}
