#include <doctest/doctest.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

#include "rt-kernel/rt/channel.h"
#include "rt-kernel/rt/hot_guard.h"
#include "rt-kernel/rt/permit.h"
#include "rt-kernel/rt/workers.h"

using namespace hallows;
using namespace hallows::rt;

namespace {

// What a compiler must not see through.
void* volatile g_sink;
void* keep(void* block) {
  g_sink = block;
  return block;
}

template <class Body>
HotReport frame(Body&& body) {
  begin_frame();
  body();
  return end_frame();
}

bool no_traps() {
  if (guard_ability().allocations) return false;
  MESSAGE("this build's sanitizer has interceptors of its own: no traps to provoke");
  return true;
}

}  // namespace

TEST_CASE("each call of the malloc family in a frame is counted, by whatever name") {
  if (no_traps()) return;
  const struct {
    const char* name;
    void (*provoke)();
  } cases[] = {
      {"malloc", [] { std::free(keep(std::malloc(10))); }},
      {"calloc", [] { std::free(keep(std::calloc(2, 10))); }},
      {"realloc", [] { std::free(keep(std::realloc(nullptr, 10))); }},
      {"reallocarray", [] { std::free(keep(reallocarray(nullptr, 2, 10))); }},
      {"aligned_alloc", [] { std::free(keep(std::aligned_alloc(64, 128))); }},
      {"memalign", [] { std::free(keep(memalign(64, 128))); }},
      {"posix_memalign",
       [] {
         void* block = nullptr;
         if (posix_memalign(&block, 64, 128) == 0) g_sink = block;
         std::free(block);
       }},
      {"operator new", [] { delete static_cast<int*>(keep(new int(3))); }},
      {"strdup", [] { std::free(keep(strdup("inside the C library"))); }},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.name));
    const HotReport report = frame(c.provoke);
    CHECK(report.allocations == 1);
    CHECK(report.frees == 1);
    CHECK(report.malloc_calls() == 2);
    CHECK(report.first == Offence::Allocation);
    CHECK(report.first_depth > 0);
  }
}

TEST_CASE("each lock in a frame is counted") {
  if (no_traps()) return;
  static std::mutex mutex;
  static std::shared_mutex shared;
  static std::timed_mutex timed;
  const struct {
    const char* name;
    void (*provoke)();
  } cases[] = {
      {"mutex", [] { const std::lock_guard lock(mutex); }},
      {"try_lock",
       [] {
         if (mutex.try_lock()) mutex.unlock();
       }},
      {"shared", [] { const std::shared_lock lock(shared); }},
      {"exclusive", [] { const std::unique_lock lock(shared); }},
      {"timed", [] { const std::unique_lock lock(timed, std::chrono::seconds(1)); }},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.name));
    const HotReport report = frame(c.provoke);
    CHECK(report.locks == 1);
    CHECK(report.malloc_calls() == 0);
    CHECK(report.first == Offence::Lock);
  }
}

TEST_CASE("a condition variable still works through the traps, and its wait counts") {
  std::mutex mutex;
  std::condition_variable condition;
  bool ready = false;
  std::thread other([&] {
    const std::lock_guard lock(mutex);
    ready = true;
    condition.notify_one();
  });
  std::unique_lock lock(mutex);
  const HotReport report =
      frame([&] { condition.wait_for(lock, std::chrono::milliseconds(1), [] { return false; }); });
  condition.wait(lock, [&] { return ready; });
  lock.unlock();
  other.join();
  CHECK(ready);
  if (!no_traps()) CHECK(report.locks >= 1);
}

TEST_CASE("a frame that keeps the rules has an empty report") {
  Doorbell bell;
  Channel<int> channel(64, bell);
  const HotReport report = frame([&] {
    for (int i = 0; i < 32; ++i) channel.send(i);
    int out = 0;
    while (channel.receive(out)) {
    }
    std::free(nullptr);
  });
  CHECK(report.malloc_calls() == 0);
  CHECK(report.locks == 0);
  CHECK(report.first == Offence::None);
}

TEST_CASE("inside a permit, outside a frame and on other threads nothing is counted") {
  if (no_traps()) return;
  keep(std::malloc(10));
  std::free(g_sink);
  const PermitCounts before = permit_counts();
  const HotReport permitted = frame([] {
    const Permit outer(PermitKind::Put);
    {
      const Permit inner(PermitKind::Wake);
      std::free(keep(std::malloc(10)));
    }
    std::free(keep(std::malloc(10)));
  });
  CHECK(permitted.malloc_calls() == 0);
  CHECK(permit_counts()[PermitKind::Put] == before[PermitKind::Put] + 1);
  CHECK(permit_counts()[PermitKind::Wake] == before[PermitKind::Wake] + 1);

  std::atomic<bool> go{false};
  std::atomic<bool> done{false};
  std::thread other([&] {
    while (!go.load()) std::this_thread::yield();
    for (int i = 0; i < 100; ++i) std::free(keep(std::malloc(10)));
    done.store(true);
  });
  const HotReport here = frame([&] {
    go.store(true);
    while (!done.load()) std::this_thread::yield();
  });
  other.join();
  CHECK(here.malloc_calls() == 0);
}

TEST_CASE("handing work to the pool and taking results keeps the rules of a frame") {
  Result<std::unique_ptr<Workers>> pool = Workers::start({.threads = 1, .capacity = 64});
  REQUIRE(static_cast<bool>(pool));
  int job = 0;
  const HotReport report = frame([&] {
    for (int i = 0; i < 32; ++i) (*pool)->submit({[](void*) {}, &job, 0});
    JobResult result;
    int taken = 0;
    while (taken < 32) {
      if ((*pool)->take(result)) ++taken;
    }
  });
  CHECK(report.malloc_calls() == 0);
  CHECK(report.locks == 0);
}

TEST_CASE("with the action Abort the first offence stops the program and shows its stack") {
  if (no_traps()) return;
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    set_guard_action(GuardAction::Abort);
    std::signal(SIGABRT, SIG_DFL);
    begin_frame();
    keep(std::malloc(10));
    _exit(0);
  }
  close(ends[1]);
  std::string said;
  std::array<char, 512> part;
  for (ssize_t n = 0; (n = read(ends[0], part.data(), part.size())) > 0;) {
    said.append(part.data(), static_cast<size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  CHECK(said.find("an allocation in a frame") != std::string::npos);
}
