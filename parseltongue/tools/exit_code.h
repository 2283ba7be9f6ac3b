#pragma once

namespace hallows::tools {

// What the `hallows` command tells the shell.
enum ExitCode : int {
  kFine = 0,
  kInputHasErrors = 1,  // a mistake in a source file, a failed test
  kBadCommandLine = 2,
  kMachineLacks = 3,  // no display, no fonts, no device, a file that can't be read or written
};

}  // namespace hallows::tools
