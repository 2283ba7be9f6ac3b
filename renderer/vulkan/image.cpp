#include "renderer/vulkan/image.h"

namespace hallows::render::vk {

namespace {

struct UseRow {
  VkPipelineStageFlags stage;
  VkAccessFlags access;
  VkImageLayout layout;
};

UseRow row_of(Use use) {
  switch (use) {
    case Use::Fresh:
      // Behind whatever used this memory as another image before.
      return {VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, VK_ACCESS_MEMORY_WRITE_BIT,
              VK_IMAGE_LAYOUT_UNDEFINED};
    case Use::Attachment:
      return {VK_PIPELINE_STAGE_COLOR_ATTACHMENT_OUTPUT_BIT,
              VK_ACCESS_COLOR_ATTACHMENT_READ_BIT | VK_ACCESS_COLOR_ATTACHMENT_WRITE_BIT,
              VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
    case Use::CopySource:
      return {VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_READ_BIT,
              VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL};
    case Use::CopyTarget:
      return {VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
              VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL};
    case Use::Sampled:
      return {VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT, VK_ACCESS_SHADER_READ_BIT,
              VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL};
    case Use::Present:
      return {VK_PIPELINE_STAGE_TRANSFER_BIT, 0, VK_IMAGE_LAYOUT_PRESENT_SRC_KHR};
  }
  return {};
}

constexpr VkImageSubresourceRange kWhole = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};

bool only_reads(Use use) {
  return use == Use::CopySource || use == Use::Sampled;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): see the header
VkResult make_image(Device& device, ImageMemory& memory, SizePx size, VkFormat format,
                    VkImageUsageFlags usage, Image& out) {
  const Px limit = static_cast<Px>(device.limits.maxImageDimension2D);
  if (size.width < 1 || size.height < 1 || size.width > limit || size.height > limit) {
    return VK_ERROR_FORMAT_NOT_SUPPORTED;
  }
  VkImageCreateInfo info{VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO};
  info.imageType = VK_IMAGE_TYPE_2D;
  info.format = format;
  info.extent = extent_of(size);
  info.mipLevels = 1;
  info.arrayLayers = 1;
  info.samples = VK_SAMPLE_COUNT_1_BIT;
  info.tiling = VK_IMAGE_TILING_OPTIMAL;
  info.usage = usage;
  out = {};
  out.size = size;
  VkResult result = device.fn.vkCreateImage(device.handle, &info, nullptr, &out.handle);
  if (result != VK_SUCCESS) return result;
  VkMemoryRequirements needs;
  device.fn.vkGetImageMemoryRequirements(device.handle, out.handle, &needs);
  const auto place = memory.allocate(needs);
  if (!place) {
    destroy_image(device, memory, out);
    return VK_ERROR_OUT_OF_DEVICE_MEMORY;
  }
  out.memory = *place;
  result =
      device.fn.vkBindImageMemory(device.handle, out.handle, place->memory, place->range.offset);
  constexpr VkImageUsageFlags kViewed =
      VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT;
  if (result == VK_SUCCESS && (usage & kViewed) != 0) {
    VkImageViewCreateInfo view{VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO};
    view.image = out.handle;
    view.viewType = VK_IMAGE_VIEW_TYPE_2D;
    view.format = format;
    view.subresourceRange = kWhole;
    result = device.fn.vkCreateImageView(device.handle, &view, nullptr, &out.view);
  }
  if (result != VK_SUCCESS) destroy_image(device, memory, out);
  return result;
}

void destroy_image(Device& device, ImageMemory& memory, Image& image) {
  device.fn.vkDestroyImageView(device.handle, image.view, nullptr);
  device.fn.vkDestroyImage(device.handle, image.handle, nullptr);
  if (image.memory.memory != VK_NULL_HANDLE) memory.free(image.memory);
  image = {};
}

void transition(const Device& device, VkCommandBuffer commands, Image& image, Use next) {
  if (image.use == next && only_reads(next)) return;
  const UseRow from = row_of(image.use);
  const UseRow to = row_of(next);
  VkImageMemoryBarrier barrier{VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER};
  barrier.srcAccessMask = only_reads(image.use) ? 0 : from.access;
  barrier.dstAccessMask = to.access;
  barrier.oldLayout = from.layout;
  barrier.newLayout = to.layout;
  barrier.srcQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
  barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
  barrier.image = image.handle;
  barrier.subresourceRange = kWhole;
  device.fn.vkCmdPipelineBarrier(commands, from.stage, to.stage, 0, 0, nullptr, 0, nullptr, 1,
                                 &barrier);
  image.use = next;
}

VkImageSubresourceLayers color_layers() {
  return {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
}

VkOffset3D offset_at(Px x, Px y) {
  return {x, y, 0};
}

VkExtent3D extent_of(SizePx size) {
  return {static_cast<uint32_t>(size.width), static_cast<uint32_t>(size.height), 1};
}

VkRect2D rect_of(RectPx rect) {
  return {{rect.x0, rect.y0},
          {static_cast<uint32_t>(rect.width()), static_cast<uint32_t>(rect.height())}};
}

}  // namespace hallows::render::vk
