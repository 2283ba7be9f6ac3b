#pragma once

#include <span>
#include <vector>

#include "renderer/vulkan/core.h"
#include "rt-kernel/types/native_window.h"

namespace hallows::render::vk {

// A window's surface and its images. Each image remembers what changed since it was last copied to,
// so a frame copies only that. Not told by X11 when the window's size changes: the caller says with
// each frame how large the picture is.
class Swapchain {
 public:
  static Result<std::unique_ptr<Swapchain>> create(Core& core, const NativeWindow& native);
  ~Swapchain();
  Swapchain(const Swapchain&) = delete;
  Swapchain& operator=(const Swapchain&) = delete;

  enum class Status : uint8_t { Ready, Late, Lost };
  // Takes an image for a picture of `size` into which `damage` goes, with a new chain where the
  // size differs. Waits at most the device's timeout. Late: no image, or the window has no size
  // now; the damage is remembered.
  Status acquire(SizePx size, std::span<const RectPx> damage);
  // Records the copy of all that the acquired image lacks.
  void record_copy(Image& picture);
  VkSemaphore drawn() const { return images_[current_].drawn; }
  // After the submit that waited for Frames::acquire_semaphore() and signals drawn().
  Status present();

 private:
  struct Slot {
    Image image;
    VkSemaphore drawn = VK_NULL_HANDLE;
    FixedVector<RectPx, 4> stale;
    bool written = false;
  };
  explicit Swapchain(Core& core) : core_(core) {}
  VkResult make_chain();
  void destroy_chain();
  void note(std::span<const RectPx> damage);

  Core& core_;
  VkSurfaceKHR surface_ = VK_NULL_HANDLE;
  VkSwapchainKHR chain_ = VK_NULL_HANDLE;
  SizePx chain_size_;
  SizePx picture_size_;
  std::vector<Slot> images_;
  uint32_t current_ = 0;
  bool stale_chain_ = true;
  FixedVector<VkRectLayerKHR, 4> presented_;
};

}  // namespace hallows::render::vk
