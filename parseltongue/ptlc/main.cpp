#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "parseltongue/compiler/compile.h"
#include "parseltongue/ptlc/write_ui.h"
#include "parseltongue/std/std_source.h"

// ptlc FILE.ptl OUT_DIR: writes OUT_DIR/FILE.ptl.h and OUT_DIR/FILE.ptl.cpp, and OUT_DIR/FILE.ptl.d
// with the files that were read, for make. What hallows_add_ui runs.
namespace hallows::ptlc {
namespace {

namespace fs = std::filesystem;

bool load(void*, std::string_view path, std::string& text) {
  if (path.starts_with(kStdPrefix)) {
    text = std_source(path.substr(kStdPrefix.size()));
    return !text.empty();
  }
  std::ifstream in(fs::path(std::string(path)), std::ios::binary);
  if (!in) return false;
  std::ostringstream bytes;
  bytes << in.rdbuf();
  text = bytes.str();
  return true;
}

bool asset_exists(void*, std::string_view path) {
  std::error_code error;
  return fs::is_regular_file(fs::path(std::string(path)), error);
}

bool print_problems(const ptl::CompileResult& result) {
  for (const Diagnostic& d : result.diagnostics) {
    std::string_view source;
    for (const ptl::LoadedFile& file : result.files) {
      if (file.path == d.place.file) source = file.text;
    }
    std::fputs(format_diagnostic(d, source).c_str(), stderr);
  }
  return result.ok();
}

int run(const std::string& path, const std::string& folder) {
  const ptl::CompileResult result = ptl::compile(path, {nullptr, load, asset_exists});
  if (!print_problems(result)) return 1;
  const Result<std::string> written = write_ui(result, path, folder);
  if (!written) std::fputs(format_diagnostic(written.error()).c_str(), stderr);
  return written ? 0 : 3;
}

}  // namespace
}  // namespace hallows::ptlc

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: ptlc FILE.ptl OUT_DIR\n", stderr);
    return 2;
  }
  return hallows::ptlc::run(argv[1], argv[2]);
}
