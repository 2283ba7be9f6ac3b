#include "rt-kernel/port/pixel_feed.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace hallows;

namespace {

PixelBuffer buffer(uint32_t* pixels, Px side, uint32_t id) {
  return {pixels, side, {side, side}, id};
}

}  // namespace

TEST_CASE("the newest buffer is drawn into, older ones come back to be freed") {
  uint32_t a = 0, b = 0, c = 0;
  PixelFeed feed;
  feed.open(buffer(&a, 10, 1));
  CHECK(feed.acquire({10, 10}).pixels == &a);
  feed.release();
  CHECK(feed.offer(buffer(&b, 20, 2)));
  CHECK(feed.offer(buffer(&c, 30, 3)));
  PixelBuffer retired;
  CHECK_FALSE(feed.take_retired(retired));  // nobody has looked yet
  const PixelTarget target = feed.acquire({25, 5});
  CHECK(target.pixels == &c);
  CHECK(target.size == SizePx{25, 5});
  feed.release();
  CHECK(feed.take_retired(retired));
  CHECK(retired.id == 1);
  CHECK(feed.take_retired(retired));
  CHECK(retired.id == 2);
  CHECK_FALSE(feed.take_retired(retired));
}

TEST_CASE("a size that no buffer has gives nothing, and the next that fits is all new") {
  uint32_t a = 0, b = 0;
  PixelFeed feed;
  feed.open(buffer(&a, 10, 1));
  const uint32_t first = feed.acquire({10, 10}).generation;
  feed.release();
  CHECK(feed.offer(buffer(&b, 12, 2)));
  CHECK(feed.acquire({99, 99}).pixels == nullptr);  // picks b up, yet it's too small
  const PixelTarget after = feed.acquire({10, 10});
  CHECK(after.pixels == &b);
  CHECK(after.generation != first);
}

TEST_CASE("generations change with buffer and size only, also across closing and opening") {
  uint32_t a = 0;
  PixelFeed feed;
  feed.open(buffer(&a, 10, 1));
  const uint32_t g1 = feed.acquire({10, 10}).generation;
  feed.release();
  CHECK(feed.acquire({10, 10}).generation == g1);
  feed.release();
  const uint32_t g2 = feed.acquire({9, 10}).generation;
  feed.release();
  CHECK(g2 != g1);
  feed.close();
  CHECK(feed.idle());
  CHECK(feed.acquire({9, 10}).pixels == nullptr);
  feed.open(buffer(&a, 10, 2));
  const uint32_t g3 = feed.acquire({9, 10}).generation;
  CHECK(g3 != g2);
  CHECK(g3 != g1);
}

TEST_CASE("while one thread draws, the other closes: nobody frees what is being drawn into") {
  std::vector<uint32_t> block(64 * 64);
  PixelFeed feed;
  std::atomic<bool> alive{false};
  std::atomic<bool> stop{false};
  std::atomic<uint64_t> dead_draws{0};
  std::atomic<uint64_t> draws{0};
  std::thread presenter([&] {
    while (!stop.load()) {
      const PixelTarget target = feed.acquire({64, 64});
      if (target.pixels == nullptr) {
        std::this_thread::yield();
        continue;
      }
      for (int i = 0; i < 50; ++i) dead_draws += alive.load() ? 0 : 1;
      ++draws;
      feed.release();
    }
  });
  for (int round = 0; round < 300; ++round) {
    alive.store(true);
    feed.open(buffer(block.data(), 64, 1));
    const uint64_t before = draws.load();
    while (draws.load() == before) std::this_thread::yield();
    feed.close();
    while (!feed.idle()) std::this_thread::yield();
    alive.store(false);  // "freed"
    // An acquire that lost the race may still say "held" for a moment; it draws nothing.
    while (!feed.idle()) std::this_thread::yield();
  }
  stop.store(true);
  presenter.join();
  CHECK(dead_draws.load() == 0);
}
