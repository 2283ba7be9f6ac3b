#include "tests/conformance/port/x_user.h"

#include <cstdlib>
#include <string_view>

namespace hallows::test {
namespace {

uint32_t atom(xcb_connection_t* connection, std::string_view name) {
  xcb_intern_atom_reply_t* reply = xcb_intern_atom_reply(
      connection, xcb_intern_atom(connection, 0, static_cast<uint16_t>(name.size()), name.data()),
      nullptr);
  const uint32_t out = reply != nullptr ? reply->atom : 0;
  std::free(reply);
  return out;
}

// Any question will do: its answer comes after everything that was asked before it.
void carry_out(xcb_connection_t* connection) {
  std::free(xcb_get_input_focus_reply(connection, xcb_get_input_focus(connection), nullptr));
}

}  // namespace

void x_resize(xcb_connection_t* connection, xcb_window_t window, SizePx size) {
  const uint32_t sides[2] = {static_cast<uint32_t>(size.width), static_cast<uint32_t>(size.height)};
  xcb_configure_window(connection, window, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT,
                       sides);
  carry_out(connection);
}

void x_press_close(xcb_connection_t* connection, xcb_window_t window) {
  xcb_client_message_event_t message{};
  message.response_type = XCB_CLIENT_MESSAGE;
  message.format = 32;
  message.window = window;
  message.type = atom(connection, "WM_PROTOCOLS");
  message.data.data32[0] = atom(connection, "WM_DELETE_WINDOW");
  xcb_send_event(connection, 0, window, 0, reinterpret_cast<const char*>(&message));
  carry_out(connection);
}

std::vector<uint32_t> x_pixels(xcb_connection_t* connection, xcb_window_t window, SizePx size) {
  xcb_get_image_reply_t* image = xcb_get_image_reply(
      connection,
      xcb_get_image(connection, XCB_IMAGE_FORMAT_Z_PIXMAP, window, 0, 0,
                    static_cast<uint16_t>(size.width), static_cast<uint16_t>(size.height), ~0u),
      nullptr);
  if (image == nullptr) return {};
  const auto* words = reinterpret_cast<const uint32_t*>(xcb_get_image_data(image));
  std::vector<uint32_t> out(words, words + xcb_get_image_data_length(image) / 4);
  for (uint32_t& word : out) word &= 0xFFFFFF;
  std::free(image);
  return out;
}

}  // namespace hallows::test
