#include "renderer/vulkan/vk.h"

namespace hallows::render::vk {

std::string result_name(VkResult result) {
  switch (result) {
#define CASE(name) \
  case name:       \
    return #name
    CASE(VK_SUCCESS);
    CASE(VK_NOT_READY);
    CASE(VK_TIMEOUT);
    CASE(VK_INCOMPLETE);
    CASE(VK_SUBOPTIMAL_KHR);
    CASE(VK_ERROR_OUT_OF_HOST_MEMORY);
    CASE(VK_ERROR_OUT_OF_DEVICE_MEMORY);
    CASE(VK_ERROR_INITIALIZATION_FAILED);
    CASE(VK_ERROR_DEVICE_LOST);
    CASE(VK_ERROR_MEMORY_MAP_FAILED);
    CASE(VK_ERROR_LAYER_NOT_PRESENT);
    CASE(VK_ERROR_EXTENSION_NOT_PRESENT);
    CASE(VK_ERROR_FEATURE_NOT_PRESENT);
    CASE(VK_ERROR_INCOMPATIBLE_DRIVER);
    CASE(VK_ERROR_TOO_MANY_OBJECTS);
    CASE(VK_ERROR_FORMAT_NOT_SUPPORTED);
    CASE(VK_ERROR_SURFACE_LOST_KHR);
    CASE(VK_ERROR_NATIVE_WINDOW_IN_USE_KHR);
    CASE(VK_ERROR_OUT_OF_DATE_KHR);
#undef CASE
    default:
      return "VkResult " + std::to_string(static_cast<int>(result));
  }
}

Diagnostic call_failed(const char* what, VkResult result) {
  Diagnostic out;
  out.code = "vulkan-call-failed";
  out.message = std::string("Vulkan can't ") + what;
  out.why = "the driver answered " + result_name(result);
  out.fix = "update the graphics driver; until then Hallows draws on the processor";
  return out;
}

}  // namespace hallows::render::vk
