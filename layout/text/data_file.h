#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rt-kernel/base/result.h"

namespace hallows::text {

// The path of a file of data (a font, a dictionary) of the default stack: the first that is there
// of the folder that the environment variable names, what an application carries with it (`fonts`
// beside the program; `../share/hallows/fonts` as `cmake --install` puts it) and `system_folder`.
// Empty: nowhere. Set-up: reads the file system.
std::string find_data_file(const std::string& name, const char* variable,
                           const std::string& system_folder);
// The bytes of that file. Empty where there is none, or none of at most 16 MiB.
std::vector<uint8_t> read_data_file(const std::string& name, const char* variable,
                                    const std::string& system_folder);

// A kind of data that a machine may lack, and why it is empty where it is.
template <class T>
struct Installed {
  T data;
  std::optional<Diagnostic> problem;
};

// T::read() of the bytes of its file, of which none say that it is absent.
template <class T>
Installed<T> installed_from(std::vector<uint8_t> bytes, const Diagnostic& absent) {
  Installed<T> out;
  if (bytes.empty()) {
    out.problem = absent;
    return out;
  }
  Result<T> read = T::read(std::move(bytes));
  if (read) {
    out.data = std::move(*read);
  } else {
    out.problem = read.error();
    out.problem->severity = Severity::Warning;
  }
  return out;
}

}  // namespace hallows::text
