#include "rt-kernel/rt/hot_guard.h"

#include <execinfo.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "rt-kernel/base/assert.h"
#include "rt-kernel/rt/guard_state.h"

namespace hallows::rt {

thread_local constinit GuardState t_guard;

namespace {

std::atomic<bool> g_allocations{false};  // written by the interposer's constructor, relaxed
std::atomic<bool> g_locks{false};        // same
std::atomic<GuardAction> g_action{GuardAction::Count};

constexpr const char* kOffenceNames[] = {"nothing", "an allocation", "a free", "a lock"};

void write_offence(const HotReport& report) {
  char line[96];
  const int length = std::snprintf(line, sizeof line, "hallows: %s in a frame, called from:\n",
                                   kOffenceNames[static_cast<uint8_t>(report.first)]);
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line, static_cast<size_t>(length));
  backtrace_symbols_fd(report.first_stack.data(), report.first_depth, STDERR_FILENO);
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
  if (report.first == Offence::None) {
    report.first = offence;
    report.first_depth = static_cast<uint8_t>(
        backtrace(report.first_stack.data(), static_cast<int>(report.first_stack.size())));
  }
  if (g_action.load(std::memory_order_relaxed) == GuardAction::Abort) {
    write_offence(report);
    std::abort();
  }
  state.noting = false;
}

}  // namespace guard_hooks
}  // namespace hallows::rt
