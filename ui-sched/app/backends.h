#pragma once

#include <memory>

#include "renderer/prepare/draw_plan.h"
#include "ui-sched/app/session.h"

namespace hallows {

struct MadeBackend {
  std::unique_ptr<render::Backend> backend;
  runtime::BackendBinding binding;
  std::string name;  // with the device
  runtime::Shows shows = runtime::Shows::Port;
  bool on_gpu_thread = false;
};

// The back end that was asked for, or for Auto the cpu where Vulkan would only be emulated. `notes`
// takes what the user should know about the choice. Fails where Vulkan was asked for by name and
// can't be had: the caller falls back to the cpu and says so.
Result<MadeBackend> make_backend(BackendChoice choice, const prepare::PageSetup& pages,
                                 std::vector<Diagnostic>& notes);
MadeBackend make_cpu_backend(const prepare::PageSetup& pages);

}  // namespace hallows
