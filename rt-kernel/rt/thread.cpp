#include "rt-kernel/rt/thread.h"

#include <semaphore.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "rt-kernel/base/trace.h"
#include "rt-kernel/rt/memory_lock.h"

namespace hallows::rt {
namespace {

struct Start {
  ThreadSpec spec;
  Thread::Body body;
  void* context;
  GrantRow grant;
  sem_t ready;
};

void name_this_thread(const char* name) {
  char shown[16] = {};  // the kernel's limit
  std::strncpy(shown, name, sizeof shown - 1);
  pthread_setname_np(pthread_self(), shown);
}

void* thread_main(void* argument) {
  Start& start = *static_cast<Start*>(argument);
  const Thread::Body body = start.body;
  void* const context = start.context;
  start.grant = adopt_this_thread(start.spec);
  sem_post(&start.ready);  // `start` is gone from here on
  body(context);
  return nullptr;
}

}  // namespace

GrantRow adopt_this_thread(const ThreadSpec& spec) {
  name_this_thread(spec.name);
  trace_register_thread(spec.name);
  if (spec.thread_class == ThreadClass::RealTime) prefault_stack(spec.prefault_bytes);
  return ask_thread_class(spec.thread_class);
}

Result<Thread> Thread::start(const ThreadSpec& spec, Body body, void* context) {
  Start start{spec, body, context, {}, {}};
  sem_init(&start.ready, 0, 0);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, std::max<size_t>(spec.stack_bytes, size_t{64} << 10));
  Thread made;
  const int error = pthread_create(&made.handle_, &attributes, thread_main, &start);
  pthread_attr_destroy(&attributes);
  if (error != 0) {
    sem_destroy(&start.ready);
    Diagnostic failed;
    failed.code = "no-thread";
    failed.message = std::string("cannot start the thread '") + spec.name + "'";
    failed.why = std::strerror(error);
    failed.fix = "raise the limit of processes (ulimit -u) or free memory";
    return failed;
  }
  while (sem_wait(&start.ready) != 0 && errno == EINTR) {
  }
  sem_destroy(&start.ready);
  made.started_ = true;
  made.grant_ = std::move(start.grant);
  return made;
}

Thread::~Thread() {
  ASSERT(!started_);
}

Thread::Thread(Thread&& other) noexcept
    : handle_(other.handle_),
      started_(std::exchange(other.started_, false)),
      grant_(std::move(other.grant_)) {}

Thread& Thread::operator=(Thread&& other) noexcept {
  ASSERT(!started_);
  handle_ = other.handle_;
  started_ = std::exchange(other.started_, false);
  grant_ = std::move(other.grant_);
  return *this;
}

void Thread::join() {
  ASSERT(started_);
  pthread_join(handle_, nullptr);
  started_ = false;
}

}  // namespace hallows::rt
