#include "rt-kernel/base/trace.h"

#include <ctime>
#include <memory>

namespace hallows {
namespace {

constexpr uint32_t kMaxThreads = 16;
std::atomic<bool> g_enabled{false};
std::unique_ptr<TraceRing> g_rings[kMaxThreads];
std::atomic<uint32_t> g_ring_count{0};  // release after the ring stands pairs with trace_ring_count
thread_local TraceRing* t_ring = nullptr;

}  // namespace

void TraceRing::write(const TraceEvent& event) noexcept HALLOWS_NONBLOCKING {
  const uint64_t index = written_.load(std::memory_order_relaxed);
  events_[index % kCapacity] = event;
  written_.store(index + 1, std::memory_order_release);
}

void trace_register_thread(const char* name) {
  static std::atomic<uint32_t> next{0};
  if (t_ring != nullptr) return;
  const uint32_t slot = next.fetch_add(1, std::memory_order_relaxed);
  if (slot >= kMaxThreads) return;  // the thread runs untraced
  g_rings[slot] = std::make_unique<TraceRing>();
  g_rings[slot]->thread_name = name;
  t_ring = g_rings[slot].get();
  // Slots are published in order, so that the count never covers a ring that is still being made.
  uint32_t expected = slot;
  while (!g_ring_count.compare_exchange_weak(expected, slot + 1, std::memory_order_release)) {
    expected = slot;
  }
}

void trace_enable(bool on) {
  g_enabled.store(on, std::memory_order_relaxed);
}

bool trace_enabled() noexcept HALLOWS_NONBLOCKING {
  return g_enabled.load(std::memory_order_relaxed);
}

void trace_write(const char* name, int64_t start_ns, int64_t end_ns) noexcept HALLOWS_NONBLOCKING {
  if (t_ring != nullptr) t_ring->write({name, start_ns, end_ns});
}

int64_t trace_now_ns() noexcept HALLOWS_NONBLOCKING {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

uint32_t trace_ring_count() {
  return g_ring_count.load(std::memory_order_acquire);
}

const TraceRing& trace_ring(uint32_t i) {
  return *g_rings[i];
}

}  // namespace hallows
