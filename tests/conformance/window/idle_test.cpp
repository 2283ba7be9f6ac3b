#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/conformance/window/desk.h"

using namespace hallows;
using hallows::testing::Desk;

namespace {

// HALLOWS_IDLE_SECONDS makes the wait shorter or longer.
int idle_seconds() {
  const char* given = std::getenv("HALLOWS_IDLE_SECONDS");
  return given != nullptr && std::atoi(given) > 0 ? std::atoi(given) : 10;
}

void stay_idle(BackendChoice backend) {
  const auto desk = Desk::create({.file = "demos/hello.ptl", .backend = backend});
  if (desk == nullptr) return;
  desk->play([](Desk& d) {
    d.point_at({1500, 900});  // outside the window
    d.wait_still();
    const uint64_t frames = d.frames();
    // The question above has woken the engine; it is asleep again when its count stands.
    WakeCounts before = d.wakes();
    for (int i = 0; i < 100; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      const WakeCounts now = d.wakes();
      if (now == before) break;
      before = now;
    }
    std::this_thread::sleep_for(std::chrono::seconds(idle_seconds()));
    const WakeCounts after = d.wakes();
    CHECK(after.engine_sleeps == before.engine_sleeps);
    CHECK(after.engine_wakes == before.engine_wakes);
    CHECK(after.gpu_sleeps == before.gpu_sleeps);
    CHECK(d.frames() == frames);
  });
}

}  // namespace

TEST_CASE("an idle window makes no frame and wakes neither engine nor gpu thread: cpu") {
  stay_idle(BackendChoice::Cpu);
}

TEST_CASE("an idle window makes no frame and wakes neither engine nor gpu thread: vulkan") {
  stay_idle(BackendChoice::Vulkan);
}
