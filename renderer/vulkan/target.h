#pragma once

#include <array>

#include "renderer/vulkan/core.h"
#include "renderer/vulkan/swapchain.h"

namespace hallows::render::vk {

// A window's picture and where it goes. The image persists between plans; it is larger than the
// picture where a larger one was needed before.
struct Target {
  bool open = false;
  WindowId window;
  SizePx size;
  uint32_t generation = 0;
  Image picture;
  Texture scratch;  // for scroll copies and ends of layers; made when first needed
  std::array<Texture, prepare::kSaveLevels> saved;
  VkFramebuffer framebuffer = VK_NULL_HANDLE;
  VulkanPixels pixels;
  const uint32_t* held = nullptr;  // pixels that hold the picture of the last plan
  MappedBuffer read_back;
  std::unique_ptr<Swapchain> swapchain;  // null: no window

  RectPx rect() const { return {0, 0, size.width, size.height}; }
  PassTarget pass() const { return {picture.view, framebuffer}; }
};

// Gives the target that size; its content is undefined then. Fails when memory is out.
VkResult resize_target(Core& core, Target& target, SizePx size, uint32_t generation);
void close_target(Core& core, Target& target);
// Makes a level's image if the target has none yet.
Texture* saved_level(Core& core, Target& target, uint32_t level);
Texture* scratch_image(Core& core, Target& target);

// Records copies of `rects`, tightly packed one after the other, into the target's buffer for
// reading. Returns the bytes, 0 when there is no memory for them.
VkDeviceSize record_read_back(Core& core, Target& target, std::span<const RectPx> rects);

}  // namespace hallows::render::vk
