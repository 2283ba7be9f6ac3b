// Presenting to an X11 window: what the server shows is the back end's picture, also after partial
// damage on every image of the chain and after resizes, which X11 doesn't announce.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/rt/vulkan/private_display.h"
#include "tests/rt/vulkan/scenes.h"

using namespace hallows;
using namespace hallows::render;
using namespace hallows::render::test;

namespace {

std::unique_ptr<VulkanBackend> make(VulkanPass pass) {
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

// Presenting is asynchronous: asks until the server shows `expected`, or for 5 s.
bool becomes(PrivateDisplay& display, const NativeWindow& window, SizePx size,
             const std::vector<uint32_t>& expected) {
  for (int i = 0; i < 500; ++i) {
    if (display.shown(window, size) == expected) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace

TEST_CASE("A window shows each frame, through partial damage and resizes") {
  PrivateDisplay display;
  REQUIRE(display.running());
  const std::vector<uint32_t> pixels(256, 0xFF00FF00);
  for (const VulkanPass pass : {VulkanPass::Auto, VulkanPass::RenderPass}) {
    auto backend = make(pass);
    SizePx size{320, 200};
    const NativeWindow window = display.open_window(size);
    REQUIRE(bool(backend->open_target({{}, size, window})));
    uint64_t serial = 0;
    for (uint32_t generation = 1; generation < 4; ++generation) {
      const RectPx all{0, 0, size.width, size.height};
      for (int i = 0; i < 9; ++i) {
        const RectPx part{10 * i, 5 * i, 10 * i + 60, 5 * i + 40};
        PlanBuilder frame = busy_frame(++serial, size, generation, i == 0 ? all : part, pixels);
        frame.solid({10 * i, 5 * i, 10 * i + 4, 5 * i + 4}, 0xFF000000u + uint32_t(i * 20));
        REQUIRE(backend->execute(frame.finish()) == ExecuteStatus::Done);
      }
      std::vector<uint32_t> expected(size_t(all.area()));
      REQUIRE(backend->read_pixels({}, all, expected));
      for (uint32_t& pixel : expected) pixel |= 0xFF000000u;
      CHECK(becomes(display, window, size, expected));
      size = {size.width + 57, size.height + 31};
      display.resize(window, size);
    }
    CHECK(backend->counts().presents == serial);
    CHECK(backend->counts().swapchains_made == 3);
    backend->close_target({});
    display.close(window);
    CHECK(backend->counts().validation_messages == 0);
  }
}

TEST_CASE("A picture that isn't the window's size yet is shown where both are") {
  PrivateDisplay display;
  REQUIRE(display.running());
  auto backend = make(VulkanPass::Auto);
  const NativeWindow window = display.open_window({100, 80});
  REQUIRE(bool(backend->open_target({{}, {140, 60}, window})));
  PlanBuilder frame(1, {140, 60}, 1);
  frame.damage({0, 0, 140, 60}).solid({0, 0, 140, 60}, 0xFF336699);
  REQUIRE(backend->execute(frame.finish()) == ExecuteStatus::Done);
  CHECK(becomes(display, window, {100, 60}, std::vector<uint32_t>(6000, 0xFF336699)));
  CHECK(backend->counts().validation_messages == 0);
}

TEST_CASE("A window that is gone makes the back end say so, not hang") {
  PrivateDisplay display;
  REQUIRE(display.running());
  auto made = VulkanBackend::create(kSceneSetup, {});
  REQUIRE(bool(made));
  auto& backend = **made;
  const NativeWindow window = display.open_window({100, 80});
  REQUIRE(bool(backend.open_target({{}, {100, 80}, window})));
  uint64_t serial = 0;
  const auto draw = [&](SizePx size) {
    PlanBuilder frame(++serial, size, uint32_t(size.width));
    frame.damage({0, 0, size.width, size.height}).solid({0, 0, 64, 64}, 0xFF336699);
    return backend.execute(frame.finish());
  };
  REQUIRE(draw({100, 80}) == ExecuteStatus::Done);
  display.close(window);
  ExecuteStatus last = ExecuteStatus::Done;
  for (int i = 0; i < 6 && last == ExecuteStatus::Done; ++i) last = draw({100 + i, 80});
  CHECK(last != ExecuteStatus::Done);
}

TEST_CASE("A handle that is no X11 window is refused with a reason") {
  auto made = VulkanBackend::create(kSceneSetup, {});
  REQUIRE(bool(made));
  const auto opened = (*made)->open_target({{}, {64, 64}, {NativeWindow::System::Kms, nullptr, 0}});
  REQUIRE_FALSE(bool(opened));
  CHECK(std::string(opened.error().code) == "vulkan-no-present");
  CHECK(bool((*made)->open_target({{}, {64, 64}, {}})));
}
