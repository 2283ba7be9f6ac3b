#pragma once

#include "rt-kernel/port/port.h"
#include "ui-sched/runtime/engine.h"

namespace hallows::runtime {

// Drives an engine in virtual time, on one thread: tests, `hallows test`, headless runs,
// benchmarks. Time moves only in advance(); everything else is one zero-length frame at the time
// that is.
class VirtualDrive {
 public:
  VirtualDrive(Engine& engine, Clock& clock, Port& port)
      : engine_(engine), clock_(clock), port_(port) {}

  // Pumps the port, then runs one frame of every window that wants one. Frames run.
  uint32_t settle_once() noexcept;
  // Until nothing is wanted at this time, at most `rounds` times. What an action in a test does.
  uint32_t settle(uint32_t rounds = 8) noexcept;
  // Goes through 60 frames a second and one at exactly the time reached.
  void advance(Duration by) noexcept;

 private:
  void park() noexcept;  // what workers do takes no virtual time
  Engine& engine_;
  Clock& clock_;
  Port& port_;
};

}  // namespace hallows::runtime
