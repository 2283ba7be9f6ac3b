#include "ui-sched/app/session.h"

#include "layout/text/cjk_dictionary.h"
#include "layout/text/thai_dictionary.h"
#include "rt-kernel/port/display_name.h"
#include "rt-kernel/port/glfw/glfw_port.h"
#include "rt-kernel/port/headless/headless_port.h"
#include "ui-sched/app/backends.h"
#include "ui-sched/runtime/engine_loop.h"

namespace hallows {
Session::Session(const SessionConfig& config)
    : config_(config),
      clock_(config.time == TimeChoice::Real ? Clock::Kind::Real : Clock::Kind::Virtual),
      engine_bell_(config.engine_bell != nullptr ? *config.engine_bell : own_bell_),
      fonts_(faces_),
      preparer_(std::make_unique<prepare::Preparer>(scene_, faces_)) {}

Session::~Session() {
  engine_.reset();  // gives its glyph and picture jobs up before the workers go
  executor_.reset();
}

Result<std::unique_ptr<Session>> Session::create(const SessionConfig& config) {
  ASSERT(config.program != nullptr);
  std::unique_ptr<Session> session(new Session(config));
  session->fonts_.load_default(session->report_.notes);
  if (const auto& problem = text::ThaiDictionary::installed_problem()) {
    session->report_.notes.push_back(*problem);
  }
  const auto& words = text::CjkDictionary::installed_problem();
  if (words && words->severity != Severity::Note) {  // damaged; most need none
    session->report_.notes.push_back(*words);
  }
  if (auto error = session->make_port()) return *error;
  if (auto error = session->make_backend()) return *error;
  if (auto error = session->make_engine()) return *error;
  return session;
}

std::optional<Diagnostic> Session::make_port() {
  const PortConfig port_config{.clock = &clock_, .engine_bell = &engine_bell_};
  const bool windowed = config_.port == PortChoice::Glfw ||
                        (config_.port == PortChoice::Auto && display_name() != nullptr);
  if (windowed && config_.time == TimeChoice::Real) {
    Result<std::unique_ptr<Port>> port = create_glfw_port(port_config);
    if (!port) return port.error();
    port_ = std::move(*port);
    report_.port = "glfw";
    return std::nullopt;
  }
  HeadlessConfig headless{.port = port_config};
  headless.scale = config_.scale;
  port_ = std::make_unique<HeadlessPort>(headless);
  report_.port = "headless";
  return std::nullopt;
}

std::optional<Diagnostic> Session::make_backend() {
  const prepare::PageSetup pages = preparer_->page_setup();
  Result<MadeBackend> made = hallows::make_backend(config_.backend, pages, report_.notes);
  if (!made) {
    Diagnostic note = made.error();
    note.severity = Severity::Warning;
    note.fix +=
        (note.fix.empty() ? "" : "; ") + std::string("drawing with the cpu back end instead");
    report_.notes.push_back(std::move(note));
  }
  MadeBackend chosen = made ? std::move(*made) : make_cpu_backend(pages);
  report_.backend = chosen.name;
  backend_ = std::move(chosen.backend);
  binding_ = chosen.binding;
  if (chosen.on_gpu_thread) {  // a draw call costs there: few batches before few reorderings
    prepare::PrepareLimits limits;
    limits.draw_order = prepare::DrawOrderPolicy::Batched;
    preparer_ = std::make_unique<prepare::Preparer>(scene_, faces_, limits);
  }
  runtime::ExecutorConfig executor;
  executor.binding = binding_;
  executor.port = port_.get();
  executor.engine_bell = &engine_bell_;
  const bool headless = std::string_view(report_.port) == "headless";
  executor.shows = headless ? runtime::Shows::Port : chosen.shows;
  const bool threaded = chosen.on_gpu_thread && config_.time == TimeChoice::Real;
  executor.where = threaded ? runtime::ExecuteOn::GpuThread : runtime::ExecuteOn::Engine;
  Result<std::unique_ptr<runtime::Executor>> started = runtime::Executor::start(executor);
  if (!started) return started.error();
  executor_ = std::move(*started);
  return std::nullopt;
}

std::optional<Diagnostic> Session::make_engine() {
  if (config_.time == TimeChoice::Real || config_.loading == runtime::Loading::Workers) {
    Result<std::unique_ptr<rt::Workers>> workers =
        rt::Workers::start({.threads = 1, .results_for = &engine_bell_});
    if (!workers) return workers.error();
    workers_ = std::move(*workers);
  }
  runtime::EngineConfig engine;
  engine.program = config_.program;
  engine.clock = &clock_;
  engine.port = port_.get();
  engine.fonts = &fonts_;
  engine.scene = &scene_;
  engine.preparer = preparer_.get();
  engine.executor = executor_.get();
  engine.workers = workers_.get();
  engine.app = config_.app;
  if (config_.host != nullptr) {
    host_link_ = std::make_unique<runtime::HostLink>(*config_.host, config_.program->tables);
    host_app_link_ = host_link_->app_link();
    engine.app = &host_app_link_;
  }
  engine.asset_root = config_.asset_root;
  engine.ui_limits = config_.ui_limits;
  engine_ = std::make_unique<runtime::Engine>(engine);
  if (host_link_ != nullptr) host_link_->set_heap(engine_->heap);
  drive_ = std::make_unique<runtime::VirtualDrive>(*engine_, clock_, *port_);
  return std::nullopt;
}

Result<bool> Session::open(const Open& open) {
  const format::ScopeDeclId decl = open.decl ? open.decl : config_.program->tables.main;
  Size size = open.size;
  if (size.width <= 0 || size.height <= 0) {
    size = widgets::wanted_window_size(engine_->ui, decl);
  }
  if (size.width <= 0 || size.height <= 0) size = {960, 640};
  if (auto error = port_->open_window(open.window, {size, "Hallows"})) return *error;
  port_->poll(clock_.now());
  // The port's first Resize has the true size and scale.
  SizePx pixels{to_px(size.width, {config_.scale}), to_px(size.height, {config_.scale})};
  float scale = config_.scale;
  InputEvent event;
  while (port_->input().try_pop(event)) {
    if (event.kind != InputKind::Resize || event.window != open.window) continue;
    pixels = event.size_px;
    scale = event.scale;
  }
  runtime::EngineOpen engine_open{open.window, decl, pixels, {scale}, open.values};
  Result<bool> opened = runtime::open_window(*engine_, engine_open);
  if (opened && host_link_ != nullptr) {
    host_link_->set_root(open.window, runtime::window_of(*engine_, open.window).scope);
  }
  return opened;
}

void Session::engine_main(void* self) {
  auto& session = *static_cast<Session*>(self);
  runtime::run_engine_loop({session.engine_.get(), &session.engine_bell_, &session.stop_,
                            session.frame_limit_, &session.questions_});
  session.engine_done_.store(true, std::memory_order_release);
  session.port_->wake();
}

Result<bool> Session::run(uint64_t frames) {
  ASSERT(config_.time == TimeChoice::Real);
  frame_limit_ = frames;
  engine_->assets.set_loading(runtime::Loading::Workers);
  Result<rt::Thread> thread = rt::Thread::start(
      {.name = "hallows-engine", .thread_class = rt::ThreadClass::RealTime}, engine_main, this);
  if (!thread) return thread.error();
  std::optional<Diagnostic> lost;
  while (!engine_done_.load(std::memory_order_acquire)) {
    if (port_->poll(rt::kNever)) continue;
    lost = port_->take_error();
    if (!lost) {
      lost.emplace();
      lost->code = "display-lost";
      lost->message = "the display is gone";
      lost->fix = "start the display again, then the program";
    }
    stop();
    break;
  }
  thread->join();
  executor_->wait_parked();
  if (lost) return *lost;
  return true;
}

void Session::stop() {
  stop_.store(true, std::memory_order_release);
  engine_bell_.ring();
}

std::vector<uint32_t> Session::picture(WindowId window, SizePx& size) {
  executor_->wait_parked();
  size = runtime::window_of(*engine_, window).size;
  std::vector<uint32_t> pixels(static_cast<size_t>(size.width) * static_cast<size_t>(size.height));
  const RectPx whole{0, 0, size.width, size.height};
  if (!backend_->read_pixels(window, whole, pixels)) {
    pixels.clear();
    size = {};
  }
  return pixels;
}

}  // namespace hallows
