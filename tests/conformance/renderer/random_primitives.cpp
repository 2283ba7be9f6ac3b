#include "random_primitives.h"

namespace hallows::conformance {

using namespace hallows::scene;

RandomPrimitives::RandomPrimitives(Stage& stage, uint32_t seed) : stage_(stage), random_(seed) {
  face_ = stage.face("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
  auto blob = std::make_shared<ImageBlob>();
  blob->size = {32, 32};
  for (uint32_t i = 0; i < 32 * 32; ++i) {
    const auto v = static_cast<uint8_t>(i * 37);
    blob->pixels.push_back(
        premultiply({v, static_cast<uint8_t>(i), 90, static_cast<uint8_t>(i % 3 == 0 ? 255 : 140)})
            .word);
  }
  image_ = stage.add_image(blob);
  for (const char* d : {"M2 2L22 6L12 22Z", "M12 2a10 10 0 1 0 0.1 0zM12 7a5 5 0 1 1-.1 0z",
                        "M4 4C10 20 14 -4 22 20"}) {
    Result<PathData> path = parse_path_data(d);
    ASSERT(static_cast<bool>(path));
    paths_.push_back(stage.scene().add_path(*path));
  }
}

Color RandomPrimitives::color() {
  const auto byte = [&] { return static_cast<uint8_t>(random_()); };
  return {byte(), byte(), byte(), pick(2) == 0 ? uint8_t{255} : byte()};
}

Corners RandomPrimitives::corners() {
  switch (pick(4)) {
    case 0:
      return {};
    case 1:
      return all_corners(real(0, 30));
    case 2:
      return all_corners(1000);
    default:
      return {real(0, 20), real(0, 20), real(0, 20), real(0, 20)};
  }
}

RectPx RandomPrimitives::box() {
  const Px x = pick(60) - 20, y = pick(60) - 20;
  return {x, y, x + 1 + pick(120), y + 1 + pick(90)};
}

void RandomPrimitives::add_primitive() {
  switch (pick(8)) {
    case 0:
      return list_.fill({box(), color()});
    case 1:
    case 2:
      return list_.rrect(
          {box(), corners(), color(), color(), {pick(4), pick(4), pick(4), pick(4)}});
    case 3:
      return list_.shadow(
          {box(), corners(), real(0, 9), pick(9) - 4, pick(9) - 4, pick(5) - 2, color()});
    case 4: {
      std::vector<GlyphAt> glyphs;
      for (int i = 0; i < 6; ++i) {
        const auto id = static_cast<uint16_t>(36 + pick(58));
        glyphs.push_back({real(0, 90), real(10, 30), {id}, 0});
      }
      const float size = pick(4) == 0 ? real(40, 400) : real(7, 30);
      if (face_) list_.text({face_, size, color(), 0, 0}, glyphs);
      return;
    }
    case 5:
      return list_.image(
          {image_, box(), {0, 0, 1, real(0.2f, 1)}, corners(), static_cast<uint8_t>(random_())});
    case 6: {
      const GradientStop stops[] = {{0, color()}, {real(0.1f, 0.9f), color()}, {1, color()}};
      const auto kind = static_cast<GradientKind>(pick(3));
      const GradientLine line = {
          kind, {real(0, 60), real(0, 60)}, {real(1, 80), real(1, 80)}, real(0, 6)};
      return list_.gradient({box(), corners(), line, 0, 0}, stops);
    }
    default: {
      const PathId path = paths_[static_cast<size_t>(pick(3))];
      const float k = real(0.5f, 4);
      return list_.path({path,
                         {k, 0, 0, k, real(-9, 30), real(-9, 30)},
                         pick(2) == 0 ? 0.0f : real(0.5f, 4),
                         pick(2) == 0 ? FillRule::NonZero : FillRule::EvenOdd,
                         color()},
                        stage_.scene().path_bounds(path));
    }
  }
}

const PrimitiveList& RandomPrimitives::list() {
  list_.clear();
  const int count = 1 + pick(3);
  for (int i = 0; i < count; ++i) add_primitive();
  return list_;
}

}  // namespace hallows::conformance
