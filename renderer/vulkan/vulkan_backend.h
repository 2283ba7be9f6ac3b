#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "renderer/backend.h"

namespace hallows::render {

// What a device can do for Hallows: `hallows doctor` prints it.
enum class VulkanDeviceType : uint8_t { Cpu, Integrated, Discrete, Virtual, Other };

struct VulkanDeviceReport {
  std::string name;
  std::string driver;  // name and version, as the driver gives them
  VulkanDeviceType type = VulkanDeviceType::Other;
  uint32_t api_major = 0, api_minor = 0;
  bool usable = false;
  std::string missing;  // comma-separated, empty when usable
  bool dynamic_rendering = false;
  bool incremental_present = false;
  bool external_host_memory = false;
  bool coherent_memory = false;      // every mapped memory type is host-coherent
  bool device_local_mapped = false;  // the CPU can write device-local memory
  uint64_t device_memory_bytes = 0;
  const char* profile = "";  // "linear" or "none": how Hallows would draw on it
};

struct VulkanReport {
  bool loader = false;  // libvulkan is there
  std::vector<VulkanDeviceReport> devices;
  std::vector<Diagnostic> problems;  // why there is nothing to use; empty when there is
};

// Loads Vulkan, looks, and lets go. Set-up work, any thread.
VulkanReport report_vulkan();
const char* vulkan_device_type_name(VulkanDeviceType type);

// How passes are begun. The twin exists because synchronisation validation of 2023 sees nothing
// under dynamic rendering, and for devices that lack it.
enum class VulkanPass : uint8_t { Auto, Dynamic, RenderPass };
enum class VulkanValidation : uint8_t { Off, On };  // On: layer and synchronisation validation

struct VulkanConfig {
  std::string device;  // part of a device's name; empty: the best (a GPU before an emulation)
  VulkanPass pass = VulkanPass::Auto;
  VulkanValidation validation = VulkanValidation::Off;
  // Every wait for the device ends after this; then the back end counts as lost.
  Duration timeout = from_ms(5000);
};

// Pixels that somebody else owns, filled with each plan's damage once the device is done with it.
struct VulkanPixels {
  uint32_t* pixels = nullptr;
  Px stride = 0;  // in pixels
  SizePx size;
};

struct VulkanCounts {
  uint64_t clears = 0;  // rectangles filled by clears instead of quads
  uint64_t submits = 0;
  uint64_t presents = 0;
  uint64_t copied_pixels = 0;  // to the window or to attached pixels
  uint64_t swapchains_made = 0;
  uint64_t stalls = 0;  // waits in the middle of a plan: more texels than the ring holds
  uint64_t validation_messages = 0;
};

// Draws plans with Vulkan, in the linear profile: axis-aligned rectangles and sprites that software
// rasterisers run fast and that every GPU draws well. One thread at a time uses it (the gpu
// thread), the one that made it for choice: a driver's helper threads inherit its class.
class VulkanBackend : public Backend {
 public:
  // Set-up: loads Vulkan, picks a device, builds every pipeline and draws it once. Fails with what
  // is missing in the user's words; the caller then takes the cpu back end.
  static Result<std::unique_ptr<VulkanBackend>> create(const prepare::PageSetup& setup,
                                                       const VulkanConfig& config = {});
  // From the next plan on the damage is copied into these pixels too (of the plan's size, else
  // left alone for that plan). Null: no longer. For windows without a native handle and for
  // emulated devices, whose own presenting costs more than the drawing.
  virtual void attach_pixels(WindowId window, const VulkanPixels& target) = 0;
  virtual const VulkanDeviceReport& device() const = 0;
  virtual VulkanCounts counts() const = 0;
  virtual bool uses_dynamic_rendering() const = 0;
};

}  // namespace hallows::render
