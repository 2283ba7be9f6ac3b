#include "rt-kernel/rt/memory_lock.h"

#include <alloca.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace hallows::rt {
namespace {

constexpr size_t kPage = 4096;

std::string mebibytes(uint64_t bytes) {
  return std::to_string((bytes + (1u << 20) - 1) >> 20) + " MiB";
}

// How much stack is left below this frame; 0 where the system doesn't say.
size_t stack_left() {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
  void* lowest = nullptr;
  size_t size = 0;
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  const auto low = reinterpret_cast<uintptr_t>(lowest);
  return here > low ? here - low : 0;
}

__attribute__((noinline)) void touch_stack(size_t bytes) {
  volatile char* block = static_cast<char*>(alloca(bytes));
  for (size_t i = 0; i < bytes; i += kPage) block[i] = 0;
}

}  // namespace

void prefault(std::span<std::byte> range) {
  volatile std::byte* bytes = range.data();
  for (size_t i = 0; i < range.size(); i += kPage) bytes[i] = bytes[i];
  if (!range.empty()) bytes[range.size() - 1] = bytes[range.size() - 1];
}

size_t prefault_stack(size_t bytes) {
  const size_t take = std::min(bytes, stack_left() / 2);
  if (take != 0) touch_stack(take);
  return take;
}

GrantRow lock_range(std::span<std::byte> range) {
  GrantRow row{.what = "locked range", .wanted = mebibytes(range.size())};
  if (mlock(range.data(), range.size()) == 0) {
    row.granted = Granted::Yes;
    row.got = row.wanted;
    return row;
  }
  row.granted = Granted::No;
  row.why = std::strerror(errno);
  row.fix = "raise RLIMIT_MEMLOCK (limits.conf: memlock) or give CAP_IPC_LOCK";
  return row;
}

GrantRow lock_all() {
  GrantRow row{.what = "locked memory", .wanted = "all pages, as they are touched"};
  rlimit limit{};
  getrlimit(RLIMIT_MEMLOCK, &limit);
  // Under a finite limit a lock on future pages would make some later mmap fail in the middle of
  const bool unlimited = limit.rlim_cur == RLIM_INFINITY || geteuid() == 0;
  if (unlimited && mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0) {
    row.granted = Granted::Yes;
    row.got = row.wanted;
    return row;
  }
  row.granted = Granted::No;
  row.why = unlimited ? std::strerror(errno)
                      : "RLIMIT_MEMLOCK is " + mebibytes(limit.rlim_cur) + " and not unlimited";
  row.fix = "set memlock to unlimited in /etc/security/limits.d, or give CAP_IPC_LOCK";
  return row;
}

GrantRow keep_heap() {
  GrantRow row{.what = "heap kept", .wanted = "no trimming, no mmap below 32 MiB"};
  const bool kept = mallopt(M_TRIM_THRESHOLD, INT_MAX) == 1 &&
                    mallopt(M_MMAP_THRESHOLD, 32 << 20) == 1 && mallopt(M_TOP_PAD, 1 << 20) == 1;
  row.granted = kept ? Granted::Yes : Granted::No;
  if (kept) {
    row.got = row.wanted;
  } else {
    row.why = "the C library's allocator knows no such setting";
  }
  return row;
}

}  // namespace hallows::rt
