#include "rt-kernel/rt/channel.h"

#include <doctest/doctest.h>

#include <thread>

#include "rt-kernel/base/clock.h"
#include "rt-kernel/rt/permit.h"
#include "rt-kernel/rt/triple_buffer.h"

using namespace hallows;
using namespace hallows::rt;

namespace {

const Clock kClock(Clock::Kind::Real);

Instant in_ms(int64_t ms) {
  return kClock.now() + from_ms(ms);
}

}  // namespace

TEST_CASE("a sender pays for no wake while the receiver is awake") {
  for (const auto via : {Doorbell::Via::Futex, Doorbell::Via::EventFd}) {
    Doorbell bell(via);
    Channel<int> channel(1024, bell);
    const uint64_t permits = permit_counts()[PermitKind::Wake];
    for (int i = 0; i < 1000; ++i) CHECK(channel.send(i));
    CHECK(bell.wakes() == 0);
    CHECK(permit_counts()[PermitKind::Wake] == permits);
    int out = 0;
    CHECK(channel.receive_until(out, kNever));  // there is a message: no sleep either
    CHECK(bell.sleeps() == 0);
  }
}

TEST_CASE("a receiver that waits in vain comes back at its time") {
  for (const auto via : {Doorbell::Via::Futex, Doorbell::Via::EventFd}) {
    Doorbell bell(via);
    Channel<int> channel(4, bell);
    const Instant until = in_ms(5);
    int out = 0;
    CHECK_FALSE(channel.receive_until(out, until));
    CHECK(kClock.now() >= until);
    CHECK_FALSE(bell.sleeping());
    CHECK_FALSE(channel.receive_until(out, {0}));  // a time long past
  }
}

TEST_CASE("every message reaches a receiver that sleeps between them") {
  for (const auto via : {Doorbell::Via::Futex, Doorbell::Via::EventFd}) {
    Doorbell bell(via);
    Channel<int> a(16, bell);
    Channel<int> b(16, bell);  // one owner, two channels, one sleep
    constexpr int kMessages = 500;
    const auto sender = [](Channel<int>& channel) {
      for (int i = 0; i < kMessages; ++i) {
        while (!channel.send(i)) std::this_thread::yield();
        if (i % 16 == 0) std::this_thread::sleep_for(std::chrono::microseconds(30));
      }
    };
    std::thread first([&] { sender(a); });
    std::thread second([&] { sender(b); });
    int next_a = 0;
    int next_b = 0;
    bool timed_out = false;
    while ((next_a < kMessages || next_b < kMessages) && !timed_out) {
      int out = 0;
      while (a.receive(out)) CHECK(out == next_a++);
      while (b.receive(out)) CHECK(out == next_b++);
      if (next_a == kMessages && next_b == kMessages) break;
      const bool rang = bell.wait(
          in_ms(20'000), [&] { return a.ring().readable(1) != 0 || b.ring().readable(1) != 0; });
      timed_out = !rang;
    }
    first.join();
    second.join();
    CHECK_FALSE(timed_out);  // a lost wake would end here
    CHECK(next_a == kMessages);
    CHECK(next_b == kMessages);
    CHECK(bell.wakes() <= 2 * kMessages);
  }
}

TEST_CASE("a full channel refuses and leaves its messages alone") {
  Doorbell bell;
  Channel<int> channel(2, bell);
  CHECK(channel.send(1));
  CHECK(channel.send(2));
  CHECK_FALSE(channel.send(3));
  const std::array<int, 2> two{4, 5};
  CHECK_FALSE(channel.send_all(two));
  int out = 0;
  CHECK(channel.receive(out));
  CHECK(out == 1);
  CHECK_FALSE(channel.send_all(two));
  CHECK(channel.receive(out));
  CHECK(channel.send_all(two));
}

TEST_CASE("a triple buffer shows the reader the newest value and never a torn one") {
  struct Pair {
    uint64_t value = 0;
    uint64_t inverse = ~uint64_t{0};
  };
  TripleBuffer<Pair> box;
  CHECK_FALSE(box.refresh());
  box.publish({1, ~uint64_t{1}});
  box.publish({2, ~uint64_t{2}});
  CHECK(box.refresh());
  CHECK(box.latest().value == 2);
  CHECK_FALSE(box.refresh());

  constexpr uint64_t kLast = 50'000;
  std::thread writer([&] {
    for (uint64_t i = 3; i <= kLast; ++i) box.publish({i, ~i});
  });
  uint64_t seen = 2;
  uint64_t wrong = 0;
  while (seen < kLast) {
    if (!box.refresh()) {
      std::this_thread::yield();
      continue;
    }
    const Pair& latest = box.latest();
    if (latest.inverse != ~latest.value || latest.value <= seen) ++wrong;
    seen = latest.value;
  }
  writer.join();
  CHECK(wrong == 0);
}
