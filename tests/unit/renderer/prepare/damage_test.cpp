#include "renderer/prepare/damage.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

namespace hallows::prepare {
namespace {

constexpr RectPx kScreen = {0, 0, 200, 150};

int64_t area(const DamageRects& rects) {
  int64_t sum = 0;
  for (const RectPx r : rects) sum += r.area();
  return sum;
}

}  // namespace

TEST_CASE("far changes stay apart, near ones join") {
  DamageSet set;
  set.add({0, 0, 10, 10});
  set.add({150, 100, 160, 110});
  const DamageRects joined = set.resolve({0, 0, 4000, 4000});
  CHECK(joined.size() == 2);
  set.add({12, 0, 22, 10});
  CHECK(set.resolve({0, 0, 4000, 4000}).size() == 2);
}

TEST_CASE("damage is cut to the picture, and nothing is nothing") {
  DamageSet set;
  CHECK(set.resolve(kScreen).empty());
  set.add({-50, -50, -10, 500});
  set.add({0, 0, 0, 50});
  CHECK(set.resolve(kScreen).empty());
  set.add({-5, -5, 3, 2});
  REQUIRE(set.resolve(kScreen).size() == 1);
  CHECK(set.resolve(kScreen)[0] == RectPx{0, 0, 3, 2});
}

TEST_CASE("a cross is cut apart instead of damaging everything") {
  DamageSet set;
  set.add({0, 700, 2000, 720});
  set.add({900, 0, 920, 1400});
  const DamageRects rects = set.resolve({0, 0, 2000, 1400});
  CHECK(rects.size() <= 4);
  CHECK(area(rects) == 2000 * 20 + 1400 * 20 - 20 * 20);
}

TEST_CASE("any changes are covered by at most four rectangles that don't overlap") {
  std::mt19937 random(1);
  for (int round = 0; round < 400; ++round) {
    DamageSet set;
    std::vector<RectPx> added;
    const int count = static_cast<int>(1 + random() % 60);
    for (int i = 0; i < count; ++i) {
      const Px x = static_cast<Px>(random() % 240) - 20, y = static_cast<Px>(random() % 190) - 20;
      const RectPx r = {x, y, x + static_cast<Px>(random() % 60),
                        y + static_cast<Px>(random() % 40)};
      set.add(r);
      added.push_back(intersect(r, kScreen));
    }
    const DamageRects rects = set.resolve(kScreen);
    REQUIRE(rects.size() <= 4);
    for (size_t i = 0; i < rects.size(); ++i) {
      REQUIRE(covers(kScreen, rects[i]));
      for (size_t j = i + 1; j < rects.size(); ++j) REQUIRE_FALSE(overlaps(rects[i], rects[j]));
    }
    for (const RectPx r : added) {
      if (r.empty()) continue;
      int64_t covered = 0;
      for (const RectPx d : rects) covered += intersect(d, r).area();
      REQUIRE(covered == r.area());
    }
  }
}

}  // namespace hallows::prepare
