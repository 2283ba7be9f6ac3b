#pragma once

namespace hallows::tools {

// What the `hallows` command tells the shell.
constexpr int kFine = 0;
constexpr int kInputHasErrors = 1;  // a mistake in a source file, a failed test
constexpr int kBadCommandLine = 2;
constexpr int kMachineLacks = 3;  // no display, no fonts, a file that can't be read or written

}  // namespace hallows::tools
