#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "parseltongue/compiler/syntax.h"
#include "tests/conformance/parseltongue/sources.h"

using namespace hallows;
using namespace hallows::test;

namespace {

struct Mutant {
  std::string text;
  uint32_t line = 0;
  uint32_t next_line = 0;  // of the token behind
  std::string what;
  bool brace = false;
};

bool is_seen(ptl::TokenKind kind) {
  return kind > ptl::TokenKind::DocComment || kind == ptl::TokenKind::End;
}

// The file with one token left out, for each token that the parser sees.
std::vector<Mutant> mutants_of(const std::string& text) {
  ptl::SyntaxTree tree = ptl::parse_tree("x.ptl", text);
  std::vector<Mutant> out;
  for (size_t i = 0; i < tree.tokens.size(); ++i) {
    const ptl::Token& t = tree.tokens[i];
    if (!is_seen(t.kind) || t.start == t.end) continue;
    size_t next = i + 1;
    // Behind a closing brace the next line shows that a block has ended.
    const bool closes = t.kind == ptl::TokenKind::RightBrace;
    const auto passed = [&](const ptl::Token& n) {
      return !is_seen(n.kind) || (closes && tree.line_of(n.start) == tree.line_of(t.start));
    };
    while (next + 1 < tree.tokens.size() && passed(tree.tokens[next])) ++next;
    Mutant m;
    m.text = text.substr(0, t.start) + text.substr(t.end);
    m.line = tree.line_of(t.start);
    m.next_line = tree.line_of(tree.tokens[std::min(next, tree.tokens.size() - 1)].start);
    m.what = text.substr(t.start, t.end - t.start);
    m.brace = t.kind == ptl::TokenKind::LeftBrace || t.kind == ptl::TokenKind::RightBrace;
    out.push_back(std::move(m));
  }
  return out;
}

}  // namespace

TEST_CASE("printing what was parsed gives the file back, damaged or not") {
  for (const std::string& path : files_in(kExamples)) {
    const std::string text = read(path);
    CHECK(ptl::parse_source(path, text).printed == text);
    for (const Mutant& m : mutants_of(text)) {
      REQUIRE(ptl::parse_source(path, m.text).printed == m.text);
    }
  }
}

TEST_CASE("a missing token gives few errors, the first beside it") {
  size_t worst = 0;
  size_t far = 0;
  size_t count = 0;
  for (const std::string& path : files_in(kExamples)) {
    for (const Mutant& m : mutants_of(read(path))) {
      const auto result = compile_text(path, m.text);
      const auto errors = errors_of(result);
      ++count;
      worst = std::max(worst, errors.size());
      const size_t limit = m.brace ? 7 : 5;
      if (errors.size() > limit) {
        MESSAGE(path << ":" << m.line << " without '" << m.what << "': " << errors.size() << "\n"
                     << all_errors(result));
      }
      CHECK(errors.size() <= limit);
      // What still parses means something else: its errors stand where that does not fit.
      if (errors.empty() || ptl::parse_source(path, m.text).diagnostics.empty()) continue;
      const uint32_t line = errors[0].place.line;
      if (line + 1 < m.line || line > std::max(m.line + 1, m.next_line)) {
        ++far;
        MESSAGE(path << ":" << m.line << " without '" << m.what << "': far\n"
                     << all_errors(result));
      }
    }
  }
  CHECK(far == 0);
  MESSAGE(count << " mutants, at most " << worst << " errors");
}

TEST_CASE("a missing brace hides no mistake elsewhere") {
  for (const std::string& path : files_in(kExamples)) {
    // A component that is wrong, behind everything else.
    const std::string text =
        read(path) + "\ncomponent Wrong {\n    let a = 4dp + 20ms\n    Text { \"{a}\" }\n}\n";
    const auto lines = static_cast<uint32_t>(std::count(text.begin(), text.end(), '\n'));
    for (const Mutant& m : mutants_of(text)) {
      if (!m.brace || m.line + 6 > lines) continue;
      const auto result = compile_text(path, m.text);
      const auto errors = errors_of(result);
      const bool found = std::any_of(errors.begin(), errors.end(), [](const Diagnostic& d) {
        return std::string_view(d.code) == "unit-mismatch";
      });
      CHECK_MESSAGE(found, path << ":" << m.line << " without '" << m.what << "'\n"
                                << all_errors(result));
    }
  }
}
