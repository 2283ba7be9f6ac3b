#pragma once

#include <cstdint>

#include "rt-kernel/rt/hot_guard.h"
#include "rt-kernel/rt/permit.h"

namespace hallows::rt {

// What the traps need to know of the thread that runs into them. Initial-exec: reading it calls
// nothing, so the malloc interposer may.
struct GuardState {
  bool armed = false;
  bool noting = false;  // inside note(): its own calls are not offences
  uint32_t permits = 0;
  HotReport report;
  PermitCounts permit_counts;
};
extern thread_local constinit GuardState t_guard __attribute__((tls_model("initial-exec")));

}  // namespace hallows::rt
