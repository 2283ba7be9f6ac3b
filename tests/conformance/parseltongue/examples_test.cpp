#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>

#include "tests/conformance/parseltongue/sources.h"

using namespace hallows;
using namespace hallows::test;

TEST_CASE("every example compiles without a word") {
  const auto files = files_in(kExamples);
  REQUIRE(files.size() >= 6);
  for (const std::string& path : files) {
    CAPTURE(path);
    const ptl::CompileResult result = compile_text(path, read(path));
    CHECK_MESSAGE(result.diagnostics.empty(), all_errors(result));
    CHECK(result.program->main);
    CHECK(!result.program->tests.empty());
  }
}

TEST_CASE("every wrong example is refused at its place, and nowhere else") {
  const auto files = files_in(kExamples + "/errors");
  REQUIRE(files.size() >= 12);
  for (const std::string& path : files) {
    CAPTURE(path);
    const std::string text = read(path);
    unsigned line = 0;
    unsigned column = 0;
    REQUIRE(std::sscanf(text.c_str(), "// expect %u:%u", &line, &column) == 2);
    const ptl::CompileResult result = compile_text(path, text);
    const auto errors = errors_of(result);
    CAPTURE(all_errors(result));
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].place.line == line);
    CHECK(errors[0].place.column == column);
  }
}

TEST_CASE("standard components compile by themselves") {
  for (const StdFile& file : std_files()) {
    CAPTURE(file.name);
    const ptl::CompileResult result =
        compile_text("std:" + std::string(file.name), std::string(file.text));
    CHECK_MESSAGE(result.ok(), all_errors(result));
  }
}
