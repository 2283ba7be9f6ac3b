#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "renderer/prepare/draw_plan.h"
#include "rt-kernel/base/result.h"
#include "rt-kernel/types/native_window.h"

namespace hallows::render {

// Where a window's picture goes.
struct TargetRequest {
  WindowId window;
  SizePx size;
  NativeWindow native;  // System::None: an image in memory only
  SizePx largest;       // what it may be resized to without further memory; 0: `size`
};

struct BackendStats {
  uint64_t plans = 0;
  uint64_t draws = 0;  // draw calls (cpu: batches)
  uint64_t quads = 0;
  uint64_t pixels = 0;  // written by quads
  uint64_t upload_bytes = 0;
  uint64_t targets_made = 0;
};

enum class ExecuteStatus : uint8_t {
  Done,
  Late,  // the picture is right, presenting failed this time: the next plan presents again
  Lost,  // device or surface is gone: make a new back end, then Preparer::restart_executor
};

// The seam between plans and pixels. One thread uses a back end at a time (the engine for cpu, the
// gpu thread for vulkan). Every window has a persistent image; a plan changes its damage only.
// Plans come in the order of their serials.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual const char* name() const = 0;
  // Set-up work: may allocate and wait.
  virtual Result<bool> open_target(const TargetRequest& request) = 0;
  virtual void close_target(WindowId window) = 0;
  // Draws, and presents where there is something to present to. When it returns the plan may be
  // released. A plan whose generation is new resizes the target first. No failure shows in the
  // picture of a later plan.
  virtual ExecuteStatus execute(const prepare::DrawPlan& plan) = 0;
  // Copies `rect` of the window's image, tightly packed; waits for the device. For tests, captures
  // and screenshots. False when the window has none or `rect` lies outside.
  virtual bool read_pixels(WindowId window, RectPx rect, std::span<uint32_t> out) = 0;
  virtual BackendStats stats() const = 0;
};

}  // namespace hallows::render
