#include "parseltongue/tools/sources.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "parseltongue/std/std_source.h"

namespace hallows::tools {
namespace {

bool load(void*, std::string_view path, std::string& text) {
  if (path.starts_with(kStdPrefix)) {
    const std::string_view source = std_source(path.substr(kStdPrefix.size()));
    text = source;
    return !source.empty();
  }
  std::optional<std::string> bytes = read_file(std::string(path));
  if (!bytes) return false;
  text = std::move(*bytes);
  return true;
}

bool asset_exists(void*, std::string_view path) {
  std::error_code error;
  return std::filesystem::is_regular_file(std::filesystem::path(path), error);
}

}  // namespace

ptl::SourceLoader disk_loader() {
  return {nullptr, load, asset_exists};
}

std::optional<std::string> read_file(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream out;
  out << in.rdbuf();
  std::string text = out.str();
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);  // what some editors mark UTF-8 with
  return text;
}

}  // namespace hallows::tools
