#pragma once

#include <memory>
#include <string>

#include "parseltongue/compiler/compile.h"
#include "parseltongue/compiler/program_store.h"
#include "rt-kernel/port/headless/headless_port.h"
#include "ui-sched/app/session.h"
#include "widgets/query.h"

namespace hallows::testing {

// A UI from source text (or a file of the project) in a headless window on the virtual clock.
struct World {
  ptl::CompileResult compiled;
  format::Program program;
  std::unique_ptr<Session> session;

  runtime::Engine& engine() { return session->engine(); }
  widgets::Ui& ui() { return session->engine().ui; }
  HeadlessPort& port() { return static_cast<HeadlessPort&>(session->port()); }
  runtime::VirtualDrive& drive() { return session->drive(); }
  const sched::FrameLedger& ledger() { return session->engine().ledger; }
  // Pointer press and release at the centre of the element with this text.
  void tap(std::string_view text);
  void wheel(Vec2 at, float dy);
  uint64_t checksum();
};

struct WorldSpec {
  std::string file = "demos/hello.ptl";  // from the project's root
  std::string source;                    // replaces the file's text where not empty
  BackendChoice backend = BackendChoice::Cpu;
  float scale = 1;
  Size size;
};
// Fails the test where the source has errors or the machine lacks something.
std::unique_ptr<World> make_world(const WorldSpec& spec);

}  // namespace hallows::testing
