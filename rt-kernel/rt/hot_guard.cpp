#include "rt-kernel/rt/hot_guard.h"

#include <execinfo.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>

#include "rt-kernel/base/assert.h"
#include "rt-kernel/rt/guard_state.h"

namespace hallows::rt {

thread_local constinit GuardState t_guard;

namespace {

// Relaxed, all three: each is a value of its own, and nothing else is handed over with it.
std::atomic<bool> g_allocations{false};                 // written by the interposer's constructor
std::atomic<bool> g_locks{false};                       // same
std::atomic<GuardAction> g_action{GuardAction::Count};  // set_guard_action() to note()

constexpr const char* kOffenceNames[] = {"nothing", "an allocation", "a free", "a lock"};

// One stack that offended.
struct Site {
  Offence offence = Offence::None;
  uint8_t depth = 0;
  uint32_t count = 0;
  std::array<void*, 32> stack{};
};
constexpr uint32_t kMaxSites = 64;
std::array<Site, kMaxSites> g_sites;
uint32_t g_site_count = 0;
// Guards the table. A spin lock: offenders and whoever prints take it, and a mutex would be an
// offence.
std::atomic_flag g_sites_busy;

struct SitesHeld {
  SitesHeld() noexcept {
    while (g_sites_busy.test_and_set(std::memory_order_acquire)) {  // pairs with the clear below
    }
  }
  ~SitesHeld() { g_sites_busy.clear(std::memory_order_release); }
  SitesHeld(const SitesHeld&) = delete;
  SitesHeld& operator=(const SitesHeld&) = delete;
};

void write_stack(Offence offence, uint32_t count, std::span<void* const> stack) {
  char line[96];
  const int length =
      std::snprintf(line, sizeof line, "hallows: %s in a frame (%u times), called from:\n",
                    kOffenceNames[static_cast<uint8_t>(offence)], count);
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line, static_cast<size_t>(length));
  backtrace_symbols_fd(stack.data(), static_cast<int>(stack.size()), STDERR_FILENO);
}

void write_offence(const HotReport& report) {
  write_stack(report.first, 1, {report.first_stack.data(), report.first_depth});
}

void remember(Offence offence, std::span<void* const> stack) noexcept {
  const SitesHeld held;
  uint32_t i = 0;
  const auto known = [&](const Site& site) {
    return site.offence == offence && site.depth == stack.size() &&
           std::equal(stack.begin(), stack.end(), site.stack.begin());
  };
  while (i < g_site_count && !known(g_sites[i])) ++i;
  if (i == g_site_count && i < kMaxSites) {
    Site& site = g_sites[g_site_count++];
    site.offence = offence;
    site.depth = static_cast<uint8_t>(stack.size());
    std::copy(stack.begin(), stack.end(), site.stack.begin());
  }
  if (i < kMaxSites) ++g_sites[i].count;
}

}  // namespace

void begin_frame() noexcept HALLOWS_NONBLOCKING {
  ASSERT(!t_guard.armed);
  t_guard.report = {};
  t_guard.armed = true;
}

HotReport end_frame() noexcept HALLOWS_NONBLOCKING {
  ASSERT(t_guard.armed);
  t_guard.armed = false;
  return t_guard.report;
}

bool in_frame() noexcept HALLOWS_NONBLOCKING {
  return t_guard.armed;
}

GuardAbility guard_ability() noexcept {
  return {.allocations = g_allocations.load(std::memory_order_relaxed),
          .locks = g_locks.load(std::memory_order_relaxed)};
}

void print_offence(const HotReport& report) {
  if (report.first != Offence::None) write_offence(report);
}

uint32_t offence_sites() noexcept {
  const SitesHeld held;
  return g_site_count;
}

void print_offences() {
  const uint32_t count = offence_sites();
  for (uint32_t i = 0; i < count; ++i) {
    Site site;  // a copy: printing may offend, and would wait for itself
    {
      const SitesHeld held;
      site = g_sites[i];
    }
    write_stack(site.offence, site.count, {site.stack.data(), site.depth});
  }
}

void set_guard_action(GuardAction action) noexcept {
  g_action.store(action, std::memory_order_relaxed);
}

namespace guard_hooks {

void declare(GuardAbility ability) noexcept {
  g_allocations.store(ability.allocations, std::memory_order_relaxed);
  g_locks.store(ability.locks, std::memory_order_relaxed);
  void* warm[4];
  backtrace(warm, 4);  // its first call loads a library and allocates
  const char* wish = std::getenv("HALLOWS_GUARD");
  if (wish != nullptr && std::strcmp(wish, "abort") == 0) set_guard_action(GuardAction::Abort);
}

void note(Offence offence) noexcept {
  GuardState& state = t_guard;
  if (!state.armed || state.permits != 0 || state.noting) return;
  state.noting = true;
  HotReport& report = state.report;
  switch (offence) {
    case Offence::Allocation:
      ++report.allocations;
      break;
    case Offence::Free:
      ++report.frees;
      break;
    case Offence::Lock:
      ++report.locks;
      break;
    case Offence::None:
      break;
  }
  std::array<void*, 32> stack;
  const int depth = backtrace(stack.data(), static_cast<int>(stack.size()));
  remember(offence, {stack.data(), static_cast<size_t>(depth)});
  if (report.first == Offence::None) {
    report.first = offence;
    report.first_depth = static_cast<uint8_t>(depth);
    report.first_stack = stack;
  }
  if (g_action.load(std::memory_order_relaxed) == GuardAction::Abort) {
    write_offence(report);
    std::abort();
  }
  state.noting = false;
}

}  // namespace guard_hooks
}  // namespace hallows::rt
