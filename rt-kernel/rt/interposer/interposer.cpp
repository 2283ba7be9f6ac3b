// The traps of hot_guard for whole programs: every call of the malloc family and of pthread's
// blocking locks, libraries included, passes through here. Only tests and demos link it. Under
// AddressSanitizer the allocator is the sanitizer's and its hooks tell instead (a realloc then
// counts as an allocation and a free); ThreadSanitizer and RealtimeSanitizer bring interceptors of
// their own, so there is nothing to interpose.
#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "rt-kernel/rt/hot_guard.h"

#if defined(__SANITIZE_ADDRESS__)
#define GUARD_ASAN 1
#endif
#if defined(__SANITIZE_THREAD__)
#define GUARD_NONE 1
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GUARD_ASAN 1
#endif
#if __has_feature(thread_sanitizer) || __has_feature(realtime_sanitizer)
#define GUARD_NONE 1
#endif
#endif

using hallows::rt::GuardAbility;
using hallows::rt::Offence;
using hallows::rt::guard_hooks::note;

#if defined(GUARD_NONE)

// Nothing: guard_ability() stays empty and tests that need the traps skip.

#else

namespace {

[[maybe_unused]] void declare_traps() {
  hallows::rt::guard_hooks::declare(GuardAbility{.allocations = true, .locks = true});
}

// The library's own function behind one that this file replaces. Looked up once; the lookup may
// happen on any thread, so the result is published as an atomic.
template <class Fn>
class Real {
 public:
  explicit constexpr Real(const char* name) : name_(name) {}
  Fn get() {
    void* found = found_.load(std::memory_order_acquire);  // pairs with the release below
    if (found == nullptr) {
      // Condition variables changed their layout in glibc 2.3.2; by plain name the dynamic linker
      // may hand out the old kind.
      found = dlvsym(RTLD_NEXT, name_, "GLIBC_2.3.2");
      if (found == nullptr) found = dlsym(RTLD_NEXT, name_);
      found_.store(found, std::memory_order_release);
    }
    return reinterpret_cast<Fn>(found);
  }

 private:
  const char* name_;
  std::atomic<void*> found_{nullptr};
};

}  // namespace

#if defined(GUARD_ASAN)

#include <sanitizer/allocator_interface.h>

namespace {

__attribute__((constructor)) void install_hooks() {
  __sanitizer_install_malloc_and_free_hooks(
      [](const volatile void*, size_t) { note(Offence::Allocation); },
      [](const volatile void* block) {
        if (block != nullptr) note(Offence::Free);
      });
  declare_traps();
}

}  // namespace

#else

// glibc's allocator under the names that it keeps for interposers.
extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t align, size_t size);
void* __libc_valloc(size_t size);
void* __libc_pvalloc(size_t size);
void __libc_free(void* block);

void* malloc(size_t size) noexcept {
  note(Offence::Allocation);
  return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) noexcept {
  note(Offence::Allocation);
  return __libc_calloc(count, size);
}
void* realloc(void* block, size_t size) noexcept {
  note(Offence::Allocation);
  return __libc_realloc(block, size);
}
void* reallocarray(void* block, size_t count, size_t size) noexcept {
  note(Offence::Allocation);
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return __libc_realloc(block, bytes);
}
void free(void* block) noexcept {
  if (block != nullptr) note(Offence::Free);
  __libc_free(block);
}
void* memalign(size_t align, size_t size) noexcept {
  note(Offence::Allocation);
  return __libc_memalign(align, size);
}
void* aligned_alloc(size_t align, size_t size) noexcept {
  note(Offence::Allocation);
  return __libc_memalign(align, size);
}
void* valloc(size_t size) noexcept {
  note(Offence::Allocation);
  return __libc_valloc(size);
}
void* pvalloc(size_t size) noexcept {
  note(Offence::Allocation);
  return __libc_pvalloc(size);
}
int posix_memalign(void** out, size_t align, size_t size) noexcept {
  note(Offence::Allocation);
  if (align < sizeof(void*) || (align & (align - 1)) != 0) return EINVAL;
  void* block = __libc_memalign(align, size);
  if (block == nullptr) return ENOMEM;
  *out = block;
  return 0;
}
}  // extern "C"

namespace {
__attribute__((constructor)) void install_hooks() {
  declare_traps();
}
}  // namespace

#endif  // GUARD_ASAN

extern "C" {

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  static constinit Real<int (*)(pthread_mutex_t*)> real("pthread_mutex_lock");
  note(Offence::Lock);
  return real.get()(mutex);
}
int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
  static constinit Real<int (*)(pthread_mutex_t*)> real("pthread_mutex_trylock");
  note(Offence::Lock);
  return real.get()(mutex);
}
int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* until) noexcept {
  static constinit Real<int (*)(pthread_mutex_t*, const timespec*)> real("pthread_mutex_timedlock");
  note(Offence::Lock);
  return real.get()(mutex, until);
}
int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
  static constinit Real<int (*)(pthread_rwlock_t*)> real("pthread_rwlock_rdlock");
  note(Offence::Lock);
  return real.get()(lock);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
  static constinit Real<int (*)(pthread_rwlock_t*)> real("pthread_rwlock_wrlock");
  note(Offence::Lock);
  return real.get()(lock);
}
int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static constinit Real<int (*)(pthread_cond_t*, pthread_mutex_t*)> real("pthread_cond_wait");
  note(Offence::Lock);
  return real.get()(condition, mutex);
}
int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                           const timespec* until) {
  static constinit Real<int (*)(pthread_cond_t*, pthread_mutex_t*, const timespec*)> real(
      "pthread_cond_timedwait");
  note(Offence::Lock);
  return real.get()(condition, mutex, until);
}
int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* until) {
  static constinit Real<int (*)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*)>
      real("pthread_cond_clockwait");
  note(Offence::Lock);
  return real.get()(condition, mutex, clock, until);
}

}  // extern "C"

#endif  // GUARD_NONE
