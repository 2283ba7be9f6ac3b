#include "renderer/cpu/cpu_backend.h"
#include "suite.h"

namespace hallows::conformance {

std::unique_ptr<render::Backend> make_backend(const prepare::PageSetup& setup) {
  return render::CpuBackend::create(setup);
}

}  // namespace hallows::conformance
