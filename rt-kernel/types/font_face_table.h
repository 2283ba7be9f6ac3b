#pragma once

#include <atomic>
#include <mutex>

#include "rt-kernel/types/font_face.h"

namespace hallows {

// Interns faces. Layout shapes with them, the renderer rasterises them, neither knows the other.
// intern() is set-up work (workers, warm-up); get() is wait-free and safe on the engine thread.
class FontFaceTable {
 public:
  static constexpr uint32_t kCapacity = 1024;
  // At the bound the id is none: the caller falls back to another face.
  FontFaceId intern(const FontFaceKey& key);
  const FontFaceKey& get(FontFaceId id) const;
  uint32_t count() const { return count_.load(std::memory_order_acquire); }

 private:
  std::mutex mutex_;                // set-up only
  std::atomic<uint32_t> count_{0};  // release in intern pairs with acquire in count
  std::array<FontFaceKey, kCapacity> faces_;
};

}  // namespace hallows
