#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "rt-kernel/base/clock.h"
#include "rt-kernel/base/fixed_vector.h"
#include "rt-kernel/base/result.h"
#include "rt-kernel/port/input_backlog.h"
#include "rt-kernel/port/pixel_feed.h"
#include "rt-kernel/rt/channel.h"
#include "rt-kernel/types/geometry.h"
#include "rt-kernel/types/input_event.h"
#include "rt-kernel/types/native_window.h"
#include "rt-kernel/types/window_request.h"

namespace hallows {

// WindowRequest.flags: another piece of the same clipboard text follows.
constexpr uint8_t kRequestMore = 1;

// A screen, as known when it was asked for.
struct OutputInfo {
  SizePx size;
  float scale = 1;
  Duration refresh;  // 0: the system doesn't say
};

// How wide the window is in dp, and what it is called. A window always opens at the scale of the
// output it stands on; its first Resize event has the truth.
struct WindowSpec {
  Size size{1280, 720};
  std::string_view title = "Hallows";
};

// What became of a frame's pixels. Feedback for a later frame.
struct PresentFeedback {
  WindowId window;
  uint64_t frame = 0;
  Instant presented;          // when the first line reached the output, as well as the port knows
  bool from_display = false;  // the display said so; false: the port's own timer stands in
};

// When the outputs refresh, as far as the port can know: deadlines are phase + n * interval.
struct VblankGrid {
  Instant phase;
  Duration interval;
  bool from_display = false;
};

struct PortConfig {
  const Clock* clock = nullptr;         // stamps events; required
  rt::Doorbell* engine_bell = nullptr;  // rung when the input ring or the feedback has something
  uint32_t input_capacity = 1024;
  uint32_t request_capacity = 256;
};

// A platform: windows, events, pixels. One of the house's two interfaces (the other is the render
// back end). Each function names the thread that may call it: *platform* is the thread that made
// the port (the process's main thread), *engine* the engine thread, *presenter* whoever finishes
// the pixels of a frame (the engine or a paint helper), one at a time for a window.
class Port {
 public:
  virtual ~Port() = default;
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  // ---- rings ----
  // Engine: consumes. Platform: produces. At the bound pointer moves are merged; everything else
  // waits in the platform thread's backlog and comes later, in order, with its true time.
  rt::SpscRing<InputEvent>& input() { return input_; }
  // Engine: sends, and wakes the platform thread if it sleeps. False at the bound: ask again in a
  // later frame. Texts longer than a request are cut (titles) or sent in pieces (clipboard).
  bool request(const WindowRequest& request) noexcept HALLOWS_NONBLOCKING {
    return requests_.send(request);
  }
  // Engine: the presentations since the last call, oldest first within a window; `presented` may
  // lie up to one interval ahead. At the bound the newest are lost.
  bool take_feedback(PresentFeedback& out) noexcept HALLOWS_NONBLOCKING {
    for (auto& ring : feedback_) {
      if (ring->try_pop(out)) return true;
    }
    return false;
  }

  // ---- platform ----
  // Opens a window under an id that is not in use. Says in the user's words why it can't (no
  // display, too many windows). WindowRequestKind::Open does the same; there a failure comes back
  // as CloseRequest and the message is kept for take_error().
  virtual std::optional<Diagnostic> open_window(WindowId window, const WindowSpec& spec) = 0;
  virtual void close_window(WindowId window) = 0;
  // Waits until `until` (monotonic; rt::kNever: for ever), an event, a request or wake(), then
  // pumps events into input() and serves requests. Ports on a virtual clock never wait. False when
  // the display is gone: take_error() says how.
  virtual bool poll(Instant until) = 0;
  // Any thread: makes a waiting poll(), or the next one, return.
  void wake() noexcept {
    woken_.store(true, std::memory_order_release);  // pairs with the acquire in take_wake()
    platform_bell_.ring();
  }
  virtual FixedVector<OutputInfo, 8> outputs() const = 0;
  // The last thing that went wrong while serving requests, once.
  std::optional<Diagnostic> take_error() {
    std::optional<Diagnostic> out;
    out.swap(error_);
    return out;
  }

  // ---- engine ----
  // The refresh grid of the output the window stands on. Cheap; may change between frames.
  virtual VblankGrid vblank_grid(WindowId window) const noexcept HALLOWS_NONBLOCKING = 0;
  // The window as a render back end needs it, on a connection that only the caller uses; System
  // None on ports without a window system. Set-up of a back end (the gpu thread); lives as long as
  // the window.
  virtual NativeWindow native_window(WindowId window) = 0;

  // ---- presenter ----
  // The image to draw a frame of `size` into (the size of the last Resize event that the frame
  // has seen). Never waits: `pixels` is null while the display still reads the image, or for a
  // window that doesn't exist; then the frame's last stages wait and damage accumulates. What was
  // acquired is given back by present_pixels before the next acquire.
  virtual PixelTarget acquire_pixels(WindowId window, SizePx size) noexcept HALLOWS_NONBLOCKING = 0;
  // Puts the damaged rectangles (device pixels, clipped to the target) on the window and gives the
  // target back. Without damage it only gives it back. `frame` returns in the feedback. On X11 this
  // is the put that Permit(Put) names; the port opens that scope itself.
  virtual void present_pixels(WindowId window, std::span<const RectPx> damage,
                              uint64_t frame) noexcept HALLOWS_NONBLOCKING = 0;

 protected:
  Port(const PortConfig& config, rt::Doorbell::Via platform_sleeps_via)
      : config_(config),
        platform_bell_(platform_sleeps_via),
        input_(config.input_capacity),
        requests_(config.request_capacity, platform_bell_) {
    ASSERT(config.clock != nullptr);
    for (auto& ring : feedback_) ring = std::make_unique<rt::SpscRing<PresentFeedback>>(64);
  }
  // Platform: false at the bound (the caller keeps a backlog).
  bool push_input(const InputEvent& event) { return input_.try_push(event); }
  void ring_engine() noexcept HALLOWS_NONBLOCKING {
    if (config_.engine_bell != nullptr) config_.engine_bell->ring();
  }

  // Platform, before it sleeps. The acquires pair with the release in wake(); that a wake() during
  // has_work() isn't slept over is the bell's doing.
  bool take_wake() { return woken_.exchange(false, std::memory_order_acquire); }
  bool has_work() {
    return requests_.ring().readable(1) != 0 || woken_.load(std::memory_order_acquire);
  }

  PortConfig config_;
  rt::Doorbell platform_bell_;
  rt::SpscRing<InputEvent> input_;       // platform -> engine
  rt::Channel<WindowRequest> requests_;  // engine -> platform
  // One a window: presenter -> engine.
  std::array<std::unique_ptr<rt::SpscRing<PresentFeedback>>, kMaxWindows> feedback_;
  std::optional<Diagnostic> error_;  // platform
  std::atomic<bool> woken_{false};   // any thread -> platform: wake() pairs with take_wake()
};

}  // namespace hallows
