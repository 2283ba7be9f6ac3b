#pragma once

#include <cstdint>
#include <string_view>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/rt/spsc_ring.h"
#include "rt-kernel/types/input_event.h"

namespace hallows {

// The platform thread's side of the input ring: when the ring is full, events wait here, in order
// and with their true times. A pointer move, resize or scale change replaces the last waiting event
// where that is one of the same kind and window. At the bound (an engine that has been stuck for
// thousands of key presses) the newest event is dropped and counted.
class InputBacklog {
 public:
  static constexpr uint32_t kCapacity = 4096;
  InputBacklog() : waiting_(kCapacity) {}

  void push(const InputEvent& event, rt::SpscRing<InputEvent>& ring);
  // Moves what fits into the ring. True when something moved.
  bool flush(rt::SpscRing<InputEvent>& ring);
  bool empty() const { return waiting_.size() == first_; }
  uint64_t dropped() const { return dropped_; }

 private:
  Buffer<InputEvent> waiting_;
  size_t first_ = 0;
  uint64_t dropped_ = 0;
};

// Cuts UTF-8 into Text events of at most 48 bytes at code points; all but the last carry kTextMore.
// Invalid bytes become U+FFFD. `base` gives window, time, mods and flags.
void push_text(const InputEvent& base, std::string_view text, InputBacklog& backlog,
               rt::SpscRing<InputEvent>& ring);

}  // namespace hallows
