#include "layout/deep_stack.h"

#include <sys/mman.h>
#include <ucontext.h>

#include <cstdint>

#if defined(__SANITIZE_ADDRESS__)
#define HALLOWS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HALLOWS_ASAN 1
#endif
#endif
#ifdef HALLOWS_ASAN
#include <sanitizer/common_interface_defs.h>
#endif

namespace hallows::layout {

namespace {

struct Call {
  void (*fn)(void*);
  void* context;
  ucontext_t back, there;
  const void* old_bottom = nullptr;
  size_t old_size = 0;
};

// makecontext passes ints only: the address travels in two halves.
void trampoline(unsigned high, unsigned low) {
  Call* call = reinterpret_cast<Call*>((static_cast<uintptr_t>(high) << 32) | low);
#ifdef HALLOWS_ASAN
  __sanitizer_finish_switch_fiber(nullptr, &call->old_bottom, &call->old_size);
#endif
  call->fn(call->context);
#ifdef HALLOWS_ASAN
  __sanitizer_start_switch_fiber(nullptr, call->old_bottom, call->old_size);
#endif
  swapcontext(&call->there, &call->back);
}

}  // namespace

DeepStack::~DeepStack() {
  if (memory_ != nullptr) munmap(memory_, kBytes);
}

bool DeepStack::reserve() {
  if (memory_ != nullptr) return true;
  if (failed_) return false;
  void* memory = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  failed_ = memory == MAP_FAILED;
  if (!failed_) memory_ = memory;
  return !failed_;
}

void DeepStack::run(void (*fn)(void*), void* context) {
  if (active_ || !reserve()) {
    fn(context);
    return;
  }
  Call call{fn, context, {}, {}};
  getcontext(&call.there);
  call.there.uc_stack.ss_sp = memory_;
  call.there.uc_stack.ss_size = kBytes;
  call.there.uc_link = &call.back;
  const uintptr_t address = reinterpret_cast<uintptr_t>(&call);
  makecontext(&call.there, reinterpret_cast<void (*)()>(trampoline), 2,
              static_cast<unsigned>(address >> 32), static_cast<unsigned>(address));
  active_ = true;
#ifdef HALLOWS_ASAN
  void* fake = nullptr;
  __sanitizer_start_switch_fiber(&fake, memory_, kBytes);
#endif
  swapcontext(&call.back, &call.there);
#ifdef HALLOWS_ASAN
  __sanitizer_finish_switch_fiber(fake, nullptr, nullptr);
#endif
  active_ = false;
}

}  // namespace hallows::layout
