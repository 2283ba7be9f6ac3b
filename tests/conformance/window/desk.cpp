#include "tests/conformance/window/desk.h"

#include <doctest/doctest.h>
#include <xcb/xcb.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "parseltongue/interpreter/interpreter.h"
#include "parseltongue/tools/sources.h"
#include "tests/conformance/port/x_user.h"

namespace hallows::testing {
namespace {

constexpr std::string_view kPath = "desk.ptl";
// Ends a hang; nothing here is about how long something takes.
constexpr auto kPatience = std::chrono::seconds(60);

bool load(void* source, std::string_view path, std::string& text) {
  if (path != kPath) return tools::disk_loader().load(nullptr, path, text);
  text = *static_cast<std::string*>(source);
  return true;
}

void sleep_ms(int ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

// The one window of a server without a window manager: the root's only mapped child.
xcb_window_t find_window(xcb_connection_t* connection) {
  const xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(connection)).data->root;
  xcb_query_tree_reply_t* tree =
      xcb_query_tree_reply(connection, xcb_query_tree(connection, root), nullptr);
  xcb_window_t found = 0;
  const int count = tree != nullptr ? xcb_query_tree_children_length(tree) : 0;
  for (int i = 0; i < count; ++i) {
    const xcb_window_t child = xcb_query_tree_children(tree)[i];
    xcb_get_window_attributes_reply_t* attributes = xcb_get_window_attributes_reply(
        connection, xcb_get_window_attributes(connection, child), nullptr);
    if (attributes != nullptr && attributes->map_state == XCB_MAP_STATE_VIEWABLE) found = child;
    std::free(attributes);
  }
  std::free(tree);
  return found;
}

}  // namespace

bool shows(runtime::Engine& engine, std::string_view text) {
  return widgets::exists(engine.ui, widgets::find_text(engine.ui, {0}, text));
}

std::unique_ptr<Desk> Desk::create(const DeskSpec& spec) {
  if (!test::has_command("xdotool")) {
    MESSAGE("skipped: xdotool is not installed");
    return nullptr;
  }
  std::unique_ptr<Desk> desk(new Desk);
  desk->server_ = test::Xvfb::start("1600x1000x24");
  if (desk->server_ == nullptr) {
    MESSAGE("skipped: Xvfb is not installed");
    return nullptr;
  }
  desk->use(spec);
  return desk;
}

void Desk::use(const DeskSpec& spec) {
  source_ = std::string(spec.source);
  const std::string path = spec.source.empty() ? spec.file : std::string(kPath);
  compiled_ = ptl::compile(path, {&source_, load, nullptr});
  for (const Diagnostic& d : compiled_.diagnostics) {
    if (d.severity == Severity::Error) FAIL(format_diagnostic(d));
  }
  program_ = interpreter::make_program(compiled_.program->tables());
  AppOptions options;
  options.backend = spec.backend;
  options.port = PortChoice::Glfw;
  app_ = std::make_unique<App>(std::move(options));
  view_ = std::make_unique<View>(*app_, program_);
}

int Desk::play(std::function<void(Desk& desk)> user) {
  uint64_t blamed = 0;
  std::thread thread([&] {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (app_->session() == nullptr && std::chrono::steady_clock::now() < end) sleep_ms(2);
    wait_until("the first picture",
               [](runtime::Engine& engine) { return runtime::window_of(engine, {0}).presented; });
    user(*this);
    look([&](runtime::Engine& engine) {
      blamed = engine.ledger.by_cause(Cause::App);
      CHECK(engine.config.port != nullptr);
    });
    app_->quit();
  });
  const int code = app_->run(*view_);
  thread.join();
  CHECK(blamed == 0);
  return code;
}

void Desk::xdotool(const std::string& what) {
  CHECK(test::run_command("LC_ALL=C.UTF-8 xdotool " + what + " >/dev/null") == 0);
}

void Desk::point_at(Vec2 dp) {
  xdotool("mousemove " + std::to_string(static_cast<int>(dp.x)) + " " +
          std::to_string(static_cast<int>(dp.y)));
}

void Desk::click(std::string_view text) {
  Vec2 at{};
  look([&](runtime::Engine& engine) {
    const widgets::ElementId element = widgets::find_text(engine.ui, {0}, text);
    CHECK(widgets::exists(engine.ui, element));
    at = widgets::hit_point(engine.ui, element);
  });
  point_at(at);
  xdotool("click 1");
}

void Desk::click_field() {
  Vec2 at{};
  look([&](runtime::Engine& engine) {
    at = widgets::hit_point(engine.ui, widgets::find_type(engine.ui, {0}, "TextInput"));
  });
  point_at(at);
  xdotool("click 1");
  wait_until("the field's focus", [](runtime::Engine& engine) {
    return widgets::focused(engine.ui, widgets::find_type(engine.ui, {0}, "TextInput"));
  });
}

bool Desk::shown_as_drawn() {
  SizePx size;
  std::vector<uint32_t> drawn;
  look([&](runtime::Engine& engine) {
    size = runtime::window_of(engine, {0}).size;
    drawn.resize(static_cast<size_t>(size.width) * static_cast<size_t>(size.height));
    const RectPx whole{0, 0, size.width, size.height};
    if (!engine.config.executor->backend().read_pixels({0}, whole, drawn)) drawn.clear();
  });
  xcb_connection_t* connection = xcb_connect(nullptr, nullptr);
  const std::vector<uint32_t> shown = test::x_pixels(connection, find_window(connection), size);
  xcb_disconnect(connection);
  return !drawn.empty() && std::equal(shown.begin(), shown.end(), drawn.begin(), drawn.end(),
                                      [](uint32_t a, uint32_t b) { return a == (b & 0xFFFFFF); });
}

bool Desk::comes_to_show_what_is_drawn() {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  bool same = shown_as_drawn();
  while (!same && std::chrono::steady_clock::now() < end) {
    sleep_ms(20);
    same = shown_as_drawn();
  }
  return same;
}

void Desk::resize(int width, int height) {
  xcb_connection_t* connection = xcb_connect(nullptr, nullptr);
  test::x_resize(connection, find_window(connection), {width, height});
  xcb_disconnect(connection);
}

void Desk::press_close_button() {
  xcb_connection_t* connection = xcb_connect(nullptr, nullptr);
  test::x_press_close(connection, find_window(connection));
  xcb_disconnect(connection);
}

bool Desk::wait_until(const char* what, const std::function<bool(runtime::Engine&)>& seen) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  bool yes = false;
  while (!yes && std::chrono::steady_clock::now() < end) {
    if (!look([&](runtime::Engine& engine) { yes = seen(engine); })) break;
    if (!yes) sleep_ms(5);
  }
  CHECK_MESSAGE(yes, "waited for: ", std::string(what));
  return yes;
}

bool Desk::wait_shown(std::string_view text) {
  return wait_until(std::string(text).c_str(),
                    [&](runtime::Engine& engine) { return shows(engine, text); });
}

void Desk::wait_still() {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  uint64_t before = frames();
  for (int quiet = 0; quiet < 5 && std::chrono::steady_clock::now() < end;) {
    sleep_ms(100);
    const uint64_t now = frames();
    quiet = now == before ? quiet + 1 : 0;
    before = now;
    if (quiet == 5) return;
  }
  CHECK_MESSAGE(false, "the window doesn't come to rest");
}

Rect Desk::bounds(std::string_view text) {
  Rect out;
  look([&](runtime::Engine& engine) {
    const widgets::ElementId element = widgets::find_text(engine.ui, {0}, text);
    CHECK(widgets::exists(engine.ui, element));
    out = widgets::bounds(engine.ui, element);
  });
  return out;
}

uint64_t Desk::frames() {
  uint64_t out = 0;
  look([&](runtime::Engine& engine) { out = engine.ledger.frames(); });
  return out;
}

WakeCounts Desk::wakes() {
  return app_->session()->wake_counts();
}

}  // namespace hallows::testing
