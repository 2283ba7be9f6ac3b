#include "renderer/prepare/outline_cache.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "renderer/glyph/glyph_key.h"

namespace hallows::prepare {
namespace {

// An outline of `points` lines whose first point tells which it is.
glyph::GlyphOutline outline(uint16_t id, int points) {
  glyph::GlyphOutline out;
  out.key = glyph::outline_key({1}, {id});
  out.path.move_to({static_cast<float>(id), 0});
  for (int i = 1; i < points; ++i) out.path.line_to({static_cast<float>(i), 1});
  return out;
}
uint64_t key(uint16_t id) {
  return glyph::outline_key({1}, {id}).packed();
}

}  // namespace

TEST_CASE("outlines are found with their points, verbs and bounds") {
  OutlineCache cache({8, 100, 100});
  cache.begin_frame(1);
  CHECK(cache.find(key(5)) == nullptr);
  REQUIRE(cache.insert(outline(5, 4)) != nullptr);
  REQUIRE(cache.insert(outline(6, 3)) != nullptr);
  const OutlineCache::Outline* found = cache.find(key(5));
  REQUIRE(found != nullptr);
  const PathView path = cache.path(*found);
  CHECK(path.points.size() == 4);
  CHECK(path.verbs.size() == 4);
  CHECK(path.points[0] == Vec2{5, 0});
  CHECK(found->bounds == Rect{1, 0, 4, 1});
}

TEST_CASE("at the bound the outline that was looked up longest ago goes, never one of this frame") {
  OutlineCache cache({8, 10, 100});
  cache.begin_frame(1);
  REQUIRE(cache.insert(outline(1, 4)) != nullptr);
  cache.begin_frame(2);
  REQUIRE(cache.insert(outline(2, 4)) != nullptr);
  cache.begin_frame(3);
  REQUIRE(cache.find(key(1)) != nullptr);
  REQUIRE(cache.insert(outline(3, 4)) != nullptr);  // 2 goes
  CHECK(cache.find(key(2)) == nullptr);
  CHECK(cache.find(key(1)) != nullptr);
  CHECK(cache.insert(outline(4, 4)) == nullptr);   // both are this frame's
  CHECK(cache.insert(outline(5, 11)) == nullptr);  // longer than all room
  cache.begin_frame(4);
  CHECK(cache.insert(outline(4, 4)) != nullptr);
}

TEST_CASE("what is kept stays whole through many changes of what goes") {
  OutlineCache cache({16, 200, 150});
  std::vector<int> points(64);
  for (uint64_t frame = 1; frame < 2000; ++frame) {
    cache.begin_frame(frame);
    const auto id = static_cast<uint16_t>(frame * 7919 % 64);
    if (cache.find(key(id)) == nullptr) {
      points[id] = 1 + static_cast<int>(frame * 31 % 40);
      REQUIRE(cache.insert(outline(id, points[id])) != nullptr);
    }
    int found = 0;
    for (uint16_t other = 0; other < 64; ++other) {
      const OutlineCache::Outline* known = cache.find(key(other));
      if (known == nullptr) continue;
      ++found;
      const PathView path = cache.path(*known);
      REQUIRE(path.points.size() == static_cast<size_t>(points[other]));
      REQUIRE(path.points[0] == Vec2{static_cast<float>(other), 0});
      REQUIRE(path.verbs[0] == PathVerb::Move);
    }
    REQUIRE(found >= 1);
    REQUIRE(found <= 16);
  }
}

TEST_CASE("a blank glyph's outline takes no points") {
  OutlineCache cache({4, 4, 4});
  cache.begin_frame(1);
  glyph::GlyphOutline blank;
  blank.key = glyph::outline_key({1}, {9});
  const OutlineCache::Outline* known = cache.insert(blank);
  REQUIRE(known != nullptr);
  CHECK(cache.path(*known).verbs.empty());
}

}  // namespace hallows::prepare
