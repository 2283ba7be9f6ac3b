#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "rt-kernel/rt/grant.h"

namespace hallows::rt {

// Touches each page of the range for writing (contents are kept), so that a frame meets no page
// fault there. Set-up; any thread that may write the range.
void prefault(std::span<std::byte> range);
// Touches `bytes` of the calling thread's stack below the current frame. At most half of the stack
// that is left; returns what was touched.
size_t prefault_stack(size_t bytes);

// Locks the range (whole pages) into memory. Never fails the caller: the row says what happened.
GrantRow lock_range(std::span<std::byte> range);
// Locks what is mapped now and what comes later where the limit allows it.
GrantRow lock_all();
// Tells malloc to keep what it has got: no trimming, no mmap for large blocks.
GrantRow keep_heap();

}  // namespace hallows::rt
