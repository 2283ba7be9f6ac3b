#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "parseltongue/interpreter/interpreter.h"
#include "parseltongue/tools/sources.h"
#include "ui-sched/app/session.h"

using namespace hallows;

// `Cause::App` exists to prove that it never happens: so it must be able to.
TEST_CASE("the ledger blames the application where taking in its changes makes a frame late") {
  const ptl::CompileResult compiled = ptl::compile("demos/hello.ptl", tools::disk_loader());
  const format::Program program = interpreter::make_program(compiled.program->tables());
  runtime::AppLink slow;
  slow.take = [](void*, widgets::Ui&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    return true;
  };
  slow.waiting = [](void*) { return true; };
  slow.call = [](void*, const widgets::ExternCall&) {};
  slow.raised = [](void*, const widgets::RaisedEvent&) {};
  SessionConfig config;
  config.program = &program;
  config.backend = BackendChoice::Cpu;
  config.port = PortChoice::Headless;
  config.time = TimeChoice::Real;
  config.app = &slow;
  Result<std::unique_ptr<Session>> session = Session::create(config);
  REQUIRE(static_cast<bool>(session));
  REQUIRE(static_cast<bool>((*session)->open({WindowId{0}, {}, {}, {}})));
  REQUIRE(static_cast<bool>((*session)->run(6)));
  const sched::FrameLedger& ledger = (*session)->engine().ledger;
  CHECK(ledger.missed() > 0);
  CHECK(ledger.by_cause(Cause::App) > 0);
}
