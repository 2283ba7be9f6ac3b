#pragma once

#include "renderer/scene/paint.h"
#include "rt-kernel/base/handle.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::scene {

using NodeHandle = Handle<struct NodeTag>;
using SpaceHandle = Handle<struct SpaceTag>;

enum class Clips : uint8_t { No, Yes };

// A coordinate space: what scrolls, is transformed or is clipped together. Spaces form a tree whose
// root is the window. A point p of the space lies at to_parent.apply(p) + offset in its parent.
// Under a transform that is more than a translation, boxes are drawn by their exact outlines.
struct Space {
  Px offset_x = 0, offset_y = 0;  // scroll offset, negated; changing it rewrites nothing else
  Affine to_parent;
  Clips clips = Clips::No;
  RectPx clip;  // in the parent's coordinates: it stays where it is when the space scrolls
  friend bool operator==(const Space&, const Space&) = default;
};

enum class OrderKind : uint8_t {
  Node,       // draws `node`
  PushLayer,  // what follows, up to its PopLayer, is one picture ...
  PopLayer,   // ... which is then faded by `opacity` and cut to the rounded `clip`
};

// One entry of a window's paint order, back to front.
struct OrderEntry {
  OrderKind kind = OrderKind::Node;
  NodeHandle node;    // Node: at most once in all orders
  SpaceHandle space;  // none: the window itself
  Px x = 0, y = 0;    // Node: its origin in the space. PushLayer: the origin of `clip`
  float opacity = 1;  // PushLayer
  RectPx clip;        // PushLayer, from (x, y); empty: no clip
  Corners radii;      // PushLayer: of the clip
  friend bool operator==(const OrderEntry&, const OrderEntry&) = default;
};

}  // namespace hallows::scene
