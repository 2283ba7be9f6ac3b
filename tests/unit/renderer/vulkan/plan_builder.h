#pragma once

#include <vector>

#include "renderer/prepare/draw_plan.h"

namespace hallows::render::test {

// Draw plans by hand, and the pictures they must give: an executor of the words in draw_plan.h, one
// pixel at a time, written apart from every back end.
struct PlanBuilder {
  prepare::DrawPlan plan;
  std::vector<prepare::Quad> quads;
  std::vector<prepare::Batch> batches;
  std::vector<prepare::GradientRecord> gradients;
  std::vector<prepare::PageUpload> uploads;
  std::vector<prepare::PageChange> changes;
  std::vector<uint8_t> texels;

  PlanBuilder(uint64_t serial, SizePx size, uint32_t generation) {
    plan.serial = serial;
    plan.target = size;
    plan.generation = generation;
  }
  PlanBuilder& damage(RectPx rect) {
    plan.damage.push(rect);
    plan.changed.push(rect);
    return *this;
  }
  // Starts a new batch where kind, page or opacity differ.
  PlanBuilder& quad(const prepare::Quad& quad) {
    const uint8_t flags = quad.flags & prepare::kOpaque;
    if (batches.empty() || batches.back().kind != quad.kind || batches.back().page != quad.page ||
        batches.back().flags != flags) {
      batches.push_back({static_cast<uint32_t>(quads.size()), 0, quad.kind, flags, quad.page});
    }
    quads.push_back(quad);
    ++batches.back().count;
    return *this;
  }
  PlanBuilder& solid(RectPx r, uint32_t bgra) {
    prepare::Quad out = at(r);
    out.color = bgra;
    out.flags = (bgra >> 24) == 255 ? prepare::kOpaque : 0;
    return quad(out);
  }
  static prepare::Quad at(RectPx r) {
    prepare::Quad out;
    out.x0 = static_cast<int16_t>(r.x0);
    out.y0 = static_cast<int16_t>(r.y0);
    out.x1 = static_cast<int16_t>(r.x1);
    out.y1 = static_cast<int16_t>(r.y1);
    return out;
  }
  PlanBuilder& upload(uint16_t page, prepare::PageFormat format, RectPx r,
                      const std::vector<uint8_t>& bytes) {
    uploads.push_back({page, format, static_cast<uint16_t>(r.x0), static_cast<uint16_t>(r.y0),
                       static_cast<uint16_t>(r.width()), static_cast<uint16_t>(r.height()),
                       static_cast<uint32_t>(texels.size())});
    texels.insert(texels.end(), bytes.begin(), bytes.end());
    return *this;
  }
  const prepare::DrawPlan& finish() {
    plan.quads = quads;
    plan.batches = batches;
    plan.gradients = gradients;
    plan.uploads = uploads;
    plan.pages = changes;
    plan.texels = texels;
    return plan;
  }
};

// The model: pages and one picture.
class Reference {
 public:
  explicit Reference(const prepare::PageSetup& setup);
  void execute(const prepare::DrawPlan& plan);
  const std::vector<uint32_t>& pixels() const { return pixels_; }

 private:
  struct Page {
    SizePx size;
    std::vector<uint32_t> texels;  // BGRA words, or coverage
  };
  uint32_t texel(uint16_t page, const prepare::Quad& quad, Px x, Px y) const;
  void draw(const prepare::DrawPlan& plan, const prepare::Quad& quad);
  uint32_t pixel(const prepare::DrawPlan& plan, const prepare::Quad& quad, Px x, Px y) const;

  prepare::PageSetup setup_;
  std::vector<Page> pages_;
  SizePx size_;
  uint32_t generation_ = 0;
  std::vector<uint32_t> pixels_;
  std::vector<uint32_t> saved_[prepare::kSaveLevels];
};

// Largest difference of a channel over the pixels of both; 256 where the sizes differ.
int largest_difference(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b);

}  // namespace hallows::render::test
