#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ui-sched/app/app_options.h"
#include "ui-sched/host/link.h"

namespace hallows {

class View;

// A running application: the window, its threads, and the application's own code beside them.
//
//   int main(int argc, char** argv) {
//     hallows::App app(argc, argv);
//     Counter ui(app);                                    // generated from counter.ptl
//     ui.set_label("Apples");                             // applied at the start of a frame
//     ui.on_changed([&](int64_t value) { save(value); }); // runs on the app thread
//     return app.run(ui);
//   }
//
// run() turns its caller into the platform thread and starts the engine's threads and the app
// thread, where every callback of the application runs. A callback may take as long as it likes: no
// frame waits for it. What it changes is sent when it returns, all of it together, and shows in the
// next frame. More than 64 KiB of changes go in pieces of that size, one after the other; where the
// engine has not taken the last ones in yet the callback waits, never the engine.
class App {
 public:
  App(int argc, char** argv);
  explicit App(AppOptions options = {});
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // The process's main thread. Opens the view's window and returns when it has been closed, after
  // quit(), or after the frames that were asked for. The exit code: what went wrong has been said
  // on stderr. Once.
  int run(View& view);

  // Any thread: runs the task on the app thread, after those posted before it.
  void post(std::function<void()> task);
  // Any thread: run() returns soon.
  void quit();

  const AppOptions& options() const { return options_; }
  // From run() on; null before. For scripts, tests and tools.
  Session* session() const { return session_.load(std::memory_order_acquire); }
  // Scripts (AppOptions::script): goes on, at the same time, until engine and application have
  // nothing more to tell each other; then moves the time.
  void settle();
  void advance(Duration by);

 private:
  friend class View;
  // View's: where changes go. App thread, or any one thread before run().
  host::AppEnd& end() { return end_; }
  bool running() const { return running_; }
  void assert_app_thread() const;
  // Sends the batch and waits for room if need be. False when the engine is gone.
  bool make_room();
  void complain(const Diagnostic& diagnostic);

  int run_checked(View& view);
  std::optional<Diagnostic> play(Session& session);
  int save_outputs(Session& session);
  static void app_main(void* self);
  void serve();
  size_t run_tasks();
  bool has_tasks();
  bool quiet();
  void stop_app_thread();

  AppOptions options_;
  std::optional<Diagnostic> option_error_;
  rt::Doorbell engine_bell_;
  rt::Doorbell app_bell_;
  host::Link link_{engine_bell_, app_bell_};
  host::AppEnd end_{link_};
  View* view_ = nullptr;
  bool running_ = false;            // written before the app thread starts
  std::atomic<bool> app_thread_{};  // an app thread runs; its id is below
  std::atomic<uint64_t> app_thread_id_{0};
  std::atomic<Session*> session_{nullptr};    // release in run() pairs with acquire in session()
  std::atomic<bool> quitting_{false};         // release in quit() pairs with acquire in run()
  std::atomic<bool> stopping_{false};         // release in stop_app_thread(), acquire in serve()
  std::atomic<bool> app_done_{false};         // release in app_main(), acquire in stop_app_thread()
  std::atomic<uint64_t> handled_{0};          // messages; release in serve(), acquire in quiet()
  std::mutex tasks_mutex_;                    // ordinary threads only
  std::vector<std::function<void()>> tasks_;  // under the mutex
  std::vector<std::function<void()>> taken_;  // the app thread's
  std::atomic<uint64_t> tasks_open_{0};       // posted and not finished; release and acquire
  rt::Thread thread_;
  std::unique_ptr<Session> owned_session_;
};

}  // namespace hallows
