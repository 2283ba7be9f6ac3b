#include "renderer/vulkan/vulkan_backend.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <random>

#include "tests/unit/renderer/vulkan/plan_builder.h"

using namespace hallows;
using namespace hallows::render;
using namespace hallows::render::test;
using prepare::PageFormat;
using prepare::Quad;
using prepare::QuadKind;

namespace {

constexpr prepare::PageSetup kSetup{256, 2, 2};
constexpr uint16_t kMaskPage = 1, kPicturePage = 2, kRampPage = 3;

std::unique_ptr<VulkanBackend> make(VulkanPass pass = VulkanPass::Auto) {
  VulkanConfig config;
  config.pass = pass;
  auto made = VulkanBackend::create(kSetup, config);
  REQUIRE_MESSAGE(bool(made), (made ? std::string() : format_diagnostic(made.error())));
  return std::move(*made);
}

std::vector<uint32_t> picture(VulkanBackend& backend, SizePx size, WindowId window = {}) {
  std::vector<uint32_t> out(size_t(size.width) * size.height);
  REQUIRE(backend.read_pixels(window, {0, 0, size.width, size.height}, out));
  return out;
}

uint32_t random_color(std::mt19937& random, uint32_t alpha) {
  uint32_t out = alpha << 24;
  for (int i = 0; i < 3; ++i) out |= uint32_t(random() % (alpha + 1)) << (8 * i);
  return out;
}

// Atlas pages full of noise: coverage, premultiplied pictures, opaque ramps.
void upload_noise(PlanBuilder& builder, std::mt19937& random) {
  const RectPx whole{0, 0, kSetup.size, kSetup.size};
  const size_t count = size_t(kSetup.size) * kSetup.size;
  std::vector<uint8_t> mask(count);
  for (auto& byte : mask) byte = random() % 3 == 0 ? 255 : uint8_t(random());
  builder.upload(kMaskPage, PageFormat::R8, whole, mask);
  for (const uint16_t page : {kPicturePage, kRampPage}) {
    std::vector<uint8_t> bytes(count * 4);
    for (size_t i = 0; i < count; ++i) {
      const uint32_t word = random_color(random, random() % 256);
      std::memcpy(bytes.data() + i * 4, &word, 4);
    }
    builder.upload(page, PageFormat::Bgra, whole, bytes);
  }
}

RectPx random_rect(std::mt19937& random, RectPx within, Px largest) {
  const Px w = 1 + Px(random() % uint32_t(std::min(largest, within.width())));
  const Px h = 1 + Px(random() % uint32_t(std::min(largest, within.height())));
  const Px x = within.x0 + Px(random() % uint32_t(within.width() - w + 1));
  const Px y = within.y0 + Px(random() % uint32_t(within.height() - h + 1));
  return {x, y, x + w, y + h};
}

prepare::GradientRecord random_gradient(std::mt19937& random, SizePx size) {
  const auto unit = [&] { return float(int(random() % 2001) - 1000) / 1000.0f; };
  prepare::GradientRecord out;
  out.to_unit = {unit() / float(size.width),
                 unit() / float(size.width),
                 unit() / float(size.height),
                 unit() / float(size.height),
                 unit(),
                 unit()};
  out.shape = static_cast<prepare::GradientShape>(random() % 3);
  out.page = kRampPage;
  out.v = uint16_t(random() % kSetup.size);
  return out;
}

Quad random_quad(PlanBuilder& builder, std::mt19937& random, RectPx within) {
  Quad quad = PlanBuilder::at(random_rect(random, within, 60));
  const auto sprite = [&](uint16_t page) {
    quad.page = page;
    quad.flags = uint8_t(random() % 4) << 1;
    quad.u = uint16_t(random() % uint32_t(kSetup.size - 60));
    quad.v = uint16_t(random() % uint32_t(kSetup.size - 60));
  };
  switch (random() % 4) {
    case 0:
      quad.color = random_color(random, random() % 2 == 0 ? 255 : random() % 256);
      quad.flags = (quad.color >> 24) == 255 ? prepare::kOpaque : 0;
      break;
    case 1:
      quad.kind = QuadKind::Mask;
      sprite(kMaskPage);
      quad.color = random_color(random, random() % 256);
      break;
    case 2:
      quad.kind = QuadKind::Picture;
      sprite(kPicturePage);
      quad.alpha = random() % 2 == 0 ? 255 : uint8_t(random());
      break;
    default:
      quad.kind = QuadKind::Gradient;
      sprite(random() % 2 == 0 ? kMaskPage : prepare::kNoPage);
      quad.color = uint32_t(builder.gradients.size());
      quad.alpha = random() % 2 == 0 ? 255 : uint8_t(random());
      builder.gradients.push_back(random_gradient(random, builder.plan.target));
  }
  return quad;
}

void add_background(PlanBuilder& builder, std::mt19937& random, RectPx damage) {
  builder.solid(damage, random_color(random, 255));
  for (int i = 0; i < 6; ++i) {
    builder.solid(random_rect(random, damage, 90), random_color(random, 255));
  }
}

}  // namespace

TEST_CASE("Without a driver there is one clear diagnostic") {
  const char* before = std::getenv("VK_ICD_FILENAMES");
  const std::string kept = before != nullptr ? before : "";
  setenv("VK_ICD_FILENAMES", "/nonexistent.json", 1);
  const auto made = VulkanBackend::create(kSetup);
  const auto report = report_vulkan();
  if (before != nullptr) {
    setenv("VK_ICD_FILENAMES", kept.c_str(), 1);
  } else {
    unsetenv("VK_ICD_FILENAMES");
  }
  REQUIRE_FALSE(bool(made));
  CHECK(made.error().message.find("no GPU can be used") != std::string::npos);
  CHECK_FALSE(made.error().fix.empty());
  CHECK(report.devices.empty());
  CHECK(report.problems.size() == 1);
}

TEST_CASE("A device that isn't there is named in the diagnostic, with those that are") {
  VulkanConfig config;
  config.device = "Voodoo 2";
  const auto made = VulkanBackend::create(kSetup, config);
  REQUIRE_FALSE(bool(made));
  CHECK(std::string(made.error().code) == "vulkan-no-device");
  CHECK(made.error().message.find("Voodoo 2") != std::string::npos);
}

TEST_CASE("The report lists devices with what they lack") {
  const auto report = report_vulkan();
  CHECK(report.loader);
  REQUIRE_FALSE(report.devices.empty());
  for (const auto& device : report.devices) {
    CHECK_FALSE(device.name.empty());
    CHECK(device.usable == device.missing.empty());
  }
}

TEST_CASE("Plans of random quads of every kind give the model's picture, in both kinds of pass") {
  for (const VulkanPass pass : {VulkanPass::Auto, VulkanPass::RenderPass}) {
    auto backend = make(pass);
    Reference model(kSetup);
    const SizePx sizes[] = {{200, 150}, {333, 77}, {97, 251}};
    REQUIRE(bool(backend->open_target({{}, sizes[0], {}})));
    std::mt19937 random(pass == VulkanPass::Auto ? 1 : 2);
    for (uint32_t frame = 0; frame < 18; ++frame) {
      const SizePx size = sizes[frame / 6];
      PlanBuilder builder(frame + 1, size, frame / 6 + 1);
      if (frame == 0) upload_noise(builder, random);
      const RectPx all{0, 0, size.width, size.height};
      const RectPx damage = frame % 6 == 0 ? all : random_rect(random, all, 120);
      builder.damage(damage);
      add_background(builder, random, damage);
      for (int i = 0; i < 60; ++i) builder.quad(random_quad(builder, random, damage));
      REQUIRE(backend->execute(builder.finish()) == ExecuteStatus::Done);
      model.execute(builder.plan);
      CHECK(largest_difference(picture(*backend, size), model.pixels()) <= 1);
    }
    CHECK(backend->stats().plans == 18);
    CHECK(backend->counts().clears > 18 * 6);
  }
}
