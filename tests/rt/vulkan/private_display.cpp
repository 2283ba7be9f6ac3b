#include "tests/rt/vulkan/private_display.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xcb/xcb.h>

#include <cstdlib>
#include <cstring>
#include <string>

namespace hallows::render::test {

namespace {

constexpr int kStartMs = 20'000;

// The server writes its display number once it takes connections.
std::string read_number(int fd) {
  std::string out;
  pollfd wait{fd, POLLIN, 0};
  while (poll(&wait, 1, kStartMs) > 0) {
    char c = 0;
    if (read(fd, &c, 1) != 1 || c == '\n') break;
    out += c;
  }
  return out;
}

}  // namespace

PrivateDisplay::PrivateDisplay() {
  int ends[2];
  if (pipe(ends) != 0) return;
  server_ = fork();
  if (server_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // a test that crashes takes its server with it
    close_range(3, static_cast<unsigned>(ends[1]) - 1, 0);
    dup2(ends[1], 7);
    const int quiet = open("/dev/null", O_WRONLY);
    dup2(quiet, 1);
    dup2(quiet, 2);
    execlp("Xvfb", "Xvfb", "-displayfd", "7", "-screen", "0", "1280x720x24", "-nolisten", "tcp",
           "-noreset", static_cast<char*>(nullptr));
    _exit(127);
  }
  ::close(ends[1]);
  const std::string number = read_number(ends[0]);
  ::close(ends[0]);
  if (number.empty()) return;
  xcb_connection_t* made = xcb_connect((":" + number).c_str(), nullptr);
  if (xcb_connection_has_error(made) == 0) {
    connection_ = made;
  } else {
    xcb_disconnect(made);
  }
}

PrivateDisplay::~PrivateDisplay() {
  if (connection_ != nullptr) xcb_disconnect(connection_);
  if (server_ <= 0) return;
  kill(server_, SIGTERM);
  waitpid(server_, nullptr, 0);
}

void PrivateDisplay::sync() {
  std::free(xcb_get_input_focus_reply(connection_, xcb_get_input_focus(connection_), nullptr));
}

NativeWindow PrivateDisplay::open_window(SizePx size) {
  const xcb_screen_t* screen = xcb_setup_roots_iterator(xcb_get_setup(connection_)).data;
  const xcb_window_t window = xcb_generate_id(connection_);
  const uint32_t events = XCB_EVENT_MASK_STRUCTURE_NOTIFY;
  xcb_create_window(connection_, XCB_COPY_FROM_PARENT, window, screen->root, 0, 0,
                    static_cast<uint16_t>(size.width), static_cast<uint16_t>(size.height), 0,
                    XCB_WINDOW_CLASS_INPUT_OUTPUT, screen->root_visual, XCB_CW_EVENT_MASK, &events);
  xcb_map_window(connection_, window);
  sync();
  return {NativeWindow::System::X11, connection_, window};
}

void PrivateDisplay::resize(const NativeWindow& window, SizePx size) {
  const uint32_t values[] = {static_cast<uint32_t>(size.width), static_cast<uint32_t>(size.height)};
  xcb_configure_window(connection_, static_cast<xcb_window_t>(window.window),
                       XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, values);
  sync();
}

void PrivateDisplay::close(const NativeWindow& window) {
  xcb_destroy_window(connection_, static_cast<xcb_window_t>(window.window));
  sync();
}

std::vector<uint32_t> PrivateDisplay::shown(const NativeWindow& window, SizePx size) {
  std::vector<uint32_t> out(size_t(size.width) * size.height);
  xcb_get_image_reply_t* image = xcb_get_image_reply(
      connection_,
      xcb_get_image(connection_, XCB_IMAGE_FORMAT_Z_PIXMAP,
                    static_cast<xcb_window_t>(window.window), 0, 0,
                    static_cast<uint16_t>(size.width), static_cast<uint16_t>(size.height), ~0u),
      nullptr);
  if (image == nullptr) return {};
  std::memcpy(out.data(), xcb_get_image_data(image), out.size() * 4);
  std::free(image);
  for (uint32_t& pixel : out) pixel |= 0xFF000000u;
  return out;
}

}  // namespace hallows::render::test
