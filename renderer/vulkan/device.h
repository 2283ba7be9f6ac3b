#pragma once

#include <memory>
#include <vector>

#include "renderer/vulkan/instance.h"

namespace hallows::render::vk {

// A device, its one queue and what was found out about it. `fn` holds the driver's own functions,
// without the loader in between. One thread.
class Device {
 public:
  static Result<std::unique_ptr<Device>> create(std::unique_ptr<Instance> instance,
                                                const VulkanConfig& config);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  Instance& instance() { return *instance_; }

  VolkDeviceTable fn{};
  VkDevice handle = VK_NULL_HANDLE;
  VkPhysicalDevice physical = VK_NULL_HANDLE;
  VkQueue queue = VK_NULL_HANDLE;
  uint32_t queue_family = 0;
  VkPhysicalDeviceMemoryProperties memory{};
  VkPhysicalDeviceLimits limits{};
  VulkanDeviceReport report;
  bool dynamic_rendering = false;  // enabled, not only available
  bool swapchains = false;
  bool incremental_present = false;
  uint64_t timeout_ns = 0;
  bool lost = false;  // a wait timed out or the driver said so: nothing is submitted any more

  bool is_cpu() const { return report.type == VulkanDeviceType::Cpu; }
  // Notes what a failed call means for the device; true when `result` is a success.
  bool check(VkResult result);

 private:
  Device() = default;
  Result<bool> make(const VulkanConfig& config);
  std::unique_ptr<Instance> instance_;
};

// All devices of the instance with what each lacks, in the driver's order.
struct FoundDevice {
  VkPhysicalDevice physical = VK_NULL_HANDLE;
  uint32_t queue_family = 0;
  bool swapchains = false;
  VulkanDeviceReport report;
};
std::vector<FoundDevice> find_devices(const Instance& instance);

}  // namespace hallows::render::vk
