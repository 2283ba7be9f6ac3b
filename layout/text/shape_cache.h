#pragma once

#include <cstdint>
#include <span>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/types/font_face.h"

namespace hallows::text {

// One glyph as shaped. Advances and offsets in font units, so that one shape serves every size.
// Arrays of them are in logical order: a right-to-left run is drawn from its last to its first.
struct ShapedGlyph {
  using Flag = uint8_t;
  static constexpr Flag kUnsafe = 1;      // breaking before its cluster needs reshaping
  static constexpr Flag kUnsafeJoin = 2;  // other text before its cluster may shape what follows
                                          // differently; only in scratch, while texts are joined
  uint32_t cluster = 0;                   // index of a code point
  int32_t advance = 0;
  int32_t dx = 0;
  int32_t dy = 0;
  uint16_t glyph = 0;
  uint8_t flags = 0;
};

// What the shape of a word depends on, but for its code points.
struct ShapeKey {
  uint64_t features = 0;  // hash of features and language
  uint32_t script = 0;
  FontFaceId face;
  uint8_t rtl = 0;
  char32_t before = 0;  // neighbours, where the script joins letters
  char32_t after = 0;
  friend bool operator==(const ShapeKey&, const ShapeKey&) = default;
};

// Shapes of short words and labels, bounded, in two generations: what is found moves to the young
// one; when that is full, the old one is forgotten. Nothing is allocated after construction.
class ShapeCache {
 public:
  static constexpr size_t kMaxChars = 64;

  ShapeCache(uint32_t words, uint32_t glyphs);
  static uint64_t hash_of(const ShapeKey& key, std::span<const char32_t> word) noexcept;
  // Clusters count from the word's start; `glyphs` stay until the next insert(). False: not there.
  bool find(const ShapeKey& key, std::span<const char32_t> word, uint64_t hash,
            std::span<const ShapedGlyph>& glyphs) noexcept;
  // `first` is subtracted from the clusters of `glyphs`.
  void insert(const ShapeKey& key, std::span<const char32_t> word, uint64_t hash,
              std::span<const ShapedGlyph> glyphs, uint32_t first) noexcept;
  void clear() noexcept;

 private:
  struct Entry {
    ShapeKey key;
    uint64_t hash;
    uint32_t char_start;
    uint32_t glyph_start;
    uint16_t char_count;
    uint16_t glyph_count;
  };
  struct Generation {
    Buffer<Entry> entries;
    struct Slot {
      uint32_t entry = 0;  // index + 1; 0: free
      uint32_t tag = 0;    // upper half of the hash: most entries needn't be looked at
    };
    Buffer<Slot> slots;
    Buffer<char32_t> chars;
    Buffer<ShapedGlyph> glyphs;
    void reserve(uint32_t words, uint32_t glyph_count);
    void clear();
  };
  const Entry* find_in(const Generation& in, uint64_t hash, const ShapeKey& key,
                       std::span<const char32_t> word) const noexcept;
  const Entry* add(const Entry& entry, std::span<const char32_t> word,
                   std::span<const ShapedGlyph> glyphs, uint32_t first) noexcept;

  Generation generations_[2];
  uint32_t young_ = 0;
  uint32_t max_words_;
  uint32_t max_glyphs_;
};

}  // namespace hallows::text
