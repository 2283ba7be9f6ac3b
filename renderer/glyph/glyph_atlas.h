#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "renderer/glyph/glyph_raster.h"
#include "renderer/glyph/shelf_packer.h"
#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/nonblocking.h"

namespace hallows::glyph {

struct AtlasLimits {
  uint16_t page_size = 1024;    // texels, both ways
  uint8_t coverage_pages = 6;   // R8
  uint8_t bgra_pages = 12;      // colour glyphs, gradient ramps: 192 tiles of 256 x 256
  uint32_t entries = 1u << 15;  // sprites, all pages together
};

// Where a sprite lies. Coverage pages come first: page < coverage_pages is R8, then BGRA.
struct Sprite {
  uint8_t page = 0;
  int16_t left = 0, top = 0;  // glyphs: from the pen's pixel to the first texel (top: up)
  uint16_t u = 0, v = 0;
  uint16_t width = 0, height = 0;              // 0: no texels, nothing to draw
  bool solid = false;                          // no texels, but all of it is covered
  bool colorless = false, foreground = false;  // of colour glyphs: see GlyphBitmap
};

// A new sprite's texels, still to travel to the executors.
struct Upload {
  uint8_t page = 0;
  uint16_t u = 0, v = 0, width = 0, height = 0;
};

// Rows of a page to write a sprite into.
struct TexelRows {
  uint8_t* first = nullptr;
  size_t stride = 0;  // bytes
  uint8_t* row(size_t y) const { return first + y * stride; }
};

// Keys of shapes carry this bit; keys of glyphs don't.
constexpr uint64_t kShapeKey = uint64_t{1} << 63;

// One cache for every small picture that drawing needs: glyphs, and the shapes that `prepare` makes
// (corners, shadows, icons, ramps), which have keys of their own (kShapeKey).
// Engine thread. Bounded: when pages are full, the shelf that was used longest ago goes, but never
// one that a frame in flight uses; where there is none, insert() says so and the sprite waits for a
// later frame. Sprites without texels, which no frame uses once it is prepared, go when entries run
// out.
class GlyphAtlas {
 public:
  explicit GlyphAtlas(const AtlasLimits& limits = {});

  // Marks what is found, and what is inserted, as used by the frame `serial`; `retired` is the last
  // frame whose executor has finished.
  void begin_frame(uint64_t serial, uint64_t retired) noexcept HALLOWS_NONBLOCKING;
  // Null when absent. The pointer holds until the next insert.
  const Sprite* find(uint64_t key) noexcept HALLOWS_NONBLOCKING;
  const Sprite* insert(const GlyphBitmap& bitmap) noexcept HALLOWS_NONBLOCKING;
  // Room for a sprite, zeroed; the caller writes its texels at once.
  Sprite* insert(uint64_t key, BitmapFormat format, SizePx size,
                 TexelRows* texels) noexcept HALLOWS_NONBLOCKING;

  // What was inserted since clear_pending, and how many bytes of texels that is.
  std::span<const Upload> pending() const { return pending_; }
  size_t pending_bytes() const { return pending_bytes_; }
  size_t bytes_of(const Upload& upload) const;
  // Copies an upload's texels, rows without padding.
  void copy_texels(const Upload& upload, uint8_t* out) const;
  void clear_pending() noexcept HALLOWS_NONBLOCKING;
  // Every live sprite becomes pending again: for a new executor.
  void repeat_uploads();

  const AtlasLimits& limits() const { return limits_; }
  struct Stats {
    uint32_t sprites = 0;
    uint64_t evicted = 0;
    uint64_t refused = 0;  // nothing could be evicted
  };
  Stats stats() const { return stats_; }

 private:
  struct Entry {
    uint64_t key = 0;
    Sprite sprite;
    uint32_t next_in_bucket = 0;  // indices into entries_; kNone ends
    uint32_t next_in_shelf = 0;
    uint16_t shelf = 0;
  };
  struct ShelfUse {
    uint64_t last_frame = 0;
    uint32_t first_entry = kNone;
  };
  struct Page {
    Page(uint16_t size, BitmapFormat page_format)
        : packer(size, size), format(page_format), shelves(ShelfPacker::kMaxShelves) {}
    ShelfPacker packer;
    BitmapFormat format;
    std::vector<ShelfUse> shelves;
    Buffer<uint8_t> texels;
  };
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  bool find_room(BitmapFormat format, SizePx size, uint8_t& page, ShelfPacker::Place& place);
  bool evict(BitmapFormat format);
  void forget_blanks();
  void remove_from_bucket(uint32_t entry);
  Sprite* add(uint64_t key, uint8_t page, const ShelfPacker::Place& place, SizePx size);

  AtlasLimits limits_;
  uint64_t serial_ = 1, retired_ = 0;
  Buffer<Entry> entries_;
  Buffer<uint32_t> buckets_;  // heads of chains; a power of two of them
  Buffer<uint32_t> free_entries_;
  uint32_t first_blank_ = kNone;  // sprites without texels, linked as those of a shelf
  Buffer<Upload> pending_;
  size_t pending_bytes_ = 0;
  std::vector<Page> pages_;
  Stats stats_;
};

}  // namespace hallows::glyph
