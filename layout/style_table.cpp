#include "layout/style_table.h"

#include <cstring>

#include "rt-kernel/base/hash.h"

namespace hallows::layout {

namespace {

constexpr size_t kFirstBuckets = 64;

uint64_t hash_of(const NodeStyle& style) {
  // Two lanes: the multiplications of one don't wait for the other's.
  uint64_t a = 0x9E3779B97F4A7C15ULL, b = 0xD1B54A32D192ED03ULL;
  const char* at = reinterpret_cast<const char*>(&style);
  for (size_t i = 0; i + 16 <= sizeof style; i += 16) {
    uint64_t words[2];
    std::memcpy(words, at + i, sizeof words);
    a = (a ^ words[0]) * 0xBF58476D1CE4E5B9ULL;
    a ^= a >> 29;
    b = (b ^ words[1]) * 0x94D049BB133111EBULL;
    b ^= b >> 31;
  }
  if constexpr (sizeof(NodeStyle) % 16 != 0) {
    uint64_t word;
    std::memcpy(&word, at + sizeof style - sizeof word, sizeof word);
    a ^= word;
  }
  return hash_combine(a, b);
}

}  // namespace

StyleTable::StyleTable(const NodeStyle& initial) {
  rehash(kFirstBuckets);
  take(initial);
}

void StyleTable::reserve(uint32_t count) {
  styles_.reserve(count);
  entries_.reserve(count);
  free_.reserve(count);
  size_t buckets = buckets_.size();
  while (buckets < count) buckets *= 2;
  if (buckets != buckets_.size()) rehash(buckets);
}

uint32_t StyleTable::take(const NodeStyle& style) {
  const uint64_t hash = hash_of(style);
  for (uint32_t i = bucket(hash); i != kNone; i = entries_[i].next) {
    // Unlike padding only stores a style twice.
    // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison)
    if (entries_[i].hash != hash || std::memcmp(&styles_[i], &style, sizeof style) != 0) continue;
    ++entries_[i].users;
    return i;
  }
  return add(style, hash);
}

uint32_t StyleTable::add(const NodeStyle& style, uint64_t hash) {
  if (styles_.size() >= buckets_.size()) rehash(buckets_.size() * 2);
  uint32_t index;
  if (free_.empty()) {
    index = static_cast<uint32_t>(styles_.size());
    styles_.push(style);
    entries_.push({});
  } else {
    index = free_.back();
    free_.pop();
    styles_[index] = style;
  }
  entries_[index] = {hash, 1, bucket(hash)};
  bucket(hash) = index;
  return index;
}

void StyleTable::release(uint32_t index) {
  if (--entries_[index].users > 0) return;
  uint32_t* at = &bucket(entries_[index].hash);
  while (*at != index) at = &entries_[*at].next;
  *at = entries_[index].next;
  free_.push(index);
}

void StyleTable::rehash(size_t buckets) {
  buckets_.clear();
  buckets_.resize(buckets);
  for (uint32_t& first : buckets_) first = kNone;
  for (uint32_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].users == 0) continue;
    entries_[i].next = bucket(entries_[i].hash);
    bucket(entries_[i].hash) = i;
  }
}

size_t StyleTable::bytes() const {
  return styles_.size() * sizeof(NodeStyle) + entries_.size() * sizeof(Entry) +
         (buckets_.size() + free_.size()) * sizeof(uint32_t);
}

}  // namespace hallows::layout
