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
  out.x = Px(random() % 99) - 40;
  out.y = Px(random() % 99) - 40;
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

TEST_CASE("Layers fade over what was saved before them, through coverage, nested") {
  auto backend = make();
  Reference model(kSetup);
  const SizePx size{160, 120};
  const RectPx all{0, 0, size.width, size.height};
  REQUIRE(bool(backend->open_target({{}, size, {}})));
  std::mt19937 random(5);
  PlanBuilder builder(1, size, 1);
  builder.damage(all);
  upload_noise(builder, random);
  add_background(builder, random, all);
  const auto layer = [&](QuadKind kind, uint8_t level, uint16_t page, uint32_t fade) {
    Quad quad = PlanBuilder::at({10 * (level + 1), 10, 150 - 10 * level, 110});
    quad.kind = kind;
    quad.alpha = level;
    quad.page = page;
    quad.color = fade;
    builder.quad(quad);
  };
  layer(QuadKind::Save, 0, prepare::kNoPage, 0);
  for (int i = 0; i < 20; ++i) builder.quad(random_quad(builder, random, all));
  layer(QuadKind::Save, 1, prepare::kNoPage, 0);
  for (int i = 0; i < 20; ++i) builder.quad(random_quad(builder, random, all));
  layer(QuadKind::Restore, 1, prepare::kNoPage, 200);  // two levels in one batch
  layer(QuadKind::Restore, 0, prepare::kNoPage, 128);
  layer(QuadKind::Save, 0, prepare::kNoPage, 0);
  for (int i = 0; i < 20; ++i) builder.quad(random_quad(builder, random, all));
  layer(QuadKind::Restore, 0, kMaskPage, 255);
  layer(QuadKind::Restore, 3, prepare::kNoPage, 0);  // never saved: the model saved zeros
  builder.quads.pop_back();
  --builder.batches.back().count;
  REQUIRE(backend->execute(builder.finish()) == ExecuteStatus::Done);
  model.execute(builder.plan);
  CHECK(largest_difference(picture(*backend, size), model.pixels()) <= 1);
}

TEST_CASE("Scroll copies move pixels in every direction, also over themselves") {
  auto backend = make();
  Reference model(kSetup);
  const SizePx size{160, 120};
  const RectPx all{0, 0, size.width, size.height};
  REQUIRE(bool(backend->open_target({{}, size, {}})));
  std::mt19937 random(6);
  PlanBuilder first(1, size, 1);
  first.damage(all);
  upload_noise(first, random);
  add_background(first, random, all);
  for (int i = 0; i < 40; ++i) add_background(first, random, all);  // blends would differ by 1
  REQUIRE(backend->execute(first.finish()) == ExecuteStatus::Done);
  model.execute(first.plan);
  const Px moves[][2] = {{0, 7}, {0, -7}, {9, 0}, {-9, 0}, {5, -3}, {0, 60}, {0, 0}};
  uint64_t serial = 2;
  for (const auto& move : moves) {
    PlanBuilder builder(serial++, size, 1);
    builder.damage({20, 20, 120, 100});
    // Two of them: the second moves what the first has moved.
    builder.plan.copies.push({{20, 61, 120, 100}, move[0], move[1]});
    builder.plan.copies.push({{20, 20, 60, 59}, move[0] / 2, -move[1] / 4});
    builder.solid({20, 20, 120, 24}, 0xFF336699);
    REQUIRE(backend->execute(builder.finish()) == ExecuteStatus::Done);
    model.execute(builder.plan);
    CHECK(largest_difference(picture(*backend, size), model.pixels()) == 0);
  }
}

// On software Vulkan it is carried out in bands.
TEST_CASE("A large scroll copy moves every row once, upwards and downwards") {
  auto backend = make();
  Reference model(kSetup);
  const SizePx size{700, 900};
  const RectPx all{0, 0, size.width, size.height};
  REQUIRE(bool(backend->open_target({{}, size, {}})));
  PlanBuilder first(1, size, 1);
  first.damage(all);
  for (Px y = 0; y < size.height; y += 3) {
    first.solid({0, y, size.width, y + 3}, 0xFF000000u + uint32_t(y) * 77);
  }
  REQUIRE(backend->execute(first.finish()) == ExecuteStatus::Done);
  model.execute(first.plan);
  uint64_t serial = 2;
  for (const Px dy : {7, -7, 250, -250}) {
    PlanBuilder builder(serial++, size, 1);
    const Px y0 = std::max(dy, 0) + 2, y1 = size.height + std::min(dy, 0) - 1;
    builder.plan.copies.push({{5, y0, 690, y1}, 0, dy});
    builder.damage(all).solid({0, 0, 4, 4}, 0xFF112233);
    REQUIRE(backend->execute(builder.finish()) == ExecuteStatus::Done);
    model.execute(builder.plan);
    CHECK(largest_difference(picture(*backend, size), model.pixels()) == 0);
  }
}

TEST_CASE("Picture pages larger than the ring arrive whole, are replaced and go") {
  auto backend = make();
  Reference model(kSetup);
  const SizePx size{300, 200};
  const RectPx all{0, 0, size.width, size.height};
  REQUIRE(bool(backend->open_target({{}, size, {}})));
  std::mt19937 random(8);
  const SizePx large{1999, 1501};  // 12 MB, the ring of a frame has 8
  std::vector<uint32_t> pixels(size_t(large.width) * large.height);
  for (auto& pixel : pixels) pixel = random_color(random, 255);
  std::vector<uint32_t> small(7 * 3, 0xFF102030);
  const uint16_t page = prepare::kFirstImagePage + 5;
  const auto frame = [&](uint64_t serial, const std::vector<uint32_t>* from, SizePx page_size) {
    PlanBuilder builder(serial, size, 1);
    builder.damage(all);
    using What = prepare::PageChange::What;
    if (from != nullptr) {
      builder.changes.push_back({What::Create, page, page_size, from->data()});
    } else {
      builder.changes.push_back({What::Destroy, page, {}, nullptr});
    }
    builder.solid(all, 0xFF000000);
    if (from != nullptr) {
      Quad quad = PlanBuilder::at(
          {3, 5, 3 + std::min(page_size.width, 280), 5 + std::min(page_size.height, 180)});
      quad.kind = QuadKind::Picture;
      quad.flags = prepare::kOpaque;
      quad.page = page;
      quad.u = uint16_t(page_size.width - quad.x1 + quad.x0);
      quad.v = uint16_t(page_size.height - quad.y1 + quad.y0);
      builder.quad(quad);
    }
    REQUIRE(backend->execute(builder.finish()) == ExecuteStatus::Done);
    model.execute(builder.plan);
    CHECK(largest_difference(picture(*backend, size), model.pixels()) == 0);
  };
  frame(1, &pixels, large);
  CHECK(backend->counts().stalls >= 1);
  frame(2, &small, {7, 3});
  frame(3, nullptr, {});
  for (uint64_t serial = 4; serial < 40; ++serial) frame(serial, &small, {7, 3});
}

TEST_CASE("Attached pixels hold the picture after every plan of their size") {
  auto backend = make();
  const SizePx size{90, 60};
  REQUIRE(bool(backend->open_target({{}, size, {}})));
  const Px stride = 100;
  std::vector<uint32_t> pixels(size_t(stride) * size.height, 0x12345678);
  backend->attach_pixels({}, {pixels.data(), stride, size});
  PlanBuilder first(1, size, 1);
  first.damage({0, 0, 90, 60}).solid({0, 0, 90, 60}, 0xFF0000FF);
  REQUIRE(backend->execute(first.finish()) == ExecuteStatus::Done);
  PlanBuilder second(2, size, 1);
  second.damage({3, 4, 10, 9}).damage({80, 50, 90, 60});
  second.solid({3, 4, 10, 9}, 0xFF00FF00).solid({80, 50, 90, 60}, 0xFFFF0000);
  REQUIRE(backend->execute(second.finish()) == ExecuteStatus::Done);
  const auto check = [&](const std::vector<uint32_t>& held) {
    const auto image = picture(*backend, size);
    for (Px y = 0; y < size.height; ++y) {
      for (Px x = 0; x < stride; ++x) {
        const uint32_t expected = x < size.width ? image[size_t(y * size.width + x)] : 0x12345678;
        REQUIRE(held[size_t(y * stride + x)] == expected);
      }
    }
  };
  check(pixels);
  CHECK(pixels[size_t(5 * stride + 4)] == 0xFF00FF00);
  CHECK(pixels[0] == 0xFF0000FF);
  // What scrolled is moved there too; only what was drawn is read back.
  const auto scroll = [&](uint64_t serial) {
    PlanBuilder builder(serial, size, 1);
    builder.damage({0, 55, 90, 60}).solid({0, 55, 90, 60}, 0xFF000000u + uint32_t(serial));
    builder.plan.copies.push({{0, 0, 90, 55}, 0, -5});
    builder.plan.changed.clear();
    builder.plan.changed.push({0, 0, 90, 60});
    const uint64_t before = backend->counts().copied_pixels;
    REQUIRE(backend->execute(builder.finish()) == ExecuteStatus::Done);
    return backend->counts().copied_pixels - before;
  };
  CHECK(scroll(3) == 90 * 5);
  check(pixels);
  // Other pixels, which hold nothing of this picture, get all that changed.
  std::vector<uint32_t> others(size_t(stride) * size.height, 0x12345678);
  backend->attach_pixels({}, {others.data(), stride, size});
  CHECK(scroll(4) == 90 * 60);
  check(others);
  backend->attach_pixels({}, {});
}

TEST_CASE("Windows have pictures of their own") {
  auto backend = make();
  const SizePx sizes[] = {{40, 30}, {64, 20}, {21, 80}};
  for (uint8_t i = 0; i < 3; ++i) REQUIRE(bool(backend->open_target({{i}, sizes[i], {}})));
  for (uint8_t i = 0; i < 3; ++i) {
    PlanBuilder builder(i + 1, sizes[i], 1);
    builder.plan.window = {i};
    const RectPx all{0, 0, sizes[i].width, sizes[i].height};
    builder.damage(all).solid(all, 0xFF000000u + i);
    REQUIRE(backend->execute(builder.finish()) == ExecuteStatus::Done);
  }
  for (uint8_t i = 0; i < 3; ++i) {
    for (const uint32_t pixel : picture(*backend, sizes[i], {i})) {
      REQUIRE(pixel == 0xFF000000u + i);
    }
  }
  backend->close_target({1});
  std::vector<uint32_t> out(64 * 20);
  CHECK_FALSE(backend->read_pixels({1}, {0, 0, 64, 20}, out));
  CHECK(backend->read_pixels({2}, {0, 0, 21, 80}, out) == false);  // `out` is too small
  CHECK(backend->read_pixels({2}, {0, 0, 21, 60}, out));
  CHECK_FALSE(backend->read_pixels({2}, {-1, 0, 5, 5}, out));
  CHECK_FALSE(backend->read_pixels({2}, {0, 0, 22, 5}, out));
  CHECK_FALSE(backend->read_pixels({2}, {5, 5, 5, 5}, out));
  for (uint8_t i = 3; i < 9; ++i) CHECK(bool(backend->open_target({{i}, {8, 8}, {}})));
  CHECK_FALSE(bool(backend->open_target({{9}, {8, 8}, {}})));
  CHECK_FALSE(bool(backend->open_target({{8}, {0x100000, 8}, {}})));
}

TEST_CASE("Plans that are wrong leave out what is wrong") {
  auto backend = make();
  const SizePx size{64, 64};
  REQUIRE(bool(backend->open_target({{}, size, {}})));
  PlanBuilder builder(1, size, 1);
  builder.damage({-50, -50, 1000, 1000});
  builder.solid({-20, -20, 500, 500}, 0xFF445566);
  builder.solid({30, 30, 10, 10}, 0xFF000000);  // turned inside out
  for (const uint16_t page : {uint16_t{200}, uint16_t{0xFFF0}}) {
    Quad quad = PlanBuilder::at({0, 0, 64, 64});
    quad.kind = QuadKind::Picture;
    quad.page = page;
    builder.quad(quad);
  }
  Quad gradient = PlanBuilder::at({0, 0, 64, 64});
  gradient.kind = QuadKind::Gradient;
  gradient.color = 77;
  builder.quad(gradient);
  Quad layer = PlanBuilder::at({0, 0, 64, 64});
  layer.kind = QuadKind::Restore;
  layer.alpha = 2;
  builder.quad(layer);
  layer.alpha = 250;
  builder.quad(layer);
  layer.kind = QuadKind::Save;
  builder.quad(layer);
  builder.upload(9, PageFormat::R8, {0, 0, 2, 2}, {1, 2, 3, 4});
  builder.upload(0, PageFormat::Bgra, {0, 0, 1, 1}, {1, 2, 3, 4});
  builder.upload(0, PageFormat::R8, {255, 255, 257, 257}, {1, 2, 3, 4});
  builder.upload(0, PageFormat::R8, {0, 0, 100, 100}, {1, 2, 3, 4});
  builder.changes.push_back({prepare::PageChange::What::Destroy, 3, {}, nullptr});
  builder.changes.push_back({prepare::PageChange::What::Create, 300, {1 << 20, 4}, nullptr});
  builder.plan.copies.push({{-100, -100, 4000, 4000}, 13, -100000});
  builder.batches.push_back({4000, 90, QuadKind::Solid, prepare::kOpaque, 0});
  REQUIRE(backend->execute(builder.finish()) == ExecuteStatus::Done);
  for (const uint32_t pixel : picture(*backend, size)) REQUIRE(pixel == 0xFF445566);
  PlanBuilder stranger(2, size, 1);
  stranger.plan.window = {7};
  CHECK(backend->execute(stranger.finish()) == ExecuteStatus::Late);
  PlanBuilder nothing(3, {0, 0}, 2);
  CHECK(backend->execute(nothing.finish()) == ExecuteStatus::Done);
}

TEST_CASE("A dashboard's worth of quads takes few draws and few submits") {
  auto backend = make();
  const SizePx size{1280, 720};
  const RectPx all{0, 0, size.width, size.height};
  REQUIRE(bool(backend->open_target({{}, size, {}})));
  std::mt19937 random(9);
  PlanBuilder builder(1, size, 1);
  builder.damage(all);
  upload_noise(builder, random);
  add_background(builder, random, all);
  for (int i = 0; i < 4000; ++i) {
    Quad glyph = PlanBuilder::at(random_rect(random, all, 14));
    glyph.kind = QuadKind::Mask;
    glyph.page = kMaskPage;
    glyph.color = 0xFF202020;
    builder.quad(glyph);
  }
  REQUIRE(backend->execute(builder.finish()) == ExecuteStatus::Done);
  CHECK(backend->stats().draws == 1);
  CHECK(backend->counts().clears == 7);
  CHECK(backend->counts().submits == 1);
  CHECK(backend->stats().quads == 4007);
  CHECK(backend->stats().targets_made == 1);
}

TEST_CASE("A device that doesn't answer in time counts as lost, and keeps what it still uses") {
  for (int i = 0; i < 10; ++i) {
    VulkanConfig config;
    config.timeout = Duration{1};
    const auto made = VulkanBackend::create(kSetup, config);
    if (made) continue;  // it was that fast
    CHECK(std::string(made.error().code) == "vulkan-call-failed");
  }
}
