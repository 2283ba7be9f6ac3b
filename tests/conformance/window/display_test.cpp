#include <doctest/doctest.h>

#include "tests/conformance/window/desk.h"

using namespace hallows;
using hallows::testing::Desk;

TEST_CASE("a display that goes away ends the application with one message and an exit code") {
  const auto desk = Desk::create({.file = "demos/hello.ptl"});
  if (desk == nullptr) return;
  const int code = desk->play([](Desk& d) {
    d.wait_shown("Hello, Hallows");
    d.lose_display();
  });
  CHECK(code == kExitMachineLacks);
}
