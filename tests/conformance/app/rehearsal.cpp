#include "tests/conformance/app/rehearsal.h"

#include <doctest/doctest.h>

#include "parseltongue/interpreter/interpreter.h"
#include "parseltongue/tools/sources.h"
#include "rt-kernel/port/headless/headless_port.h"

namespace hallows::testing {
namespace {

constexpr std::string_view kPath = "rehearsal.ptl";

bool load(void* source, std::string_view path, std::string& text) {
  if (path != kPath) return tools::disk_loader().load(nullptr, path, text);
  text = *static_cast<std::string_view*>(source);
  return true;
}

}  // namespace

Rehearsal::Rehearsal(std::string_view source) {
  compiled_ = ptl::compile(std::string(kPath), {&source, load, nullptr});
  for (const Diagnostic& d : compiled_.diagnostics) {
    if (d.severity == Severity::Error) FAIL(format_diagnostic(d));
  }
  program_ = interpreter::make_program(compiled_.program->tables());
  AppOptions options;
  options.backend = BackendChoice::Cpu;
  options.port = PortChoice::Headless;
  options.script = [this](App&) { script_(*this); };
  app_ = std::make_unique<App>(std::move(options));
  view_ = std::make_unique<View>(*app_, program_);
}

int Rehearsal::play(std::function<void(Rehearsal& rehearsal)> script) {
  script_ = std::move(script);
  return app_->run(*view_);
}

bool Rehearsal::shows(std::string_view text) {
  return widgets::exists(ui(), widgets::find_text(ui(), {0}, text));
}

void Rehearsal::tap(std::string_view text) {
  const widgets::ElementId element = widgets::find_text(ui(), {0}, text);
  REQUIRE(widgets::exists(ui(), element));
  auto& port = static_cast<HeadlessPort&>(session().port());
  InputEvent event;
  event.position = widgets::hit_point(ui(), element);
  for (const InputKind kind :
       {InputKind::PointerMove, InputKind::PointerDown, InputKind::PointerUp}) {
    event.kind = kind;
    port.send(event);
  }
  session().drive().settle();
}

}  // namespace hallows::testing
