#pragma once

#include "layout/layout_tree.h"
#include "rt-kernel/base/nonblocking.h"

namespace hallows::layout {

// The box that the root stands in, as a block-level child of a flow root of this size. A negative
// height: indefinite (percentages of it behave as auto).
struct LayoutInput {
  enum class Fit : uint8_t {
    Block,     // auto width fills
    Absolute,  // positioned at (0, 0): auto width is fit-content
    Flex,      // the only item of a row flex container, align and justify start
  };
  NodeId root;
  Size available;
  Fit fit = Fit::Block;
  // Fit::Flex: the container's own size may be intrinsic.
  enum class Extent : uint8_t { Definite, MinContent, MaxContent };
  Extent width = Extent::Definite;
  Extent height = Extent::Definite;
};

// Work done, for tests and ledgers. A degraded layout is complete but bounded: see `limits`.
struct LayoutOutput {
  uint32_t nodes_visited = 0;   // nodes whose sizes were computed or looked up
  uint32_t nodes_laid_out = 0;  // boxes whose algorithm ran (also to measure)
  uint32_t measures = 0;        // calls of leaf functions
  uint32_t cache_hits = 0;
  uint32_t boundaries = 0;  // relayouts that began at a boundary instead of the root
  using Limit = uint8_t;
  static constexpr Limit kNone = 0, kDepth = 1, kTracks = 2, kItems = 4;
  uint8_t limits = kNone;  // bounds that were hit (kMaxDepth, kMaxTracks): text by limit_text()
};

constexpr uint32_t kMaxDepth = 20000;   // deeper boxes are 0 x 0
constexpr uint32_t kMaxTracks = 10000;  // a grid axis; further lines are cut

// Brings the boxes of `input.root`'s tree up to date: bit for bit what a layout from scratch
// gives. Visits nothing when nothing changed. Stage 6; allocates only while scratch memory grows
// to its first peak. A dead root does nothing.
LayoutOutput layout(LayoutTree& tree, const LayoutInput& input) noexcept HALLOWS_NONBLOCKING;

// "" or a diagnostic sentence for one bit of LayoutOutput::limits.
const char* limit_text(LayoutOutput::Limit limit);

}  // namespace hallows::layout
