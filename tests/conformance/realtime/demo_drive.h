#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parseltongue/compiler/compile.h"
#include "parseltongue/compiler/program_store.h"
#include "rt-kernel/port/headless/headless_port.h"
#include "ui-sched/app/session.h"
#include "widgets/query.h"

namespace hallows::testing {

// Every `.ptl` file below demos/, from the project's root, sorted.
std::vector<std::string> all_demos();

// What a drive did, so that a test can tell a proof from a drive that touched nothing.
struct DriveCounts {
  uint64_t frames = 0;  // after warm-up
  uint64_t quads = 0;
  uint32_t hovers = 0;
  uint32_t taps = 0;
  uint32_t wheels = 0;
  uint32_t keys = 0;
  uint32_t edits = 0;   // text inputs that were typed in
  uint32_t inputs = 0;  // changes of what the application hands in
};
struct DriveResult {
  DriveCounts counts;
  uint64_t allocations = 0;  // calls of the malloc family in frames after warm-up
  uint64_t locks = 0;
  uint64_t glyph_misses = 0;  // glyphs drawn a frame later, or later still
  uint64_t style_misses = 0;  // texts shown in another style until their own was prepared
};

// A demo in a headless window on the virtual clock, cpu back end, with a worker, driven by a script
// of everything that a user can do to it. Nothing of the script is rehearsed: warm-up ends with the
// window's first presented frame.
class DemoDrive {
 public:
  explicit DemoDrive(const std::string& demo);
  ~DemoDrive();
  DriveResult run();
  // A text is shown in another style than its own.
  bool shows_substitutes();

 private:
  runtime::Engine& engine() { return session_->engine(); }
  widgets::Ui& ui() { return session_->engine().ui; }
  HeadlessPort& port() { return static_cast<HeadlessPort&>(session_->port()); }
  void frames(uint32_t count);
  void send(InputEvent event);
  void pointer(InputKind kind, Vec2 at);
  void key(Key key, uint8_t mods = 0);
  std::vector<widgets::ElementId> elements_with(uint8_t actions);
  void tap(Vec2 at);
  void hover_everywhere();
  void tap_every_control();
  void scroll_everything();
  void type_everywhere();
  void walk_by_keyboard();
  void change_inputs();
  void resize_and_scale();
  static bool take_inputs(void* self, widgets::Ui& ui);

  ptl::CompileResult compiled_;
  format::Program program_;
  runtime::AppLink link_;
  std::unique_ptr<Session> session_;
  widgets::ScopeId scope_;
  std::vector<widgets::SlotValue> given_;
  std::vector<value::Value> values_;
  uint32_t step_ = 0;
  bool inputs_due_ = false;
  DriveCounts counts_;
};

}  // namespace hallows::testing
