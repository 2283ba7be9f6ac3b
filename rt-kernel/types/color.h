#pragma once

#include <cstdint>

namespace hallows {

// sRGB, straight alpha, 8 bits a channel: what paint is made of. Blending happens in sRGB space.
struct Color {
  uint8_t r = 0, g = 0, b = 0, a = 255;
  friend constexpr bool operator==(Color, Color) = default;
};

constexpr Color rgb(uint32_t hex) {
  return {static_cast<uint8_t>(hex >> 16), static_cast<uint8_t>(hex >> 8),
          static_cast<uint8_t>(hex), 255};
}

// x / 255, rounded, exact for 0 <= x <= 65,025. The one division that every executor uses.
constexpr uint32_t div255(uint32_t x) {
  return ((x + 128) * 257) >> 16;
}

// Premultiplied BGRA in memory order (a little-endian 0xAARRGGBB word): the format of every target,
// atlas page and image.
struct Bgra {
  uint32_t word = 0;
  friend constexpr bool operator==(Bgra, Bgra) = default;
};

constexpr Bgra premultiply(Color c) {
  return {(uint32_t{c.a} << 24) | (div255(uint32_t{c.r} * c.a) << 16) |
          (div255(uint32_t{c.g} * c.a) << 8) | div255(uint32_t{c.b} * c.a)};
}

}  // namespace hallows
