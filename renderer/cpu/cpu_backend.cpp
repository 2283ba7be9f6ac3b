#include "renderer/cpu/cpu_backend.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "renderer/cpu/kernels.h"
#include "renderer/prepare/gradient_eval.h"
#include "renderer/scroll_pixels.h"
#include "rt-kernel/rt/permit.h"

namespace hallows::render {

using prepare::DrawPlan;
using prepare::Quad;
using prepare::QuadKind;

namespace {

constexpr int32_t kGradientPiece = 256;

const KernelTable& table_of(CpuKernels wanted, CpuKernels& got) {
#if defined(__x86_64__)
  const bool avx2 = __builtin_cpu_supports("avx2") != 0;
  if ((wanted == CpuKernels::Auto || wanted == CpuKernels::Avx2) && avx2) {
    got = CpuKernels::Avx2;
    return kAvx2Kernels;
  }
  if (wanted != CpuKernels::Scalar) {
    got = CpuKernels::Sse2;
    return kSse2Kernels;
  }
#else
  static_cast<void>(wanted);
#endif
  got = CpuKernels::Scalar;
  return kScalarKernels;
}

struct Page {
  const uint8_t* texels = nullptr;
  ptrdiff_t stride = 0;  // texels
  bool bgra = false;
};

struct Target {
  bool open = false;
  uint32_t generation = 0;
  SizePx size;
  Buffer<uint32_t> memory;
  PixelTarget attached;
  Buffer<uint32_t> levels[prepare::kSaveLevels];
  uint32_t* pixels = nullptr;  // of the picture: `memory` or what is attached
  Px stride = 0;
};

class CpuBackendImpl final : public CpuBackend {
 public:
  CpuBackendImpl(const prepare::PageSetup& setup, CpuKernels wanted)
      : kernels_(table_of(wanted, which_)), setup_(setup) {
    const size_t texels = size_t{setup.size} * setup.size;
    memory_.resize(setup.r8_pages + setup.bgra_pages);
    for (size_t i = 0; i < memory_.size(); ++i) {
      const bool bgra = i >= setup.r8_pages;
      memory_[i].resize_zeroed(bgra ? texels * 4 : texels);
      pages_[i] = {memory_[i].data(), setup.size, bgra};
    }
  }

  const char* name() const override { return "cpu"; }
  CpuKernels kernels() const override { return which_; }
  BackendStats stats() const override { return stats_; }

  Result<bool> open_target(const TargetRequest& request) override;
  void close_target(WindowId window) override;
  void attach_pixels(WindowId window, const PixelTarget& target) override;
  void reserve_target(WindowId window, SizePx largest) override;
  ExecuteStatus execute(const DrawPlan& plan) override;
  void begin(const DrawPlan& plan) override;
  void draw_band(const DrawPlan& plan, Px y0, Px y1) override;
  void end(const DrawPlan& plan) override;
  bool read_pixels(WindowId window, RectPx rect, std::span<uint32_t> out) override;

 private:
  void resize(Target& target, const DrawPlan& plan);
  void upload(const DrawPlan& plan);
  void draw(Target& target, const DrawPlan& plan, Quad quad) const;
  void draw_gradient(Target& target, const DrawPlan& plan, const Quad& quad) const;
  void gradient_rows(const prepare::GradientRecord& g, const Quad& quad, const PixelRect& dst,
                     const CoverageRows& coverage) const;
  void masked_row(const PixelRect& row, const uint8_t* coverage, uint32_t color,
                  uint8_t alpha) const;
  CoverageRows coverage_of(const Quad& quad) const;
  static PixelRect dst_of(const Target& target, const Quad& quad) {
    return {target.pixels + ptrdiff_t{quad.y0} * target.stride + quad.x0, target.stride,
            quad.x1 - quad.x0, quad.y1 - quad.y0};
  }

  CpuKernels which_ = CpuKernels::Scalar;
  const KernelTable& kernels_;
  prepare::PageSetup setup_;
  std::vector<Buffer<uint8_t>> memory_;
  Page pages_[prepare::kMaxPages];
  Target targets_[kMaxWindows];
  BackendStats stats_;
};

Result<bool> CpuBackendImpl::open_target(const TargetRequest& request) {
  ASSERT(request.window.value < kMaxWindows);
  Target& target = targets_[request.window.value];
  target.open = true;
  target.generation = 0;
  reserve_target(request.window, {std::max(request.size.width, request.largest.width),
                                  std::max(request.size.height, request.largest.height)});
  return true;
}

void CpuBackendImpl::close_target(WindowId window) {
  targets_[window.value] = Target();
}

void CpuBackendImpl::attach_pixels(WindowId window, const PixelTarget& attached) {
  Target& target = targets_[window.value];
  target.attached = attached;
  target.generation = 0;  // resize() takes it; whether its content is new, the caller knows
}

void CpuBackendImpl::reserve_target(WindowId window, SizePx largest) {
  Target& target = targets_[window.value];
  const size_t pixels = static_cast<size_t>(largest.width) * static_cast<size_t>(largest.height);
  target.memory.reserve(pixels);
  for (Buffer<uint32_t>& level : target.levels) level.reserve(pixels);
}

void CpuBackendImpl::resize(Target& target, const DrawPlan& plan) {
  const PixelTarget& attached = target.attached;
  const bool fits = attached.pixels != nullptr && attached.size == plan.target;
  const size_t pixels =
      static_cast<size_t>(plan.target.width) * static_cast<size_t>(plan.target.height);
  target.size = plan.target;
  target.generation = plan.generation;
  // A window larger than every output is a new target: what it takes is taken as at the opening.
  std::optional<rt::Permit> permit;
  if (target.memory.capacity() < pixels) permit.emplace(rt::PermitKind::WarmUp);
  target.memory.clear();
  if (!fits) target.memory.extend(pixels);
  target.pixels = fits ? attached.pixels : target.memory.data();
  target.stride = fits ? attached.stride : plan.target.width;
  for (Buffer<uint32_t>& level : target.levels) {
    level.clear();
    level.extend(pixels);
  }
  ++stats_.targets_made;
}

void CpuBackendImpl::upload(const DrawPlan& plan) {
  for (const prepare::PageChange& change : plan.pages) {
    const bool created = change.what == prepare::PageChange::What::Create;
    pages_[change.page] =
        created ? Page{reinterpret_cast<const uint8_t*>(change.pixels), change.size.width, true}
                : Page{};
  }
  for (const prepare::PageUpload& u : plan.uploads) {
    const size_t bytes = u.format == prepare::PageFormat::Bgra ? 4 : 1;
    const uint8_t* from = plan.texels.data() + u.first_byte;
    uint8_t* to = memory_[u.page].data() + (size_t{u.v} * setup_.size + u.u) * bytes;
    for (size_t y = 0; y < u.height; ++y) {
      std::memcpy(to + y * setup_.size * bytes, from + y * u.width * bytes, u.width * bytes);
    }
    stats_.upload_bytes += size_t{u.width} * u.height * bytes;
  }
}

void CpuBackendImpl::begin(const DrawPlan& plan) {
  upload(plan);
  Target& target = targets_[plan.window.value];
  ASSERT(target.open);
  if (target.generation != plan.generation) resize(target, plan);
  for (const prepare::ScrollCopy& copy : plan.copies) {
    scroll_pixels(target.pixels, target.stride, copied_part(copy, target.size), copy);
  }
}

void CpuBackendImpl::draw_band(const DrawPlan& plan, Px y0, Px y1) {
  Target& target = targets_[plan.window.value];
  for (const Quad& quad : plan.quads) {
    if (quad.y1 <= y0 || quad.y0 >= y1) continue;
    Quad piece = quad;
    if (piece.y0 < y0) {
      if ((piece.flags & prepare::kRepeatY) == 0) {
        piece.v = static_cast<uint16_t>(piece.v + (y0 - piece.y0));
      }
      piece.y0 = static_cast<int16_t>(y0);
    }
    if (piece.y1 > y1) piece.y1 = static_cast<int16_t>(y1);
    draw(target, plan, piece);
  }
}

void CpuBackendImpl::end(const DrawPlan& plan) {
  ++stats_.plans;
  stats_.draws += plan.batches.size();
  stats_.quads += plan.quads.size();
  for (const Quad& quad : plan.quads) stats_.pixels += static_cast<uint64_t>(quad.rect().area());
}

ExecuteStatus CpuBackendImpl::execute(const DrawPlan& plan) {
  begin(plan);
  Target& target = targets_[plan.window.value];
  for (const Quad& quad : plan.quads) draw(target, plan, quad);
  end(plan);
  return ExecuteStatus::Done;
}

CoverageRows CpuBackendImpl::coverage_of(const Quad& quad) const {
  if (quad.page == prepare::kNoPage) return {nullptr, 0};
  const Page& page = pages_[quad.page];
  const bool repeat = (quad.flags & prepare::kRepeatY) != 0;
  return {page.texels + quad.v * page.stride + quad.u, repeat ? 0 : page.stride};
}

void CpuBackendImpl::draw(Target& target, const DrawPlan& plan, Quad quad) const {
  const PixelRect dst = dst_of(target, quad);
  switch (quad.kind) {
    case QuadKind::Solid:
      if ((quad.flags & prepare::kOpaque) != 0) return kernels_.fill(dst, quad.color);
      return kernels_.blend(dst, quad.color);
    case QuadKind::Mask: {
      const CoverageRows coverage = coverage_of(quad);
      if ((quad.flags & prepare::kRepeatX) == 0) return kernels_.mask(dst, coverage, quad.color);
      for (int32_t y = 0; y < dst.height; ++y) {  // one coverage a row: a constant colour
        const uint32_t color = scale_pixel(quad.color, coverage.texels[y * coverage.stride]);
        if (color == 0) continue;
        kernels_.blend({dst.pixels + y * dst.stride, dst.stride, dst.width, 1}, color);
      }
      return;
    }
    case QuadKind::Picture: {
      const Page& page = pages_[quad.page];
      if (page.texels == nullptr) return;
      const ColorRows rows = {
          reinterpret_cast<const uint32_t*>(page.texels) + quad.v * page.stride + quad.u,
          page.stride};
      if ((quad.flags & prepare::kOpaque) == 0) {
        return kernels_.over(dst, rows, {nullptr, 0}, quad.alpha);
      }
      for (int32_t y = 0; y < dst.height; ++y) {
        std::memcpy(dst.pixels + y * dst.stride, rows.pixels + y * rows.stride,
                    static_cast<size_t>(dst.width) * 4);
      }
      return;
    }
    case QuadKind::Gradient:
      return draw_gradient(target, plan, quad);
    case QuadKind::Save:
    case QuadKind::Restore: {
      uint32_t* saved =
          target.levels[quad.alpha].data() + ptrdiff_t{quad.y0} * target.size.width + quad.x0;
      if (quad.kind == QuadKind::Restore) {
        return kernels_.mix(dst, {saved, target.size.width}, coverage_of(quad),
                            static_cast<uint8_t>(quad.color));
      }
      for (int32_t y = 0; y < dst.height; ++y) {
        std::memcpy(saved + ptrdiff_t{y} * target.size.width, dst.pixels + y * dst.stride,
                    static_cast<size_t>(dst.width) * 4);
      }
      return;
    }
  }
}

// Level gradients take one colour a row, upright ones one row for all; others are evaluated a
// pixel.
void CpuBackendImpl::draw_gradient(Target& target, const DrawPlan& plan, const Quad& quad) const {
  const prepare::GradientRecord& g = plan.gradients[quad.color];
  const PixelRect dst = dst_of(target, quad);
  const CoverageRows coverage = coverage_of(quad);
  const Page& page = pages_[g.page];
  const auto* ramp = reinterpret_cast<const uint32_t*>(page.texels) + g.v * page.stride + g.u;
  if (g.shape != prepare::GradientShape::Linear || g.to_unit.a != 0) {
    return gradient_rows(g, quad, dst, coverage);
  }
  for (int32_t y = 0; y < dst.height; ++y) {
    const uint32_t color = ramp[prepare::gradient_texel(g, quad.x0, quad.y0 + y)];
    const PixelRect row = {dst.pixels + y * dst.stride, dst.stride, dst.width, 1};
    if (coverage.texels != nullptr) {
      masked_row(row, coverage.texels + y * coverage.stride, color, quad.alpha);
      continue;
    }
    const uint32_t faded = scale_pixel(color, quad.alpha);
    if (faded >> 24 == 255) {
      kernels_.fill(row, faded);
    } else {
      kernels_.blend(row, faded);
    }
  }
}

// One colour under coverage, faded in the order of `over`: coverage first.
void CpuBackendImpl::masked_row(const PixelRect& row, const uint8_t* coverage, uint32_t color,
                                uint8_t alpha) const {
  if (alpha == 255) return kernels_.mask(row, {coverage, 0}, color);
  uint32_t same[kGradientPiece];
  std::fill(same, same + kGradientPiece, color);
  for (int32_t x = 0; x < row.width; x += kGradientPiece) {
    const int32_t n = std::min(kGradientPiece, row.width - x);
    kernels_.over({row.pixels + x, row.stride, n, 1}, {same, 0}, {coverage + x, 0}, alpha);
  }
}

void CpuBackendImpl::gradient_rows(const prepare::GradientRecord& g, const Quad& quad,
                                   const PixelRect& dst, const CoverageRows& coverage) const {
  const Page& page = pages_[g.page];
  const auto* ramp = reinterpret_cast<const uint32_t*>(page.texels) + g.v * page.stride + g.u;
  const bool same_rows = g.shape == prepare::GradientShape::Linear && g.to_unit.c == 0;
  uint32_t colors[kGradientPiece];
  const auto evaluate = [&](int32_t x, int32_t y, int32_t n) {
    for (int32_t i = 0; i < n; ++i) {
      colors[i] = ramp[prepare::gradient_texel(g, quad.x0 + x + i, quad.y0 + y)];
    }
  };
  for (int32_t x = 0; x < dst.width; x += kGradientPiece) {
    const int32_t n = std::min(kGradientPiece, dst.width - x);
    for (int32_t y = 0; y < dst.height; ++y) {
      if (y == 0 || !same_rows) evaluate(x, y, n);
      uint32_t* row = dst.pixels + y * dst.stride + x;
      const uint8_t* cover =
          coverage.texels != nullptr ? coverage.texels + y * coverage.stride + x : nullptr;
      kernels_.over({row, 0, n, 1}, {colors, 0}, {cover, 0}, quad.alpha);
    }
  }
}

bool CpuBackendImpl::read_pixels(WindowId window, RectPx rect, std::span<uint32_t> out) {
  if (window.value >= kMaxWindows) return false;
  const Target& target = targets_[window.value];
  if (target.pixels == nullptr || rect.empty() ||
      !covers({0, 0, target.size.width, target.size.height}, rect) ||
      out.size() < static_cast<size_t>(rect.area())) {
    return false;
  }
  for (Px y = 0; y < rect.height(); ++y) {
    std::memcpy(out.data() + static_cast<size_t>(y) * static_cast<size_t>(rect.width()),
                target.pixels + ptrdiff_t{rect.y0 + y} * target.stride + rect.x0,
                static_cast<size_t>(rect.width()) * 4);
  }
  return true;
}

}  // namespace

std::unique_ptr<CpuBackend> CpuBackend::create(const prepare::PageSetup& setup,
                                               CpuKernels kernels) {
  return std::make_unique<CpuBackendImpl>(setup, kernels);
}

}  // namespace hallows::render
