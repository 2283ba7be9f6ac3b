#pragma once

#include <cstddef>

namespace hallows::layout {

// A large stack for what recurses along the depth of a tree. Address space is reserved on first
// use; pages come as they are touched. Only trees deeper than kShallowDepth get there: switching
// costs two system calls (the signal mask), which ordinary interfaces never pay.
class DeepStack {
 public:
  static constexpr size_t kBytes = size_t{512} << 20;

  DeepStack() = default;
  ~DeepStack();
  DeepStack(const DeepStack&) = delete;
  DeepStack& operator=(const DeepStack&) = delete;

  // Calls fn(context) on the large stack, or in place when none can be had. Not reentrant: inside,
  // active() holds.
  void run(void (*fn)(void*), void* context);
  bool active() const { return active_; }
  // False when there is no large stack: callers then keep to a smaller depth.
  bool reserve();

 private:
  void* memory_ = nullptr;
  bool active_ = false;
  bool failed_ = false;
};

constexpr unsigned kShallowDepth = 96;

}  // namespace hallows::layout
