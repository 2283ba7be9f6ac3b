#include "parseltongue/ptlc/write_ui.h"

#include <filesystem>

#include "parseltongue/ptlc/emit.h"
#include "parseltongue/std/std_source.h"
#include "rt-kernel/base/write_file.h"

namespace hallows::ptlc {

Result<bool> write_ui(const ptl::CompileResult& compiled, const std::string& path,
                      const std::string& folder) {
  namespace fs = std::filesystem;
  const std::string name = fs::path(path).filename().string();
  const Source source{name, path};
  const format::Tables tables = compiled.program->tables();
  std::string read = name + ".cpp " + name + ".h:";
  for (const ptl::LoadedFile& file : compiled.files) {
    if (!file.path.starts_with(kStdPrefix)) read += " " + file.path;
  }
  const std::string stem = (fs::path(folder) / name).string();
  if (auto written = write_file(stem + ".h", emit_header(source, tables)); !written) return written;
  if (auto written = write_file(stem + ".cpp", emit_source(source, tables)); !written) {
    return written;
  }
  return write_file(stem + ".d", read + "\n");
}

}  // namespace hallows::ptlc
