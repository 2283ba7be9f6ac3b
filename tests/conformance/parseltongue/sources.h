#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "parseltongue/compiler/compile.h"
#include "parseltongue/std/std_source.h"

namespace hallows::test {

inline std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

inline const std::string kExamples =
    std::string(HALLOWS_SOURCE_DIR) + "/tests/conformance/parseltongue/examples";

inline std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& e : std::filesystem::directory_iterator(folder)) {
    if (e.path().extension() == ".ptl") out.push_back(e.path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

// One text in place of the root file; standard components from the library, others from disk.
struct Source {
  std::string path;
  std::string text;

  static bool load(void* context, std::string_view path, std::string& text) {
    const auto& self = *static_cast<const Source*>(context);
    if (path == self.path) {
      text = self.text;
      return true;
    }
    if (path.starts_with("std:")) {
      text = std_source(path.substr(4));
      return !text.empty();
    }
    if (!std::filesystem::exists(std::string(path))) return false;
    text = read(std::string(path));
    return true;
  }
};

inline ptl::CompileResult compile_text(const std::string& path, std::string text) {
  Source source{path, std::move(text)};
  ptl::SourceLoader loader;
  loader.context = &source;
  loader.load = Source::load;
  return ptl::compile(path, loader);
}

inline std::string all_errors(const ptl::CompileResult& result) {
  std::string out;
  for (const Diagnostic& d : result.diagnostics) out += format_diagnostic(d) + "\n";
  return out;
}

inline std::vector<Diagnostic> errors_of(const ptl::CompileResult& result) {
  std::vector<Diagnostic> out;
  for (const Diagnostic& d : result.diagnostics) {
    if (d.severity == Severity::Error) out.push_back(d);
  }
  return out;
}

}  // namespace hallows::test
