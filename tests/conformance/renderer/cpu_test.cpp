#include "renderer/cpu/cpu_backend.h"

#include <doctest/doctest.h>

#include "random_scene.h"
#include "scenes.h"
#include "suite.h"

namespace hallows::conformance {

std::unique_ptr<render::Backend> make_backend(const prepare::PageSetup& setup) {
  return render::CpuBackend::create(setup);
}

uint32_t golden_tolerance() {
  return 0;
}

prepare::DrawOrderPolicy draw_order() {
  return prepare::DrawOrderPolicy::Painter;
}

namespace {

Picture showcase_with(MakeBackend make) {
  Stage stage(make, kShowcaseSize);
  build_showcase(stage, false);
  stage.frame();
  return stage.picture();
}

template <render::CpuKernels kKernels>
std::unique_ptr<render::Backend> make_with(const prepare::PageSetup& setup) {
  return render::CpuBackend::create(setup, kKernels);
}

}  // namespace

TEST_CASE("every instruction set draws the same showcase") {
  const Picture scalar = showcase_with(make_with<render::CpuKernels::Scalar>);
  CHECK(showcase_with(make_with<render::CpuKernels::Sse2>) == scalar);
  CHECK(showcase_with(make_with<render::CpuKernels::Avx2>) == scalar);
}

}  // namespace hallows::conformance
