#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "parseltongue/compiler/compile.h"
#include "tests/conformance/port/xvfb.h"
#include "ui-sched/app/view.h"
#include "widgets/query.h"

namespace hallows::testing {

struct DeskSpec {
  std::string_view source;  // text of a UI, or empty: `file`
  std::string file;         // from the project's root
  BackendChoice backend = BackendChoice::Cpu;
};

// An application in a real window of an X server of its own, and a user at it. App::run has the
// test's thread, which is the process's main thread; the user's actions are on another one. What
// the user sees is asked of the engine between frames, not guessed from pixels or sleeps.
class Desk {
 public:
  // Null, with the reason printed, where the machine lacks Xvfb or xdotool.
  static std::unique_ptr<Desk> create(const DeskSpec& spec);

  App& app() { return *app_; }
  View& view() { return *view_; }
  // Runs the application until the user has gone (and has then quit it, if it still runs). The exit
  // code. Also checks that no frame is blamed on the application.
  int play(std::function<void(Desk& desk)> user);

  // ---- the user's thread ----
  void xdotool(const std::string& what);
  void point_at(Vec2 dp);  // the window stands at 0, 0 and has scale 1
  void click(std::string_view text);
  void click_field();  // the first text input; returns when it has the focus
  void resize(int width, int height);
  void press_close_button();
  void lose_display() { server_->stop(); }

  // Looks at the engine between two frames; false when it has ended.
  template <class F>
  bool look(F&& question) {
    Session* session = app_->session();
    return session != nullptr && session->ask(question);
  }
  // Waits until `seen(engine)`. Checks that it happens; the bound is generous and only ends a hang.
  bool wait_until(const char* what, const std::function<bool(runtime::Engine&)>& seen);
  bool wait_shown(std::string_view text);
  // Waits until nothing is drawn any more (no frame for a while), or fails.
  void wait_still();
  Rect bounds(std::string_view text);
  // Whether the X server's window shows what the engine has drawn, pixel by pixel. In a still
  // window of the cpu back end.
  bool shown_as_drawn();
  // The same, sooner or later: a put may be on its way, a caret may blink between the two looks.
  bool comes_to_show_what_is_drawn();
  uint64_t frames();
  WakeCounts wakes();

 private:
  Desk() = default;
  void use(const DeskSpec& spec);

  std::unique_ptr<test::Xvfb> server_;
  std::string source_;
  ptl::CompileResult compiled_;
  format::Program program_;
  std::unique_ptr<App> app_;
  std::unique_ptr<View> view_;
};

bool shows(runtime::Engine& engine, std::string_view text);

}  // namespace hallows::testing
