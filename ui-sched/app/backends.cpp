#include "ui-sched/app/backends.h"

#include "renderer/cpu/cpu_backend.h"
#include "renderer/vulkan/vulkan_backend.h"

namespace hallows {
namespace {

void attach_cpu(render::Backend& backend, WindowId window, const PixelTarget& target) {
  static_cast<render::CpuBackend&>(backend).attach_pixels(
      window, {target.pixels, target.stride_px, target.size});
}

void attach_vulkan(render::Backend& backend, WindowId window, const PixelTarget& target) {
  static_cast<render::VulkanBackend&>(backend).attach_pixels(
      window, {target.pixels, target.stride_px, target.size});
}

MadeBackend wrap(std::unique_ptr<render::VulkanBackend> vulkan) {
  MadeBackend made;
  made.name = "vulkan (" + vulkan->device().name + ")";
  // An emulated device's own presenting costs more than its drawing: the port puts the pixels.
  const bool emulated = vulkan->device().type == render::VulkanDeviceType::Cpu;
  made.shows = emulated ? runtime::Shows::Port : runtime::Shows::Backend;
  made.on_gpu_thread = true;
  made.backend = std::move(vulkan);
  made.binding = {made.backend.get(), attach_vulkan};
  return made;
}

}  // namespace

MadeBackend make_cpu_backend(const prepare::PageSetup& pages) {
  MadeBackend made;
  made.name = "cpu";
  made.backend = render::CpuBackend::create(pages);
  made.binding = {made.backend.get(), attach_cpu};
  return made;
}

Result<MadeBackend> make_backend(BackendChoice choice, const prepare::PageSetup& pages,
                                 std::vector<Diagnostic>& notes) {
  if (choice == BackendChoice::Cpu) return make_cpu_backend(pages);
  if (choice == BackendChoice::Auto) {
    const render::VulkanReport report = render::report_vulkan();
    bool real = false;
    for (const render::VulkanDeviceReport& device : report.devices) {
      real = real || (device.usable && device.type != render::VulkanDeviceType::Cpu);
    }
    if (report.devices.empty()) {
      notes.insert(notes.end(), report.problems.begin(), report.problems.end());
    }
    if (!real) return make_cpu_backend(pages);
  }
  Result<std::unique_ptr<render::VulkanBackend>> vulkan = render::VulkanBackend::create(pages);
  if (vulkan) return wrap(std::move(*vulkan));
  notes.push_back(vulkan.error());
  notes.back().severity = Severity::Warning;
  notes.back().fix += "; Hallows draws on the processor meanwhile (--backend cpu)";
  return make_cpu_backend(pages);
}

}  // namespace hallows
