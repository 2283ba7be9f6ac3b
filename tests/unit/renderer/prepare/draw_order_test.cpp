#include "renderer/prepare/draw_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace hallows::prepare {

TEST_CASE("sorting never lets a quad pass another that it overlaps") {
  std::mt19937 random(12);
  for (int round = 0; round < 60; ++round) {
    Buffer<Quad> quads;
    const int count = static_cast<int>(2 + random() % 300);
    for (int i = 0; i < count; ++i) {
      Quad q;
      q.x0 = static_cast<int16_t>(random() % 280);
      q.y0 = static_cast<int16_t>(random() % 180);
      q.x1 = static_cast<int16_t>(q.x0 + 1 + random() % 20);
      q.y1 = static_cast<int16_t>(q.y0 + 1 + random() % 20);
      q.kind = random() % 2 == 0 ? QuadKind::Solid : QuadKind::Mask;
      q.page = q.kind == QuadKind::Mask ? static_cast<uint16_t>(random() % 3) : kNoPage;
      q.flags = q.kind == QuadKind::Solid && random() % 2 == 0 ? kOpaque : 0;
      q.color = static_cast<uint32_t>(i);  // its place in the painting
      quads.push(q);
    }
    DrawOrder order(512);
    Buffer<Batch> batches;
    Buffer<Quad> sorted;
    sorted.append(quads);
    order.sort(sorted, {300, 200}, batches);
    REQUIRE(sorted.size() == quads.size());
    std::vector<bool> seen(quads.size());
    for (size_t i = 0; i < sorted.size(); ++i) {
      REQUIRE_FALSE(seen[sorted[i].color]);
      seen[sorted[i].color] = true;
      for (size_t k = i + 1; k < sorted.size(); ++k) {
        const bool passed = sorted[k].color < sorted[i].color;
        REQUIRE_FALSE((passed && overlaps(sorted[i].rect(), sorted[k].rect())));
      }
    }
    CHECK(batches.size() < quads.size());
  }
}

}  // namespace hallows::prepare
