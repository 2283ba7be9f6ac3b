#pragma once

#include <memory>

#include "renderer/backend.h"

namespace hallows::render {

enum class CpuKernels : uint8_t { Auto, Scalar, Sse2, Avx2 };

// Pixels that somebody else owns (a port's shared memory): premultiplied BGRA, `stride` in pixels.
// They keep their content between plans.
struct PixelTarget {
  uint32_t* pixels = nullptr;
  Px stride = 0;
  SizePx size;
};

// Draws plans with spans of integer arithmetic. All kernels give the same pixels, bit by bit.
class CpuBackend : public Backend {
 public:
  // `setup`: Preparer::page_setup(). Kernels that this processor lacks fall back to the next lower.
  static std::unique_ptr<CpuBackend> create(const prepare::PageSetup& setup,
                                            CpuKernels kernels = CpuKernels::Auto);
  // From the next plan on the window draws straight into these pixels (they must be of the plan's
  // size then, else that plan draws into memory of the back end's own). Null pixels: own memory.
  virtual void attach_pixels(WindowId window, const PixelTarget& target) = 0;
  // Own memory is reserved for targets up to this size, so that resizing within it doesn't
  // allocate.
  virtual void reserve_target(WindowId window, SizePx largest) = 0;
  // execute() in pieces, for paint helpers: begin (page changes, uploads, copies), bands in any
  // order on any threads, each once, then end.
  virtual void begin(const prepare::DrawPlan& plan) = 0;
  virtual void draw_band(const prepare::DrawPlan& plan, Px y0, Px y1) = 0;
  virtual void end(const prepare::DrawPlan& plan) = 0;
  virtual CpuKernels kernels() const = 0;
};

}  // namespace hallows::render
