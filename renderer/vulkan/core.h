#pragma once

#include <memory>
#include <vector>

#include "renderer/vulkan/frames.h"
#include "renderer/vulkan/image.h"
#include "renderer/vulkan/pipeline.h"
#include "renderer/vulkan/vulkan_backend.h"

namespace hallows::render::vk {

// An image that shaders read, with the descriptor set that names it.
struct Texture {
  Image image;
  VkDescriptorSet set = VK_NULL_HANDLE;
};

// What pages, targets and the recorder share. One thread. Destroyed once the device is drained
// (Frames::drain), or never.
class Core {
 public:
  static Result<std::unique_ptr<Core>> create(const VulkanConfig& config);
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  VkResult make_texture(SizePx size, VkFormat format, VkImageUsageFlags usage, Texture& out);
  // The object dies once the device has done all that is recorded so far; the argument is empty
  // afterwards.
  void retire(Texture& texture);
  void retire(Image& image);
  void retire(VkFramebuffer& framebuffer);
  // Frees what the device no longer uses.
  void collect();
  // Submits the open commands in the middle of a plan and waits: the ring is empty afterwards.
  bool stall();
  VkCommandBuffer commands() const { return frames.commands(); }

  std::unique_ptr<Device> device;
  ImageMemory memory;
  Pipelines pipelines;
  Frames frames;
  BackendStats stats;
  VulkanCounts counts;

 private:
  explicit Core(std::unique_ptr<Device> owned) : device(std::move(owned)), memory(*device) {}
  struct Retired {
    uint64_t value = 0;  // Frames' value that must have passed
    Image image;
    VkDescriptorSet set = VK_NULL_HANDLE;
    VkFramebuffer framebuffer = VK_NULL_HANDLE;
  };
  VkResult make(uint32_t slots);
  void destroy(Retired& retired);

  VkDescriptorPool pool_ = VK_NULL_HANDLE;
  std::vector<Retired> retired_;  // at most what plans destroyed since the device's last finish
};

}  // namespace hallows::render::vk
