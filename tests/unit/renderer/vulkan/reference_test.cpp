#include <algorithm>
#include <cmath>
#include <cstring>

#include "renderer/prepare/gradient_eval.h"
#include "tests/unit/renderer/vulkan/plan_builder.h"

namespace hallows::render::test {

using prepare::Quad;
using prepare::QuadKind;

namespace {

uint32_t channel(uint32_t word, int i) {
  return (word >> (8 * i)) & 0xFF;
}

uint32_t scale(uint32_t word, uint32_t by) {
  uint32_t out = 0;
  for (int i = 0; i < 4; ++i) out |= div255(channel(word, i) * by) << (8 * i);
  return out;
}

uint32_t over(uint32_t source, uint32_t target) {
  const uint32_t rest = scale(target, 255 - channel(source, 3));
  uint32_t out = 0;
  for (int i = 0; i < 4; ++i) {
    out |= std::min(channel(source, i) + channel(rest, i), 255u) << (8 * i);
  }
  return out;
}

}  // namespace

Reference::Reference(const prepare::PageSetup& setup) : setup_(setup), pages_(prepare::kMaxPages) {
  for (uint32_t i = 0; i < uint32_t{setup.r8_pages} + setup.bgra_pages; ++i) {
    pages_[i].size = {setup.size, setup.size};
    pages_[i].texels.assign(size_t{setup.size} * setup.size, 0);
  }
}

void Reference::execute(const prepare::DrawPlan& plan) {
  for (const auto& change : plan.pages) {
    Page& page = pages_[change.page];
    page = {};
    if (change.what == prepare::PageChange::What::Destroy) continue;
    page.size = change.size;
    page.texels.assign(change.pixels,
                       change.pixels + size_t(change.size.width) * change.size.height);
  }
  for (const auto& upload : plan.uploads) {
    const uint8_t* from = plan.texels.data() + upload.first_byte;
    Page& page = pages_[upload.page];
    for (Px y = 0; y < upload.height; ++y) {
      for (Px x = 0; x < upload.width; ++x) {
        uint32_t value = *from;
        if (upload.format == prepare::PageFormat::Bgra) std::memcpy(&value, from, 4);
        from += upload.format == prepare::PageFormat::Bgra ? 4 : 1;
        page.texels[size_t(upload.v + y) * page.size.width + upload.u + x] = value;
      }
    }
  }
  if (plan.generation != generation_ || plan.target != size_) {
    generation_ = plan.generation;
    size_ = plan.target;
    pixels_.assign(size_t(size_.width) * size_.height, 0);
    for (auto& level : saved_) level = pixels_;
  }
  for (const auto& copy : plan.copies) {
    const auto before = pixels_;
    for (Px y = copy.dst.y0; y < copy.dst.y1; ++y) {
      for (Px x = copy.dst.x0; x < copy.dst.x1; ++x) {
        pixels_[size_t(y) * size_.width + x] =
            before[size_t(y - copy.dy) * size_.width + x - copy.dx];
      }
    }
  }
  for (const Quad& quad : plan.quads) draw(plan, quad);
}

uint32_t Reference::texel(uint16_t index, const Quad& quad, Px x, Px y) const {
  if (index == prepare::kNoPage) return 255;
  const Page& page = pages_[index];
  const Px u = quad.u + ((quad.flags & prepare::kRepeatX) != 0 ? 0 : x - quad.x0);
  const Px v = quad.v + ((quad.flags & prepare::kRepeatY) != 0 ? 0 : y - quad.y0);
  return page.texels[size_t(v) * page.size.width + u];
}

void Reference::draw(const prepare::DrawPlan& plan, const Quad& quad) {
  if (quad.kind == QuadKind::Save) {
    for (Px y = quad.y0; y < quad.y1; ++y) {
      const size_t row = size_t(y) * size_.width;
      std::copy(pixels_.begin() + row + quad.x0, pixels_.begin() + row + quad.x1,
                saved_[quad.alpha].begin() + row + quad.x0);
    }
    return;
  }
  for (Px y = quad.y0; y < quad.y1; ++y) {
    for (Px x = quad.x0; x < quad.x1; ++x) {
      pixels_[size_t(y) * size_.width + x] = pixel(plan, quad, x, y);
    }
  }
}

uint32_t Reference::pixel(const prepare::DrawPlan& plan, const Quad& quad, Px x, Px y) const {
  const uint32_t target = pixels_[size_t(y) * size_.width + x];
  switch (quad.kind) {
    case QuadKind::Solid:
      return over(quad.color, target);
    case QuadKind::Mask:
      return over(scale(quad.color, texel(quad.page, quad, x, y)), target);
    case QuadKind::Picture:
      return over(scale(texel(quad.page, quad, x, y), quad.alpha), target);
    case QuadKind::Gradient: {
      const auto& record = plan.gradients[quad.color];
      const Page& ramp = pages_[record.page];
      const uint32_t index = prepare::gradient_texel(record, x, y);
      const uint32_t color = ramp.texels[size_t(record.v) * ramp.size.width + record.u + index];
      return over(scale(scale(color, texel(quad.page, quad, x, y)), quad.alpha), target);
    }
    case QuadKind::Restore: {
      const uint32_t saved = saved_[quad.alpha][size_t(y) * size_.width + x];
      const uint32_t k = div255((quad.color & 0xFF) * texel(quad.page, quad, x, y));
      uint32_t out = 0;
      for (int i = 0; i < 4; ++i) {
        out |= div255(channel(saved, i) * (255 - k) + channel(target, i) * k) << (8 * i);
      }
      return out;
    }
    case QuadKind::Save:
      break;
  }
  return target;
}

int largest_difference(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  if (a.size() != b.size()) return 256;
  int out = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    for (int c = 0; c < 4; ++c) {
      out = std::max(out, std::abs(int(channel(a[i], c)) - int(channel(b[i], c))));
    }
  }
  return out;
}

}  // namespace hallows::render::test
