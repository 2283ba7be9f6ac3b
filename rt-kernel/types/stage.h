#pragma once

#include <array>
#include <cstdint>

namespace hallows {

// The twelve stages of a frame, in order (ARCHITECTURE.md, "A frame, one way").
enum class Stage : uint8_t {
  Wait,
  Latch,
  Events,
  Bindings,
  Structure,
  Style,
  Layout,
  Snap,
  Scene,
  Prepare,
  Execute,
  Present,
};
constexpr uint32_t kStageCount = 12;
constexpr std::array<const char*, kStageCount> kStageNames = {
    "wait",   "latch", "events", "bindings", "structure", "style",
    "layout", "snap",  "scene",  "prepare",  "execute",   "present"};

// What a change makes stale. Bits only travel down the table of stages: a stage reads its own bit
// and may set later ones.
enum class Dirt : uint16_t {
  None = 0,
  Binding = 1 << 0,
  Structure = 1 << 1,
  Style = 1 << 2,
  Text = 1 << 3,  // content or text style: reshape, then layout
  Layout = 1 << 4,
  Snap = 1 << 5,
  Paint = 1 << 6,  // primitives of this element
  PaintOrder = 1 << 7,
  Semantics = 1 << 8,
};
constexpr Dirt operator|(Dirt a, Dirt b) {
  return static_cast<Dirt>(static_cast<uint16_t>(a) | static_cast<uint16_t>(b));
}
constexpr Dirt operator&(Dirt a, Dirt b) {
  return static_cast<Dirt>(static_cast<uint16_t>(a) & static_cast<uint16_t>(b));
}
constexpr Dirt operator~(Dirt a) {
  return static_cast<Dirt>(~static_cast<uint16_t>(a));
}
constexpr Dirt& operator|=(Dirt& a, Dirt b) {
  return a = a | b;
}
constexpr bool any(Dirt d) {
  return d != Dirt::None;
}

}  // namespace hallows
