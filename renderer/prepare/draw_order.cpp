#include "renderer/prepare/draw_order.h"

#include <algorithm>
#include <iterator>

namespace hallows::prepare {
namespace {

constexpr Px kCell = 32;
constexpr uint32_t kNoKey = 0xFFFFFFFF;

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

template <class Fn>
void DrawOrder::for_cells(RectPx rect, Px columns, Fn&& visit) {
  for (Px y = rect.y0 / kCell; y <= (rect.y1 - 1) / kCell; ++y) {
    for (Px x = rect.x0 / kCell; x <= (rect.x1 - 1) / kCell; ++x) {
      const RectPx cell = {x * kCell, y * kCell, (x + 1) * kCell, (y + 1) * kCell};
      visit(cells_[static_cast<size_t>(y) * static_cast<size_t>(columns) + static_cast<size_t>(x)],
            intersect(rect, cell));
    }
  }
}

uint32_t DrawOrder::level_above(const Cell& cell, RectPx rect, uint32_t key) {
  uint32_t level = 0;
  for (uint32_t i = 0; i < cell.count; ++i) {
    const Part& part = cell.parts[i];
    if (!overlaps(part.bounds, rect)) continue;
    level = std::max(level, part.level + (part.key == key ? 0 : 1));
  }
  return level;
}

void DrawOrder::add_part(Cell& cell, RectPx rect, uint32_t level, uint32_t key) {
  for (uint32_t i = 0; i < cell.count; ++i) {
    Part& part = cell.parts[i];
    if (part.level != level || part.key != key) continue;
    part.bounds = unite(part.bounds, rect);
    return;
  }
  if (cell.count < std::size(cell.parts)) {
    cell.parts[cell.count++] = {rect, level, key};
    return;
  }
  // Full: everything here becomes one part of no batch, which lifts whatever comes.
  Part all = {rect, level, kNoKey};
  for (const Part& part : cell.parts) {
    all.bounds = unite(all.bounds, part.bounds);
    all.level = std::max(all.level, part.level);
  }
  cell.parts[0] = all;
  cell.count = 1;
}

// Levels: a quad stands one level above every quad of another batch that it overlaps, and at least
// on the level of those of its own. A grid remembers per cell what each batch has drawn: bounds, so
// a quad may be lifted needlessly, never wrongly. What overlaps has rising levels, or one batch and
// its order: so sorting by (level, batch), stable, keeps the order of all that overlaps.
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
  Cell* first = cells_.extend(cells);
  for (size_t i = 0; i < cells; ++i) first[i].count = 0;
  keys_.clear();
  for (const Quad& quad : quads) {
    const uint32_t key = key_of(quad);
    uint32_t level = 0;
    for_cells(quad.rect(), columns, [&](Cell& cell, RectPx rect) {
      level = std::max(level, level_above(cell, rect, key));
    });
    for_cells(quad.rect(), columns,
              [&](Cell& cell, RectPx rect) { add_part(cell, rect, level, key); });
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
