#pragma once

#include <string>

namespace hallows::text {

// The path of a file of data (a font, a dictionary) of the default stack: the first that is there
// of the folder that the environment variable names, what an application carries with it (`fonts`
// beside the program; `../share/hallows/fonts` as `cmake --install` puts it) and `system_folder`.
// Empty: nowhere. Set-up: reads the file system.
std::string find_data_file(const std::string& name, const char* variable,
                           const std::string& system_folder);

}  // namespace hallows::text
