#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "layout/text/font_store.h"
#include "renderer/backend.h"
#include "rt-kernel/port/port.h"
#include "rt-kernel/rt/workers.h"
#include "rt-kernel/types/font_face_table.h"
#include "ui-sched/runtime/engine.h"
#include "ui-sched/runtime/engine_questions.h"
#include "ui-sched/runtime/host_link.h"
#include "ui-sched/runtime/virtual_drive.h"

namespace hallows {

enum class BackendChoice : uint8_t { Auto, Cpu, Vulkan };
enum class PortChoice : uint8_t { Auto, Headless, Glfw };
// Real: the engine has a thread and the display's time. Virtual: one thread, time stands still
// until somebody advances it (tests, headless pictures, benchmarks).
enum class TimeChoice : uint8_t { Real, Virtual };

struct SessionConfig {
  const format::Program* program = nullptr;  // outlives the session
  BackendChoice backend = BackendChoice::Auto;
  PortChoice port = PortChoice::Auto;
  TimeChoice time = TimeChoice::Virtual;
  float scale = 1;  // headless: of windows that open
  // Virtual time with workers: pictures and glyphs are loaded as in real time, and time advances
  // only when the workers are parked. Real time always has them.
  runtime::Loading loading = runtime::Loading::Now;
  std::string asset_root;  // the compiler has joined asset paths to the folders of their files; put
                           // before them
  const runtime::AppLink* app = nullptr;  // answers on the engine thread: test drivers
  // The application's channel, in place of `app`, and the doorbell that it rings: the engine's.
  host::Link* host = nullptr;
  rt::Doorbell* engine_bell = nullptr;
  widgets::UiLimits ui_limits;
};

// What was chosen, and why something else was not. For `hallows run` to say.
struct SessionReport {
  const char* port = "";
  std::string backend;
  std::vector<Diagnostic> notes;
};

// How often threads went to sleep or were woken through the kernel: an idle window does neither.
struct WakeCounts {
  uint64_t engine_sleeps = 0;
  uint64_t engine_wakes = 0;
  uint64_t gpu_sleeps = 0;
  friend bool operator==(const WakeCounts&, const WakeCounts&) = default;
};

// Everything that a running UI needs, put together: fonts, scene, preparer, port, back end,
// executor, engine. Made on the process's main thread, which is the platform thread.
class Session {
 public:
  static Result<std::unique_ptr<Session>> create(const SessionConfig& config);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  struct Open {
    WindowId window;
    format::ScopeDeclId decl;  // none: the program's main
    Size size;                 // dp; 0: what the window asks for, else 960 x 640
    std::span<const widgets::SlotValue> values;
  };
  // Opens a window of the port and mounts its root. Before run(), or between frames in virtual
  // time.
  Result<bool> open(const Open& open);

  runtime::Engine& engine() { return *engine_; }
  runtime::VirtualDrive& drive() { return *drive_; }  // TimeChoice::Virtual
  Port& port() { return *port_; }
  Clock& clock() { return clock_; }
  const SessionReport& report() const { return report_; }

  // Real time: starts the engine thread, serves the platform until the windows are closed, `stop()`
  // or `frames` frames (0: no limit). Fails when the display goes away.
  Result<bool> run(uint64_t frames);
  void stop();  // any thread
  // Any thread but the engine's, while run() runs: looks at the engine between two frames, on its
  // thread. False when the engine has ended and nothing was asked.
  template <class F>
  bool ask(F&& question) {
    return questions_.ask(engine_bell_, question);
  }
  WakeCounts wake_counts() const {  // any thread
    return {engine_bell_.sleeps(), engine_bell_.wakes(), executor_->gpu_wakes()};
  }
  const runtime::HostLink* host_link() const { return host_link_.get(); }
  // The window's picture, tightly packed premultiplied BGRA. Between frames. Empty, and `size`
  // zero, where the back end can't read it back.
  std::vector<uint32_t> picture(WindowId window, SizePx& size);

 private:
  explicit Session(const SessionConfig& config);
  std::optional<Diagnostic> make_port();
  std::optional<Diagnostic> make_backend();
  std::optional<Diagnostic> make_engine();
  static void engine_main(void* self);

  SessionConfig config_;
  SessionReport report_;
  Clock clock_;
  rt::Doorbell own_bell_;
  rt::Doorbell& engine_bell_;
  std::atomic<bool> stop_{false};         // release in stop() pairs with acquire in the engine loop
  std::atomic<bool> engine_done_{false};  // release at the engine's end pairs with acquire in run
  uint64_t frame_limit_ = 0;
  FontFaceTable faces_;
  text::FontStore fonts_;
  scene::Scene scene_;
  std::unique_ptr<prepare::Preparer> preparer_;
  std::unique_ptr<rt::Workers> workers_;
  std::unique_ptr<Port> port_;
  std::unique_ptr<render::Backend> backend_;
  runtime::BackendBinding binding_;
  runtime::Shows shows_ = runtime::Shows::Port;
  std::unique_ptr<runtime::Executor> executor_;
  std::unique_ptr<runtime::HostLink> host_link_;
  runtime::AppLink host_app_link_;
  runtime::EngineQuestions questions_;
  std::unique_ptr<runtime::Engine> engine_;
  std::unique_ptr<runtime::VirtualDrive> drive_;
};

}  // namespace hallows
