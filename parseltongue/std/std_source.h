#pragma once

#include <span>
#include <string_view>

namespace hallows {

// What the compiler puts before the name of a standard component when it asks for a source.
constexpr std::string_view kStdPrefix = "std:";

// The standard components are written in the language; their sources travel inside the program.
// `name` is a component, a theme ("Button", "Dark") or a file ("button.ptl"); empty when std has no
// such thing. Any thread.
std::string_view std_source(std::string_view name);

struct StdFile {
  std::string_view name;  // "button.ptl"
  std::string_view text;
};
std::span<const StdFile> std_files();

}  // namespace hallows
