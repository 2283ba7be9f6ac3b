#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "parseltongue/interpreter/interpreter.h"
#include "parseltongue/value/heap.h"
#include "tests/conformance/language/compile_text.h"

// The `test` blocks that mount nothing run without a UI: a host counts what `expect` is given.
using namespace hallows;
using namespace hallows::format;
using value::Value;

namespace {

struct Counts {
  const Tables* tables = nullptr;
  int passed = 0;
  std::vector<std::string> failed;
  bool mounts = false;
};

void test_call(void* context, Scope&, TextId method, Place place, std::span<const Value> arguments,
               Value&) {
  auto& counts = *static_cast<Counts*>(context);
  if (counts.tables->texts[method.value] != "expect") return;
  if (!arguments.empty() && arguments[0].as_bool()) {
    ++counts.passed;
  } else {
    counts.failed.push_back("line " + std::to_string(place.line));
  }
}

// Runs the test blocks of a compiled text. Those that mount are left out of the counts.
Counts run_tests(const ptl::CompileResult& result) {
  const Tables tables = result.program->tables();
  const Program program = interpreter::make_program(tables);
  Counts all;
  for (const TestDecl& test : tables.tests) {
    value::Heap heap({.bytes = 1 << 20, .stack_values = 256, .scratch_bytes = 1 << 16});
    Counts counts;
    counts.tables = &tables;
    Host host;
    host.context = &counts;
    host.test_call = &test_call;
    host.test_mount = [](void* c, Scope&, NodeId, Value&) {
      static_cast<Counts*>(c)->mounts = true;
    };
    const ScopeDecl& decl = tables.scopes[test.scope.value];
    value::ValueArray slots;
    slots.resize(decl.slots.count);
    Scope scope{&decl, nullptr, slots.data(), 0};
    EvalContext context{&scope, &heap, &host, 1, "en"};
    for (uint32_t i = 0; i < decl.slots.count; ++i) {
      const SlotDecl& slot = tables.slots[decl.slots.first + i];
      if (slot.value.expr) program.evaluate(program, slot.value.expr, context, slots[i]);
    }
    Value ignored;
    program.call(program, test.body, context, {}, ignored);
    CAPTURE(tables.texts[test.name.value]);
    CHECK(heap.faults() == 0);
    CHECK(heap.stack_top == 0);
    if (counts.mounts) continue;
    all.passed += counts.passed;
    all.failed.insert(all.failed.end(), counts.failed.begin(), counts.failed.end());
  }
  return all;
}

// Checks each expression in a test block of its own file.
void check_expressions(const std::vector<std::string>& expressions) {
  std::string text = "use std { Text }\n";
  for (const std::string& e : expressions) {
    text += "test \"t\" { expect(" + e + ") }\n";
  }
  const ptl::CompileResult result = test::compile_text(text);
  CAPTURE(test::report(result));
  REQUIRE(result.ok());
  const Counts counts = run_tests(result);
  CHECK(counts.passed == static_cast<int>(expressions.size()));
  for (const std::string& line : counts.failed) {
    const int number = std::stoi(line.substr(5));
    FAIL_CHECK(expressions[static_cast<size_t>(number) - 2] << " is not true");
  }
}

}  // namespace

TEST_CASE("the language's own examples hold") {
  const std::string path = HALLOWS_SOURCE_DIR "/tests/conformance/language/language.ptl";
  const ptl::CompileResult result = test::compile_text(test::read_text(path));
  CAPTURE(test::report(result));
  REQUIRE(result.ok());
  const Counts counts = run_tests(result);
  for (const std::string& line : counts.failed) FAIL_CHECK(line);
  CHECK(counts.passed == 35);
}

TEST_CASE("numbers and their operators") {
  check_expressions({
      "1 + 2 * 3 - 4 / 2 == 5",
      "-9_223_372_036_854_775_807 - 2 < -9_223_372_036_854_775_807",
      "0x2a == 42",
      "1e3 == 1000.0",
      "mod(-7.5, 2) == 0.5",
      "mod(7, -3) == -2",
      "round(-2.5) == -3",
      "ceil(0.1) == 1",
      "abs(-3dp) == 3dp",
      "min(3dp, 2dp) == 2dp",
      "lerp(0.0, 10.0, 0.5) == 5",
      "sqrt(16) == 4 && pow(2, 10) == 1024",
      "abs(sin(90deg) - 1) < 1e-9",
      "clamp(-1, 0, 10) == 0",
      "(true ? 1 : 2) == 1",
      "!(1 > 2) && (1 <= 1 || false)",
      "1 != 2",
  });
}

TEST_CASE("texts and interpolation") {
  check_expressions({
      "\"a\" + \"b\" == \"ab\"",
      "\"{1}{\"x\"}{2}\" == \"1x2\"",
      "\"\\u{1F600}\".count == 1",
      "\"Straße\".upper() == \"STRASSE\"",
      "\"b\" > \"a\"",
      "\"hello\".contains(\"ell\") && \"hello\".starts-with(\"he\") && \"hello\".ends-with(\"lo\")",
      "\"a-b\".replace(\"-\", \"+\") == \"a+b\"",
      "\"\".empty && !\"x\".empty",
      "\"1.5\".to-float() == 1.5",
      "\"{-7:03} {1234.5:,.1} {50%:%}\" == \"-07 1,234.5 50%\"",
      "\"abc\"[1 .. 99] == \"bc\"",
      "\"\\n\\t\\\"\\\\\\{\".count == 5",
  });
}

TEST_CASE("lists, optionals and ranges") {
  check_expressions({
      "(1 .. 4) == [1, 2, 3]",
      "[1, 2, 3].map(x => x * x) == [1, 4, 9]",
      "[[1], [2, 3]].map(x => x.count).sum == 3",
      "[3, 1, 2].sort(by: x => 0 - x) == [3, 2, 1]",
      "[1, 2][1] == 2 && [1, 2][2] == none",
      "[1, 2, 3].filter(x => x != 2).last == 3",
      "[\"a\", \"b\"].index(\"b\") == 1 && [\"a\"].index(\"z\") == none",
      "[1, 2, 3].reverse().first ?? 0 == 3",
      "[1.5, 2.5].sum == 4.0 && [1.5, 2.5].max == 2.5",
      "[1dp, 2dp].sum == 3dp",
      "[1, 2, 3, 4].drop(1).take(2) == [2, 3]",
      "[1, 2] == [1, 2] && [1, 2] != [2, 1]",
  });
}

TEST_CASE("colours") {
  check_expressions({
      "#f00 == rgb(255, 0, 0)",
      "\"{#f00.mix(#00f, 0%)}\" == \"#ff0000\"",
      "\"{#ff0000.alpha(50%)}\" == \"#ff000080\"",
      "\"{#000.lighten(100%)}\" == \"#ffffff\"",
      "\"{hsl(120deg, 100%, 25%)}\" == \"#008000\"",
      "rgba(0, 0, 0, 0.5) == #00000080",
  });
}

TEST_CASE("statements change a test's own variables") {
  const ptl::CompileResult result = test::compile_text(R"(
use std { Text }
struct P { x: int = 0, tags: [text] = [] }
enum M { Off, On(level: int) }
fn grade(n: int) -> text {
    if n > 90 { return "A" }
    let half = n / 2
    if half > 30 { return "B" }
    return "C"
}
fn level(m: M) -> int = match m { Off => 0, On(l) => l }
test "t" {
    var p = P { x: 1 }
    var log: [int] = []
    p.x += 4
    p.tags.append("a")
    p.tags.append("b")
    p.tags[1] = "c"
    for x, i in [10, 20, 30] { if x != 20 { log.append(x + i) } }
    expect(p.x == 5)
    expect(p.tags == ["a", "c"])
    expect(log == [10, 32])
    log.insert(1, 7)
    log.move(0, 2)
    expect(log == [7, 32, 10])
    log.clear()
    expect(log.empty)
    expect(grade(95) == "A" && grade(70) == "B" && grade(10) == "C")
    expect(level(.On(3)) == 3 && level(M.Off) == 0)
    var m: M = .On(4)
    if let On(l) = m { log.append(l) }
    expect(log == [4])
    match m { Off { log.clear() } On(l) { log.append(l * 2) } }
    expect(log == [4, 8])
    p.x = p.x * 2
    p = p with { x: p.x + 1 }
    expect(p.x == 11)
}
)");
  CAPTURE(test::report(result));
  REQUIRE(result.ok());
  const Counts counts = run_tests(result);
  for (const std::string& line : counts.failed) FAIL_CHECK(line);
  CHECK(counts.passed == 10);
}
