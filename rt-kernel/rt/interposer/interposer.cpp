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

// The library's own function behind one that this file replaces. Looked up when the program starts
// (the look-up allocates) or, before that, at the first call, on any thread.
template <class Fn>
class Real;
template <class R, class... Args>
class Real<R(Args...)> {
 public:
  explicit constexpr Real(const char* name) : name_(name) {}
  void resolve() {
    // Condition variables changed their layout in glibc 2.3.2; by plain name the dynamic linker
    // may hand out the old kind.
    void* found = dlvsym(RTLD_NEXT, name_, "GLIBC_2.3.2");
    if (found == nullptr) found = dlsym(RTLD_NEXT, name_);
    found_.store(found, std::memory_order_release);  // pairs with the acquire in operator()
  }
  R operator()(Args... args) {
    if (found_.load(std::memory_order_acquire) == nullptr) resolve();
    return reinterpret_cast<R (*)(Args...)>(found_.load(std::memory_order_acquire))(args...);
  }

 private:
  const char* name_;
  std::atomic<void*> found_{nullptr};
};

using Mutex = pthread_mutex_t*;
using RwLock = pthread_rwlock_t*;
using Condition = pthread_cond_t*;
using Until = const timespec*;
constinit Real<int(Mutex)> g_mutex_lock("pthread_mutex_lock");
constinit Real<int(Mutex)> g_mutex_trylock("pthread_mutex_trylock");
constinit Real<int(Mutex, Until)> g_mutex_timedlock("pthread_mutex_timedlock");
constinit Real<int(Mutex, clockid_t, Until)> g_mutex_clocklock("pthread_mutex_clocklock");
constinit Real<int(RwLock)> g_rwlock_rdlock("pthread_rwlock_rdlock");
constinit Real<int(RwLock)> g_rwlock_wrlock("pthread_rwlock_wrlock");
constinit Real<int(Condition, Mutex)> g_cond_wait("pthread_cond_wait");
constinit Real<int(Condition, Mutex, Until)> g_cond_timedwait("pthread_cond_timedwait");
constinit Real<int(Condition, Mutex, clockid_t, Until)> g_cond_clockwait("pthread_cond_clockwait");

void resolve_locks() {
  g_mutex_lock.resolve();
  g_mutex_trylock.resolve();
  g_mutex_timedlock.resolve();
  g_mutex_clocklock.resolve();
  g_rwlock_rdlock.resolve();
  g_rwlock_wrlock.resolve();
  g_cond_wait.resolve();
  g_cond_timedwait.resolve();
  g_cond_clockwait.resolve();
}

void declare_traps() {
  resolve_locks();
  hallows::rt::guard_hooks::declare(GuardAbility{.allocations = true, .locks = true});
}

}  // namespace

#if defined(GUARD_ASAN)

// Of sanitizer/allocator_interface.h, which gcc's packages leave out.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*malloc_hook)(const volatile void*,
                                                                             size_t),
                                                         void (*free_hook)(const volatile void*));

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

int pthread_mutex_lock(Mutex mutex) noexcept {
  note(Offence::Lock);
  return g_mutex_lock(mutex);
}
int pthread_mutex_trylock(Mutex mutex) noexcept {
  note(Offence::Lock);
  return g_mutex_trylock(mutex);
}
int pthread_mutex_timedlock(Mutex mutex, Until until) noexcept {
  note(Offence::Lock);
  return g_mutex_timedlock(mutex, until);
}
int pthread_mutex_clocklock(Mutex mutex, clockid_t clock, Until until) noexcept {
  note(Offence::Lock);
  return g_mutex_clocklock(mutex, clock, until);
}
int pthread_rwlock_rdlock(RwLock lock) noexcept {
  note(Offence::Lock);
  return g_rwlock_rdlock(lock);
}
int pthread_rwlock_wrlock(RwLock lock) noexcept {
  note(Offence::Lock);
  return g_rwlock_wrlock(lock);
}
int pthread_cond_wait(Condition condition, Mutex mutex) {
  note(Offence::Lock);
  return g_cond_wait(condition, mutex);
}
int pthread_cond_timedwait(Condition condition, Mutex mutex, Until until) {
  note(Offence::Lock);
  return g_cond_timedwait(condition, mutex, until);
}
int pthread_cond_clockwait(Condition condition, Mutex mutex, clockid_t clock, Until until) {
  note(Offence::Lock);
  return g_cond_clockwait(condition, mutex, clock, until);
}

}  // extern "C"

#endif  // GUARD_NONE
