#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rt-kernel/base/result.h"

namespace hallows {

// Replaces the whole file, or leaves it as it was: the bytes go to a file beside it, which then
// takes its name, mode and owner (a link's target is replaced, not the link). What is no regular
// file (a pipe, a device) is written to directly. Set-up work. Fails with `file-unwritable`.
Result<bool> write_file(const std::string& path, std::string_view bytes);
Result<bool> write_file(const std::string& path, std::span<const unsigned char> bytes);

}  // namespace hallows
