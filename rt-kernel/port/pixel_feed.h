#pragma once

#include <atomic>
#include <cstdint>

#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/rt/spsc_ring.h"
#include "rt-kernel/types/geometry.h"

namespace hallows {

// Where pixels of one window go: rows of premultiplied BGRA words, `stride_px` apart. The image
// persists between frames. `generation` changes when its contents are lost (a new buffer, a new
// size): then all of it is drawn, and the damage is all of it. `pixels` null: not now.
struct PixelTarget {
  uint32_t* pixels = nullptr;
  Px stride_px = 0;
  SizePx size;
  uint32_t generation = 0;
};

// A block of pixels that a port made for a window, large enough for any window up to `capacity`.
struct PixelBuffer {
  uint32_t* pixels = nullptr;
  Px stride_px = 0;
  SizePx capacity;
  uint32_t id = 0;  // the port's name for it
};

// How the buffers of one window pass from the platform thread, which makes and attaches them, to
// the presenter, which draws into the newest, and back to be freed. No side ever waits.
class PixelFeed {
 public:
  // ---- platform ----
  // A window begins with its first buffer. Only after the last one is idle().
  void open(const PixelBuffer& first);
  // A larger buffer. False while eight stand unclaimed: offer again later.
  bool offer(const PixelBuffer& buffer) { return offers_.try_push(buffer); }
  // No acquire succeeds from here on.
  void close() { open_.store(false, std::memory_order_seq_cst); }
  // After close(): nobody draws any more, every buffer of the window may be freed.
  bool idle() const { return !held_.load(std::memory_order_seq_cst); }
  // A buffer that the presenter has left for a newer one.
  bool take_retired(PixelBuffer& out) { return retired_.try_pop(out); }

  // ---- presenter ----
  // The newest buffer, as a target of `size`; null pixels when the window is closed, when it is
  // held already, or when no buffer of that size has arrived.
  PixelTarget acquire(SizePx size) noexcept HALLOWS_NONBLOCKING;
  bool held() const noexcept HALLOWS_NONBLOCKING { return held_.load(std::memory_order_relaxed); }
  // While held: what acquire() gave out.
  const PixelBuffer& buffer() const { return current_; }
  const PixelTarget& target() const { return target_; }
  void release() noexcept HALLOWS_NONBLOCKING { held_.store(false, std::memory_order_seq_cst); }

 private:
  // seq_cst on both flags: acquire() says "held", then looks at open_; close() says "closed", then
  // idle() looks at held_. At least one sees the other. release() also hands the pixels over.
  std::atomic<bool> open_{false};
  std::atomic<bool> held_{false};
  rt::SpscRing<PixelBuffer> offers_{8};    // platform -> presenter
  rt::SpscRing<PixelBuffer> retired_{16};  // presenter -> platform: never full, see acquire()
  PixelBuffer current_;                    // the presenter's
  PixelTarget target_;                     // the presenter's
};

}  // namespace hallows
