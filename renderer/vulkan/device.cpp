#include "renderer/vulkan/device.h"

#include <cstring>

namespace hallows::render::vk {

namespace {

constexpr uint32_t kSmallestTarget = 4096;  // what Vulkan itself promises

std::vector<VkExtensionProperties> device_extensions(VkPhysicalDevice physical) {
  uint32_t count = 0;
  vkEnumerateDeviceExtensionProperties(physical, nullptr, &count, nullptr);
  std::vector<VkExtensionProperties> out(count);
  vkEnumerateDeviceExtensionProperties(physical, nullptr, &count, out.data());
  out.resize(count);
  return out;
}

bool has(const std::vector<VkExtensionProperties>& all, const char* name) {
  for (const auto& extension : all) {
    if (std::strcmp(extension.extensionName, name) == 0) return true;
  }
  return false;
}

void lacks(VulkanDeviceReport& report, const char* what) {
  if (!report.missing.empty()) report.missing += ", ";
  report.missing += what;
}

bool format_has(VkPhysicalDevice physical, VkFormat format, VkFormatFeatureFlags wanted) {
  VkFormatProperties properties;
  vkGetPhysicalDeviceFormatProperties(physical, format, &properties);
  return (properties.optimalTilingFeatures & wanted) == wanted;
}

VulkanDeviceType type_of(VkPhysicalDeviceType type) {
  switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_CPU:
      return VulkanDeviceType::Cpu;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
      return VulkanDeviceType::Integrated;
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
      return VulkanDeviceType::Discrete;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
      return VulkanDeviceType::Virtual;
    default:
      return VulkanDeviceType::Other;
  }
}

// The first family that draws; one queue serves everything.
bool find_family(VkPhysicalDevice physical, uint32_t& out) {
  uint32_t count = 0;
  vkGetPhysicalDeviceQueueFamilyProperties(physical, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vkGetPhysicalDeviceQueueFamilyProperties(physical, &count, families.data());
  for (uint32_t i = 0; i < count; ++i) {
    if ((families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT) != 0) {
      out = i;
      return true;
    }
  }
  return false;
}

void report_memory(VkPhysicalDevice physical, VulkanDeviceReport& report) {
  VkPhysicalDeviceMemoryProperties memory;
  vkGetPhysicalDeviceMemoryProperties(physical, &memory);
  report.coherent_memory = true;
  for (uint32_t i = 0; i < memory.memoryTypeCount; ++i) {
    const VkMemoryPropertyFlags flags = memory.memoryTypes[i].propertyFlags;
    if ((flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) == 0) continue;
    if ((flags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT) == 0) report.coherent_memory = false;
    if ((flags & VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT) != 0) report.device_local_mapped = true;
  }
  for (uint32_t i = 0; i < memory.memoryHeapCount; ++i) {
    if ((memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0) {
      report.device_memory_bytes += memory.memoryHeaps[i].size;
    }
  }
}

void check_features(FoundDevice& found, const VkPhysicalDeviceProperties& properties) {
  VulkanDeviceReport& report = found.report;
  if (properties.apiVersion < VK_API_VERSION_1_2) {
    lacks(report, "Vulkan 1.2");
  } else {
    VkPhysicalDeviceVulkan12Features features12{
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2};
    features.pNext = &features12;
    vkGetPhysicalDeviceFeatures2(found.physical, &features);
    if (features12.timelineSemaphore == VK_FALSE) lacks(report, "timeline semaphores");
  }
  if (!find_family(found.physical, found.queue_family)) lacks(report, "a graphics queue");
  constexpr VkFormatFeatureFlags kSprite =
      VK_FORMAT_FEATURE_SAMPLED_IMAGE_BIT | VK_FORMAT_FEATURE_TRANSFER_DST_BIT;
  constexpr VkFormatFeatureFlags kTarget =
      kSprite | VK_FORMAT_FEATURE_COLOR_ATTACHMENT_BLEND_BIT | VK_FORMAT_FEATURE_TRANSFER_SRC_BIT;
  if (!format_has(found.physical, VK_FORMAT_B8G8R8A8_UNORM, kTarget)) {
    lacks(report, "BGRA targets with blending");
  }
  if (!format_has(found.physical, VK_FORMAT_R8_UNORM, kSprite)) lacks(report, "R8 textures");
  if (properties.limits.maxImageDimension2D < kSmallestTarget) lacks(report, "images of 4096");
}

FoundDevice look_at(VkPhysicalDevice physical) {
  FoundDevice found;
  found.physical = physical;
  VkPhysicalDeviceDriverProperties driver{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES};
  VkPhysicalDeviceProperties2 properties{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
  VkPhysicalDeviceProperties& core = properties.properties;
  vkGetPhysicalDeviceProperties(physical, &core);
  if (core.apiVersion >= VK_API_VERSION_1_2) {
    properties.pNext = &driver;
    vkGetPhysicalDeviceProperties2(physical, &properties);
  }
  VulkanDeviceReport& report = found.report;
  report.name = core.deviceName;
  report.driver = std::string(driver.driverName) + " " + driver.driverInfo;
  report.type = type_of(core.deviceType);
  report.api_major = VK_API_VERSION_MAJOR(core.apiVersion);
  report.api_minor = VK_API_VERSION_MINOR(core.apiVersion);
  const auto extensions = device_extensions(physical);
  report.dynamic_rendering = has(extensions, VK_KHR_DYNAMIC_RENDERING_EXTENSION_NAME);
  report.incremental_present = has(extensions, VK_KHR_INCREMENTAL_PRESENT_EXTENSION_NAME);
  report.external_host_memory = has(extensions, VK_EXT_EXTERNAL_MEMORY_HOST_EXTENSION_NAME);
  found.swapchains = has(extensions, VK_KHR_SWAPCHAIN_EXTENSION_NAME);
  report_memory(physical, report);
  check_features(found, core);
  report.usable = report.missing.empty();
  report.profile = report.usable ? "linear" : "none";
  return found;
}

int rank(const VulkanDeviceReport& report) {
  if (!report.usable) return -1;
  switch (report.type) {
    case VulkanDeviceType::Discrete:
      return 4;
    case VulkanDeviceType::Integrated:
      return 3;
    case VulkanDeviceType::Virtual:
      return 2;
    case VulkanDeviceType::Other:
      return 1;
    case VulkanDeviceType::Cpu:
      return 0;
  }
  return -1;
}

Diagnostic no_device(const std::vector<FoundDevice>& found, const std::string& wanted) {
  Diagnostic out;
  out.severity = Severity::Warning;
  out.code = "vulkan-no-device";
  out.message = wanted.empty() ? "no Vulkan device can be used"
                               : "no usable Vulkan device is called '" + wanted + "'";
  for (const FoundDevice& device : found) {
    if (!out.why.empty()) out.why += "; ";
    out.why += device.report.name;
    if (!device.report.usable) out.why += " lacks " + device.report.missing;
  }
  out.why = out.why.empty() ? "the drivers report no device" : "there is: " + out.why;
  out.fix = wanted.empty() ? "update the graphics driver; until then Hallows draws on the processor"
                           : "name one of the devices above, or leave the choice to Hallows";
  return out;
}

}  // namespace

std::vector<FoundDevice> find_devices(const Instance& instance) {
  uint32_t count = 0;
  vkEnumeratePhysicalDevices(instance.handle(), &count, nullptr);
  std::vector<VkPhysicalDevice> handles(count);
  vkEnumeratePhysicalDevices(instance.handle(), &count, handles.data());
  handles.resize(count);
  std::vector<FoundDevice> out;
  out.reserve(handles.size());
  for (const VkPhysicalDevice handle : handles) out.push_back(look_at(handle));
  return out;
}

Result<std::unique_ptr<Device>> Device::create(std::unique_ptr<Instance> instance,
                                               const VulkanConfig& config) {
  const auto found = find_devices(*instance);
  const FoundDevice* best = nullptr;
  for (const FoundDevice& device : found) {
    if (!device.report.usable) continue;
    if (device.report.name.find(config.device) == std::string::npos) continue;
    if (best == nullptr || rank(device.report) > rank(best->report)) best = &device;
  }
  if (best == nullptr) return no_device(found, config.device);
  std::unique_ptr<Device> out(new Device);
  out->instance_ = std::move(instance);
  out->physical = best->physical;
  out->queue_family = best->queue_family;
  out->report = best->report;
  out->swapchains = best->swapchains && out->instance_->create_xcb_surface != nullptr;
  auto made = out->make(config);
  if (!made) return made.error();
  return out;
}

Result<bool> Device::make(const VulkanConfig& config) {
  VkPhysicalDeviceProperties properties;
  vkGetPhysicalDeviceProperties(physical, &properties);
  limits = properties.limits;
  vkGetPhysicalDeviceMemoryProperties(physical, &memory);
  timeout_ns = static_cast<uint64_t>(config.timeout.ns > 0 ? config.timeout.ns : 0);
  incremental_present = swapchains && report.incremental_present;
  dynamic_rendering = report.dynamic_rendering && config.pass != VulkanPass::RenderPass;
  if (config.pass == VulkanPass::Dynamic && !dynamic_rendering) {
    Diagnostic out;
    out.code = "vulkan-no-dynamic-rendering";
    out.message = "'" + report.name + "' has no dynamic rendering, which was asked for";
    out.fix = "leave the kind of pass to Hallows";
    return out;
  }
  std::vector<const char*> extensions;
  if (swapchains) extensions.push_back(VK_KHR_SWAPCHAIN_EXTENSION_NAME);
  if (incremental_present) extensions.push_back(VK_KHR_INCREMENTAL_PRESENT_EXTENSION_NAME);
  if (dynamic_rendering) extensions.push_back(VK_KHR_DYNAMIC_RENDERING_EXTENSION_NAME);

  const float priority = 1;
  VkDeviceQueueCreateInfo queue_info{VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO};
  queue_info.queueFamilyIndex = queue_family;
  queue_info.queueCount = 1;
  queue_info.pQueuePriorities = &priority;
  VkPhysicalDeviceDynamicRenderingFeaturesKHR dynamic{
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DYNAMIC_RENDERING_FEATURES_KHR};
  dynamic.dynamicRendering = VK_TRUE;
  VkPhysicalDeviceVulkan12Features features12{
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
  features12.timelineSemaphore = VK_TRUE;
  if (dynamic_rendering) features12.pNext = &dynamic;
  VkDeviceCreateInfo info{VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO};
  info.pNext = &features12;
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queue_info;
  info.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
  info.ppEnabledExtensionNames = extensions.data();
  const VkResult result = vkCreateDevice(physical, &info, nullptr, &handle);
  if (result != VK_SUCCESS) return call_failed("open the device", result);
  volkLoadDeviceTable(&fn, handle);
  fn.vkGetDeviceQueue(handle, queue_family, 0, &queue);
  return true;
}

Device::~Device() {
  if (handle != VK_NULL_HANDLE) fn.vkDestroyDevice(handle, nullptr);
}

bool Device::check(VkResult result) {
  if (result == VK_ERROR_DEVICE_LOST || result == VK_TIMEOUT ||
      result == VK_ERROR_OUT_OF_HOST_MEMORY || result == VK_ERROR_OUT_OF_DEVICE_MEMORY) {
    lost = true;
  }
  return result >= VK_SUCCESS && result != VK_TIMEOUT;
}

}  // namespace hallows::render::vk
