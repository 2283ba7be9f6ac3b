#include "layout/text/data_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace hallows::text {
namespace fs = std::filesystem;
namespace {

constexpr std::streamoff kMaxFile = 16 * 1024 * 1024;

}  // namespace

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

std::vector<uint8_t> read_data_file(const std::string& name, const char* variable,
                                    const std::string& system_folder) {
  std::ifstream in(find_data_file(name, variable, system_folder), std::ios::binary | std::ios::ate);
  const std::streamoff size = in ? static_cast<std::streamoff>(in.tellg()) : 0;
  if (size <= 0 || size > kMaxFile) return {};
  std::vector<uint8_t> bytes(static_cast<size_t>(size));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

}  // namespace hallows::text
