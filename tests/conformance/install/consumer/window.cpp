// The whole way: a document from a string, compiled, shown in a headless window, read back.
#include <cstdio>
#include <string>

#include "parseltongue/compiler/compile.h"
#include "parseltongue/interpreter/interpreter.h"
#include "parseltongue/std/std_source.h"
#include "ui-sched/app/session.h"

namespace {

constexpr std::string_view kDocument = R"(use std { Column, Text }

window Consumer {
    title: "Consumer"
    background: #ffffff
    Column {
        padding: 20dp
        Text { "Hello from an installed library", size: 16dp, color: #000000 }
    }
}
)";

bool load(void*, std::string_view path, std::string& text) {
  text = path.starts_with("std:") ? hallows::std_source(path.substr(4)) : kDocument;
  return !text.empty();
}

}  // namespace

int main() {
  using namespace hallows;
  const auto compiled = ptl::compile("consumer.ptl", {nullptr, load, nullptr});
  for (const Diagnostic& d : compiled.diagnostics) std::puts(format_diagnostic(d).c_str());
  if (!compiled.ok()) return 1;
  const format::Program program = interpreter::make_program(compiled.program->tables());
  SessionConfig config;
  config.program = &program;
  config.backend = BackendChoice::Cpu;
  config.port = PortChoice::Headless;
  auto session = Session::create(config);
  if (!session) return std::puts(format_diagnostic(session.error()).c_str()), 2;
  if (!(*session)->open({WindowId{0}, {}, {320, 80}, {}})) return 3;
  (*session)->drive().settle();
  SizePx size;
  size_t dark = 0;
  for (uint32_t pixel : (*session)->picture({0}, size)) dark += (pixel & 0xff) < 128;
  std::printf("%d x %d, %zu dark pixels\n", size.width, size.height, dark);
  return size == SizePx{320, 80} && dark > 100 ? 0 : 4;
}
