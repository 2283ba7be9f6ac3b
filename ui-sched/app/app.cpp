#include "ui-sched/app/app.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

#include "renderer/image/encode_png.h"
#include "rt-kernel/base/write_file.h"
#include "rt-kernel/port/display_name.h"
#include "rt-kernel/rt/partition.h"
#include "ui-sched/app/view.h"

namespace hallows {
namespace {

// How long a closed window's program waits for the callback under way.
constexpr int kPatienceMs = 10'000;

uint64_t thread_id() {
  return static_cast<uint64_t>(syscall(SYS_gettid));
}

void pause_ms(int64_t ms) {
  const timespec time{ms / 1000, static_cast<long>(ms % 1000) * 1'000'000};
  nanosleep(&time, nullptr);
}

void say(const Diagnostic& diagnostic) {
  std::fputs(format_diagnostic(diagnostic).c_str(), stderr);
}

}  // namespace

App::App(AppOptions options) : options_(std::move(options)) {}

App::App(int argc, char** argv) {
  option_error_ = parse_app_options(argc, argv, options_);
}

App::~App() = default;

void App::post(std::function<void()> task) {
  tasks_open_.fetch_add(1, std::memory_order_release);
  {
    const std::lock_guard lock(tasks_mutex_);
    tasks_.push_back(std::move(task));
  }
  app_bell_.ring();
}

void App::quit() {
  quitting_.store(true, std::memory_order_release);
  if (Session* session = this->session()) session->stop();
}

void App::complain(const Diagnostic& diagnostic) {
  say(diagnostic);
}

void App::assert_app_thread() const {
  // A View is not made for several threads: hand the work to the app thread with App::post().
  ASSERT(!app_thread_.load(std::memory_order_acquire) ||
         app_thread_id_.load(std::memory_order_acquire) == thread_id());
}

// ---- the app thread ----

bool App::has_tasks() {
  const std::lock_guard lock(tasks_mutex_);
  return !tasks_.empty();
}

size_t App::run_tasks() {
  {
    const std::lock_guard lock(tasks_mutex_);
    taken_.swap(tasks_);
  }
  for (const std::function<void()>& task : taken_) task();
  const size_t count = taken_.size();
  taken_.clear();
  return count;
}

bool App::make_room() {
  while (!end_.commit()) {
    if (end_.empty()) return false;  // an item of a list that is larger than a batch
    if (stopping_.load(std::memory_order_acquire)) return false;
    end_.wait(rt::kNever, [this] { return stopping_.load(std::memory_order_acquire); });
  }
  return true;
}

void App::serve() {
  const host::AppSink sink = view_->sink();
  for (;;) {
    const bool last = stopping_.load(std::memory_order_acquire);
    const size_t messages = end_.receive(sink);
    const size_t tasks = run_tasks();
    make_room();
    handled_.fetch_add(messages, std::memory_order_release);
    tasks_open_.fetch_sub(tasks, std::memory_order_release);
    if (last) return;
    if (messages + tasks != 0) continue;
    end_.wait(rt::kNever,
              [this] { return stopping_.load(std::memory_order_acquire) || has_tasks(); });
  }
}

void App::app_main(void* self) {
  App& app = *static_cast<App*>(self);
  app.app_thread_id_.store(thread_id(), std::memory_order_release);
  app.app_thread_.store(true, std::memory_order_release);
  app.serve();
  app.app_thread_.store(false, std::memory_order_release);
  app.app_done_.store(true, std::memory_order_release);
}

void App::stop_app_thread() {
  stopping_.store(true, std::memory_order_release);
  app_bell_.ring();
  for (int ms = 0; !app_done_.load(std::memory_order_acquire); ++ms) {
    if (ms == kPatienceMs) {
      Diagnostic error;
      error.code = "app-hangs";
      error.message = "the window is closed and the application has not returned from a callback";
      error.why = "the program ends without it after 10 s";
      error.fix = "let long work watch for the end, or do it on a thread of its own";
      say(error);
      std::fflush(nullptr);
      _exit(kExitAppHangs);
    }
    pause_ms(1);
  }
  thread_.join();
}

// ---- virtual time ----

bool App::quiet() {
  const Session& session = *this->session();
  return handled_.load(std::memory_order_acquire) == session.host_link()->counts().sent &&
         tasks_open_.load(std::memory_order_acquire) == 0;
}

void App::settle() {
  runtime::VirtualDrive& drive = session()->drive();
  for (;;) {
    drive.settle();  // of an animation at a time that stands still, a bounded number of frames
    if (!quiet()) {
      pause_ms(1);
      continue;
    }
    if (link_.to_engine.looks_empty()) return;
  }
}

void App::advance(Duration by) {
  Session& session = *this->session();
  const Instant end = session.clock().now() + by;
  settle();
  while (session.clock().now() < end) {
    const Duration left = end - session.clock().now();
    session.drive().advance(left < kUsualRefresh ? left : kUsualRefresh);
    settle();
  }
}

// ---- run ----

std::optional<Diagnostic> App::play(Session& session) {
  if (options_.port != PortChoice::Headless) {
    const Result<bool> ran = session.run(options_.frames);
    return ran ? std::nullopt : std::optional(ran.error());
  }
  settle();
  if (options_.script) {
    options_.script(*this);
  } else {
    const uint64_t frames = options_.frames == 0 ? 1 : options_.frames;
    for (uint64_t i = 0; i < frames && !quitting_.load(std::memory_order_acquire); ++i) {
      advance(kUsualRefresh);
    }
  }
  return std::nullopt;
}

int App::save_outputs(Session& session) {
  int code = kExitFine;
  if (!options_.screenshot.empty()) {
    SizePx size;
    const std::vector<uint32_t> pixels = session.picture({0}, size);
    const Result<bool> written = image::write_png(options_.screenshot, pixels, size, size.width);
    if (!written) {
      say(written.error());
      code = kExitMachineLacks;
    }
  }
  if (!options_.stats.empty()) {
    const Result<bool> written =
        write_file(options_.stats, sched::ledger_json(session.engine().ledger));
    if (!written) {
      say(written.error());
      code = kExitMachineLacks;
    }
  }
  return code;
}

int App::run_checked(View& view) {
  const bool headless = options_.port == PortChoice::Headless;
  SessionConfig config;
  config.program = &view.program_;
  config.backend = options_.backend;
  config.port = headless ? PortChoice::Headless : PortChoice::Glfw;
  config.time = headless ? TimeChoice::Virtual : TimeChoice::Real;
  config.scale = options_.scale;
  config.host = &link_;
  config.engine_bell = &engine_bell_;
  if (!headless) rt::enter_partition({});
  Result<std::unique_ptr<Session>> made = Session::create(config);
  if (!made) {
    say(made.error());
    return kExitMachineLacks;
  }
  owned_session_ = std::move(*made);
  Session& session = *owned_session_;
  for (const Diagnostic& note : session.report().notes) say(note);
  const Result<bool> opened = view.open(session, options_.window);
  if (!opened) {
    say(opened.error());
    return kExitMachineLacks;
  }
  running_ = true;
  view_ = &view;
  end_.commit();  // lists, as far as they fit: the first frame has them
  session_.store(&session, std::memory_order_release);
  if (quitting_.load(std::memory_order_acquire)) session.stop();
  Result<rt::Thread> thread =
      rt::Thread::start({.name = "hallows-app", .stack_bytes = size_t{8} << 20}, app_main, this);
  if (!thread) {
    say(thread.error());
    return kExitMachineLacks;
  }
  thread_ = std::move(*thread);
  const std::optional<Diagnostic> lost = play(session);
  stop_app_thread();
  if (lost) say(*lost);
  const int saved = save_outputs(session);
  return lost ? kExitMachineLacks : saved;
}

int App::run(View& view) {
  if (option_error_) {
    say(*option_error_);
    return kExitBadCommandLine;
  }
  // Without a display the UI is only shown to somebody who asks for a picture or figures.
  const bool asks = !options_.screenshot.empty() || !options_.stats.empty();
  if (options_.port == PortChoice::Auto && display_name() == nullptr && asks) {
    options_.port = PortChoice::Headless;
  }
  ASSERT(view_ == nullptr);  // once
  return run_checked(view);
}

}  // namespace hallows
