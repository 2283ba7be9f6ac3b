#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "parseltongue/compiler/compile.h"
#include "ui-sched/app/view.h"
#include "widgets/query.h"

namespace hallows::testing {

// A UI from source text with an application beside it: headless, in virtual time, with a real app
// thread.
class Rehearsal {
 public:
  explicit Rehearsal(std::string_view source);
  // Plays the script, on this thread, in App::run; its exit code.
  int play(std::function<void(Rehearsal& rehearsal)> script);

  App& app() { return *app_; }
  View& view() { return *view_; }

  // For scripts.
  Session& session() { return *app_->session(); }
  widgets::Ui& ui() { return session().engine().ui; }
  const sched::FrameLedger& ledger() { return session().engine().ledger; }
  bool shows(std::string_view text);
  // A tap without settling: the application hears of it while the script goes on.
  void tap(std::string_view text);
  void tap_and_settle(std::string_view text) {
    tap(text);
    app_->settle();
  }

 private:
  ptl::CompileResult compiled_;
  format::Program program_;
  std::unique_ptr<App> app_;
  std::unique_ptr<View> view_;
  std::function<void(Rehearsal& rehearsal)> script_;
};

}  // namespace hallows::testing
