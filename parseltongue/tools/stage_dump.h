#pragma once

#include <array>
#include <string>
#include <string_view>

#include "ui-sched/app/session.h"

namespace hallows::tools {

// What `--dump` may name: what stages wrote, in the order of a frame. `semantics` is computed when
// asked for; `plan` is the draw plan of the window's last frame that drew.
constexpr std::array<const char*, 7> kDumpStages = {"elements",  "bindings", "style", "layout",
                                                    "semantics", "scene",    "plan"};

// One of kDumpStages as text, between frames; empty for any other name. The same in every build
// type.
std::string dump_stage(Session& session, WindowId window, std::string_view stage);

}  // namespace hallows::tools
