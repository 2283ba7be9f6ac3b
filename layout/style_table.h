#pragma once

#include <cstdint>

#include "layout/layout_style.h"
#include "rt-kernel/base/buffer.h"

// Styles as layout reads them, each kept once however many nodes have it. Internal to layout/.
namespace hallows::layout {

// What set_style finds out once so that layout needn't ask again.
using StyleFlag = uint16_t;
constexpr uint16_t kHasInsets = 1 << 0;       // any padding, border or scrollbar
constexpr uint16_t kPercentPadding = 1 << 1;  // needs the width of the containing block
constexpr uint16_t kHasMargin = 1 << 2;
constexpr uint16_t kAutoMargin = 1 << 3;
constexpr uint16_t kHasOffset = 1 << 4;  // position: relative with an inset
constexpr uint16_t kScrolls = 1 << 5;    // overflow is neither visible nor clip
constexpr uint16_t kPercentHeight = 1 << 6;
constexpr uint16_t kFixedScrollbar = 1 << 7;  // overflow: scroll with a width
constexpr uint16_t kAutoScrollbar = 1 << 8;   // overflow: auto with a width
constexpr uint16_t kPercentWidth = 1 << 9;
// min-width, max-width and ratio are initial, width is dp, percent or auto.
constexpr uint16_t kPlainWidth = 1 << 10;
constexpr uint16_t kClipsX = 1 << 11;  // overflow isn't visible
constexpr uint16_t kClipsY = 1 << 12;
constexpr uint16_t kClipsBoth = kClipsX | kClipsY;

struct NodeStyle {
  Display display;
  Position position;
  Direction direction;
  BoxSizing box_sizing;
  std::array<Overflow, 2> overflow;  // as computed: both scroll or neither
  FlexDirection flex_direction;
  FlexWrap flex_wrap;
  Align align_content, align_items, align_self;
  Align justify_content, justify_items, justify_self;
  GridAutoFlow grid_auto_flow;
  uint8_t unused;
  uint16_t flags;
  uint16_t unused2;
  int32_t order;
  std::array<Length, 2> size, min_size, max_size;
  Edges<Length> margin, padding;
  Edges<float> border;
  Edges<Length> inset;
  std::array<Length, 2> gap;
  Length flex_basis;
  float flex_grow, flex_shrink, aspect_ratio, scrollbar_width;
  GridPlacement grid_column, grid_row;
  uint32_t grid;  // index of TreeData::grids, 0: none; such a style belongs to one node
  uint32_t unused3;
};
static_assert(sizeof(NodeStyle) <= 256 && sizeof(NodeStyle) % 8 == 0);

// Style 0 is the initial one and always there. Memory grows by doubling when there are more
// distinct styles at once than ever before.
class StyleTable {
 public:
  explicit StyleTable(const NodeStyle& initial);
  void reserve(uint32_t count);

  // Valid until the next take().
  const NodeStyle& operator[](uint32_t index) const { return styles_.data()[index]; }
  // The index of a style that equals `style` byte for byte (padding included), with one more user.
  uint32_t take(const NodeStyle& style);
  void retain(uint32_t index) { ++entries_[index].users; }
  void release(uint32_t index);
  // In use, and what they take, links and free ones included.
  uint32_t count() const { return static_cast<uint32_t>(styles_.size() - free_.size()); }
  size_t bytes() const;

 private:
  struct Entry {
    uint64_t hash;
    uint32_t users;
    uint32_t next;  // in its bucket, or kNone
  };
  static constexpr uint32_t kNone = ~0u;
  uint32_t& bucket(uint64_t hash) { return buckets_[hash & (buckets_.size() - 1)]; }
  uint32_t add(const NodeStyle& style, uint64_t hash);
  void rehash(size_t buckets);

  Buffer<NodeStyle> styles_;
  Buffer<Entry> entries_;     // by style
  Buffer<uint32_t> buckets_;  // first style, or kNone; a power of two
  Buffer<uint32_t> free_;
};

}  // namespace hallows::layout
