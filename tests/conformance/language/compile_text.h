#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "parseltongue/compiler/compile.h"
#include "parseltongue/std/std_source.h"

namespace hallows::test {

// Compiles one file whose standard components come from the program itself.
inline ptl::CompileResult compile_text(std::string text) {
  struct Context {
    std::string text;
  } context{std::move(text)};
  const ptl::SourceLoader loader{&context,
                                 [](void* c, std::string_view path, std::string& out) {
                                   if (path.starts_with("std:")) {
                                     out = std_source(path.substr(4));
                                     return !out.empty();
                                   }
                                   out = static_cast<Context*>(c)->text;
                                   return path == "test.ptl";
                                 },
                                 nullptr};
  return ptl::compile("test.ptl", loader);
}

inline std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline std::string report(const ptl::CompileResult& result) {
  std::string out;
  for (const Diagnostic& d : result.diagnostics) {
    std::string_view source;
    for (const ptl::LoadedFile& file : result.files) {
      if (file.path == d.place.file) source = file.text;
    }
    out += format_diagnostic(d, source) + "\n";
  }
  return out;
}

}  // namespace hallows::test
