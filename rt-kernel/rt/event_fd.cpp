#include "rt-kernel/rt/event_fd.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace hallows::rt {

Result<EventFd> EventFd::create() {
  EventFd made;
  made.fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (made.fd_ < 0) {
    Diagnostic error;
    error.code = "no-eventfd";
    error.message = "cannot make an eventfd";
    error.why = std::strerror(errno);
    error.fix = "raise the limit of open files (ulimit -n)";
    return error;
  }
  return made;
}

EventFd::~EventFd() {
  if (fd_ >= 0) close(fd_);
}

EventFd::EventFd(EventFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

EventFd& EventFd::operator=(EventFd&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

void EventFd::signal() const noexcept {
  const uint64_t one = 1;
  // Fails only where the counter is at its end, and then the descriptor is readable anyway.
  [[maybe_unused]] const ssize_t written = write(fd_, &one, sizeof one);
}

bool EventFd::drain() const noexcept {
  uint64_t count = 0;
  return read(fd_, &count, sizeof count) == sizeof count;
}

}  // namespace hallows::rt
