#pragma once

#include <GLFW/glfw3.h>
#include <xcb/xcb.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "rt-kernel/port/glfw/glfw_port.h"
#include "rt-kernel/port/glfw/x11_presenter.h"
#include "rt-kernel/port/glfw/x11_shm.h"
#include "rt-kernel/port/input_backlog.h"
#include "rt-kernel/port/port.h"

namespace hallows {

class GlfwPort;

// One window. Fields belong to the platform thread unless said.
struct GlfwWindow {
  enum class State : uint8_t { Free, Open, Closing };
  State state = State::Free;
  WindowId id;
  GlfwPort* port = nullptr;
  GLFWwindow* handle = nullptr;
  uint32_t xid = 0;
  float scale = 1;
  SizePx size;
  Vec2 pointer;  // dp, as of the last move
  std::vector<X11Image> images;
  SizePx capacity;                                // of the newest image
  xcb_connection_t* native_connection = nullptr;  // of whoever asked for native_window
  PixelFeed feed;                                 // platform and presenter
  std::unique_ptr<X11Presenter> presenter;        // the presenter's between open and idle
};

class GlfwPort final : public Port {
 public:
  // After glfwInit. Takes `control`, the platform thread's own xcb connection, over.
  GlfwPort(const PortConfig& config, xcb_connection_t* control, const X11PixelAbility& ability);
  ~GlfwPort() override;

  std::optional<Diagnostic> open_window(WindowId window, const WindowSpec& spec) override;
  void close_window(WindowId window) override;
  bool poll(Instant until) override;
  FixedVector<OutputInfo, 8> outputs() const override;
  VblankGrid vblank_grid(WindowId window) const noexcept HALLOWS_NONBLOCKING override;
  NativeWindow native_window(WindowId window) override;
  PixelTarget acquire_pixels(WindowId window, SizePx size) noexcept HALLOWS_NONBLOCKING override;
  void present_pixels(WindowId window, std::span<const RectPx> damage,
                      uint64_t frame) noexcept HALLOWS_NONBLOCKING override;

  // For the callbacks: stamps, sends.
  void send(InputEvent event);
  void send_code_point(WindowId window, char32_t code_point);
  void window_resized(GlfwWindow& window, SizePx size);
  void display_lost();

 private:
  GlfwWindow* find(WindowId window) const noexcept;
  std::optional<Diagnostic> create_handle(GlfwWindow& window, const WindowSpec& spec);
  std::optional<Diagnostic> ensure_image(GlfwWindow& window, SizePx size);
  void destroy(GlfwWindow& window);
  void reap();
  void pump();
  bool serve_requests();
  void serve(const WindowRequest& request);
  void open_requested(const WindowRequest& request);
  void set_clipboard_piece(const WindowRequest& request);
  void answer_clipboard(WindowId window);
  void set_cursor(GlfwWindow& window, CursorShape shape);
  void wait_for_something(Instant until);

  xcb_connection_t* control_;
  X11PixelAbility ability_;
  SizePx largest_output_;
  Duration refresh_;
  std::array<std::unique_ptr<GlfwWindow>, kMaxWindows> windows_;
  std::array<GLFWcursor*, 6> cursors_{};
  InputBacklog backlog_;
  std::string incoming_clipboard_;
  uint64_t sent_ = 0;  // events, ever: tells whether a pump brought any
  bool lost_ = false;
};

// Connects the window's GLFW callbacks to its port.
void install_glfw_callbacks(GlfwWindow& window);
Key key_of_glfw(int key);

}  // namespace hallows
