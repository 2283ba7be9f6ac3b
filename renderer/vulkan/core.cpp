#include "renderer/vulkan/core.h"

#include <algorithm>

namespace hallows::render::vk {

namespace {

constexpr uint32_t kMaxTargets = 8;
// Pages, each twice (its successor may live before it has retired), saved levels, one white page.
constexpr uint32_t kMaxSets = 2 * prepare::kMaxPages + 2 * kMaxTargets * prepare::kSaveLevels + 1;
// A full plan (65,536 quads with gradients: 3.7 MB) and its texels (4 MB); larger ones grow it.
constexpr VkDeviceSize kSlotBytes = VkDeviceSize{8} << 20;

}  // namespace

Result<std::unique_ptr<Core>> Core::create(const VulkanConfig& config) {
  auto instance = Instance::create(config.validation);
  if (!instance) return instance.error();
  auto device = Device::create(std::move(*instance), config);
  if (!device) return device.error();
  std::unique_ptr<Core> out(new Core(std::move(*device)));
  const VkResult result = out->make(out->device->is_cpu() ? 1 : 2);
  if (result != VK_SUCCESS) return call_failed("prepare the device for drawing", result);
  return out;
}

VkResult Core::make(uint32_t slots) {
  VkResult result = pipelines.make(*device);
  if (result == VK_SUCCESS) result = frames.make(*device, slots, kSlotBytes);
  if (result != VK_SUCCESS) return result;
  const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, kMaxSets};
  VkDescriptorPoolCreateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
  info.flags = VK_DESCRIPTOR_POOL_CREATE_FREE_DESCRIPTOR_SET_BIT;
  info.maxSets = kMaxSets;
  info.poolSizeCount = 1;
  info.pPoolSizes = &size;
  return device->fn.vkCreateDescriptorPool(device->handle, &info, nullptr, &pool_);
}

Core::~Core() {
  for (Retired& retired : retired_) destroy(retired);
  device->fn.vkDestroyDescriptorPool(device->handle, pool_, nullptr);
}

VkResult Core::make_texture(SizePx size, VkFormat format, VkImageUsageFlags usage, Texture& out) {
  out = {};
  VkResult result = make_image(*device, memory, size, format, usage, out.image);
  if (result != VK_SUCCESS) return result;
  const VkDescriptorSetLayout layout = pipelines.set_layout();
  VkDescriptorSetAllocateInfo allocate{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
  allocate.descriptorPool = pool_;
  allocate.descriptorSetCount = 1;
  allocate.pSetLayouts = &layout;
  result = device->fn.vkAllocateDescriptorSets(device->handle, &allocate, &out.set);
  if (result != VK_SUCCESS) {
    destroy_image(*device, memory, out.image);
    return result;
  }
  const VkDescriptorImageInfo image{VK_NULL_HANDLE, out.image.view,
                                    VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL};
  VkWriteDescriptorSet write{VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
  write.dstSet = out.set;
  write.descriptorCount = 1;
  write.descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
  write.pImageInfo = &image;
  device->fn.vkUpdateDescriptorSets(device->handle, 1, &write, 0, nullptr);
  return VK_SUCCESS;
}

void Core::retire(Texture& texture) {
  if (texture.image) {
    retired_.push_back({frames.current(), texture.image, texture.set, VK_NULL_HANDLE});
  }
  texture = {};
}

void Core::retire(Image& image) {
  if (image) retired_.push_back({frames.current(), image, VK_NULL_HANDLE, VK_NULL_HANDLE});
  image = {};
}

void Core::retire(VkFramebuffer& framebuffer) {
  if (framebuffer != VK_NULL_HANDLE) {
    retired_.push_back({frames.current(), {}, VK_NULL_HANDLE, framebuffer});
  }
  framebuffer = VK_NULL_HANDLE;
}

void Core::destroy(Retired& retired) {
  if (retired.set != VK_NULL_HANDLE) {
    device->fn.vkFreeDescriptorSets(device->handle, pool_, 1, &retired.set);
  }
  device->fn.vkDestroyFramebuffer(device->handle, retired.framebuffer, nullptr);
  destroy_image(*device, memory, retired.image);
}

void Core::collect() {
  if (retired_.empty()) return;
  const uint64_t done = frames.completed();
  const auto alive = std::stable_partition(retired_.begin(), retired_.end(),
                                           [done](const Retired& r) { return r.value <= done; });
  for (auto it = retired_.begin(); it != alive; ++it) destroy(*it);
  retired_.erase(retired_.begin(), alive);
}

bool Core::stall() {
  ++counts.stalls;
  ++counts.submits;
  return frames.submit(VK_NULL_HANDLE, VK_NULL_HANDLE) && frames.wait_idle() && frames.begin();
}

}  // namespace hallows::render::vk
