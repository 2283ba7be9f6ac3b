#pragma once

#include "renderer/vulkan/memory.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::render::vk {

// What an image was last used for; a row of the table in image.cpp says stage, access and layout.
enum class Use : uint8_t {
  Fresh,       // content undefined
  Attachment,  // drawn to
  CopySource,
  CopyTarget,
  Sampled,
  Present,  // with the window system; the acquire semaphore is waited for at the transfer stage
};

struct Image {
  VkImage handle = VK_NULL_HANDLE;
  VkImageView view = VK_NULL_HANDLE;  // null where nobody samples or draws
  Allocation memory;                  // none for images of a swapchain
  SizePx size;
  Use use = Use::Fresh;
  explicit operator bool() const { return handle != VK_NULL_HANDLE; }
};

// Makes an image of one level. Fails when the device is out of memory or `size` beyond its limit.
// NOLINTNEXTLINE(readability-function-size): the four columns of an image, and where from
VkResult make_image(Device& device, ImageMemory& memory, SizePx size, VkFormat format,
                    VkImageUsageFlags usage, Image& out);
// The device is done with it.
void destroy_image(Device& device, ImageMemory& memory, Image& image);

// Orders what follows in `next` behind the image's last use. Also between equal uses, except reads.
void transition(const Device& device, VkCommandBuffer commands, Image& image, Use next);

VkImageSubresourceLayers color_layers();
VkOffset3D offset_at(Px x, Px y);
VkExtent3D extent_of(SizePx size);
VkRect2D rect_of(RectPx rect);

}  // namespace hallows::render::vk
