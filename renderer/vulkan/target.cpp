#include "renderer/vulkan/target.h"

#include <algorithm>

namespace hallows::render::vk {

namespace {

constexpr VkImageUsageFlags kPictureUsage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT |
                                            VK_IMAGE_USAGE_TRANSFER_SRC_BIT |
                                            VK_IMAGE_USAGE_TRANSFER_DST_BIT;
constexpr VkImageUsageFlags kSavedUsage =
    VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
constexpr Px kSizeStep = 128;  // dragging a window's edge makes few images

Px rounded(Px value, Px limit) {
  return std::min((value + kSizeStep - 1) / kSizeStep * kSizeStep, std::max(limit, value));
}

void release_images(Core& core, Target& target) {
  core.retire(target.framebuffer);
  core.retire(target.picture);
  core.retire(target.scratch);
  for (Texture& level : target.saved) core.retire(level);
}

// A texture of the picture's size, made when it is first needed; null when memory is out.
Texture* lazy_texture(Core& core, const Target& target, VkImageUsageFlags usage, Texture& texture) {
  if (texture.image) return &texture;
  const VkResult result =
      core.make_texture(target.picture.size, VK_FORMAT_B8G8R8A8_UNORM, usage, texture);
  return result == VK_SUCCESS ? &texture : nullptr;
}

}  // namespace

VkResult resize_target(Core& core, Target& target, SizePx size, uint32_t generation) {
  target.generation = generation;
  target.size = size;
  if (size.width < 1 || size.height < 1) return VK_SUCCESS;
  const SizePx have = target.picture.size;
  if (target.picture && have.width >= size.width && have.height >= size.height) return VK_SUCCESS;
  release_images(core, target);
  const Px limit = static_cast<Px>(core.device->limits.maxImageDimension2D);
  const SizePx made{rounded(std::max(size.width, have.width), limit),
                    rounded(std::max(size.height, have.height), limit)};
  VkResult result = make_image(*core.device, core.memory, made, VK_FORMAT_B8G8R8A8_UNORM,
                               kPictureUsage, target.picture);
  if (result == VK_SUCCESS) {
    result = make_framebuffer(*core.device, core.pipelines, target.picture.view, extent_of(made),
                              target.framebuffer);
  }
  ++core.stats.targets_made;
  return result;
}

void close_target(Core& core, Target& target) {
  target.open = false;
  // The read-back buffer and the swapchain don't retire. A stuck device keeps all of it.
  if (!core.frames.drain()) return;
  release_images(core, target);
  target.swapchain.reset();
  target.read_back.destroy();
  target.pixels = {};
  target.held = nullptr;
  target.size = {};
  target.generation = 0;
}

Texture* saved_level(Core& core, Target& target, uint32_t level) {
  if (level >= target.saved.size()) return nullptr;
  return lazy_texture(core, target, kSavedUsage, target.saved[level]);
}

Texture* scratch_image(Core& core, Target& target) {
  return lazy_texture(core, target, kSavedUsage | VK_IMAGE_USAGE_TRANSFER_SRC_BIT, target.scratch);
}

VkDeviceSize record_read_back(Core& core, Target& target, std::span<const RectPx> rects) {
  VkDeviceSize bytes = 0;
  for (const RectPx& rect : rects) bytes += static_cast<VkDeviceSize>(rect.area()) * 4;
  if (bytes == 0) return 0;
  if (target.read_back.size() < bytes) {
    const auto whole = static_cast<VkDeviceSize>(target.rect().area()) * 4;
    if (!core.frames.wait_idle()) return 0;
    const VkResult result =
        target.read_back.make(*core.device, std::max(bytes, whole), BufferRole::ReadBack);
    if (result != VK_SUCCESS) {
      target.read_back.destroy();
      return 0;
    }
  }
  const VkCommandBuffer commands = core.commands();
  transition(*core.device, commands, target.picture, Use::CopySource);
  VkDeviceSize offset = 0;
  for (const RectPx& rect : rects) {
    if (rect.empty()) continue;
    VkBufferImageCopy region{};
    region.bufferOffset = offset;
    region.imageSubresource = color_layers();
    region.imageOffset = offset_at(rect.x0, rect.y0);
    region.imageExtent = extent_of({rect.width(), rect.height()});
    core.device->fn.vkCmdCopyImageToBuffer(commands, target.picture.handle,
                                           VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                                           target.read_back.handle(), 1, &region);
    offset += static_cast<VkDeviceSize>(rect.area()) * 4;
  }
  // Also before the next copy into the buffer.
  VkMemoryBarrier to_host{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
  to_host.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
  to_host.dstAccessMask = VK_ACCESS_HOST_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
  core.device->fn.vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT,
                                       VK_PIPELINE_STAGE_HOST_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT,
                                       0, 1, &to_host, 0, nullptr, 0, nullptr);
  return bytes;
}

}  // namespace hallows::render::vk
