#include "layout/text/shape_cache.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "rt-kernel/base/hash.h"

namespace hallows::text {

void ShapeCache::Generation::reserve(uint32_t words, uint32_t glyph_count) {
  entries.reserve(words);
  slots.resize(std::bit_ceil(words * 2));
  chars.reserve(glyph_count);
  glyphs.reserve(glyph_count);
}

void ShapeCache::Generation::clear() {
  entries.clear();
  std::fill(slots.begin(), slots.end(), Slot{});
  chars.clear();
  glyphs.clear();
}

// Half of each bound a generation.
ShapeCache::ShapeCache(uint32_t words, uint32_t glyphs)
    : max_words_(std::max(words / 2, 16u)), max_glyphs_(std::max(glyphs / 2, 512u)) {
  for (Generation& generation : generations_) generation.reserve(max_words_, max_glyphs_);
}

void ShapeCache::clear() noexcept {
  for (Generation& generation : generations_) generation.clear();
}

uint64_t ShapeCache::hash_of(const ShapeKey& key, std::span<const char32_t> word) noexcept {
  uint64_t h = key.features ^ (uint64_t{key.script} << 17) ^ (uint64_t{key.face.value} << 1) ^
               key.rtl ^ (uint64_t{key.before} << 40) ^ (uint64_t{key.after} << 20);
  constexpr uint64_t kFactor = 0x9E3779B97F4A7C15ULL;
  size_t i = 0;  // by pairs: the multiplications are a chain
  for (; i + 2 <= word.size(); i += 2) {
    h = (h ^ word[i] ^ (uint64_t{word[i + 1]} << 32)) * kFactor;
  }
  if (i < word.size()) h = (h ^ word[i]) * kFactor;
  return hash_mix(h ^ (h >> 32));
}

const ShapeCache::Entry* ShapeCache::find_in(const Generation& in, uint64_t hash,
                                             const ShapeKey& key,
                                             std::span<const char32_t> word) const noexcept {
  const size_t mask = in.slots.size() - 1;
  const Generation::Slot* slots = in.slots.data();
  const auto tag = static_cast<uint32_t>(hash >> 32);
  for (size_t slot = hash & mask; slots[slot].entry != 0; slot = (slot + 1) & mask) {
    if (slots[slot].tag != tag) continue;
    const Entry& entry = in.entries[slots[slot].entry - 1];
    if (entry.hash == hash && entry.char_count == word.size() && entry.key == key &&
        std::memcmp(in.chars.data() + entry.char_start, word.data(), word.size_bytes()) == 0) {
      return &entry;
    }
  }
  return nullptr;
}

const ShapeCache::Entry* ShapeCache::add(const Entry& entry, std::span<const char32_t> word,
                                         std::span<const ShapedGlyph> glyphs,
                                         uint32_t first) noexcept {
  const auto fits = [&](const Generation& in) {
    return in.entries.size() < max_words_ && in.chars.size() + word.size() <= max_glyphs_ &&
           in.glyphs.size() + glyphs.size() <= max_glyphs_;
  };
  if (!fits(generations_[young_])) {
    young_ ^= 1;
    generations_[young_].clear();
    if (!fits(generations_[young_])) return nullptr;
  }
  Generation& in = generations_[young_];
  Entry added = entry;
  added.char_start = static_cast<uint32_t>(in.chars.size());
  added.glyph_start = static_cast<uint32_t>(in.glyphs.size());
  in.chars.append(word);
  in.glyphs.append(glyphs);
  for (size_t i = added.glyph_start; i < in.glyphs.size(); ++i) in.glyphs[i].cluster -= first;
  in.entries.push(added);
  const size_t mask = in.slots.size() - 1;
  size_t slot = added.hash & mask;
  while (in.slots[slot].entry != 0) slot = (slot + 1) & mask;
  in.slots[slot] = {static_cast<uint32_t>(in.entries.size()),
                    static_cast<uint32_t>(added.hash >> 32)};
  return &in.entries.back();
}

bool ShapeCache::find(const ShapeKey& key, std::span<const char32_t> word, uint64_t hash,
                      std::span<const ShapedGlyph>& glyphs) noexcept {
  uint32_t where = young_;
  const Entry* entry = find_in(generations_[young_], hash, key, word);
  if (entry == nullptr) {
    where = young_ ^ 1;
    entry = find_in(generations_[where], hash, key, word);
    if (entry == nullptr) return false;
  }
  const Generation& in = generations_[where];
  glyphs = {in.glyphs.data() + entry->glyph_start, entry->glyph_count};
  // Moving to the young generation may forget the old one, which `glyphs` points into: only while
  // there is room.
  Generation& young = generations_[young_];
  if (where != young_ && young.entries.size() < max_words_ &&
      young.chars.size() + word.size() <= max_glyphs_ &&
      young.glyphs.size() + glyphs.size() <= max_glyphs_) {
    entry = add(*entry, word, glyphs, 0);
    glyphs = {young.glyphs.data() + entry->glyph_start, entry->glyph_count};
  }
  return true;
}

void ShapeCache::insert(const ShapeKey& key, std::span<const char32_t> word, uint64_t hash,
                        std::span<const ShapedGlyph> glyphs, uint32_t first) noexcept {
  if (word.size() > kMaxChars || glyphs.size() > 4 * kMaxChars) return;
  Entry entry{};
  entry.key = key;
  entry.hash = hash;
  entry.char_count = static_cast<uint16_t>(word.size());
  entry.glyph_count = static_cast<uint16_t>(glyphs.size());
  add(entry, word, glyphs, first);
}

}  // namespace hallows::text
