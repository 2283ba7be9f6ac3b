#include <doctest/doctest.h>

#include <string>

#include "parseltongue/compiler/compile.h"

using namespace hallows;

namespace {

struct Case {
  const char* text;
  uint32_t line;  // 0: no error
  uint32_t column;
  const char* code;
};

bool load(void* context, std::string_view path, std::string& text) {
  if (path == "a.ptl") {
    text = *static_cast<const std::string*>(context);
    return true;
  }
  if (path == "parts.ptl") {
    text =
        "const gap: length = 4dp\nenum Side { Left, Right(by: int) }\nfn half(x: int) -> int = x / "
        "2\n"
        "theme Night { ink: color = #fff }\n";
    return true;
  }
  return false;
}

ptl::CompileResult compile(const std::string& text) {
  ptl::SourceLoader loader;
  loader.context = const_cast<std::string*>(&text);
  loader.load = load;
  return ptl::compile("a.ptl", loader);
}

std::string listing(const ptl::CompileResult& result) {
  std::string out;
  for (const Diagnostic& d : result.diagnostics) out += format_diagnostic(d) + "\n";
  return out;
}

constexpr Case kCases[] = {
    // Units and types
    {"const a: length = 4dp + 2", 1, 25, "unit-mismatch"},
    {"const a = 50% + 4dp", 0, 0, ""},
    {"const a: float = 16 / 9", 0, 0, ""},
    {"const a: int = 3.5", 1, 16, "type-mismatch"},
    {"const a: int? = 3", 0, 0, ""},
    {"fn f(n: int) -> text = n", 1, 24, "type-mismatch"},
    {"fn f(n: int?) -> int = n ?? 1.5", 1, 24, "type-mismatch"},
    {"fn f(n: int) -> int = n ?? 1", 1, 25, "not-optional"},
    {"fn f(xs: [int]) -> int = xs[0]", 1, 26, "type-mismatch"},
    {"fn f(xs: [int]) -> int? = xs[0]", 0, 0, ""},
    {"fn f(n: int) -> int = n.foo", 1, 25, "unknown-name"},
    {"fn f(n: [int]) -> [int] = 0 .. n.count", 1, 32, "range-bound"},
    {"fn f<T>(a: T, b: T) -> bool = a == b", 0, 0, ""},
    {"fn f(n: int) = 0 .. f", 1, 21, "type-mismatch"},  // its own result isn't known yet
    {"fn f<T>(a: T, b: T) -> bool = a < b", 1, 35, "type-mismatch"},
    {"fn f(b: bool) -> int = match b { true => 1 }", 1, 24, "match-not-exhaustive"},
    {"fn f(n: int) -> int = match n { 1 => 2, _ => n }", 0, 0, ""},
    {"enum E { A, B(x: int) }\nfn f(e: E) -> int = match e { A => 1, B => 2 }", 2, 39,
     "pattern-values"},
    {"enum E { A, B(x: int) }\nfn f() -> E = .C", 2, 16, "unknown-name"},
    {"struct P { x: int, y: int = 0 }\nfn f() -> P = P { y: 1 }", 2, 15, "missing-field"},
    {"struct P { x: int }\nfn f(p: P) -> P = p with { z: 1 }", 2, 28, "unknown-name"},
    {"const s = \"{[1]}\"", 1, 13, "not-printable"},
    {"fn f() { return 1 }", 1, 10, "return-value"},
    // Names and files
    {"use \"parts.ptl\" as parts\nconst a: length = parts.gap\nfn f() -> parts.Side = "
     "parts.Side.Left",
     0, 0, ""},
    {"use \"parts.ptl\" { gap, half }\nconst a = gap * 2\nfn f() -> int = half(4)", 0, 0, ""},
    {"use \"parts.ptl\" { gup }", 1, 19, "unknown-name"},
    {"use \"other.ptl\" as other", 1, 5, "no-such-file"},
    {"const a = 1\nconst a = 2", 2, 7, "declared-twice"},
    {"const a = b\nconst b = a", 1, 7, "const-cycle"},
    {"enum E { A,, B }", 1, 12, "syntax"},
    // Components
    {"use std { Rect }\ncomponent A { in x: int\n Rect { z: x } }", 0, 0, ""},
    {"use std { Rect }\ncomponent A { in x: int\n Rect { opacity: x.y } }", 3, 20, "unknown-name"},
    {"use std { TextInput }\ncomponent A { TextInput {} }", 1, 11, "std-only"},
    {"component A { TextInput {} }", 1, 15, "std-only"},
    {"use std { Rect }\ncomponent A { fn f() { f() }\n Rect {} }", 2, 24, "recursion"},
    {"use std { Rect }\ncomponent A { Rect { B {} } }\ncomponent B { A {} }", 2, 22,
     "component-recursion"},
    {"use std { Rect }\ncomponent A { var x = 1\n Rect { on appear { x = 4dp } } }", 3, 25,
     "type-mismatch"},
    {"use std { Rect }\ncomponent A { in x: int = 1\n Rect { on appear { x = 2 } } }", 3, 21,
     "not-assignable"},
    {"use std { Rect }\ncomponent A { event e(v: int)\n let x = e(1)\n Rect {} }", 3, 10, "effect"},
    {"use std { Rect }\ncomponent A { Rect { widht: 4dp } }", 2, 22, "unknown-property"},
    {"use std { Rect }\ncomponent A { Rect { width: 4 } }", 2, 29, "type-mismatch"},
    {"use std { Rect }\ncomponent A { Rect { padding: 1dp 2dp 3dp 4dp 5dp } }", 2, 47,
     "too-many-values"},
    {"use std { Grid }\ncomponent A { Grid { auto-rows: 8dp repeat(2, 4dp) } }", 2, 37,
     "repeat-in-auto-tracks"},
    {"use std { Grid }\ncomponent A { Grid { auto-columns: minmax(8dp, 1fr) 20% } }", 0, 0, ""},
    {"use std { Row }\ncomponent A { Row { flow: row-reverse, basis: content } }", 0, 0, ""},
    {"use std { Row }\ncomponent A { Row { width: content } }", 2, 28, "unknown-name"},
    {"use std { Rect }\ncomponent A { Rect { padding: 8dp -4dp } }", 0, 0, ""},
    {"use std { Rect }\ncomponent A { Rect { position: absolut } }", 2, 32, "unknown-name"},
    {"use std { Rect }\ncomponent A { Rect { on pres { } } }", 2, 25, "unknown-name"},
    {"use std { Rect }\ncomponent A { Rect { on tap { } } }", 2, 15, "no-accessible-name"},
    {"use std { Rect }\ncomponent A { Rect { on drag(x) { } access.name: \"a\" } }", 2, 25,
     "event-values"},
    {"use std { Rect }\ncomponent A { Rect { animate visible: 100ms } }", 2, 30, "not-animatable"},
    {"use std { Rect }\ncomponent A { Rect { animate opacity: ease } }", 2, 39, "bad-curve"},
    {"use std { Rect }\ncomponent A { Rect { if true { opacity: 1 } } }", 2, 32, "misplaced"},
    {"use std { Rect, Text }\ncomponent A { Rect { Text { \"a\", Text { } } } }", 2, 34,
     "no-children"},
    {"use std { Rect }\ncomponent A { in t: text\n Rect {} }\ncomponent B { A { t: 4 } }", 4, 22,
     "type-mismatch"},
    {"use std { Rect }\ncomponent A { out t: int = 1\n Rect {} }\ncomponent B { A { t: 4 } }", 4,
     19, "not-an-input"},
    {"use std { Rect }\ncomponent A { inout t: int\n Rect {} }\ncomponent B { let x = 1\n A { t "
     "<=> x } "
     "}",
     5, 12, "not-assignable"},
    {"use std { Rect }\ncomponent A { in i: int\n out o: int = i\n Rect {} }\ncomponent B { let x "
     "= "
     "a.o\n Rect { a := A { i: x } } }",
     5, 19, "binding-cycle"},
    {"use std { Text }\ncomponent A { Text { \"x{ a }\" } ", 2, 33, "missing-brace"},
    {"use std { Text }\ncomponent A { Text { theme.ink } }", 2, 28, "unknown-name"},
    {"use std { Text }\nuse \"parts.ptl\" { Night }\ncomponent A { Text { \"a\", color: theme.ink "
     "} }",
     0, 0, ""},
};

}  // namespace

TEST_CASE("mistakes are reported where they are, and only once") {
  for (const Case& c : kCases) {
    CAPTURE(c.text);
    const ptl::CompileResult result = compile(c.text);
    CAPTURE(listing(result));
    if (c.line == 0) {
      CHECK(result.ok());
      continue;
    }
    size_t errors = 0;
    for (const Diagnostic& d : result.diagnostics) errors += d.severity == Severity::Error ? 1 : 0;
    CHECK(errors == 1);
    if (result.diagnostics.empty()) continue;
    const Diagnostic& d = result.diagnostics[0];
    CHECK(d.place.line == c.line);
    CHECK(d.place.column == c.column);
    CHECK(std::string(d.code) == c.code);
    CHECK(!d.message.empty());
  }
}

TEST_CASE("the tables of a small component") {
  const ptl::CompileResult result = compile(
      "use std { Row, Text }\n"
      "component Counter {\n"
      "    in label: text\n"
      "    inout count: int = 0\n"
      "    let caption = \"{label}: {count}\"\n"
      "    event changed(value: int)\n"
      "    fn bump(by: int) { count += by; changed(count) }\n"
      "    Row { gap: 8dp, Text { caption }, on tap { bump(2) } }\n"
      "}\n");
  CHECK_MESSAGE(result.ok(), listing(result));
  const std::string dump = ptl::tables_dump(result.program->tables());
  CHECK(dump ==
        "scope 0 component Counter node 0\n"
        "  0 in label type 5 required\n"
        "  1 inout count type 3 = 0\n"
        "  2 let caption type 5 = (Interpolate slot 0:0 4294967295 \": \" 4294967295 slot 0:1 "
        "4294967295) reads 0:0 0:1\n"
        "node 0 element 1 scope 0 child 1\n"
        "  set 9 = (LengthDp 0)\n"
        "  on 1 fn 1 taken 0\n"
        "node 1 element 7 scope 0\n"
        "  set 72 = slot 0:2 reads 0:2\n"
        "fn 0 bump params 1 locals 1 (Block (Assign 0 (Add slot 0:1 local 0)) (Raise slot 0:1))\n"
        "fn 1 on tap params 0 locals 0 (Block (CallLocal 2))\n"
        "main 0\n");
}
