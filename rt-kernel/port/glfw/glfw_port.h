#pragma once

#include <memory>

#include "rt-kernel/base/result.h"
#include "rt-kernel/port/port.h"

namespace hallows {

// A desktop window through GLFW 3.3 on X11; the calling thread becomes the platform thread and must
// be the process's main thread. Pixels go over MIT-SHM on a connection that only the presenter
// uses. Fails with a clear message where there is no display. One such port a process.
Result<std::unique_ptr<Port>> create_glfw_port(const PortConfig& config);

}  // namespace hallows
