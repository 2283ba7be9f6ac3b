#include "layout/grid.h"
#include "layout/grid_cells.h"

namespace hallows::layout {

namespace {

// Lines count from 0 at the start of the explicit grid; they may be negative.
struct Place {
  int32_t start = 0, span = 1;
  bool definite = false;
};

constexpr int32_t kFarthest = static_cast<int32_t>(kMaxTracks);

// 8.3: a grid line number to a line of the explicit grid.
int32_t line_index(int line, int32_t explicit_count) {
  return line > 0 ? line - 1 : explicit_count + 1 + line;
}

// 8.3.1: resolves start and end against each other.
Place resolve_place(const GridPlacement& p, int32_t explicit_count) {
  Place out;
  const bool start_line = p.start.line != 0, end_line = p.end.line != 0;
  const int32_t start_span = p.start.span, end_span = p.end.span;
  if (start_line && end_line) {
    int32_t a = line_index(p.start.line, explicit_count);
    int32_t b = line_index(p.end.line, explicit_count);
    if (a > b) std::swap(a, b);
    out = {a, a == b ? 1 : b - a, true};
  } else if (start_line) {
    out = {line_index(p.start.line, explicit_count), std::max(1, end_span), true};
  } else if (end_line) {
    const int32_t span = std::max(1, start_span);
    out = {line_index(p.end.line, explicit_count) - span, span, true};
  } else {
    // Two spans: the end one is dropped.
    out.span = std::max(1, start_span > 0 ? start_span : end_span);
  }
  // Bounded: what lies farther out is cut.
  out.span = std::min(out.span, kFarthest);
  out.start = std::clamp(out.start, -kFarthest, kFarthest - out.span);
  return out;
}

struct Placing {
  GridBox& box;
  Place* places[2];  // by item
  bool* done;
  int major, minor;  // axes: a row flow has rows as its major axis
  bool dense;
  int32_t first[2];      // lowest line of the implicit grid, both axes
  uint32_t minor_count;  // tracks of the minor axis
};

GridCells::Block block_at(const Placing& p, uint32_t i, uint32_t major, uint32_t minor) {
  const GridItem& item = p.box.items[i];
  return {major, item.span[p.major], minor, item.span[p.minor]};
}

void settle(Placing& p, GridCells& cells, uint32_t i, uint32_t major, uint32_t minor) {
  GridItem& item = p.box.items[i];
  // Beyond the bound items pile up in the last tracks.
  const uint32_t limit = 2 * kMaxTracks;
  major = std::min(major, limit - item.span[p.major]);
  item.start[p.major] = major;
  item.start[p.minor] = minor;
  cells.take(block_at(p, i, major, minor));
  p.done[i] = true;
}

// 8.5 #1: items locked to a major track.
void place_locked(Engine& e, Placing& p, GridCells& cells) {
  const GridBox& box = p.box;
  // Sparse: a cursor for each major track that has been used.
  struct Cursor {
    uint32_t major, minor;
  };
  Cursor* cursors = e.scratch.take<Cursor>(box.count);
  uint32_t cursor_count = 0;
  for (uint32_t i = 0; i < box.count; ++i) {
    if (p.done[i] || !p.places[p.major][i].definite) continue;
    const uint32_t major = static_cast<uint32_t>(p.places[p.major][i].start - p.first[p.major]);
    Cursor* cursor = nullptr;
    for (uint32_t c = 0; c < cursor_count && !p.dense && cursor == nullptr; ++c) {
      if (cursors[c].major == major) cursor = &cursors[c];
    }
    const GridItem& item = box.items[i];
    uint32_t at = cursor == nullptr ? 0 : cursor->minor;
    // The minor axis grows when the track is full.
    at = std::min(cells.free_minor(block_at(p, i, major, at), ~0u), 4 * kMaxTracks);
    settle(p, cells, i, major, at);
    p.minor_count = std::max(p.minor_count, at + item.span[p.minor]);
    if (p.dense) continue;
    if (cursor == nullptr) cursor = &cursors[cursor_count++];
    *cursor = {major, at + item.span[p.minor]};
  }
}

// 8.5 #4 with a definite minor position: down that track.
void place_in_minor(Placing& p, GridCells& cells, uint32_t i, uint32_t* major, uint32_t* minor) {
  const uint32_t at = static_cast<uint32_t>(p.places[p.minor][i].start - p.first[p.minor]);
  if (p.dense) {
    *major = 0;
  } else if (at < *minor) {
    ++*major;
  }
  *minor = at;
  *major = cells.free_major(block_at(p, i, *major, at));
  settle(p, cells, i, *major, at);
}

// Where a dense search found its place: cells only fill up, so an item that needs as much room
// finds none before it.
struct Found {
  uint32_t span[2] = {0, 0};
  uint32_t major = 0, minor = 0;
};

// 8.5 #4: the auto-placement cursor.
void place_automatic(Placing& p, GridCells& cells) {
  Found cursor;
  Found dense[4];
  uint32_t oldest = 0;
  for (uint32_t i = 0; i < p.box.count; ++i) {
    if (p.done[i]) continue;
    if (p.places[p.minor][i].definite) {
      place_in_minor(p, cells, i, &cursor.major, &cursor.minor);
      continue;
    }
    const GridItem& item = p.box.items[i];
    Found* known = nullptr;
    for (Found& found : dense) {
      const bool covers = item.span[0] >= found.span[0] && item.span[1] >= found.span[1];
      const bool later = known == nullptr || found.major > known->major ||
                         (found.major == known->major && found.minor > known->minor);
      if (covers && later) known = &found;
    }
    if (p.dense) cursor = known == nullptr ? Found{} : *known;
    uint32_t at = cells.free_minor(block_at(p, i, cursor.major, cursor.minor), p.minor_count);
    while (at == GridCells::kNone) {
      // The next track may be free before where the search in this one began.
      cursor.major = cursor.minor > 0 ? cursor.major + 1 : cells.next_major(cursor.major);
      cursor.minor = 0;
      at = cells.free_minor(block_at(p, i, cursor.major, 0), p.minor_count);
    }
    cursor.minor = at;
    if (p.dense) {
      const bool same =
          known != nullptr && known->span[0] == item.span[0] && known->span[1] == item.span[1];
      Found& found = same ? *known : dense[oldest++ % std::size(dense)];
      found = {{item.span[0], item.span[1]}, cursor.major, cursor.minor};
    }
    settle(p, cells, i, cursor.major, at);
  }
}

void find_extent(Placing& p, const TrackList (&lists)[2]) {
  for (int axis = 0; axis < 2; ++axis) {
    int32_t first = 0, end = static_cast<int32_t>(lists[axis].count);
    int32_t widest = 1;
    for (uint32_t i = 0; i < p.box.count; ++i) {
      const Place& place = p.places[axis][i];
      widest = std::max(widest, place.span);
      if (!place.definite) continue;
      first = std::min(first, place.start);
      end = std::max(end, place.start + place.span);
    }
    p.first[axis] = first;
    if (axis == p.minor) {
      p.minor_count = static_cast<uint32_t>(std::max(end - first, widest));
    }
  }
}

}  // namespace

void place_items(Engine& e, GridBox& box) {
  const TrackList lists[2] = {expand_template(e, box, 0), expand_template(e, box, 1)};
  const GridAutoFlow flow = box.style->grid_auto_flow;
  const bool by_row = flow == GridAutoFlow::Row || flow == GridAutoFlow::RowDense;
  Placing p{box, {}, nullptr, by_row ? 1 : 0, by_row ? 0 : 1, flow >= GridAutoFlow::RowDense,
            {},  0};
  p.done = e.scratch.make<bool>(box.count).data();
  for (int axis = 0; axis < 2; ++axis) {
    p.places[axis] = e.scratch.make<Place>(box.count).data();
    for (uint32_t i = 0; i < box.count; ++i) {
      const NodeStyle& s = e.style(box.items[i].n);
      p.places[axis][i] = resolve_place(axis == 0 ? s.grid_column : s.grid_row,
                                        static_cast<int32_t>(lists[axis].count));
      box.items[i].span[axis] = static_cast<uint32_t>(p.places[axis][i].span);
    }
  }
  find_extent(p, lists);
  // 8.5 #3 comes first: the minor axis must be as long as its longest item. Locked items may make
  // it longer still, which only matters to the automatic ones.
  GridCells cells(e.scratch, box.count, std::min(4 * kMaxTracks, p.minor_count + 64 + box.count));
  // #0: items with a place of their own.
  for (uint32_t i = 0; i < box.count; ++i) {
    if (!p.places[0][i].definite || !p.places[1][i].definite) continue;
    settle(p, cells, i, static_cast<uint32_t>(p.places[p.major][i].start - p.first[p.major]),
           static_cast<uint32_t>(p.places[p.minor][i].start - p.first[p.minor]));
  }
  place_locked(e, p, cells);
  place_automatic(p, cells);
  for (int axis = 0; axis < 2; ++axis) {
    uint32_t end = 0;
    for (uint32_t i = 0; i < box.count; ++i) {
      end = std::max(end, box.items[i].start[axis] + box.items[i].span[axis]);
    }
    const uint32_t before = static_cast<uint32_t>(-p.first[axis]);
    const uint32_t named = before + lists[axis].count;
    make_tracks(e, box, axis, lists[axis], before, end > named ? end - named : 0);
  }
}

}  // namespace hallows::layout
