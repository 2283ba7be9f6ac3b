#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/conformance/window/desk.h"

// The first of the house's decisions: the application can't make a frame late.
using namespace hallows;
using hallows::testing::Desk;
using hallows::testing::shows;

namespace {

constexpr std::string_view kPage = R"(
use std { Column, Rect, Text, TextField, List, Light }
window Main {
    title: "Busy"
    size: 500dp 500dp
    theme: Light
    in answer: text = "none"
    event work()
    var right = false
    var typed = ""
    timer 400ms { right = !right }
    Column {
        padding: 10dp
        gap: 10dp
        Rect { width: 20dp, height: 20dp, background: #3060c0, x: right ? 200dp : 0dp, animate x: 400ms linear }
        Rect { width: 120dp, height: 30dp, background: #c0c0c0, access.name: "work", on tap { work() } }
        hot := Rect { width: 120dp, height: 30dp, background: hot.hovered ? #ff8000 : #008080, access.name: "hot", on tap {} }
        Text { "hovered {hot.hovered}" }
        TextField { text <=> typed, hint: "say" }
        Text { "typed {typed}" }
        Text { "answer {answer}" }
        List {
            id: list
            height: 200dp
            row-estimate: 40dp
            for i in 0 .. 1000 { Rect { height: 40dp, Text { "row {i}" } } }
        }
    }
}
)";

void sleep_ms(int ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

// A callback that sleeps for 2 s, and longer if the user needs longer for what follows.
struct Work {
  std::atomic<bool> began{false};
  std::atomic<bool> let_go{false};
  std::atomic<bool> ended{false};
  void operator()() {
    began = true;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (std::chrono::steady_clock::now() < end || !let_go) sleep_ms(10);
    ended = true;
  }
};

uint64_t frames_that_moved(Desk& desk, int ms) {
  const uint64_t before = desk.frames();
  sleep_ms(ms);
  return desk.frames() - before;
}

void use_the_window(Desk& desk, Work& work) {
  desk.click("work");
  while (!work.began) sleep_ms(2);
  // Animation: a frame each refresh, that is 30 in half a second; on a machine that is busy with
  // other things far fewer, but never none.
  CHECK(frames_that_moved(desk, 500) >= 5);
  // Hover.
  const Rect hot = desk.bounds("hot");
  desk.point_at({hot.x + hot.width / 2, hot.y + hot.height / 2});
  desk.wait_shown("hovered true");
  // Scrolling.
  const Rect first = desk.bounds("row 0");
  desk.point_at({first.x + 30, first.y + 60});
  desk.wait_shown("hovered false");
  for (int i = 0; i < 4; ++i) desk.xdotool("click 5");
  desk.wait_until("the list to scroll", [](runtime::Engine& engine) {
    return shows(engine, "row 8") && !shows(engine, "hovered true");
  });
  desk.wait_until("row 0 to leave", [&](runtime::Engine& engine) {
    const widgets::ElementId row = widgets::find_text(engine.ui, {0}, "row 0");
    return !widgets::exists(engine.ui, row) || !widgets::visible(engine.ui, row);
  });
  // Typing.
  desk.click_field();
  desk.xdotool("type --delay 20 'still here'");
  desk.wait_shown("typed still here");
  // All of that while the callback slept; what it sets comes when it ends.
  CHECK_FALSE(work.ended);
  CHECK(desk.wait_shown("answer none"));
  work.let_go = true;
  desk.wait_shown("answer done");
  CHECK(work.ended);
}

void play(BackendChoice backend) {
  const auto desk = Desk::create({.source = kPage, .backend = backend});
  if (desk == nullptr) return;
  Work work;
  desk->view().on("work", [&] {
    work();
    desk->view().set("answer", "done");
  });
  const int code = desk->play([&](Desk& d) {
    use_the_window(d, work);
    work.let_go = true;
  });
  CHECK(code == kExitFine);
}

}  // namespace

TEST_CASE("while a callback sleeps 2 s, animation, hover, scrolling and typing go on: cpu") {
  play(BackendChoice::Cpu);
}

TEST_CASE("while a callback sleeps 2 s, animation, hover, scrolling and typing go on: vulkan") {
  play(BackendChoice::Vulkan);
}
