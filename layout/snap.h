#pragma once

#include "layout/layout_tree.h"
#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/nonblocking.h"

namespace hallows::layout {

struct SnapInput {
  NodeId root;
  Scale scale;
  RectPx viewport;  // device pixels; only what may show in it is rounded
};
struct SnapOutput {
  uint32_t visited = 0;
  uint32_t changed = 0;
};

// Stage 7: the only rounding. Gives every node that may show in the viewport its border box in
// device pixels of the window: edges are rounded half up, so that boxes that share an edge share
// it. Boxes out of view are left as they are (they are rounded when they come into view), and
// boxes that neither changed nor moved aren't visited. `changed` (optional, reserved by the caller
// for what may show) receives the nodes whose pixels changed, parents first.
SnapOutput snap(LayoutTree& tree, const SnapInput& input,
                Buffer<NodeId>* changed = nullptr) noexcept HALLOWS_NONBLOCKING;

// The last snapped border box; empty for nodes that were never in the viewport.
RectPx box_px(const LayoutTree& tree, NodeId node) noexcept HALLOWS_NONBLOCKING;

}  // namespace hallows::layout
