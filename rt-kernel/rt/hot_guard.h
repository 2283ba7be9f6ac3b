#pragma once

#include <array>
#include <cstdint>

#include "rt-kernel/base/nonblocking.h"

namespace hallows::rt {

enum class Offence : uint8_t { None, Allocation, Free, Lock };

// What one armed stretch of a thread did that a frame may not do, outside Permit scopes.
struct HotReport {
  uint32_t allocations = 0;  // malloc, calloc, realloc, aligned kinds, operator new
  uint32_t frees = 0;        // free of a non-null pointer, operator delete
  uint32_t locks = 0;        // pthread mutex, rwlock and condition waits
  Offence first = Offence::None;
  uint8_t first_depth = 0;              // valid entries of first_stack
  std::array<void*, 32> first_stack{};  // return addresses of the first offence, inner first
  // As FrameRecord counts it: every call of the malloc family.
  uint32_t malloc_calls() const { return allocations + frees; }
};

// Arms the traps on the calling thread. Costs two thread-local writes; without an interposer in the
// program it counts nothing (guard_available() says so). Frames don't nest.
void begin_frame() noexcept HALLOWS_NONBLOCKING;
// Disarms and reports.
HotReport end_frame() noexcept HALLOWS_NONBLOCKING;
bool in_frame() noexcept HALLOWS_NONBLOCKING;

// What the program's traps can see. Tests that link `hallows_guard_interposer` assert on it.
struct GuardAbility {
  bool allocations = false;
  bool locks = false;
};
GuardAbility guard_ability() noexcept;

// Prints the first offence and its stack (symbol+offset where known) to stderr. Not in a frame.
void print_offence(const HotReport& report);

// The distinct stacks that offended since the program started, on any thread, with how often each
// did; past the bound of the table further ones are left out. Prints them all, the same way.
uint32_t offence_sites() noexcept;
void print_offences();

// With Abort, or HALLOWS_GUARD=abort in the environment, the first offence stops the program there,
// for a debugger. The default counts.
enum class GuardAction : uint8_t { Count, Abort };
void set_guard_action(GuardAction action) noexcept;

// For the interposer only.
namespace guard_hooks {
void declare(GuardAbility ability) noexcept;
void note(Offence offence) noexcept;
}  // namespace guard_hooks

}  // namespace hallows::rt
