#include "renderer/cpu/cpu_backend.h"

#include <doctest/doctest.h>

#include <vector>

namespace hallows::render {
namespace {

using prepare::DrawPlan;
using prepare::Quad;
using prepare::QuadKind;

constexpr WindowId kWindow{0};

Quad solid(RectPx r, uint32_t color, uint8_t flags = prepare::kOpaque) {
  Quad quad;
  quad.x0 = static_cast<int16_t>(r.x0);
  quad.y0 = static_cast<int16_t>(r.y0);
  quad.x1 = static_cast<int16_t>(r.x1);
  quad.y1 = static_cast<int16_t>(r.y1);
  quad.color = color;
  quad.flags = flags;
  return quad;
}

DrawPlan plan_of(SizePx size, uint32_t generation, std::span<const Quad> quads) {
  DrawPlan plan;
  plan.target = size;
  plan.generation = generation;
  plan.quads = quads;
  plan.damage.push({0, 0, size.width, size.height});
  return plan;
}

std::vector<uint32_t> pixels_of(Backend& backend, SizePx size) {
  std::vector<uint32_t> out(static_cast<size_t>(size.width * size.height));
  REQUIRE(backend.read_pixels(kWindow, {0, 0, size.width, size.height}, out));
  return out;
}

std::unique_ptr<CpuBackend> open_backend(SizePx size) {
  auto backend = CpuBackend::create({64, 1, 1});
  REQUIRE(static_cast<bool>(backend->open_target({kWindow, size, {}})));
  return backend;
}

}  // namespace

TEST_CASE("reading outside the picture is refused") {
  auto backend = open_backend({8, 4});
  std::vector<uint32_t> out(64);
  CHECK_FALSE(backend->read_pixels(kWindow, {0, 0, 8, 4}, out));  // nothing drawn yet
  const Quad quads[] = {solid({0, 0, 8, 4}, 0xFF112233)};
  backend->execute(plan_of({8, 4}, 1, quads));
  CHECK(backend->read_pixels(kWindow, {0, 0, 8, 4}, out));
  CHECK(out[31] == 0xFF112233);
  CHECK_FALSE(backend->read_pixels(kWindow, {0, 0, 9, 4}, out));
  CHECK_FALSE(backend->read_pixels(kWindow, {-1, 0, 2, 2}, out));
  CHECK_FALSE(backend->read_pixels(kWindow, {2, 2, 2, 4}, out));
  CHECK_FALSE(backend->read_pixels(WindowId{3}, {0, 0, 1, 1}, out));
}

TEST_CASE("a new generation resizes the picture") {
  auto backend = open_backend({8, 4});
  const Quad first[] = {solid({0, 0, 8, 4}, 0xFF000001)};
  backend->execute(plan_of({8, 4}, 1, first));
  const Quad second[] = {solid({0, 0, 5, 6}, 0xFF000002)};
  backend->execute(plan_of({5, 6}, 2, second));
  const auto pixels = pixels_of(*backend, {5, 6});
  for (const uint32_t p : pixels) CHECK(p == 0xFF000002);
  CHECK(backend->stats().targets_made == 2);
}

TEST_CASE("pixels of somebody else are drawn into in place") {
  auto backend = open_backend({6, 3});
  std::vector<uint32_t> shared(10 * 3, 7);
  backend->attach_pixels(kWindow, {shared.data(), 10, {6, 3}});
  const Quad quads[] = {solid({1, 1, 3, 2}, 0xFFABCDEF)};
  backend->execute(plan_of({6, 3}, 1, quads));
  CHECK(shared[11] == 0xFFABCDEF);
  CHECK(shared[12] == 0xFFABCDEF);
  CHECK(shared[13] == 7);
  CHECK(shared[16] == 7);  // beyond the width
}

TEST_CASE("pixels of another size are left alone") {
  auto backend = open_backend({6, 3});
  std::vector<uint32_t> shared(5 * 3, 7);
  backend->attach_pixels(kWindow, {shared.data(), 5, {5, 3}});
  const Quad quads[] = {solid({0, 0, 6, 3}, 0xFFABCDEF)};
  backend->execute(plan_of({6, 3}, 1, quads));
  for (const uint32_t p : shared) CHECK(p == 7);
  CHECK(pixels_of(*backend, {6, 3})[17] == 0xFFABCDEF);
}

TEST_CASE("scroll copies move pixels in every direction, overlapping or not") {
  for (const auto& [dx, dy] :
       {std::pair{0, 3}, {0, -3}, {2, 0}, {-2, 0}, {2, 1}, {-1, -2}, {0, 1}}) {
    CAPTURE(dx);
    CAPTURE(dy);
    const SizePx size = {12, 10};
    auto backend = open_backend(size);
    std::vector<Quad> quads;
    for (Px y = 0; y < 10; ++y) {
      for (Px x = 0; x < 12; ++x) {
        quads.push_back(
            solid({x, y, x + 1, y + 1}, 0xFF000000u | static_cast<uint32_t>(y << 8 | x)));
      }
    }
    backend->execute(plan_of(size, 1, quads));
    const auto before = pixels_of(*backend, size);
    DrawPlan plan = plan_of(size, 1, {});
    const RectPx dst = {2, 3, 10, 7};
    plan.copies.push({dst, dx, dy});
    backend->execute(plan);
    const auto after = pixels_of(*backend, size);
    for (Px y = 0; y < 10; ++y) {
      for (Px x = 0; x < 12; ++x) {
        const bool moved = x >= dst.x0 && x < dst.x1 && y >= dst.y0 && y < dst.y1;
        const Px from = moved ? (y - dy) * 12 + x - dx : y * 12 + x;
        REQUIRE(after[static_cast<size_t>(y * 12 + x)] == before[static_cast<size_t>(from)]);
      }
    }
  }
}

TEST_CASE("bands in any order give the picture of one go") {
  const SizePx size = {40, 37};
  std::vector<uint8_t> texels(16 * 30);
  for (size_t i = 0; i < texels.size(); ++i) texels[i] = static_cast<uint8_t>(i * 7);
  const prepare::PageUpload uploads[] = {{0, prepare::PageFormat::R8, 3, 2, 16, 30, 0}};
  Quad mask = solid({4, 5, 20, 35}, 0xC0102030, 0);
  mask.kind = QuadKind::Mask;
  mask.page = 0;
  mask.u = 3;
  mask.v = 2;
  Quad repeated = mask;
  repeated.x0 = 20;
  repeated.x1 = 36;
  repeated.flags = prepare::kRepeatY;
  Quad save = solid({0, 10, 40, 30}, 0, 0);
  save.kind = QuadKind::Save;
  save.alpha = 1;
  Quad restore = save;
  restore.kind = QuadKind::Restore;
  restore.color = 90;
  const Quad quads[] = {solid({0, 0, 40, 37}, 0xFF406080), save, mask, repeated, restore};
  DrawPlan plan = plan_of(size, 1, quads);
  plan.uploads = uploads;
  plan.texels = texels;
  auto whole = open_backend(size);
  whole->execute(plan);
  auto banded = open_backend(size);
  banded->begin(plan);
  for (const Px y : {24, 0, 8, 32, 16}) banded->draw_band(plan, y, y + 8);
  banded->end(plan);
  CHECK(pixels_of(*whole, size) == pixels_of(*banded, size));
  CHECK(whole->stats().pixels == banded->stats().pixels);
}

}  // namespace hallows::render
