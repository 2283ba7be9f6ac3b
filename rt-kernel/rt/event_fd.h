#pragma once

#include "rt-kernel/base/result.h"

namespace hallows::rt {

// A Linux eventfd: a counter that `poll` can wait for. Owns the descriptor.
class EventFd {
 public:
  // Fails where the process has no descriptor left.
  static Result<EventFd> create();
  EventFd() = default;
  ~EventFd();
  EventFd(EventFd&& other) noexcept;
  EventFd& operator=(EventFd&& other) noexcept;
  EventFd(const EventFd&) = delete;
  EventFd& operator=(const EventFd&) = delete;

  int fd() const { return fd_; }
  // Makes fd() readable. Any thread; a system call (on the engine thread: inside a Permit).
  void signal() const noexcept;
  // Makes it unreadable again; true when it was signalled.
  bool drain() const noexcept;

 private:
  int fd_ = -1;
};

}  // namespace hallows::rt
