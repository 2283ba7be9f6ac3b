#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "layout/text/unicode/character.h"

namespace hallows::unicode {

enum class BaseDirection : uint8_t { Ltr, Rtl, Auto };  // Auto: first strong character, else Ltr

using BidiLevel = uint8_t;  // even: left to right, odd: right to left
constexpr BidiLevel kMaxBidiDepth = 125;

// A span of equal level.
struct LevelRun {
  uint32_t start = 0;
  uint32_t end = 0;
  BidiLevel level = 0;
};

// False where every level is 0 whatever the algorithm does: no right-to-left letters, no Arabic
// numbers, no embedding controls. A scan of about a nanosecond a code point.
bool needs_bidi(std::span<const char32_t> text) noexcept;

// Rules P2 and P3 of UAX 9 (text inside isolates is skipped).
BidiLevel first_strong_level(std::span<const char32_t> text, BaseDirection base) noexcept;

// Bytes of scratch that resolve_levels() needs for `count` code points.
size_t bidi_scratch_bytes(size_t count) noexcept;

// UAX 9 of Unicode 15.0, P2 to I2, on one paragraph; X9 by "retaining BNs" (section 5.2): removed
// characters take the level of their neighbour. `levels` is as long as `text`; `scratch` holds
// bidi_scratch_bytes(text.size()) bytes, aligned to 8. Returns the paragraph level. Rule L1 is
// apart because it depends on line ends. No allocation, linear time but for bracket pairs (at most
// 63 open, BD16).
BidiLevel resolve_levels(std::span<const char32_t> text, BaseDirection base,
                         std::span<std::byte> scratch, std::span<BidiLevel> levels) noexcept;

// The same on bare classes, without brackets (N0): what BidiTest.txt tests.
BidiLevel resolve_levels_of_classes(std::span<const BidiClass> classes, BaseDirection base,
                                    std::span<std::byte> scratch,
                                    std::span<BidiLevel> levels) noexcept;

// Rule L1 on one line (its levels are changed in place).
void reset_line_levels(std::span<const BidiClass> classes, BidiLevel paragraph,
                       std::span<BidiLevel> levels) noexcept;

// Rule L2: reorders the runs of one line from logical to visual order, in place.
void reorder_runs(std::span<LevelRun> runs) noexcept;

}  // namespace hallows::unicode
