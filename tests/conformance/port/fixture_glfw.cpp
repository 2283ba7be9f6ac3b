#include <xcb/xcb.h>

#include <cstdlib>

#include "rt-kernel/port/glfw/glfw_port.h"
#include "tests/conformance/port/fixture.h"
#include "tests/conformance/port/x_user.h"
#include "tests/conformance/port/xvfb.h"

namespace hallows::test {

struct Fixture::Machine {
  std::unique_ptr<Xvfb> server;
  std::unique_ptr<Port> port;
  xcb_connection_t* eyes = nullptr;  // the user's own connection

  uint32_t xid(WindowId window) const {
    return static_cast<uint32_t>(port->native_window(window).window);
  }
  void xdotool(const std::string& what) const {
    if (run_command("LC_ALL=C.UTF-8 xdotool " + what + " >/dev/null") != 0) std::abort();
  }
  ~Machine() {
    if (eyes != nullptr) xcb_disconnect(eyes);
    port.reset();
  }
};

Fixture::Fixture() = default;
Fixture::~Fixture() = default;

std::unique_ptr<Fixture> Fixture::create(const FixtureSpec& spec, std::string& why) {
  if (!has_command("xdotool") || (spec.scale != 1 && !has_command("xrdb"))) {
    why = "xdotool or xrdb is not installed";
    return nullptr;
  }
  std::unique_ptr<Fixture> made(new Fixture);
  made->machine_ = std::make_unique<Machine>();
  Machine& machine = *made->machine_;
  machine.server = Xvfb::start();
  if (machine.server == nullptr) {
    why = "Xvfb is not installed";
    return nullptr;
  }
  if (spec.scale != 1) {
    const int dpi = static_cast<int>(96 * spec.scale);
    run_command("echo 'Xft.dpi: " + std::to_string(dpi) + "' | xrdb -merge");
  }
  PortConfig config;
  config.clock = &made->clock_;
  config.engine_bell = &made->bell_;
  config.input_capacity = spec.input_capacity;
  Result<std::unique_ptr<Port>> port = create_glfw_port(config);
  if (!port) {
    why = format_diagnostic(port.error());
    return nullptr;
  }
  machine.port = std::move(*port);
  machine.eyes = xcb_connect(nullptr, nullptr);
  return made;
}

Port& Fixture::port() {
  return *machine_->port;
}

void Fixture::move_pointer(WindowId window, int x_px, int y_px) {
  machine_->xdotool("mousemove --window " + std::to_string(machine_->xid(window)) + " " +
                    std::to_string(x_px) + " " + std::to_string(y_px));
}

namespace {

std::string x_button(uint8_t button) {
  constexpr const char* kButtons[] = {"1", "3", "2"};  // left, right, middle
  return kButtons[button];
}

}  // namespace

void Fixture::press_button(WindowId, uint8_t button) {
  machine_->xdotool("mousedown " + x_button(button));
}

void Fixture::release_button(WindowId, uint8_t button) {
  machine_->xdotool("mouseup " + x_button(button));
}

void Fixture::scroll_down(WindowId) {
  machine_->xdotool("click 5");
}

void Fixture::press_key(WindowId, std::string_view name, bool shift) {
  machine_->xdotool("key " + std::string(shift ? "shift+" : "") + std::string(name));
}

void Fixture::type(WindowId, std::string_view text) {
  // In the background: xdotool borrows a key for each foreign character and gives it back, so the
  // window must look while it types.
  const std::string what = "'" + std::string(text) + "'";
  run_command("LC_ALL=C.UTF-8 xdotool type --delay 60 " + what + " >/dev/null 2>&1 &");
}

void Fixture::focus(WindowId window) {
  machine_->xdotool("windowfocus --sync " + std::to_string(machine_->xid(window)));
}

void Fixture::resize(WindowId window, SizePx size) {
  x_resize(machine_->eyes, machine_->xid(window), size);
}

void Fixture::ask_to_close(WindowId window) {
  x_press_close(machine_->eyes, machine_->xid(window));
}

void Fixture::lose_display() {
  machine_->server->stop();
}

std::vector<uint32_t> Fixture::shown(WindowId window, SizePx size) {
  return x_pixels(machine_->eyes, machine_->xid(window), size);
}

}  // namespace hallows::test
