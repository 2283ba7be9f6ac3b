#include <doctest/doctest.h>

#include "tests/conformance/window/desk.h"

// The gallery in a real window, used as a person would.
using namespace hallows;
using hallows::testing::Desk;
using hallows::testing::shows;

namespace {

bool checked(runtime::Engine& engine, std::string_view text) {
  return widgets::semantics(engine.ui, widgets::find_text(engine.ui, {0}, text)).checked;
}

bool visible(runtime::Engine& engine, std::string_view text) {
  const widgets::ElementId element = widgets::find_text(engine.ui, {0}, text);
  return widgets::exists(engine.ui, element) && widgets::visible(engine.ui, element);
}

void use_the_gallery(Desk& desk) {
  // The theme.
  desk.click("Use the dark theme");
  desk.wait_until("the switch to be on",
                  [](runtime::Engine& engine) { return checked(engine, "Use the dark theme"); });
  // The field: typing greets, Enter sends.
  desk.click_field();
  desk.xdotool("type --delay 20 'Ada'");
  desk.wait_shown("Hello, Ada! Pressed 0 times");
  desk.xdotool("key Return");
  desk.wait_shown("Hello, Ada! Pressed 1 times");
  // The list.
  const Rect row = desk.bounds("Row 1");
  desk.point_at({row.x + 20, row.y + 80});
  for (int i = 0; i < 20; ++i) desk.xdotool("click 5");
  desk.wait_until("the list to scroll", [](runtime::Engine& engine) {
    return !visible(engine, "Row 1") && visible(engine, "Row 15");
  });
  // The window's edge.
  desk.resize(1000, 700);
  desk.wait_until("the page in its new size", [](runtime::Engine& engine) {
    const Rect box = widgets::bounds(engine.ui, widgets::root_element(engine.ui, {0}));
    return box.width == 1000 && box.height == 700;
  });
  desk.wait_still();
}

}  // namespace

TEST_CASE("the gallery under a real user: theme, typing, scrolling, resizing, closing: cpu") {
  const auto desk =
      Desk::create({.file = "demos/gallery/gallery.ptl", .backend = BackendChoice::Cpu});
  if (desk == nullptr) return;
  const int code = desk->play([](Desk& d) {
    use_the_gallery(d);
    CHECK(d.comes_to_show_what_is_drawn());
    d.press_close_button();
    // The engine's loop ends by itself.
    for (int i = 0; i < 1000 && d.look([](runtime::Engine&) {}); ++i) d.xdotool("sleep 0.01");
    CHECK_FALSE(d.look([](runtime::Engine&) {}));
  });
  CHECK(code == kExitFine);
}

TEST_CASE("the gallery under a real user: theme, typing, scrolling, resizing, closing: vulkan") {
  const auto desk =
      Desk::create({.file = "demos/gallery/gallery.ptl", .backend = BackendChoice::Vulkan});
  if (desk == nullptr) return;
  const int code = desk->play([](Desk& d) {
    use_the_gallery(d);
    d.press_close_button();
    for (int i = 0; i < 1000 && d.look([](runtime::Engine&) {}); ++i) d.xdotool("sleep 0.01");
    CHECK_FALSE(d.look([](runtime::Engine&) {}));
  });
  CHECK(code == kExitFine);
}
