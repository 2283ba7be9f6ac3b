#pragma once

#include <optional>
#include <string>

#include "parseltongue/compiler/compile.h"

namespace hallows::tools {

// Files from disk, standard components from the library.
ptl::SourceLoader disk_loader();
std::optional<std::string> read_file(const std::string& path);

}  // namespace hallows::tools
