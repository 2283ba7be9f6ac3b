#include "rt-kernel/rt/spsc_ring.h"

#include <doctest/doctest.h>

#include <array>
#include <thread>

#include "rt-kernel/base/hash.h"

using namespace hallows;
using namespace hallows::rt;

TEST_CASE("a ring gives back what was pushed, in order, and refuses at its bound") {
  SpscRing<int> ring(4);
  CHECK(ring.capacity() == 4);
  for (int lap = 0; lap < 10; ++lap) {
    for (int i = 0; i < 4; ++i) CHECK(ring.try_push(lap * 4 + i));
    CHECK_FALSE(ring.try_push(99));
    CHECK(ring.free_slots() == 0);
    for (int i = 0; i < 4; ++i) {
      int out = -1;
      CHECK(ring.try_pop(out));
      CHECK(out == lap * 4 + i);
    }
    int out = -1;
    CHECK_FALSE(ring.try_pop(out));
    CHECK(ring.looks_empty());
  }
}

TEST_CASE("capacities are rounded up to a power of two") {
  const struct {
    uint32_t asked, got;
  } cases[] = {{0, 2}, {1, 2}, {2, 2}, {3, 4}, {5, 8}, {1000, 1024}};
  for (const auto& c : cases) CHECK(SpscRing<char>(c.asked).capacity() == c.got);
}

TEST_CASE("a batch is taken as far as it fits, or not at all when it belongs together") {
  SpscRing<int> ring(8);
  const std::array<int, 6> six{1, 2, 3, 4, 5, 6};
  CHECK(ring.push_some(six) == 6);
  CHECK_FALSE(ring.try_push_all(six));
  CHECK(ring.readable() == 6);
  CHECK(ring.push_some(six) == 2);
  std::array<int, 16> out{};
  CHECK(ring.pop_some(out) == 8);
  CHECK(out[5] == 6);
  CHECK(out[6] == 1);
  CHECK(out[7] == 2);
  CHECK(ring.try_push_all(six));
  REQUIRE(ring.front() != nullptr);
  CHECK(*ring.front() == 1);
  CHECK(ring.readable() == 6);
}

TEST_CASE("two threads pass 200,000 messages through a small ring, none lost, none doubled") {
  struct Message {
    uint64_t number;
    uint64_t check;
  };
  constexpr uint64_t kMessages = 200'000;
  SpscRing<Message> ring(256);
  std::thread producer([&] {
    std::array<Message, 7> batch;
    for (uint64_t sent = 0; sent < kMessages;) {
      const uint64_t count = std::min<uint64_t>(1 + sent % 7, kMessages - sent);
      for (uint64_t i = 0; i < count; ++i) batch[i] = {sent + i, hash_mix(sent + i)};
      const size_t pushed = ring.push_some({batch.data(), count});
      sent += pushed;
      if (pushed == 0) std::this_thread::yield();
    }
  });
  uint64_t expected = 0;
  uint64_t wrong = 0;
  while (expected < kMessages) {
    std::array<Message, 5> got;
    const size_t count = ring.pop_some(got);
    for (size_t i = 0; i < count; ++i, ++expected) {
      if (got[i].number != expected || got[i].check != hash_mix(expected)) ++wrong;
    }
    if (count == 0) std::this_thread::yield();
  }
  producer.join();
  CHECK(wrong == 0);
  CHECK(ring.looks_empty());
}
