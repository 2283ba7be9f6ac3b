#pragma once

#include "layout/layout_style.h"
#include "layout/tree_data.h"

namespace hallows::layout {

// LayoutStyle to what the arrays hold: numbers made finite and non-negative where CSS says so,
// overflow computed, flags found. Without the grid's track lists.
NodeStyle pack_style(const LayoutStyle& style);
// Stores the track lists of node n; true when they differ from before. Set-up: may allocate.
bool pack_grid(TreeData& t, NodeIndex n, const LayoutStyle& style, NodeStyle* packed);
LayoutStyle unpack_style(const TreeData& t, NodeIndex n);

}  // namespace hallows::layout
