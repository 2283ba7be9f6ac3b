#pragma once

#include <atomic>
#include <memory>
#include <span>

#include "renderer/vulkan/vk.h"
#include "renderer/vulkan/vulkan_backend.h"

namespace hallows::render::vk {

// An instance with what hangs on it directly. Core instance functions are volk's globals: the
// loader's trampolines, good for every instance and loaded once a process.
class Instance {
 public:
  static Result<std::unique_ptr<Instance>> create(VulkanValidation validation);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  VkInstance handle() const { return handle_; }
  // Null where the loader knows no X11.
  PFN_vkCreateXcbSurfaceKHR create_xcb_surface = nullptr;
  // Warnings and errors of the validation layer so far. Any thread.
  uint64_t validation_messages() const { return messages_.load(std::memory_order_relaxed); }

 private:
  Instance() = default;
  VkResult make(std::span<const char* const> layers, std::span<const char* const> extensions,
                VulkanValidation validation);
  static VKAPI_ATTR VkBool32 VKAPI_CALL on_message(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                                   VkDebugUtilsMessageTypeFlagsEXT types,
                                                   const VkDebugUtilsMessengerCallbackDataEXT* data,
                                                   void* self);

  VkInstance handle_ = VK_NULL_HANDLE;
  VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
  // A count only: written by whatever thread calls Vulkan, orders nothing.
  std::atomic<uint64_t> messages_{0};
};

// True once libvulkan is loaded; it stays loaded.
bool load_vulkan();

}  // namespace hallows::render::vk
