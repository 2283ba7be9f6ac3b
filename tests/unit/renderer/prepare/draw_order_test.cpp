#include "renderer/prepare/draw_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace hallows::prepare {
namespace {

constexpr Px kWidth = 96, kHeight = 64;

// What a painter leaves: every pixel remembers all that was done to it, and in which order.
using Canvas = std::vector<uint64_t>;

uint64_t mixed(uint64_t a, uint64_t b) {
  uint64_t h = (a ^ (b + 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9;
  return h ^ (h >> 29);
}

// As an executor does it: a Restore batch reads the pixels as they were before the batch.
Canvas paint(std::span<const Quad> quads, std::span<const Batch> batches) {
  Canvas canvas(size_t{kWidth} * kHeight), saved[kSaveLevels];
  for (Canvas& level : saved) level.resize(canvas.size());
  const auto each = [](const Quad& q, auto&& visit) {
    for (Px y = q.y0; y < q.y1; ++y) {
      for (Px x = q.x0; x < q.x1; ++x) visit(static_cast<size_t>(y) * kWidth + x);
    }
  };
  for (const Batch& batch : batches) {
    const Canvas before = canvas;
    for (const Quad& q : quads.subspan(batch.first, batch.count)) {
      each(q, [&](size_t i) {
        if (q.kind == QuadKind::Save) {
          saved[q.alpha][i] = canvas[i];
        } else if (q.kind == QuadKind::Restore) {
          canvas[i] = mixed(mixed(saved[q.alpha][i], before[i]), q.color);
        } else {
          canvas[i] = mixed(canvas[i], q.color);
        }
      });
    }
  }
  return canvas;
}

struct Painter {
  std::mt19937 random;
  Buffer<Quad> quads;

  Quad quad() {
    Quad q;
    q.x0 = static_cast<int16_t>(random() % (kWidth - 20));
    q.y0 = static_cast<int16_t>(random() % (kHeight - 20));
    q.x1 = static_cast<int16_t>(q.x0 + 1 + random() % 20);
    q.y1 = static_cast<int16_t>(q.y0 + 1 + random() % 20);
    constexpr QuadKind kKinds[] = {QuadKind::Solid, QuadKind::Mask, QuadKind::Picture,
                                   QuadKind::Gradient};
    q.kind = kKinds[random() % 4];
    if (q.kind != QuadKind::Solid) q.page = static_cast<uint16_t>(random() % 2);
    if (q.kind == QuadKind::Solid && random() % 2 == 0) q.flags = kOpaque;
    q.color = static_cast<uint32_t>(random());
    return q;
  }
  // Things, and layers of things that are put aside and restored in pieces.
  void draw(int things, uint8_t level) {
    for (int i = 0; i < things; ++i) {
      if (level < kSaveLevels && random() % 5 == 0) {
        layer(level);
      } else {
        quads.push(quad());
      }
    }
  }
  void layer(uint8_t level) {
    Quad pieces[2] = {quad(), quad()};
    const int count = overlaps(pieces[0].rect(), pieces[1].rect()) ? 1 : 2;
    const auto push_all = [&](QuadKind kind, uint16_t page) {
      for (int i = 0; i < count; ++i) {
        Quad q = pieces[i];
        q.kind = kind;
        q.page = page;
        q.alpha = level;
        q.flags = 0;
        quads.push(q);
      }
    };
    push_all(QuadKind::Save, kNoPage);
    draw(static_cast<int>(random() % 5), static_cast<uint8_t>(level + 1));
    push_all(QuadKind::Restore, random() % 2 == 0 ? kNoPage : 0);
  }
};

}  // namespace

TEST_CASE("layers that are put aside come out as painted one by one") {
  for (uint32_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    Painter painter{std::mt19937(seed), {}};
    painter.quads.reserve(4096);
    painter.draw(60, 0);
    Buffer<Batch> one_by_one, batches;
    one_by_one.reserve(4096);
    batches.reserve(4096);
    for (uint32_t i = 0; i < painter.quads.size(); ++i) {
      const Quad& q = painter.quads[i];
      one_by_one.push({i, 1, q.kind, q.flags, q.page});
    }
    const Canvas expected = paint(painter.quads, one_by_one);
    DrawOrder order(4096);
    order.sort(painter.quads, {kWidth, kHeight}, batches);
    CHECK(paint(painter.quads, batches) == expected);
    CHECK(batches.size() < one_by_one.size());
  }
}

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
