#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "rt-kernel/port/glfw/glfw_port.h"
#include "tests/conformance/port/xvfb.h"

using namespace hallows;

namespace {

const Clock kClock(Clock::Kind::Real);

Diagnostic refusal() {
  PortConfig config;
  config.clock = &kClock;
  Result<std::unique_ptr<Port>> port = create_glfw_port(config);
  REQUIRE_FALSE(static_cast<bool>(port));
  return port.error();
}

}  // namespace

TEST_CASE("without a display the message says so and what to do") {
  unsetenv("DISPLAY");
  const Diagnostic unset = refusal();
  CHECK(std::string(unset.code) == "no-display");
  CHECK(unset.message == "there is no display to open a window on");
  CHECK(unset.fix.find("--port headless") != std::string::npos);
}

TEST_CASE("a display that doesn't answer is named") {
  setenv("DISPLAY", ":9753", 1);
  const Diagnostic wrong = refusal();
  CHECK(wrong.message == "cannot open the display ':9753'");
  CHECK_FALSE(wrong.why.empty());
}

TEST_CASE("a display of 16 bits is refused with its reason") {
  const auto server = test::Xvfb::start("640x480x16");
  if (server == nullptr) {
    MESSAGE("skipped: Xvfb is not installed");
    return;
  }
  const Diagnostic shallow = refusal();
  CHECK(std::string(shallow.code) == "display-depth");
  CHECK(shallow.message.find("16 bits") != std::string::npos);
}
