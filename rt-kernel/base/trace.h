#pragma once

#include <atomic>
#include <cstdint>

#include "rt-kernel/base/nonblocking.h"

namespace hallows {

// One trace event: 24 bytes in a fixed ring of the thread that wrote it.
struct TraceEvent {
  const char* name;  // static storage
  int64_t start_ns;
  int64_t end_ns;  // == start_ns: an instant
};

// The trace of one thread. Written by that thread only; read by the exporter after the writer has
// stopped or parked (an overwritten event shows as a gap, never as a torn read in the export).
class TraceRing {
 public:
  static constexpr uint32_t kCapacity = 1u << 14;
  void write(const TraceEvent& event) noexcept HALLOWS_NONBLOCKING;
  uint64_t written() const { return written_.load(std::memory_order_acquire); }
  const TraceEvent& at(uint64_t index) const { return events_[index % kCapacity]; }
  const char* thread_name = "";

 private:
  TraceEvent events_[kCapacity];
  std::atomic<uint64_t> written_{0};  // release in write pairs with acquire in written()
};

// Registers the calling thread's ring (allocates: call at thread start). At most 16 threads.
void trace_register_thread(const char* name);
// Tracing is off until this; a scope then costs two clock reads, else one relaxed load.
void trace_enable(bool on);
bool trace_enabled() noexcept HALLOWS_NONBLOCKING;
void trace_write(const char* name, int64_t start_ns, int64_t end_ns) noexcept HALLOWS_NONBLOCKING;
int64_t trace_now_ns() noexcept HALLOWS_NONBLOCKING;
// For the exporter: count of registered rings and the ring at `i`.
uint32_t trace_ring_count();
const TraceRing& trace_ring(uint32_t i);

class TraceScope {
 public:
  explicit TraceScope(const char* name) noexcept HALLOWS_NONBLOCKING
      : name_(name),
        start_ns_(trace_enabled() ? trace_now_ns() : 0) {}
  ~TraceScope() {
    if (start_ns_ != 0) trace_write(name_, start_ns_, trace_now_ns());
  }
  TraceScope(const TraceScope&) = delete;
  TraceScope& operator=(const TraceScope&) = delete;

 private:
  const char* name_;
  int64_t start_ns_;
};

}  // namespace hallows

#define HALLOWS_TRACE_JOIN2(a, b) a##b
#define HALLOWS_TRACE_JOIN(a, b) HALLOWS_TRACE_JOIN2(a, b)
// Times the enclosing scope under a static name: TRACE_SCOPE("layout").
#define TRACE_SCOPE(name) \
  const ::hallows::TraceScope HALLOWS_TRACE_JOIN(trace_scope_, __LINE__)(name)
