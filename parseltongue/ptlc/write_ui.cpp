#include "parseltongue/ptlc/write_ui.h"

#include <filesystem>
#include <utility>

#include "parseltongue/ptlc/emit.h"
#include "parseltongue/std/std_source.h"
#include "rt-kernel/base/write_file.h"

namespace hallows::ptlc {
namespace {

// As make reads the name of a file.
std::string escaped(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == ' ' || c == '#' || c == '\\') out += '\\';
    if (c == '$') out += '$';
    out += c;
  }
  return out;
}

Diagnostic unusable(const std::string& path) {
  Diagnostic d;
  d.code = "file-name-unusable";
  d.place.file = path;
  d.message = "no C++ file can include a header of this name";
  d.fix = "rename it, without quotes, backslashes and line breaks";
  return d;
}

}  // namespace

Result<std::string> write_ui(const ptl::CompileResult& compiled, const std::string& path,
                             const std::string& folder) {
  namespace fs = std::filesystem;
  const std::string name = fs::path(path).filename().string();
  if (name.find_first_of("\"\\\n\r") != std::string::npos) return unusable(path);
  const Source source{name, path};
  const format::Tables tables = compiled.program->tables();
  const std::string stem = (fs::path(folder) / name).string();
  std::string read = escaped(stem + ".cpp") + " " + escaped(stem + ".h") + ":";
  for (const ptl::LoadedFile& file : compiled.files) {
    if (!file.path.starts_with(kStdPrefix)) read += " " + escaped(file.path);
  }
  const std::pair<std::string, std::string> files[] = {{stem + ".h", emit_header(source, tables)},
                                                       {stem + ".cpp", emit_source(source, tables)},
                                                       {stem + ".d", read + "\n"}};
  for (const auto& [file, text] : files) {
    if (const auto written = write_file(file, text); !written) return written.error();
  }
  return stem;
}

}  // namespace hallows::ptlc
