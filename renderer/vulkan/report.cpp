#include "renderer/vulkan/device.h"

namespace hallows::render {

VulkanReport report_vulkan() {
  VulkanReport out;
  out.loader = vk::load_vulkan();
  auto instance = vk::Instance::create(VulkanValidation::Off);
  if (!instance) {
    out.problems.push_back(instance.error());
    return out;
  }
  bool usable = false;
  for (auto& found : vk::find_devices(**instance)) {
    usable = usable || found.report.usable;
    out.devices.push_back(std::move(found.report));
  }
  if (!usable) {
    Diagnostic problem;
    problem.severity = Severity::Warning;
    problem.code = "vulkan-no-device";
    problem.message = "no Vulkan device can be used";
    problem.why = out.devices.empty() ? "the drivers report no device"
                                      : "every device lacks something that Hallows needs";
    problem.fix = "update the graphics driver; until then Hallows draws on the processor";
    out.problems.push_back(std::move(problem));
  }
  return out;
}

const char* vulkan_device_type_name(VulkanDeviceType type) {
  switch (type) {
    case VulkanDeviceType::Cpu:
      return "emulated on the processor";
    case VulkanDeviceType::Integrated:
      return "integrated GPU";
    case VulkanDeviceType::Discrete:
      return "discrete GPU";
    case VulkanDeviceType::Virtual:
      return "virtual GPU";
    case VulkanDeviceType::Other:
      break;
  }
  return "other";
}

}  // namespace hallows::render
