#include "layout/text/data_file.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace hallows::text {
namespace fs = std::filesystem;

std::string find_data_file(const std::string& name, const char* variable,
                           const std::string& system_folder) {
  std::vector<fs::path> folders;
  if (const char* wanted = std::getenv(variable)) folders.emplace_back(wanted);
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    folders.push_back(program.parent_path() / "fonts");
    folders.push_back(program.parent_path().parent_path() / "share" / "hallows" / "fonts");
  }
  folders.emplace_back(system_folder);
  for (const fs::path& folder : folders) {
    if (fs::is_regular_file(folder / name, error)) return (folder / name).string();
  }
  return {};
}

}  // namespace hallows::text
