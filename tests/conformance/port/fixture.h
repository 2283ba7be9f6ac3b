#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rt-kernel/base/clock.h"
#include "rt-kernel/port/port.h"

namespace hallows::test {

struct FixtureSpec {
  float scale = 1;
  uint32_t input_capacity = 1024;
};

// A port and somebody who uses it as a person would: each port's file says how. Real time.
class Fixture {
 public:
  // Null where the machine lacks what the port needs; `why` then says what.
  static std::unique_ptr<Fixture> create(const FixtureSpec& spec, std::string& why);
  ~Fixture();

  Port& port();
  const Clock& clock() const { return clock_; }
  rt::Doorbell& bell() { return bell_; }

  // ---- the user ----
  void move_pointer(WindowId window, int x_px, int y_px);
  void press_button(WindowId window, uint8_t button);  // InputEvent's numbers
  void release_button(WindowId window, uint8_t button);
  void scroll_down(WindowId window);  // one notch
  void press_key(WindowId window, std::string_view name, bool shift);
  void type(WindowId window, std::string_view text);
  void focus(WindowId window);
  void resize(WindowId window, SizePx size);
  void ask_to_close(WindowId window);
  void lose_display();
  // What the window shows now; rows of `size.width`, alpha cleared.
  std::vector<uint32_t> shown(WindowId window, SizePx size);

  struct Machine;

 private:
  Fixture();
  Clock clock_{Clock::Kind::Real};
  rt::Doorbell bell_;
  std::unique_ptr<Machine> machine_;
};

}  // namespace hallows::test
