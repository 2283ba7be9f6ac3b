#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/conformance/language/compile_text.h"

// The standard components are programs like any other: they must compile without a word.
using namespace hallows;

namespace {

// Names that the std sources declare with `keyword`.
std::set<std::string> declared(std::string_view keyword) {
  std::set<std::string> names;
  for (const StdFile& file : std_files()) {
    for (size_t at = 0; at < file.text.size();) {
      const size_t end = std::min(file.text.find('\n', at), file.text.size());
      const std::string_view line = file.text.substr(at, end - at);
      at = end + 1;
      if (!line.starts_with(keyword)) continue;
      const std::string_view rest = line.substr(keyword.size());
      names.emplace(rest.substr(0, rest.find_first_of(" <{")));
    }
  }
  return names;
}

}  // namespace

TEST_CASE("every component of std is found by its name and compiles") {
  const std::set<std::string> names = declared("component ");
  CHECK(names.size() >= 10);
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK_FALSE(std_source(name).empty());
    const ptl::CompileResult result =
        test::compile_text("use std { " + name + ", Column }\ncomponent T { Column { } }\n");
    INFO(test::report(result));
    CHECK(result.diagnostics.empty());
  }
  CHECK(std_source("NoSuchThing").empty());
  CHECK(std_source("").empty());
}

TEST_CASE("both themes have the same values") {
  const std::string_view source = std_source("Light");
  CHECK(source == std_source("Dark"));
  std::set<std::string> fields[2];
  int theme = -1;
  for (size_t at = 0; at < source.size();) {
    const size_t end = std::min(source.find('\n', at), source.size());
    const std::string_view line = source.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("theme ")) ++theme;
    const size_t colon = line.find(": ");
    if (theme < 0 || !line.starts_with("    ") || colon == std::string_view::npos) continue;
    if (line.find("//") == std::string_view::npos) fields[theme].emplace(line.substr(4, colon - 4));
  }
  REQUIRE(theme == 1);
  CHECK(fields[0].size() >= 30);
  CHECK(fields[0] == fields[1]);
}
