#include "rt-kernel/port/headless/headless_port.h"
#include "tests/conformance/port/fixture.h"

namespace hallows::test {

struct Fixture::Machine {
  std::unique_ptr<HeadlessPort> port;
  Vec2 pointer;

  InputEvent event(WindowId window, InputKind kind) const {
    InputEvent out;
    out.kind = kind;
    out.window = window;
    out.position = pointer;
    return out;
  }
};

Fixture::Fixture() = default;
Fixture::~Fixture() = default;

std::unique_ptr<Fixture> Fixture::create(const FixtureSpec& spec, std::string&) {
  std::unique_ptr<Fixture> made(new Fixture);
  HeadlessConfig config;
  config.port.clock = &made->clock_;
  config.port.engine_bell = &made->bell_;
  config.port.input_capacity = spec.input_capacity;
  config.output = {1280, 720};
  config.scale = spec.scale;
  made->machine_ = std::make_unique<Machine>();
  made->machine_->port = std::make_unique<HeadlessPort>(config);
  return made;
}

Port& Fixture::port() {
  return *machine_->port;
}

void Fixture::move_pointer(WindowId window, int x_px, int y_px) {
  const float scale = machine_->port->window(window).scale;
  machine_->pointer = {static_cast<float>(x_px) / scale, static_cast<float>(y_px) / scale};
  machine_->port->send(machine_->event(window, InputKind::PointerMove));
}

void Fixture::press_button(WindowId window, uint8_t button) {
  InputEvent event = machine_->event(window, InputKind::PointerDown);
  event.button = button;
  machine_->port->send(event);
}

void Fixture::release_button(WindowId window, uint8_t button) {
  InputEvent event = machine_->event(window, InputKind::PointerUp);
  event.button = button;
  machine_->port->send(event);
}

void Fixture::scroll_down(WindowId window) {
  InputEvent event = machine_->event(window, InputKind::Wheel);
  event.delta = {0, 48};
  machine_->port->send(event);
}

void Fixture::press_key(WindowId window, std::string_view name, bool shift) {
  InputEvent event = machine_->event(window, InputKind::KeyDown);
  event.key = name == "Return" ? Key::Enter
              : name == "Left" ? Key::Left
              : name == "F5"   ? Key::F5
                               : static_cast<Key>(name[0]);
  event.mods = shift ? mod_bit(Mod::Shift) : 0;
  machine_->port->send(event);
  event.kind = InputKind::KeyUp;
  machine_->port->send(event);
}

void Fixture::type(WindowId window, std::string_view text) {
  machine_->port->send_text(window, text);
}

void Fixture::focus(WindowId window) {
  machine_->port->send(machine_->event(window, InputKind::FocusIn));
}

void Fixture::resize(WindowId window, SizePx size) {
  machine_->port->resize(window, size);
}

void Fixture::ask_to_close(WindowId window) {
  machine_->port->send(machine_->event(window, InputKind::CloseRequest));
}

void Fixture::lose_display() {
  machine_->port->lose_display();
}

std::vector<uint32_t> Fixture::shown(WindowId window, SizePx) {
  const std::span<const uint32_t> words = machine_->port->shown(window);
  std::vector<uint32_t> out(words.begin(), words.end());
  for (uint32_t& word : out) word &= 0xFFFFFF;
  return out;
}

}  // namespace hallows::test
