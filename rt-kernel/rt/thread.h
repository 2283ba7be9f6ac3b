#pragma once

#include <pthread.h>

#include <atomic>
#include <cstddef>

#include "rt-kernel/base/result.h"
#include "rt-kernel/rt/grant.h"
#include "rt-kernel/rt/partition.h"

namespace hallows::rt {

struct ThreadSpec {
  const char* name = "hallows";  // static storage; the system shows 15 characters
  ThreadClass thread_class = ThreadClass::Ordinary;
  size_t stack_bytes = size_t{4} << 20;
  size_t prefault_bytes = size_t{512} << 10;  // RealTime threads only
};

// A named thread of one class: traced, its stack prefaulted, its class asked for before the body
// runs. Owns the thread: destroying an unjoined one is a bug.
class Thread {
 public:
  using Body = void (*)(void* context);
  // Returns once the thread has its class. Fails where the system gives no thread.
  static Result<Thread> start(const ThreadSpec& spec, Body body, void* context);
  Thread() = default;
  ~Thread();
  Thread(Thread&& other) noexcept;
  Thread& operator=(Thread&& other) noexcept;
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  void join();
  bool running() const { return started_; }
  const GrantRow& grant() const { return grant_; }

 private:
  pthread_t handle_{};
  bool started_ = false;
  GrantRow grant_;
};

// Gives the calling thread (the process's main thread, a thread of an embedder) the same treatment.
GrantRow adopt_this_thread(const ThreadSpec& spec);

}  // namespace hallows::rt
