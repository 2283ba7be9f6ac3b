#pragma once

#include <string>

#include "parseltongue/compiler/compile.h"
#include "rt-kernel/base/result.h"

namespace hallows::ptlc {

// Writes what a compiled file gives an application: FOLDER/FILE.ptl.h and .cpp, and FILE.ptl.d with
// the files that were read, for make. A file is replaced whole or stays. Fails with
// `file-unwritable`, and with `file-name-unusable` where C++ couldn't include it. `path` is the one
// that the compiler was given. Gives FOLDER/FILE.ptl, which the names begin with.
Result<std::string> write_ui(const ptl::CompileResult& compiled, const std::string& path,
                             const std::string& folder);

}  // namespace hallows::ptlc
