#include "rt-kernel/port/headless/headless_port.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace hallows {
namespace {

constexpr Px kMaxSide = 16'384;
constexpr size_t kMaxClipboard = size_t{1} << 20;
// What a window shows where nothing was presented: seen in a picture, it is a fault at once.
constexpr uint32_t kNeverPresented = 0xFFFF00FF;

Px clamp_side(float px) {
  if (!(px >= 1)) return 1;  // NaN too
  return px > kMaxSide ? kMaxSide : static_cast<Px>(px);
}

SizePx size_in_px(Size dp, float scale) {
  return {clamp_side(std::floor(dp.width * scale + 0.5f)),
          clamp_side(std::floor(dp.height * scale + 0.5f))};
}

struct FreePixels {
  void operator()(uint32_t* pixels) const { std::free(pixels); }
};
using Pixels = std::unique_ptr<uint32_t[], FreePixels>;

Pixels make_pixels(SizePx size) {
  // calloc: pages that no test draws into are never touched.
  auto* block = static_cast<uint32_t*>(
      std::calloc(static_cast<size_t>(size.width) * size.height, sizeof(uint32_t)));
  ASSERT(block != nullptr);
  return Pixels(block);
}

Diagnostic window_error(const char* code, std::string message, std::string fix) {
  Diagnostic out;
  out.code = code;
  out.message = std::move(message);
  out.fix = std::move(fix);
  return out;
}

}  // namespace

struct HeadlessPort::Window {
  WindowState state;  // platform; present counts and damage: presenter
  Size size_dp;       // platform
  PixelFeed feed;
  struct Made {
    uint32_t id = 0;
    Pixels pixels;
  };
  std::vector<Made> made;  // platform: every buffer that may be in use
  uint32_t next_id = 0;
  SizePx capacity;         // platform: of the newest buffer
  Buffer<uint32_t> shown;  // presenter
  SizePx shown_size;       // presenter
  uint32_t shown_generation = 0;
};

HeadlessPort::HeadlessPort(const HeadlessConfig& config)
    : Port(config.port, rt::Doorbell::Via::Futex), headless_(config) {
  for (auto& window : windows_) window = std::make_unique<Window>();
}

HeadlessPort::~HeadlessPort() = default;

HeadlessPort::Window* HeadlessPort::find(WindowId window) const noexcept {
  return window.value < kMaxWindows ? windows_[window.value].get() : nullptr;
}

void HeadlessPort::ensure_buffer(Window& window, SizePx size) {
  if (size.width <= window.capacity.width && size.height <= window.capacity.height) return;
  const SizePx capacity{std::max({size.width, window.capacity.width, headless_.output.width}),
                        std::max({size.height, window.capacity.height, headless_.output.height})};
  Pixels pixels = make_pixels(capacity);
  const PixelBuffer buffer{pixels.get(), capacity.width, capacity, ++window.next_id};
  if (window.state.open) {
    if (!window.feed.offer(buffer)) return;  // tried again at the next poll
  } else {
    window.feed.open(buffer);
  }
  window.made.push_back({buffer.id, std::move(pixels)});
  window.capacity = capacity;
}

std::optional<Diagnostic> HeadlessPort::open_window(WindowId id, const WindowSpec& spec) {
  Window* window = find(id);
  if (window == nullptr) {
    return window_error("too-many-windows", "there are too many windows",
                        "close one first: at most " + std::to_string(kMaxWindows) + " can be open");
  }
  if (lost_) return window_error("display-lost", "the connection to the display was lost", "");
  if (!window->state.open) reap(*window);
  if (window->state.open || !window->made.empty()) {
    return window_error("window-in-use", "the window is still open", "close it first");
  }
  window->size_dp = spec.size;
  window->state = {};
  window->state.scale = headless_.scale;
  window->state.size = size_in_px(spec.size, headless_.scale);
  window->state.title = std::string(spec.title);
  ensure_buffer(*window, window->state.size);
  window->state.open = true;
  announce_size(id);
  InputEvent focus;
  focus.kind = InputKind::FocusIn;
  focus.window = id;
  send(focus);
  return std::nullopt;
}

void HeadlessPort::close_window(WindowId id) {
  Window* window = find(id);
  if (window == nullptr || !window->state.open) return;
  window->state.open = false;
  window->feed.close();
  reap(*window);
}

// Frees what nobody can be drawing into any more.
void HeadlessPort::reap(Window& window) {
  if (!window.state.open) {
    if (!window.feed.idle()) return;
    window.made.clear();
    window.capacity = {};
    return;
  }
  PixelBuffer retired;
  while (window.feed.take_retired(retired)) {
    std::erase_if(window.made, [&](const Window::Made& made) { return made.id == retired.id; });
  }
  ensure_buffer(window, window.state.size);  // where an earlier offer found no room
}

bool HeadlessPort::poll(Instant until) {
  if (lost_) return false;
  const bool woken = take_wake();
  const bool served = serve_requests();
  if (!served && !woken && config_.clock->kind() == Clock::Kind::Real) {
    Instant wake_up = until;
    if (!backlog_.empty()) {  // nobody tells when the engine has made room
      wake_up = std::min(wake_up, config_.clock->now() + from_ms(2));
    }
    platform_bell_.wait(wake_up, [this] { return has_work(); });
    take_wake();
    serve_requests();
  }
  for (auto& window : windows_) reap(*window);
  if (backlog_.flush(input_)) ring_engine();
  if (lost_) return false;
  return true;
}

FixedVector<OutputInfo, 8> HeadlessPort::outputs() const {
  FixedVector<OutputInfo, 8> out;
  out.push({headless_.output, headless_.scale, headless_.refresh});
  return out;
}

VblankGrid HeadlessPort::vblank_grid(WindowId) const noexcept HALLOWS_NONBLOCKING {
  return {.phase = {0}, .interval = headless_.refresh, .from_display = true};
}

NativeWindow HeadlessPort::native_window(WindowId) {
  return {};
}

PixelTarget HeadlessPort::acquire_pixels(WindowId id, SizePx size) noexcept HALLOWS_NONBLOCKING {
  Window* window = find(id);
  return window != nullptr ? window->feed.acquire(size) : PixelTarget{};
}

void HeadlessPort::present_pixels(WindowId id, std::span<const RectPx> damage,
                                  uint64_t frame) noexcept HALLOWS_NONBLOCKING {
  Window* window = find(id);
  if (window == nullptr || !window->feed.held()) return;
  const PixelTarget& target = window->feed.target();
  if (target.generation != window->shown_generation) {
    // Test apparatus, not a display: these may allocate.
    const rt::Permit permit(rt::PermitKind::Put);
    window->shown.resize(static_cast<size_t>(target.size.width) * target.size.height);
    std::fill(window->shown.begin(), window->shown.end(), kNeverPresented);
    window->shown_size = target.size;
    window->shown_generation = target.generation;
  }
  FixedVector<RectPx, 16> clipped;
  uint64_t area = 0;
  for (const RectPx& rect : damage) {
    const RectPx r = intersect(rect, {0, 0, target.size.width, target.size.height});
    if (r.empty()) continue;
    area += static_cast<uint64_t>(r.area());
    clipped.try_push(r);
    for (Px y = r.y0; y < r.y1; ++y) {
      std::memcpy(window->shown.data() + size_t(y) * target.size.width + r.x0,
                  target.pixels + size_t(y) * target.stride_px + r.x0,
                  size_t(r.width()) * sizeof(uint32_t));
    }
  }
  if (area != 0) {
    ++window->state.presents;
    window->state.presented_px += area;
    window->state.last_damage = clipped;
    const int64_t interval = headless_.refresh.ns;
    const int64_t next = (config_.clock->now().ns / interval + 1) * interval;
    feedback_[id.value]->try_push({id, frame, {next}, true});
  }
  window->feed.release();
  if (area != 0) ring_engine();
}

void HeadlessPort::send(InputEvent event) {
  if (event.time.ns == 0) event.time = config_.clock->now();
  backlog_.push(event, input_);
  ring_engine();
}

void HeadlessPort::send_text(WindowId id, std::string_view text) {
  InputEvent base;
  base.window = id;
  base.time = config_.clock->now();
  push_text(base, text, backlog_, input_);
  ring_engine();
}

void HeadlessPort::announce_size(WindowId id) {
  const WindowState& state = windows_[id.value]->state;
  InputEvent event;
  event.kind = InputKind::Resize;
  event.window = id;
  event.size_px = state.size;
  event.scale = state.scale;
  send(event);
}

void HeadlessPort::resize(WindowId id, SizePx size) {
  Window* window = find(id);
  if (window == nullptr || !window->state.open) return;
  window->state.size = {std::clamp(size.width, 1, kMaxSide), std::clamp(size.height, 1, kMaxSide)};
  window->size_dp = {static_cast<float>(window->state.size.width) / window->state.scale,
                     static_cast<float>(window->state.size.height) / window->state.scale};
  ensure_buffer(*window, window->state.size);
  announce_size(id);
}

void HeadlessPort::set_scale(WindowId id, float scale) {
  Window* window = find(id);
  if (window == nullptr || !window->state.open || !(scale > 0)) return;
  window->state.scale = scale;
  window->state.size = size_in_px(window->size_dp, scale);
  ensure_buffer(*window, window->state.size);
  InputEvent event;
  event.kind = InputKind::ScaleChange;
  event.window = id;
  event.scale = scale;
  send(event);
  announce_size(id);
}

void HeadlessPort::lose_display() {
  lost_ = true;
  error_ = window_error("display-lost", "the connection to the display was lost", "");
}

const HeadlessPort::WindowState& HeadlessPort::window(WindowId id) const {
  const Window* window = find(id);
  ASSERT(window != nullptr);
  return window->state;
}

std::span<const uint32_t> HeadlessPort::shown(WindowId id) const {
  const Window* window = find(id);
  ASSERT(window != nullptr);
  return window->shown;
}

bool HeadlessPort::serve_requests() {
  bool any = false;
  WindowRequest request;
  while (requests_.receive(request)) {
    serve(request);
    any = true;
  }
  return any;
}

void HeadlessPort::open_requested(const WindowRequest& request) {
  error_ = open_window(request.window,
                       {request.size, std::string_view(request.text.data(), request.text_size)});
  if (!error_) return;
  InputEvent refused;
  refused.kind = InputKind::CloseRequest;
  refused.window = request.window;
  send(refused);
}

void HeadlessPort::serve(const WindowRequest& request) {
  const std::string_view text(request.text.data(),
                              std::min<size_t>(request.text_size, request.text.size()));
  Window* window = find(request.window);
  if (request.kind == WindowRequestKind::Open) return open_requested(request);
  if (window == nullptr) return;
  switch (request.kind) {
    case WindowRequestKind::Open:
      break;
    case WindowRequestKind::Close:
      close_window(request.window);
      break;
    case WindowRequestKind::SetTitle:
      window->state.title = std::string(text);
      break;
    case WindowRequestKind::SetCursor:
      window->state.cursor = request.cursor;
      break;
    case WindowRequestKind::SetSize:
      resize(request.window, size_in_px(request.size, window->state.scale));
      break;
    case WindowRequestKind::CaretRect:
      window->state.caret = request.rect;
      break;
    case WindowRequestKind::SetClipboard:
      if (incoming_clipboard_.size() < kMaxClipboard) incoming_clipboard_ += text;
      if ((request.flags & kRequestMore) == 0) clipboard_ = std::move(incoming_clipboard_);
      if ((request.flags & kRequestMore) == 0) incoming_clipboard_.clear();
      break;
    case WindowRequestKind::AskClipboard: {
      InputEvent base;
      base.window = request.window;
      base.time = config_.clock->now();
      base.flags = kTextFromClipboard;
      push_text(base, clipboard_, backlog_, input_);
      ring_engine();
      break;
    }
  }
}

}  // namespace hallows
