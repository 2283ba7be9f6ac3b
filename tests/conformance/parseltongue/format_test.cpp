#include <doctest/doctest.h>

#include "parseltongue/compiler/syntax.h"
#include "tests/conformance/parseltongue/sources.h"

using namespace hallows;
using namespace hallows::test;

namespace {

// All tokens but blanks and newlines.
std::string words(const std::string& text) {
  const ptl::SyntaxTree tree = ptl::parse_tree("", text);
  std::string out;
  for (const ptl::Token& t : tree.tokens) {
    if (t.kind == ptl::TokenKind::Blank || t.kind == ptl::TokenKind::Newline) continue;
    out += std::string(tree.text_of_token(t)) + " ";
  }
  return out;
}

}  // namespace

TEST_CASE("formatting twice is formatting once, and keeps every word and comment") {
  std::vector<std::string> texts;
  for (const std::string& path : files_in(kExamples)) texts.push_back(read(path));
  for (const StdFile& file : std_files()) texts.emplace_back(file.text);
  for (const std::string& text : texts) {
    const std::string once = ptl::format_source(text);
    CHECK(ptl::format_source(once) == once);
    CHECK(words(once) == words(text));
  }
}

TEST_CASE("indentation, blanks and empty lines come out in the one layout") {
  const std::string in =
      "// head\n\n\n\ncomponent  A{\n  in x:int=1   // one\n      Row{gap:8dp,Text{\"{ x }\"}\n"
      "}\n}\n\n\n";
  CHECK(ptl::format_source(in) ==
        "// head\n\ncomponent A {\n    in x: int = 1 // one\n    Row { gap: 8dp, Text { \"{x}\" }\n"
        "    }\n}\n");
}

TEST_CASE("a file that does not parse comes back as it is") {
  const std::string in = "component A {\n  in\n";
  CHECK(ptl::format_source(in) == in);
}
