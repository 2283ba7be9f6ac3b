#include "rt-kernel/port/pixel_feed.h"

#include "rt-kernel/base/assert.h"

namespace hallows {

void PixelFeed::open(const PixelBuffer& first) {
  // held_ may flicker: an acquire that comes too early says "held" before it sees "closed".
  ASSERT(!open_.load(std::memory_order_relaxed));
  PixelBuffer old;
  while (offers_.try_pop(old)) {  // nobody holds the window: both ends are ours
  }
  while (retired_.try_pop(old)) {
  }
  current_ = first;
  target_ = {.generation = target_.generation};
  open_.store(true, std::memory_order_seq_cst);
}

PixelTarget PixelFeed::acquire(SizePx size) noexcept HALLOWS_NONBLOCKING {
  if (size.width <= 0 || size.height <= 0) return {};
  if (held_.exchange(true, std::memory_order_seq_cst)) return {};
  if (!open_.load(std::memory_order_seq_cst)) {
    release();
    return {};
  }
  bool fresh = target_.pixels == nullptr;
  PixelBuffer newer;
  // A full retired ring means that the platform thread is stuck; the old buffer serves on.
  while (retired_.free_slots(1) > 0 && offers_.try_pop(newer)) {
    retired_.try_push(current_);
    current_ = newer;
    fresh = true;
  }
  if (size.width > current_.capacity.width || size.height > current_.capacity.height) {
    if (fresh) target_.pixels = nullptr;  // whoever comes next starts anew
    release();
    return {};
  }
  if (fresh || target_.size != size) ++target_.generation;
  target_.pixels = current_.pixels;
  target_.stride_px = current_.stride_px;
  target_.size = size;
  return target_;
}

}  // namespace hallows
