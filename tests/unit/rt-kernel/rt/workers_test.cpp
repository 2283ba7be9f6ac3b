#include "rt-kernel/rt/workers.h"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "rt-kernel/base/clock.h"

using namespace hallows;
using namespace hallows::rt;

namespace {

const Clock kClock(Clock::Kind::Real);
constexpr int64_t kPatienceMs = 60'000;

struct Square {
  uint64_t in = 0;
  uint64_t out = 0;
};
void square(void* context) {
  auto& job = *static_cast<Square*>(context);
  job.out = job.in * job.in;
}

std::unique_ptr<Workers> start(const Workers::Spec& spec) {
  Result<std::unique_ptr<Workers>> made = Workers::start(spec);
  REQUIRE(static_cast<bool>(made));
  return std::move(*made);
}

}  // namespace

TEST_CASE("jobs run, and their results come back with their kind") {
  for (const uint32_t threads : {1u, 3u}) {
    auto pool = start({.threads = threads, .capacity = 64});
    std::vector<Square> jobs(64);
    for (uint64_t i = 0; i < jobs.size(); ++i) {
      jobs[i].in = i;
      CHECK(pool->submit({square, &jobs[i], 7}));
    }
    CHECK(pool->wait_parked(kClock.now() + from_ms(kPatienceMs)));
    CHECK(pool->parked());
    JobResult result;
    size_t taken = 0;
    while (pool->take(result)) {
      const auto& job = *static_cast<Square*>(result.context);
      CHECK(result.kind == 7);
      CHECK(job.out == job.in * job.in);
      ++taken;
    }
    CHECK(taken == 64);
  }
}

TEST_CASE("the pool refuses more than its capacity until results are taken") {
  auto pool = start({.threads = 1, .capacity = 5});
  std::vector<Square> jobs(6);
  for (int i = 0; i < 5; ++i) CHECK(pool->submit({square, &jobs[i], 0}));
  CHECK_FALSE(pool->submit({square, &jobs[5], 0}));
  CHECK(pool->wait_parked(kClock.now() + from_ms(kPatienceMs)));
  CHECK_FALSE(pool->submit({square, &jobs[5], 0}));  // five results stand untaken
  JobResult result;
  CHECK(pool->take(result));
  CHECK(pool->submit({square, &jobs[5], 0}));
  CHECK(pool->wait_parked(kClock.now() + from_ms(kPatienceMs)));
}

TEST_CASE("a pool with a running job is not parked") {
  struct Gate {
    std::atomic<bool> started{false};
    std::atomic<bool> open{false};
  } gate;
  auto pool = start({.threads = 1, .capacity = 4});
  const auto hold = [](void* context) {
    auto& g = *static_cast<Gate*>(context);
    g.started.store(true);
    while (!g.open.load()) std::this_thread::yield();
  };
  CHECK(pool->parked());
  CHECK(pool->submit({hold, &gate, 0}));
  while (!gate.started.load()) std::this_thread::yield();
  CHECK_FALSE(pool->parked());
  CHECK_FALSE(pool->wait_parked(kClock.now() + from_ms(2)));
  gate.open.store(true);
  CHECK(pool->wait_parked(kClock.now() + from_ms(kPatienceMs)));
}

TEST_CASE("results ring the bell of whoever takes them") {
  Doorbell bell;
  auto pool = start({.threads = 1, .capacity = 4, .results_for = &bell});
  Square job{.in = 12};
  CHECK(pool->submit({square, &job, 0}));
  JobResult result;
  bool got = false;
  while (!got) {
    REQUIRE(
        bell.wait(kClock.now() + from_ms(kPatienceMs), [&] { return got = pool->take(result); }));
  }
  CHECK(job.out == 144);
}

TEST_CASE("ten thousand jobs pass through a small pool while results are taken") {
  auto pool = start({.threads = 2, .capacity = 16});
  std::vector<Square> jobs(10'000);
  size_t submitted = 0;
  size_t taken = 0;
  JobResult result;
  while (taken < jobs.size()) {
    if (submitted < jobs.size()) {
      jobs[submitted].in = submitted;
      if (pool->submit({square, &jobs[submitted], 0})) ++submitted;
    }
    while (pool->take(result)) ++taken;
    if (submitted - taken == 16) std::this_thread::yield();
  }
  size_t wrong = 0;
  for (const Square& job : jobs) wrong += job.out != job.in * job.in ? 1 : 0;
  CHECK(wrong == 0);
}
