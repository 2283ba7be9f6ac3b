#include "rt-kernel/port/glfw/glfw_port.h"

#include <langinfo.h>
#include <poll.h>

#include <algorithm>
#include <clocale>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "rt-kernel/base/utf8.h"
#include "rt-kernel/port/display_name.h"
#include "rt-kernel/port/glfw/glfw_port_impl.h"
#include "rt-kernel/port/glfw/x11_display.h"

namespace hallows {
namespace {

constexpr Px kMaxSide = 16'384;
constexpr size_t kMaxClipboard = size_t{1} << 20;

std::string g_glfw_error;  // platform thread: GLFW reports through a callback

void on_glfw_error(int, const char* text) {
  g_glfw_error = text;
}

Diagnostic port_error(const char* code, std::string message, std::string fix) {
  Diagnostic error;
  error.code = code;
  error.message = std::move(message);
  error.why = std::exchange(g_glfw_error, {});
  error.fix = std::move(fix);
  return error;
}

Diagnostic no_display() {
  const char* name = display_name();
  const bool named = name != nullptr;
  return port_error("no-display",
                    named ? std::string("cannot open the display '") + name + "'"
                          : "there is no display to open a window on",
                    named ? "check that an X server runs there and lets you in, or choose the "
                            "headless port (--port headless)"
                          : "set DISPLAY, or choose the headless port (--port headless)");
}

// Xlib translates keys into text in the character set of the locale; in "C" and other sets without
// Unicode it would drop every character that isn't ASCII.
void use_utf8_keyboard() {
  std::setlocale(LC_CTYPE, "");
  if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) std::setlocale(LC_CTYPE, "C.UTF-8");
}

int px_side(float dp, float scale) {
  const float px = std::floor(dp * scale + 0.5f);
  return px >= 1 ? static_cast<int>(std::min<float>(px, kMaxSide)) : 1;  // NaN gives 1
}

float primary_scale() {
  float x = 1;
  float y = 1;
  if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) glfwGetMonitorContentScale(monitor, &x, &y);
  return x > 0 ? x : 1;
}

}  // namespace

Result<std::unique_ptr<Port>> create_glfw_port(const PortConfig& config) {
  use_utf8_keyboard();
  glfwSetErrorCallback(on_glfw_error);
  if (glfwInit() == GLFW_FALSE) return no_display();
  xcb_connection_t* control = xcb_connect(nullptr, nullptr);
  if (xcb_connection_has_error(control) != 0) {
    xcb_disconnect(control);
    glfwTerminate();
    return no_display();
  }
  Result<X11PixelAbility> ability = ask_pixel_ability(control);
  if (!ability) {
    xcb_disconnect(control);
    glfwTerminate();
    return ability.error();
  }
  return std::unique_ptr<Port>(std::make_unique<GlfwPort>(config, control, *ability));
}

GlfwPort::GlfwPort(const PortConfig& config, xcb_connection_t* control,
                   const X11PixelAbility& ability)
    : Port(config, rt::Doorbell::Via::EventFd), control_(control), ability_(ability) {
  for (auto& window : windows_) window = std::make_unique<GlfwWindow>();
  x11_on_lost([](void* port) { static_cast<GlfwPort*>(port)->display_lost(); }, this);
  refresh_ = kUsualRefresh;
  for (const OutputInfo& output : outputs()) {
    largest_output_.width = std::max(largest_output_.width, output.size.width);
    largest_output_.height = std::max(largest_output_.height, output.size.height);
    if (output.refresh.ns > 0) refresh_ = output.refresh;
  }
}

GlfwPort::~GlfwPort() {
  for (auto& window : windows_) {
    if (window->state != GlfwWindow::State::Free) destroy(*window);
  }
  for (GLFWcursor* cursor : cursors_) {
    if (cursor != nullptr) glfwDestroyCursor(cursor);
  }
  glfwTerminate();  // on a lost display too: Xlib's calls return at once there
  xcb_disconnect(control_);
}

GlfwWindow* GlfwPort::find(WindowId window) const noexcept {
  return window.value < kMaxWindows ? windows_[window.value].get() : nullptr;
}

FixedVector<OutputInfo, 8> GlfwPort::outputs() const {
  FixedVector<OutputInfo, 8> out;
  int count = 0;
  GLFWmonitor** monitors = glfwGetMonitors(&count);
  for (int i = 0; i < count; ++i) {
    const GLFWvidmode* mode = glfwGetVideoMode(monitors[i]);
    if (mode == nullptr) continue;
    OutputInfo info;
    info.size = {mode->width, mode->height};
    float y = 1;
    glfwGetMonitorContentScale(monitors[i], &info.scale, &y);
    if (mode->refreshRate > 0) info.refresh = {1'000'000'000 / mode->refreshRate};
    out.try_push(info);
  }
  return out;
}

VblankGrid GlfwPort::vblank_grid(WindowId) const noexcept HALLOWS_NONBLOCKING {
  // X11 tells clients of no vblank: a grid of our own at the mode's rate.
  return {.phase = {0}, .interval = refresh_, .from_display = false};
}

// ---- windows ----

std::optional<Diagnostic> GlfwPort::open_window(WindowId id, const WindowSpec& spec) {
  GlfwWindow* window = find(id);
  if (window == nullptr) {
    return port_error("too-many-windows", "there are too many windows",
                      "close one first: at most " + std::to_string(kMaxWindows) + " can be open");
  }
  reap();
  if (window->state != GlfwWindow::State::Free) {
    return port_error("window-in-use", "the window is still open", "close it first");
  }
  if (lost_) return port_error("display-lost", "the connection to the display was lost", "");
  window->id = id;
  window->port = this;
  if (auto error = create_handle(*window, spec)) return error;
  Result<std::unique_ptr<X11Presenter>> presenter = X11Presenter::create(window->xid, ability_);
  if (!presenter) {
    destroy(*window);
    return presenter.error();
  }
  window->presenter = std::move(*presenter);
  if (auto error = ensure_image(*window, window->size)) {
    destroy(*window);
    return error;
  }
  window->state = GlfwWindow::State::Open;
  window_resized(*window, window->size);
  return std::nullopt;
}

std::optional<Diagnostic> GlfwPort::create_handle(GlfwWindow& window, const WindowSpec& spec) {
  const float scale = primary_scale();
  glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
  const std::string title(spec.title);
  window.handle =
      glfwCreateWindow(px_side(spec.size.width, scale), px_side(spec.size.height, scale),
                       title.c_str(), nullptr, nullptr);
  if (window.handle == nullptr) {
    return port_error("no-window", "the display refused to open a window", "");
  }
  window.xid = x11_window(window.handle);
  x11_sync();
  float y = 1;
  glfwGetWindowContentScale(window.handle, &window.scale, &y);
  if (!(window.scale > 0)) window.scale = 1;
  int width = 1;
  int height = 1;
  glfwGetFramebufferSize(window.handle, &width, &height);
  window.size = {width, height};
  install_glfw_callbacks(window);
  return std::nullopt;
}

std::optional<Diagnostic> GlfwPort::ensure_image(GlfwWindow& window, SizePx size) {
  if (size.width <= window.capacity.width && size.height <= window.capacity.height) {
    return std::nullopt;
  }
  const SizePx capacity{std::max({size.width, window.capacity.width, largest_output_.width}),
                        std::max({size.height, window.capacity.height, largest_output_.height})};
  Result<X11Image> image = make_x11_image(control_, ability_, capacity);
  if (!image) return image.error();
  if (window.state == GlfwWindow::State::Open) {
    if (!window.feed.offer(image->buffer)) {  // tried again at the next poll
      free_x11_image(control_, *image);
      return std::nullopt;
    }
  } else {
    window.feed.open(image->buffer);
  }
  window.images.push_back(*image);
  window.capacity = capacity;
  return std::nullopt;
}

void GlfwPort::window_resized(GlfwWindow& window, SizePx size) {
  if (size.width <= 0 || size.height <= 0) return;  // iconified
  window.size = size;
  if (auto error = ensure_image(window, size)) error_ = std::move(error);
  InputEvent event;
  event.kind = InputKind::Resize;
  event.window = window.id;
  event.size_px = size;
  event.scale = window.scale;
  send(event);
}

void GlfwPort::close_window(WindowId id) {
  GlfwWindow* window = find(id);
  if (window == nullptr || window->state != GlfwWindow::State::Open) return;
  window->state = GlfwWindow::State::Closing;
  window->feed.close();
  if (!lost_) glfwHideWindow(window->handle);
  reap();
}

void GlfwPort::destroy(GlfwWindow& window) {
  window.feed.close();
  window.presenter.reset();
  for (X11Image& image : window.images) free_x11_image(control_, image);
  window.images.clear();
  window.capacity = {};
  if (window.native_connection != nullptr) xcb_disconnect(window.native_connection);
  window.native_connection = nullptr;
  if (window.handle != nullptr) glfwDestroyWindow(window.handle);
  window.handle = nullptr;
  window.state = GlfwWindow::State::Free;
}

// Frees what nobody can be using any more, and offers again what found no room.
void GlfwPort::reap() {
  for (auto& window : windows_) {
    if (window->state == GlfwWindow::State::Closing && window->feed.idle()) destroy(*window);
    if (window->state != GlfwWindow::State::Open) continue;
    PixelBuffer retired;
    while (window->feed.take_retired(retired)) {
      std::erase_if(window->images, [&](X11Image& image) {
        if (image.buffer.pixels != retired.pixels) return false;
        free_x11_image(control_, image);
        return true;
      });
    }
    if (auto error = ensure_image(*window, window->size)) error_ = std::move(error);
  }
}

NativeWindow GlfwPort::native_window(WindowId id) {
  GlfwWindow* window = find(id);
  if (window == nullptr || window->state != GlfwWindow::State::Open) return {};
  if (window->native_connection == nullptr) {
    xcb_connection_t* connection = xcb_connect(nullptr, nullptr);
    if (xcb_connection_has_error(connection) != 0) {
      xcb_disconnect(connection);
      return {};
    }
    window->native_connection = connection;
  }
  NativeWindow native;
  native.system = NativeWindow::System::X11;
  native.connection = window->native_connection;
  native.window = window->xid;
  return native;
}

// ---- pixels ----

PixelTarget GlfwPort::acquire_pixels(WindowId id, SizePx size) noexcept HALLOWS_NONBLOCKING {
  GlfwWindow* window = find(id);
  if (window == nullptr) return {};
  const PixelTarget target = window->feed.acquire(size);
  if (target.pixels == nullptr || window->presenter->ready()) return target;
  window->feed.release();
  return {};
}

void GlfwPort::present_pixels(WindowId id, std::span<const RectPx> damage,
                              uint64_t frame) noexcept HALLOWS_NONBLOCKING {
  GlfwWindow* window = find(id);
  if (window == nullptr || !window->feed.held()) return;
  const SizePx size = window->feed.target().size;
  FixedVector<RectPx, 16> clipped;
  for (const RectPx& rect : damage) {
    const RectPx r = intersect(rect, {0, 0, size.width, size.height});
    if (r.empty()) continue;
    if (!clipped.try_push(r)) clipped.back() = unite(clipped.back(), r);  // more pixels, none lost
  }
  if (!clipped.empty()) {
    window->presenter->put(window->feed.buffer(), clipped);
    const int64_t next = (config_.clock->now().ns / refresh_.ns + 1) * refresh_.ns;
    feedback_[id.value]->try_push({id, frame, {next}, false});
  }
  window->feed.release();
  if (!clipped.empty()) ring_engine();
}

// ---- events ----

void GlfwPort::send(InputEvent event) {
  event.time = config_.clock->now();
  backlog_.push(event, input_);
  ++sent_;
}

void GlfwPort::send_code_point(WindowId id, char32_t code_point) {
  InputEvent event;
  event.kind = InputKind::Text;
  event.window = id;
  std::array<char, 4> bytes{};
  event.text_size = static_cast<uint8_t>(encode_utf8(code_point, bytes.data()));
  std::memcpy(event.text.data(), bytes.data(), event.text_size);
  send(event);
}

void GlfwPort::display_lost() {
  if (lost_) return;
  lost_ = true;
  error_ = port_error("display-lost", "the connection to the display was lost",
                      "start the program again when the X server runs");
}

void GlfwPort::pump() {
  if (lost_) return;
  const uint64_t before = sent_;
  glfwPollEvents();
  const bool moved = backlog_.flush(input_);
  if (moved || sent_ != before) ring_engine();
}

void GlfwPort::wait_for_something(Instant until) {
  platform_bell_.announce_sleep();
  if (!has_work() && !x11_pending() && !lost_) {
    std::array<pollfd, 2> watched{{{x11_fd(), POLLIN, 0}, {platform_bell_.fd(), POLLIN, 0}}};
    const timespec* timeout = nullptr;
    timespec left{};
    if (until != rt::kNever) {
      const Clock real(Clock::Kind::Real);
      const int64_t ns = std::max<int64_t>(0, (until - real.now()).ns);
      left = {static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
      timeout = &left;
    }
    ppoll(watched.data(), watched.size(), timeout, nullptr);
  }
  platform_bell_.end_sleep();
}

bool GlfwPort::poll(Instant until) {
  if (lost_) return false;
  const uint64_t before = sent_;
  pump();
  const bool served = serve_requests();
  if (!take_wake() && !served && sent_ == before && !lost_) {
    Instant wake_up = until;
    if (!backlog_.empty()) {  // nobody tells when the engine has made room
      wake_up = std::min(wake_up, Clock(Clock::Kind::Real).now() + from_ms(2));
    }
    wait_for_something(wake_up);
    pump();
    serve_requests();
  }
  take_wake();
  reap();
  return !lost_;
}

// ---- requests ----

bool GlfwPort::serve_requests() {
  bool any = false;
  WindowRequest request;
  while (!lost_ && requests_.receive(request)) {
    serve(request);
    any = true;
  }
  return any;
}

void GlfwPort::open_requested(const WindowRequest& request) {
  error_ = open_window(request.window,
                       {request.size, std::string_view(request.text.data(), request.text_size)});
  if (!error_) return;
  InputEvent refused;
  refused.kind = InputKind::CloseRequest;
  refused.window = request.window;
  send(refused);
  ring_engine();
}

void GlfwPort::set_clipboard_piece(const WindowRequest& request) {
  if (incoming_clipboard_.size() < kMaxClipboard) {
    incoming_clipboard_.append(request.text.data(),
                               std::min<size_t>(request.text_size, request.text.size()));
  }
  if ((request.flags & kRequestMore) != 0) return;
  glfwSetClipboardString(nullptr, incoming_clipboard_.c_str());
  incoming_clipboard_.clear();
}

void GlfwPort::answer_clipboard(WindowId id) {
  const char* text = glfwGetClipboardString(nullptr);  // null: empty, or not text
  if (text == nullptr) return;
  InputEvent base;
  base.window = id;
  base.time = config_.clock->now();
  base.flags = kTextFromClipboard;
  push_text(base, std::string_view(text).substr(0, kMaxClipboard), backlog_, input_);
  ++sent_;
  ring_engine();
}

void GlfwPort::set_cursor(GlfwWindow& window, CursorShape shape) {
  constexpr std::array<int, 6> kShapes = {GLFW_ARROW_CURSOR,   GLFW_IBEAM_CURSOR,
                                          GLFW_HAND_CURSOR,    GLFW_HRESIZE_CURSOR,
                                          GLFW_VRESIZE_CURSOR, GLFW_ARROW_CURSOR};
  const auto index = static_cast<size_t>(shape);
  if (index >= kShapes.size()) return;
  if (cursors_[index] == nullptr) cursors_[index] = glfwCreateStandardCursor(kShapes[index]);
  glfwSetCursor(window.handle, cursors_[index]);
  glfwSetInputMode(window.handle, GLFW_CURSOR,
                   shape == CursorShape::Hidden ? GLFW_CURSOR_HIDDEN : GLFW_CURSOR_NORMAL);
}

void GlfwPort::serve(const WindowRequest& request) {
  if (request.kind == WindowRequestKind::Open) return open_requested(request);
  GlfwWindow* window = find(request.window);
  if (window == nullptr || window->state != GlfwWindow::State::Open) return;
  switch (request.kind) {
    case WindowRequestKind::Open:
      break;
    case WindowRequestKind::Close:
      close_window(request.window);
      break;
    case WindowRequestKind::SetTitle: {
      const std::string title(request.text.data(),
                              std::min<size_t>(request.text_size, request.text.size()));
      glfwSetWindowTitle(window->handle, title.c_str());
      break;
    }
    case WindowRequestKind::SetCursor:
      set_cursor(*window, request.cursor);
      break;
    case WindowRequestKind::SetSize:
      glfwSetWindowSize(window->handle, px_side(request.size.width, window->scale),
                        px_side(request.size.height, window->scale));
      break;
    case WindowRequestKind::CaretRect:
      break;  // GLFW 3.3 shows no input method window
    case WindowRequestKind::SetClipboard:
      set_clipboard_piece(request);
      break;
    case WindowRequestKind::AskClipboard:
      answer_clipboard(request.window);
      break;
  }
}

}  // namespace hallows
