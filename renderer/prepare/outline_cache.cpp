#include "renderer/prepare/outline_cache.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "rt-kernel/base/hash.h"

namespace hallows::prepare {
namespace {

Rect bounds_of(const PathData& path) {
  if (path.points.empty()) return {};
  Vec2 low = path.points[0], high = low;
  for (const Vec2 p : path.points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

}  // namespace

OutlineCache::OutlineCache(const OutlineLimits& limits) : limits_(limits) {
  outlines_.reserve(limits.outlines);
  points_.reserve(limits.points);
  verbs_.reserve(limits.verbs);
  buckets_.resize(std::bit_ceil(limits.outlines));
  for (uint32_t& bucket : buckets_) bucket = kNone;
}

const OutlineCache::Outline* OutlineCache::find(uint64_t key) {
  for (uint32_t i = buckets_[hash_mix(key) & (buckets_.size() - 1)]; i != kNone;
       i = outlines_[i].next_in_bucket) {
    Outline& outline = outlines_[i];
    if (!outline.live || outline.key != key) continue;
    outline.last_frame = serial_;
    return &outline;
  }
  return nullptr;
}

bool OutlineCache::evict_oldest() {
  Outline* oldest = nullptr;
  for (Outline& outline : outlines_) {
    if (!outline.live || outline.last_frame == serial_) continue;
    if (oldest == nullptr || outline.last_frame < oldest->last_frame) oldest = &outline;
  }
  if (oldest == nullptr) return false;
  oldest->live = false;
  --live_;
  live_points_ -= oldest->points;
  live_verbs_ -= oldest->verbs;
  return true;
}

void OutlineCache::link(uint32_t index) {
  uint32_t& bucket = buckets_[hash_mix(outlines_[index].key) & (buckets_.size() - 1)];
  outlines_[index].next_in_bucket = bucket;
  bucket = index;
}

// Moves what is live together.
void OutlineCache::compact() {
  for (uint32_t& bucket : buckets_) bucket = kNone;
  uint32_t kept = 0, point = 0, verb = 0;
  for (const Outline& old : outlines_) {
    if (!old.live) continue;
    Outline outline = old;
    std::memmove(points_.data() + point, points_.data() + outline.first_point,
                 outline.points * sizeof(Vec2));
    std::memmove(verbs_.data() + verb, verbs_.data() + outline.first_verb, outline.verbs);
    outline.first_point = point;
    outline.first_verb = verb;
    point += outline.points;
    verb += outline.verbs;
    outlines_[kept] = outline;
    link(kept++);
  }
  outlines_.resize(kept);
  points_.resize(point);
  verbs_.resize(verb);
}

const OutlineCache::Outline* OutlineCache::insert(const glyph::GlyphOutline& outline) {
  const uint64_t key = outline.key.packed();
  if (const Outline* known = find(key)) return known;
  const auto points = static_cast<uint32_t>(outline.path.points.size());
  const auto verbs = static_cast<uint32_t>(outline.path.verbs.size());
  if (points > limits_.points || verbs > limits_.verbs) return nullptr;
  while (live_ == limits_.outlines || live_points_ + points > limits_.points ||
         live_verbs_ + verbs > limits_.verbs) {
    if (!evict_oldest()) return nullptr;
  }
  if (outlines_.full() || points_.size() + points > limits_.points ||
      verbs_.size() + verbs > limits_.verbs) {
    compact();
  }
  const auto index = static_cast<uint32_t>(outlines_.size());
  Outline& added = outlines_.push({key, serial_, bounds_of(outline.path), outline.antialias});
  added.first_point = static_cast<uint32_t>(points_.size());
  added.points = points;
  added.first_verb = static_cast<uint32_t>(verbs_.size());
  added.verbs = verbs;
  added.live = true;
  if (points > 0) {
    std::memcpy(points_.extend(points), outline.path.points.data(), points * sizeof(Vec2));
    std::memcpy(verbs_.extend(verbs), outline.path.verbs.data(), verbs);
  }
  ++live_;
  live_points_ += points;
  live_verbs_ += verbs;
  link(index);
  return &outlines_[index];
}

PathView OutlineCache::path(const Outline& outline) const {
  return {{verbs_.data() + outline.first_verb, outline.verbs},
          {points_.data() + outline.first_point, outline.points}};
}

}  // namespace hallows::prepare
