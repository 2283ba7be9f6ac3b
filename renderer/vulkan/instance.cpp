#include "renderer/vulkan/instance.h"

#include <cstdio>
#include <cstring>
#include <mutex>
#include <vector>

namespace hallows::render::vk {

namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";
constexpr uint64_t kPrintedMessages = 16;

std::mutex load_mutex;  // set-up only: volk's globals are written under it
bool instance_functions_loaded = false;

bool has_layer(const char* name) {
  uint32_t count = 0;
  vkEnumerateInstanceLayerProperties(&count, nullptr);
  std::vector<VkLayerProperties> layers(count);
  vkEnumerateInstanceLayerProperties(&count, layers.data());
  for (const auto& layer : layers) {
    if (std::strcmp(layer.layerName, name) == 0) return true;
  }
  return false;
}

void add_extensions(const char* layer, std::vector<VkExtensionProperties>& out) {
  uint32_t count = 0;
  vkEnumerateInstanceExtensionProperties(layer, &count, nullptr);
  const size_t first = out.size();
  out.resize(first + count);
  vkEnumerateInstanceExtensionProperties(layer, &count, out.data() + first);
  out.resize(first + count);
}

bool has_extension(const std::vector<VkExtensionProperties>& all, const char* name) {
  for (const auto& extension : all) {
    if (std::strcmp(extension.extensionName, name) == 0) return true;
  }
  return false;
}

Diagnostic no_loader() {
  Diagnostic out;
  out.severity = Severity::Warning;
  out.code = "vulkan-missing";
  out.message = "Vulkan is not installed, so no GPU can be used";
  out.why = "libvulkan.so.1 can't be loaded";
  out.fix =
      "install libvulkan1 and the driver of your graphics card (mesa-vulkan-drivers on "
      "Debian); until then Hallows draws on the processor";
  return out;
}

Diagnostic no_driver(VkResult result) {
  Diagnostic out;
  out.severity = Severity::Warning;
  out.code = "vulkan-no-driver";
  out.message = "Vulkan has no driver that works, so no GPU can be used";
  out.why = "creating an instance gave " + result_name(result);
  out.fix =
      "install the driver of your graphics card (mesa-vulkan-drivers on Debian) and check "
      "VK_ICD_FILENAMES; until then Hallows draws on the processor";
  return out;
}

Diagnostic no_layer() {
  Diagnostic out;
  out.code = "vulkan-no-validation";
  out.message = "Vulkan validation was asked for, but its layer is not installed";
  out.fix = "install vulkan-validationlayers, or run without validation";
  return out;
}

}  // namespace

bool load_vulkan() {
  const std::lock_guard lock(load_mutex);
  static const bool loaded = volkInitialize() == VK_SUCCESS;
  return loaded;
}

Result<std::unique_ptr<Instance>> Instance::create(VulkanValidation validation) {
  if (!load_vulkan()) return no_loader();
  const bool validate = validation == VulkanValidation::On;
  if (validate && !has_layer(kValidationLayer)) return no_layer();
  std::vector<VkExtensionProperties> available;
  add_extensions(nullptr, available);
  if (validate) add_extensions(kValidationLayer, available);

  std::vector<const char*> extensions;
  for (const char* name : {VK_KHR_SURFACE_EXTENSION_NAME, VK_KHR_XCB_SURFACE_EXTENSION_NAME}) {
    if (has_extension(available, name)) extensions.push_back(name);
  }
  std::vector<const char*> layers;
  if (validate) {
    layers.push_back(kValidationLayer);
    extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
    extensions.push_back(VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME);
  }
  std::unique_ptr<Instance> out(new Instance);
  const VkResult result = out->make(layers, extensions, validation);
  if (result != VK_SUCCESS) return no_driver(result);
  return out;
}

VkResult Instance::make(std::span<const char* const> layers,
                        std::span<const char* const> extensions, VulkanValidation validation) {
  VkApplicationInfo app{VK_STRUCTURE_TYPE_APPLICATION_INFO};
  app.pApplicationName = "hallows";
  app.pEngineName = "hallows";
  app.apiVersion = VK_API_VERSION_1_2;
  const VkValidationFeatureEnableEXT enables[] = {
      VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
  VkValidationFeaturesEXT features{VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT};
  features.enabledValidationFeatureCount = 1;
  features.pEnabledValidationFeatures = enables;
  VkDebugUtilsMessengerCreateInfoEXT messenger{
      VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT};
  messenger.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT |
                              VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
  messenger.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT |
                          VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
  messenger.pfnUserCallback = on_message;
  messenger.pUserData = this;
  features.pNext = &messenger;  // covers the creation and destruction of the instance itself

  VkInstanceCreateInfo info{VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
  info.pApplicationInfo = &app;
  info.enabledLayerCount = static_cast<uint32_t>(layers.size());
  info.ppEnabledLayerNames = layers.data();
  info.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
  info.ppEnabledExtensionNames = extensions.data();
  if (validation == VulkanValidation::On) info.pNext = &features;
  const VkResult result = vkCreateInstance(&info, nullptr, &handle_);
  if (result != VK_SUCCESS) return result;
  {
    const std::lock_guard lock(load_mutex);
    if (!instance_functions_loaded) volkLoadInstanceOnly(handle_);
    instance_functions_loaded = true;
  }
  create_xcb_surface = reinterpret_cast<PFN_vkCreateXcbSurfaceKHR>(
      vkGetInstanceProcAddr(handle_, "vkCreateXcbSurfaceKHR"));
  if (validation == VulkanValidation::Off) return VK_SUCCESS;
  const auto make_messenger = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
      vkGetInstanceProcAddr(handle_, "vkCreateDebugUtilsMessengerEXT"));
  return make_messenger(handle_, &messenger, nullptr, &messenger_);
}

Instance::~Instance() {
  if (handle_ == VK_NULL_HANDLE) return;
  if (messenger_ != VK_NULL_HANDLE) {
    const auto destroy = reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
        vkGetInstanceProcAddr(handle_, "vkDestroyDebugUtilsMessengerEXT"));
    destroy(handle_, messenger_, nullptr);
  }
  vkDestroyInstance(handle_, nullptr);
}

VKAPI_ATTR VkBool32 VKAPI_CALL
Instance::on_message(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                     const VkDebugUtilsMessengerCallbackDataEXT* data, void* self) {
  const uint64_t earlier =
      static_cast<Instance*>(self)->messages_.fetch_add(1, std::memory_order_relaxed);
  if (earlier < kPrintedMessages) std::fprintf(stderr, "vulkan: %s\n", data->pMessage);
  return VK_FALSE;
}

}  // namespace hallows::render::vk
