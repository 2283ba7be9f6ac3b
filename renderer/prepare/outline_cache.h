#pragma once

#include <cstdint>

#include "renderer/glyph/glyph_raster.h"
#include "rt-kernel/base/buffer.h"
#include "rt-kernel/types/path.h"

namespace hallows::prepare {

struct OutlineLimits {
  uint32_t outlines = 2048;
  uint32_t points = 1u << 17;  // all outlines together
  uint32_t verbs = 1u << 17;
};

// Outlines of large glyphs, by face and glyph: one serves all sizes, places and turns. Engine
// thread; memory reserved at construction. Plans hold coverage, never outlines, so what no longer
// fits gives way at once: first what was looked up longest ago, never what the frame at hand did.
class OutlineCache {
 public:
  struct Outline {
    uint64_t key = 0;
    uint64_t last_frame = 0;
    Rect bounds;  // of its points, em
    Antialias antialias = Antialias::Grey;
    uint32_t first_point = 0, points = 0;
    uint32_t first_verb = 0, verbs = 0;
    uint32_t next_in_bucket = 0;  // indices into outlines_; kNone ends
    bool live = false;
  };
  explicit OutlineCache(const OutlineLimits& limits = {});

  void begin_frame(uint64_t serial) { serial_ = serial; }
  // Null when absent. The pointer holds until the next insert.
  const Outline* find(uint64_t key);
  // Null when it is too long, or all room is taken by what this frame uses.
  const Outline* insert(const glyph::GlyphOutline& outline);
  PathView path(const Outline& outline) const;

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  bool evict_oldest();
  void compact();
  void link(uint32_t index);

  OutlineLimits limits_;
  uint64_t serial_ = 0;
  Buffer<Outline> outlines_;  // in the order of their points and verbs
  Buffer<Vec2> points_;
  Buffer<PathVerb> verbs_;
  Buffer<uint32_t> buckets_;  // heads of chains; a power of two of them
  uint32_t live_ = 0, live_points_ = 0, live_verbs_ = 0;
};

}  // namespace hallows::prepare
