// Frames under the Khronos validation layer with synchronisation validation, in the form of pass
// that the engine uses and in its VkRenderPass twin: the layer is blind to attachments written
// under dynamic rendering, so the twin is where a missing barrier shows.
#include <doctest/doctest.h>

#include <cstdlib>

#include "tests/rt/vulkan/scenes.h"

using namespace hallows;
using namespace hallows::render;
using namespace hallows::render::test;

namespace {

struct PassRow {
  VulkanPass pass;
  const char* name;
};
constexpr PassRow kPasses[] = {{VulkanPass::Auto, "as the engine"},
                               {VulkanPass::RenderPass, "render pass"}};

std::unique_ptr<VulkanBackend> make(VulkanPass pass) {
  // Hazards between submits too; only the environment can ask for it.
  setenv("VK_LAYER_ENABLES",
         "VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT:"
         "VALIDATION_CHECK_ENABLE_SYNCHRONIZATION_VALIDATION_QUEUE_SUBMIT",
         1);
  VulkanConfig config;
  config.pass = pass;
  config.validation = VulkanValidation::On;
  auto made = VulkanBackend::create(kSceneSetup, config);
  REQUIRE_MESSAGE(bool(made), (made ? std::string() : format_diagnostic(made.error())));
  return std::move(*made);
}

}  // namespace

TEST_CASE("Opening, drawing, resizing, partial damage, uploads, scrolling and closing are valid") {
  const std::vector<uint32_t> pixels(256, 0xFF00FF00);
  for (const PassRow& row : kPasses) {
    INFO(row.name);
    auto backend = make(row.pass);
    REQUIRE(bool(backend->open_target({{}, {320, 200}, {}})));
    std::vector<uint32_t> attached(size_t(320) * 200);
    uint64_t serial = 0;
    uint32_t generation = 0;
    for (const SizePx size : {SizePx{320, 200}, SizePx{100, 90}, SizePx{700, 500}}) {
      ++generation;
      const RectPx all{0, 0, size.width, size.height};
      const RectPx part{21, 17, 80, 60};
      for (const RectPx damage : {all, part, part, all, part}) {
        PlanBuilder frame = busy_frame(++serial, size, generation, damage, pixels);
        REQUIRE(backend->execute(frame.finish()) == ExecuteStatus::Done);
      }
      std::vector<uint32_t> out(size_t(50) * 40);
      CHECK(backend->read_pixels({}, {5, 5, 55, 45}, out));
      backend->attach_pixels({}, {attached.data(), size.width, {320, 200}});
    }
    REQUIRE(bool(backend->open_target({{1}, {64, 64}, {}})));
    PlanBuilder other = busy_frame(++serial, {64, 64}, 1, {0, 0, 64, 64}, pixels);
    other.plan.window = {1};
    REQUIRE(backend->execute(other.finish()) == ExecuteStatus::Done);
    backend->close_target({});
    PlanBuilder last = busy_frame(++serial, {64, 64}, 1, {8, 8, 40, 40}, pixels);
    last.plan.window = {1};
    REQUIRE(backend->execute(last.finish()) == ExecuteStatus::Done);
    backend->close_target({1});
    CHECK(backend->counts().validation_messages == 0);
  }
}

TEST_CASE("Texels beyond the ring stall validly") {
  const std::vector<uint32_t> pixels(size_t(2000) * 1600, 0xFF00FF00);
  for (const PassRow& row : kPasses) {
    auto backend = make(row.pass);
    REQUIRE(bool(backend->open_target({{}, {64, 64}, {}})));
    for (uint64_t serial = 1; serial < 4; ++serial) {
      PlanBuilder frame(serial, {64, 64}, 1);
      frame.damage({0, 0, 64, 64}).solid({0, 0, 64, 64}, 0xFF000000);
      frame.changes.push_back({prepare::PageChange::What::Create, 70, {2000, 1600}, pixels.data()});
      prepare::Quad quad = PlanBuilder::at({0, 0, 64, 64});
      quad.kind = prepare::QuadKind::Picture;
      quad.page = 70;
      frame.quad(quad);
      REQUIRE(backend->execute(frame.finish()) == ExecuteStatus::Done);
    }
    CHECK(backend->counts().stalls >= 3);
    CHECK(backend->counts().validation_messages == 0);
  }
}
