#pragma once

#include <bit>
#include <cstdint>

#include "renderer/glyph/glyph_atlas.h"
#include "renderer/scene/paint.h"
#include "rt-kernel/base/hash.h"
#include "rt-kernel/types/geometry.h"

namespace hallows::prepare {

// Folds words into a key. Cheaper than hash_combine a word, mixed once at the end.
class KeyHash {
 public:
  explicit KeyHash(uint64_t kind) : hash_(kind) {}
  KeyHash& word(uint64_t value) {
    hash_ = (hash_ ^ value) * 0x9E3779B97F4A7C15ULL;
    hash_ ^= hash_ >> 29;
    return *this;
  }
  KeyHash& ints(int64_t a, int64_t b) {
    return word(static_cast<uint64_t>(a) << 32 | static_cast<uint32_t>(b));
  }
  KeyHash& floats(float a, float b) {
    return word(uint64_t{std::bit_cast<uint32_t>(a)} << 32 | std::bit_cast<uint32_t>(b));
  }
  KeyHash& corners(const scene::Corners& c) {
    return floats(c.top_left, c.top_right).floats(c.bottom_right, c.bottom_left);
  }
  KeyHash& affine(const Affine& m) { return floats(m.a, m.b).floats(m.c, m.d).floats(m.tx, m.ty); }
  KeyHash& rect(RectPx r) { return ints(r.x0, r.y0).ints(r.x1, r.y1); }
  uint64_t key() const { return hash_mix(hash_) | glyph::kShapeKey; }

 private:
  uint64_t hash_;
};

}  // namespace hallows::prepare
