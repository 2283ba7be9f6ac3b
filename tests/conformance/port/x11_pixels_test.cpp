#include <doctest/doctest.h>
#include <xcb/xcb.h>

#include <array>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "rt-kernel/port/glfw/x11_presenter.h"
#include "rt-kernel/port/glfw/x11_shm.h"
#include "tests/conformance/port/xvfb.h"

using namespace hallows;

namespace {

// A bare window, and eyes to see what it shows.
struct Screen {
  xcb_connection_t* connection = xcb_connect(nullptr, nullptr);
  uint32_t window = xcb_generate_id(connection);

  Screen(uint16_t width, uint16_t height) {
    const xcb_screen_t* root = xcb_setup_roots_iterator(xcb_get_setup(connection)).data;
    const uint32_t values[2] = {root->black_pixel, 1};  // unmanaged
    xcb_create_window(connection, XCB_COPY_FROM_PARENT, window, root->root, 0, 0, width, height, 0,
                      XCB_WINDOW_CLASS_INPUT_OUTPUT, root->root_visual,
                      XCB_CW_BACK_PIXEL | XCB_CW_OVERRIDE_REDIRECT, values);
    xcb_map_window(connection, window);
    sync();
  }
  ~Screen() { xcb_disconnect(connection); }
  void sync() const {
    std::free(xcb_get_input_focus_reply(connection, xcb_get_input_focus(connection), nullptr));
  }
  std::vector<uint32_t> shown(uint16_t width, uint16_t height) const {
    xcb_get_image_reply_t* image = xcb_get_image_reply(
        connection,
        xcb_get_image(connection, XCB_IMAGE_FORMAT_Z_PIXMAP, window, 0, 0, width, height, ~0u),
        nullptr);
    REQUIRE(image != nullptr);
    const auto* words = reinterpret_cast<const uint32_t*>(xcb_get_image_data(image));
    std::vector<uint32_t> out(words, words + size_t{width} * height);
    for (uint32_t& word : out) word &= 0xFFFFFF;
    std::free(image);
    return out;
  }
};

}  // namespace

TEST_CASE("pixels reach the window by descriptor, by key and through the socket alike") {
  const auto server = test::Xvfb::start();
  if (server == nullptr) {
    MESSAGE("skipped: Xvfb is not installed");
    return;
  }
  constexpr Px kWidth = 700;  // a put through the socket takes several requests
  constexpr Px kHeight = 500;
  Screen screen(kWidth, kHeight);
  Result<X11PixelAbility> full = ask_pixel_ability(screen.connection);
  REQUIRE(static_cast<bool>(full));
  CHECK(full->shm);
  CHECK(full->depth == 24);
  X11PixelAbility by_key = *full;
  by_key.shm_fd = false;
  X11PixelAbility by_socket = by_key;
  by_socket.shm = false;
  const struct {
    const char* name;
    X11PixelAbility ability;
    bool shared;
  } cases[] = {{"descriptor", *full, true}, {"key", by_key, true}, {"socket", by_socket, false}};
  uint32_t salt = 0;
  for (const auto& c : cases) {
    CAPTURE(std::string(c.name));
    Result<X11Image> image = make_x11_image(screen.connection, c.ability, {kWidth, kHeight});
    REQUIRE(static_cast<bool>(image));
    CHECK((image->buffer.id != 0) == c.shared);
    auto presenter = X11Presenter::create(screen.window, c.ability);
    REQUIRE(static_cast<bool>(presenter));
    ++salt;
    std::vector<uint32_t> drawn;
    for (Px y = 0; y < kHeight; ++y) {
      for (Px x = 0; x < kWidth; ++x) {
        const uint32_t color = (static_cast<uint32_t>(x * 7919 + y * 104729) + salt) & 0xFFFFFF;
        image->buffer.pixels[static_cast<size_t>(y) * image->buffer.stride_px + x] = color;
        drawn.push_back(color);
      }
    }
    const std::array<RectPx, 2> halves{{{0, 0, 333, kHeight}, {333, 0, kWidth, kHeight}}};
    (*presenter)->put(image->buffer, halves);
    for (int i = 0; i < 20'000 && !(*presenter)->ready(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    CHECK((*presenter)->ready());
    bool same = false;
    for (int i = 0; i < 2'000 && !same; ++i) {  // the socket has no completion to wait for
      same = screen.shown(kWidth, kHeight) == drawn;
    }
    CHECK(same);
    free_x11_image(screen.connection, *image);
    CHECK(image->buffer.pixels == nullptr);
  }
}

TEST_CASE("a put to a window that is gone ends, and the next may go on") {
  const auto server = test::Xvfb::start();
  if (server == nullptr) return;
  Screen screen(50, 50);
  Result<X11PixelAbility> ability = ask_pixel_ability(screen.connection);
  REQUIRE(static_cast<bool>(ability));
  Result<X11Image> image = make_x11_image(screen.connection, *ability, {50, 50});
  REQUIRE(static_cast<bool>(image));
  auto presenter = X11Presenter::create(screen.window, *ability);
  REQUIRE(static_cast<bool>(presenter));
  xcb_destroy_window(screen.connection, screen.window);
  screen.sync();
  const RectPx all{0, 0, 50, 50};
  (*presenter)->put(image->buffer, std::span(&all, 1));
  bool ready = false;
  for (int i = 0; i < 20'000 && !ready; ++i) {
    ready = (*presenter)->ready();
    if (!ready) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK(ready);
  free_x11_image(screen.connection, *image);
}
