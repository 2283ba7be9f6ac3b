#pragma once

#include <string>

#include "layout/layout_tree.h"

namespace hallows::layout {

// One line a node, indented by depth: display, box (x y w h), baselines, scroll size where the node
// clips. Stable across machines and build types. Not for frames.
std::string dump(const LayoutTree& tree, NodeId root);

}  // namespace hallows::layout
