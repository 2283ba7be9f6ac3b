#include <cstdio>

#include "renderer/vulkan/vulkan_backend.h"
#include "suite.h"

namespace hallows::conformance {

std::unique_ptr<render::Backend> make_backend(const prepare::PageSetup& setup) {
  auto made = render::VulkanBackend::create(setup);
  if (!made) std::fprintf(stderr, "%s\n", format_diagnostic(made.error()).c_str());
  if (!made) return nullptr;
  return std::move(*made);
}

// Blending rounds as the device likes; everything else is exact.
uint32_t golden_tolerance() {
  return 1;
}

prepare::DrawOrderPolicy draw_order() {
  return prepare::DrawOrderPolicy::Batched;
}

}  // namespace hallows::conformance
