#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parseltongue/compiler/compile.h"
#include "rt-kernel/base/diagnostic.h"

namespace hallows::tools {

enum class Format { Text, Json };

// Prints diagnostics to stderr (text, with source lines from `files`) or to stdout (one JSON object
// a line, as the language's specification gives it). Returns the number of errors.
int report(std::span<const Diagnostic> diagnostics, std::span<const ptl::LoadedFile> files,
           Format format);
int report(const Diagnostic& diagnostic);

}  // namespace hallows::tools
