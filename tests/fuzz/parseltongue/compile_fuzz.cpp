#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parseltongue/compiler/compile.h"
#include "parseltongue/std/std_source.h"

namespace {

bool load(void* context, std::string_view path, std::string& text) {
  if (path == "fuzz.ptl") {
    text = *static_cast<const std::string*>(context);
    return true;
  }
  if (!path.starts_with("std:")) return false;
  text = hallows::std_source(path.substr(4));
  return !text.empty();
}

}  // namespace

// Any bytes compile to a result, and print and format without loss.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  hallows::ptl::SourceLoader loader;
  loader.context = &text;
  loader.load = load;
  const auto result = hallows::ptl::compile("fuzz.ptl", loader);
  (void)hallows::ptl::tables_dump(result.program->tables());
  if (hallows::ptl::parse_source("fuzz.ptl", text).printed != text) std::abort();
  const std::string once = hallows::ptl::format_source(text);
  if (hallows::ptl::format_source(once) != once) std::abort();
  return 0;
}
