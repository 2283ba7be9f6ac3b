#include "parseltongue/std/std_source.h"

namespace hallows {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

// Whether a line of `text` begins with `keyword name`, as the declarations of std do.
bool declares(std::string_view text, std::string_view keyword, std::string_view name) {
  for (size_t at = text.find(keyword); at != std::string_view::npos;
       at = text.find(keyword, at + 1)) {
    if (at != 0 && text[at - 1] != '\n') continue;
    const std::string_view rest = text.substr(at + keyword.size());
    if (!rest.starts_with(name)) continue;
    if (rest.size() == name.size() || !is_name(rest[name.size()])) return true;
  }
  return false;
}

}  // namespace

std::string_view std_source(std::string_view name) {
  if (name.empty()) return {};
  for (const StdFile& file : std_files()) {
    if (file.name == name || declares(file.text, "component ", name) ||
        declares(file.text, "theme ", name)) {
      return file.text;
    }
  }
  return {};
}

}  // namespace hallows
