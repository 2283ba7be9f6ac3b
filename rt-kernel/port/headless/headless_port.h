#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "rt-kernel/port/input_backlog.h"
#include "rt-kernel/port/port.h"
#include "rt-kernel/rt/permit.h"

namespace hallows {

struct HeadlessConfig {
  PortConfig port;
  SizePx output{1920, 1080};  // images are reserved for this size
  float scale = 1;            // of windows that open
  Duration refresh = kUsualRefresh;
};

// A platform without a display: pixels in memory, input from the test driver, a refresh grid that
// starts at time 0 of the clock and is exact. The default of every test. Works on a virtual clock
// (then poll never waits) and on a real one.
class HeadlessPort final : public Port {
 public:
  explicit HeadlessPort(const HeadlessConfig& config);
  ~HeadlessPort() override;

  // ---- Port ----
  std::optional<Diagnostic> open_window(WindowId window, const WindowSpec& spec) override;
  void close_window(WindowId window) override;
  bool poll(Instant until) override;
  FixedVector<OutputInfo, 8> outputs() const override;
  VblankGrid vblank_grid(WindowId window) const noexcept HALLOWS_NONBLOCKING override;
  NativeWindow native_window(WindowId window) override;
  PixelTarget acquire_pixels(WindowId window, SizePx size) noexcept HALLOWS_NONBLOCKING override;
  void present_pixels(WindowId window, std::span<const RectPx> damage,
                      uint64_t frame) noexcept HALLOWS_NONBLOCKING override;

  // ---- the script: the test driver, on the platform thread ----
  // Sends an event as if the system had made it. A zero time becomes the clock's.
  void send(InputEvent event);
  // Any UTF-8: cut into Text events at code points.
  void send_text(WindowId window, std::string_view text);
  // The user drags an edge: new buffers where needed, then a Resize event.
  void resize(WindowId window, SizePx size);
  // The window moves to another output: the dp size stays, so device pixels change with it.
  void set_scale(WindowId window, float scale);
  void set_clipboard(std::string_view text) { clipboard_ = text; }
  // The display goes away: the next poll() returns false.
  void lose_display();

  // ---- what happened ----
  struct WindowState {
    bool open = false;
    SizePx size;
    float scale = 1;
    std::string title;
    CursorShape cursor = CursorShape::Arrow;
    Rect caret;
    uint64_t presents = 0;                // with damage
    uint64_t presented_px = 0;            // damaged pixels, summed
    FixedVector<RectPx, 16> last_damage;  // clipped
  };
  // Platform thread, while the presenter rests.
  const WindowState& window(WindowId window) const;
  // What the window shows: the presented pixels only, so that undamaged drawing shows as a fault.
  // Rows of size.width words. Platform thread, while the presenter rests.
  std::span<const uint32_t> shown(WindowId window) const;
  const std::string& clipboard() const { return clipboard_; }

 private:
  struct Window;
  Window* find(WindowId window) const noexcept;
  bool serve_requests();
  void serve(const WindowRequest& request);
  void open_requested(const WindowRequest& request);
  void announce_size(WindowId id);
  void ensure_buffer(Window& window, SizePx size);
  void reap(Window& window);

  HeadlessConfig headless_;
  std::array<std::unique_ptr<Window>, kMaxWindows> windows_;
  InputBacklog backlog_;
  std::string clipboard_;
  std::string incoming_clipboard_;
  bool lost_ = false;
};

}  // namespace hallows
