#pragma once

// Every Vulkan type of the house comes in through here; no file outside this folder includes it.
// The two xcb types are declared instead of included: a surface needs only the handles.
#include <volk.h>

#include <cstdint>
#include <string>

struct xcb_connection_t;
using xcb_window_t = uint32_t;
using xcb_visualid_t = uint32_t;
#include <vulkan/vulkan_xcb.h>

#include "rt-kernel/base/result.h"

namespace hallows::render::vk {

// "VK_ERROR_DEVICE_LOST" and so on; "VkResult -13" for codes that this build doesn't know.
std::string result_name(VkResult result);
// A diagnostic for a set-up call that failed: "Vulkan can't <what>".
Diagnostic call_failed(const char* what, VkResult result);

}  // namespace hallows::render::vk
