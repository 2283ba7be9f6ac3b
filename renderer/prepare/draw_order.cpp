#include "renderer/prepare/draw_order.h"

#include <algorithm>
#include <iterator>

namespace hallows::prepare {
namespace {

constexpr Px kCell = 32;
// Batches that a quad looks through for one to join; beyond it opens its own.
constexpr uint32_t kLookThrough = 64;
// Pixels that may take a pipeline which does more than they need, a batch: on a software rasteriser
// a masked pixel costs about 3 ns more than a filled one, and a draw call 13 us.
constexpr int64_t kMaxJoinedArea = 8192;

bool same_batch(const Batch& batch, const Quad& quad) {
  const uint8_t opaque = quad.flags & kOpaque;
  return batch.kind == quad.kind && batch.page == quad.page && batch.flags == opaque;
}

bool same_page_or_none(uint16_t a, uint16_t b) {
  return a == b || a == kNoPage || b == kNoPage;
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

// Whether the batch can draw the quad, too; where that takes a dearer pipeline, for few pixels.
bool DrawOrder::fits(const Growing& g, const Quad& quad) {
  const Batch& batch = g.batch;
  const int64_t area = quad.rect().area();
  if (batch.kind == QuadKind::Mask && quad.kind == QuadKind::Solid) {
    return g.plain_area + area <= kMaxJoinedArea;
  }
  if (batch.kind == QuadKind::Solid && quad.kind == QuadKind::Mask) {
    return g.area <= kMaxJoinedArea;
  }
  if (batch.kind != quad.kind) return false;
  switch (quad.kind) {
    case QuadKind::Save:
      return true;
    case QuadKind::Restore:
      return g.level == quad.alpha && same_page_or_none(batch.page, quad.page);
    case QuadKind::Gradient:
      return same_page_or_none(batch.page, quad.page);
    case QuadKind::Mask:
      return batch.page == quad.page;
    case QuadKind::Solid:
    case QuadKind::Picture:
      break;
  }
  if (batch.page != quad.page) return false;
  return batch.flags == (quad.flags & kOpaque) || g.area + area <= kMaxJoinedArea;
}

void DrawOrder::join(Growing& g, const Quad& quad) {
  const int64_t area = quad.rect().area();
  if (quad.kind == QuadKind::Mask) g.batch.kind = QuadKind::Mask;
  if (g.batch.page == kNoPage) g.batch.page = quad.page;
  g.batch.flags &= quad.flags & kOpaque;
  g.area += area;
  if (quad.kind == QuadKind::Solid) g.plain_area += area;
  ++g.batch.count;
}

// The earliest batch from `first` on that takes the quad, else a new one behind all others.
uint32_t DrawOrder::choose(const Quad& quad, uint32_t first) {
  const auto end = static_cast<uint32_t>(growing_.size());
  const uint32_t limit = std::min(end, first + kLookThrough);
  for (uint32_t i = first; i < limit; ++i) {
    if (!fits(growing_[i], quad)) continue;
    join(growing_[i], quad);
    return i;
  }
  growing_.push({{0, 0, quad.kind, kOpaque, quad.page}, quad.alpha, 0, 0});
  join(growing_.back(), quad);
  return end;
}

void DrawOrder::add_part(Cell& cell, RectPx rect, uint32_t batch) {
  for (uint32_t i = 0; i < cell.count; ++i) {
    Part& part = cell.parts[i];
    if (part.batch != batch) continue;
    part.bounds = unite(part.bounds, rect);
    return;
  }
  if (cell.count < std::size(cell.parts)) {
    cell.parts[cell.count++] = {rect, batch};
    return;
  }
  // Full: everything here counts as drawn by the last of its batches.
  Part all = {rect, batch};
  for (const Part& part : cell.parts) {
    all.bounds = unite(all.bounds, part.bounds);
    all.batch = std::max(all.batch, part.batch);
  }
  cell.parts[0] = all;
  cell.count = 1;
}

// A quad joins no batch before the last one that has drawn below it; within a batch the order of
// painting stays. So what overlaps keeps its order. A grid remembers per cell what each batch has
// drawn: bounds, so a quad may come later than it must, never earlier. Save and Restore are quads
// like others, as a layer's saved pixels lie where they are saved from; but a Restore reads pixels
// that were drawn before its batch, so it follows the batch of what it overlaps.
void DrawOrder::sort(Buffer<Quad>& quads, SizePx target, Buffer<Batch>& batches) {
  const Px columns = (target.width + kCell - 1) / kCell, rows = (target.height + kCell - 1) / kCell;
  const auto cells = static_cast<size_t>(columns) * static_cast<size_t>(rows);
  if (cells > cells_.capacity()) return batch_in_order(quads, batches);
  cells_.clear();
  Cell* first_cell = cells_.extend(cells);
  for (size_t i = 0; i < cells; ++i) first_cell[i].count = 0;
  batch_of_.clear();
  growing_.clear();
  for (const Quad& quad : quads) {
    const uint32_t step = quad.kind == QuadKind::Restore ? 1 : 0;
    uint32_t first = 0;
    for_cells(quad.rect(), columns, [&](const Cell& cell, RectPx rect) {
      for (uint32_t i = 0; i < cell.count; ++i) {
        const Part& part = cell.parts[i];
        if (overlaps(part.bounds, rect)) first = std::max(first, part.batch + step);
      }
    });
    const uint32_t batch = choose(quad, first);
    for_cells(quad.rect(), columns,
              [batch](Cell& cell, RectPx rect) { add_part(cell, rect, batch); });
    batch_of_.push(batch);
  }
  write(quads, batches);
}

// Counting sort by batch, stable. Solids that have become a Mask batch may have one beside them.
void DrawOrder::write(Buffer<Quad>& quads, Buffer<Batch>& batches) {
  batches.clear();
  uint32_t next = 0;
  for (Growing& g : growing_) {
    g.batch.first = next;
    next += g.batch.count;
    const bool again = !batches.empty() && g.batch.kind == QuadKind::Mask &&
                       batches.back().kind == QuadKind::Mask && batches.back().page == g.batch.page;
    if (again) {
      batches.back().count += g.batch.count;
    } else {
      batches.push(g.batch);
    }
  }
  sorted_.clear();
  sorted_.extend(quads.size());
  for (size_t i = 0; i < quads.size(); ++i) {
    sorted_[growing_[batch_of_[i]].batch.first++] = quads[i];
  }
  std::swap(sorted_, quads);
}

DrawOrder::DrawOrder(uint32_t quad_limit)
    : sorted_(quad_limit), batch_of_(quad_limit), growing_(quad_limit), cells_(1 << 14) {}

}  // namespace hallows::prepare
