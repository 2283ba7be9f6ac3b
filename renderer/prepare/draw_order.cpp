#include "renderer/prepare/draw_order.h"

#include <algorithm>

namespace hallows::prepare {
namespace {

// Smaller than the gaps between cards, so that neighbours don't lift each other.
constexpr Px kCell = 32;

bool same_batch(const Batch& batch, const Quad& quad) {
  const uint8_t opaque = quad.flags & kOpaque;
  return batch.kind == quad.kind && batch.page == quad.page && batch.flags == opaque;
}

uint32_t key_of(const Quad& quad) {
  const bool opaque = (quad.flags & kOpaque) != 0;
  // Opaque covers first: on a CPU device what lies below them in a tile is then dropped.
  return (opaque ? 0u : 1u << 24) | static_cast<uint32_t>(quad.kind) << 16 | quad.page;
}

}  // namespace

void batch_in_order(std::span<const Quad> quads, Buffer<Batch>& batches) {
  batches.clear();
  for (uint32_t i = 0; i < quads.size(); ++i) {
    const Quad& quad = quads[i];
    if (batches.empty() || !same_batch(batches.back(), quad)) {
      batches.push({i, 0, quad.kind, static_cast<uint8_t>(quad.flags & kOpaque), quad.page});
    }
    ++batches.back().count;
  }
}

// Levels: a quad stands one level above every quad of another batch key that it overlaps, and at
// least on the level of those of its own key. The grid remembers, per cell, the highest level and
// the key of it: coarser than the rectangles, so a quad may be lifted needlessly, never wrongly.
// Levels only grow, so sorting by (level, key), stable, keeps the order of all that overlaps.
void DrawOrder::sort(Buffer<Quad>& quads, SizePx target, Buffer<Batch>& batches) {
  const Px columns = (target.width + kCell - 1) / kCell, rows = (target.height + kCell - 1) / kCell;
  const auto cells = static_cast<size_t>(columns) * static_cast<size_t>(rows);
  const auto needs_order = [](const Quad& q) {
    return q.kind == QuadKind::Save || q.kind == QuadKind::Restore;
  };
  if (cells > cells_.capacity() || std::any_of(quads.begin(), quads.end(), needs_order)) {
    return batch_in_order(quads, batches);
  }
  cells_.clear();
  cells_.resize(cells);
  keys_.clear();
  for (const Quad& quad : quads) {
    const uint32_t key = key_of(quad);
    uint32_t level = 0;
    const Px cx0 = quad.x0 / kCell, cx1 = (quad.x1 - 1) / kCell;
    const Px cy0 = quad.y0 / kCell, cy1 = (quad.y1 - 1) / kCell;
    for (Px y = cy0; y <= cy1; ++y) {
      for (Px x = cx0; x <= cx1; ++x) {
        const Cell& cell = cells_[static_cast<size_t>(y * columns + x)];
        const uint32_t above = cell.used ? cell.level + (cell.key == key ? 0 : 1) : 0;
        level = std::max(level, above);
      }
    }
    for (Px y = cy0; y <= cy1; ++y) {
      for (Px x = cx0; x <= cx1; ++x) {
        cells_[static_cast<size_t>(y * columns + x)] = {key, level, true};
      }
    }
    keys_.push({key | uint64_t{level} << 32, static_cast<uint32_t>(keys_.size())});
  }
  std::sort(keys_.begin(), keys_.end(), [](const SortKey& a, const SortKey& b) {
    return a.key != b.key ? a.key < b.key : a.index < b.index;
  });
  sorted_.clear();
  for (const SortKey& key : keys_) sorted_.push(quads[key.index]);
  std::swap(sorted_, quads);
  batch_in_order(quads, batches);
}

DrawOrder::DrawOrder(uint32_t quad_limit)
    : sorted_(quad_limit), keys_(quad_limit), cells_(1 << 14) {}

}  // namespace hallows::prepare
