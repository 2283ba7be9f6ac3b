#pragma once

namespace hallows {

// Prints the place and the condition to stderr and aborts. Never returns; any thread.
[[noreturn]] void assert_failed(const char* condition, const char* file, int line);

}  // namespace hallows

// States what only a bug can break. On in every build type.
#define ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::hallows::assert_failed(#condition, __FILE__, __LINE__))
