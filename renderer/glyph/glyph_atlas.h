#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "renderer/glyph/glyph_raster.h"
#include "renderer/glyph/shelf_packer.h"
#include "rt-kernel/base/buffer.h"

namespace hallows::glyph {

struct AtlasLimits {
  uint16_t page_size = 1024;    // texels, both ways
  uint8_t coverage_pages = 6;   // R8
  uint8_t bgra_pages = 3;       // colour glyphs, gradient ramps
  uint32_t entries = 1u << 15;  // sprites, all pages together
};

// Where a sprite lies. Coverage pages come first: page < coverage_pages is R8, then BGRA.
struct Sprite {
  uint8_t page = 0;
  int16_t left = 0, top = 0;  // glyphs: from the pen's pixel to the first texel (top: up)
  uint16_t u = 0, v = 0;
  uint16_t width = 0, height = 0;  // 0: blank, nothing to draw
};

// A new sprite's texels, still to travel to the executors.
struct Upload {
  uint8_t page = 0;
  uint16_t u = 0, v = 0, width = 0, height = 0;
  uint32_t first_byte = 0;  // in pending_texels()
};

// One cache for every small picture that drawing needs: glyphs, and the shapes that `prepare` makes
// (corners, shadows, icons, ramps), which are keyed by 64 bits of their own with the top bit set.
// Engine thread. Bounded: when pages are full, the shelf that was used longest ago goes, but never
// one that a frame in flight uses; where there is none, insert() says so and the sprite waits for a
// later frame.
class GlyphAtlas {
 public:
  explicit GlyphAtlas(const AtlasLimits& limits = {});

  // Marks what is found, and what is inserted, as used by the frame `serial`; `retired` is the last
  // frame whose executor has finished.
  void begin_frame(uint64_t serial, uint64_t retired);
  // Null when absent. The pointer holds until the next insert.
  const Sprite* find(uint64_t key);
  const Sprite* insert(const GlyphBitmap& bitmap);
  // Room for a sprite; the caller writes its texels (rows without padding) into *texels at once.
  const Sprite* insert(uint64_t key, BitmapFormat format, uint16_t width, uint16_t height,
                       std::span<uint8_t>* texels);

  // What was inserted since clear_pending.
  std::span<const Upload> pending() const { return pending_; }
  std::span<const uint8_t> pending_texels() const { return texels_; }
  void clear_pending();
  // Every live sprite becomes pending again: for a new executor.
  void forget_uploads();

  const AtlasLimits& limits() const { return limits_; }
  struct Stats {
    uint32_t sprites = 0;
    uint64_t evicted = 0;
    uint64_t refused = 0;  // nothing could be evicted
  };
  Stats stats() const { return stats_; }

 private:
  struct Entry {
    uint64_t key = 0;  // 0: free
    Sprite sprite;
    uint16_t shelf = 0;
    uint32_t next = 0;  // in the bucket's chain, by index
  };
  struct Page;

  AtlasLimits limits_;
  uint64_t serial_ = 1, retired_ = 0;
  Buffer<Entry> entries_;
  Buffer<uint32_t> buckets_;
  Buffer<uint32_t> free_entries_;
  Buffer<Upload> pending_;
  Buffer<uint8_t> texels_;
  std::vector<Page> pages_;
  Stats stats_;
};

}  // namespace hallows::glyph
