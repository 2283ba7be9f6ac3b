#pragma once

#include <xcb/xcb.h>

#include <cstddef>

#include "rt-kernel/base/result.h"
#include "rt-kernel/port/pixel_feed.h"

namespace hallows {

// What the X server offers for pixels, asked once.
struct X11PixelAbility {
  bool shm = false;       // MIT-SHM at all: a server on this machine
  bool shm_fd = false;    // MIT-SHM 1.2: segments by file descriptor
  uint8_t shm_event = 0;  // first event code of the extension
  uint8_t depth = 24;
};
// Fails where the server's pixels are not 32-bit little-endian words of depth 24 or 32.
Result<X11PixelAbility> ask_pixel_ability(xcb_connection_t* connection);

// The memory of one image, shared with the server where it can be. Made and freed by the platform
// thread over its own connection; the server knows the segment under `buffer.id` from everyone.
struct X11Image {
  PixelBuffer buffer;  // id: the segment, or 0 when pixels travel through the socket
  size_t bytes = 0;
};
// Touched and attached; the server has answered. Fails where there is no memory.
Result<X11Image> make_x11_image(xcb_connection_t* connection, const X11PixelAbility& ability,
                                SizePx capacity);
void free_x11_image(xcb_connection_t* connection, X11Image& image);

}  // namespace hallows
