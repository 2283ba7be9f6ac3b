#pragma once

#include <cstdint>

namespace hallows {

// An index into one named array plus the generation of its slot, so that a handle kept too long is
// found out instead of naming a stranger. `Tag` makes handles of different arrays different types.
// Generation 0 is never alive: a default handle is none.
template <class Tag>
struct Handle {
  uint32_t index = 0;
  uint32_t generation = 0;
  friend constexpr bool operator==(Handle, Handle) = default;
  constexpr explicit operator bool() const { return generation != 0; }
  constexpr uint64_t packed() const { return (uint64_t{generation} << 32) | index; }
};

// An index of one meaning (glyph index, draw order, layout node, ...). No arithmetic between kinds.
template <class Tag, class Rep = uint32_t>
struct Id {
  static constexpr Rep kNone = static_cast<Rep>(-1);
  Rep value = kNone;
  friend constexpr auto operator<=>(Id, Id) = default;
  constexpr explicit operator bool() const { return value != kNone; }
};

}  // namespace hallows
