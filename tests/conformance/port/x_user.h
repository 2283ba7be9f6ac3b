#pragma once

#include <xcb/xcb.h>

#include <cstdint>
#include <vector>

#include "rt-kernel/types/geometry.h"

// What a window manager and a pair of eyes do, over a connection of their own. Each request has
// been carried out by the server on return: what is only flushed is lost when its connection closes
// before the server has read it (seen: two of five under load).
namespace hallows::test {

// As if the window's edge had been dragged.
void x_resize(xcb_connection_t* connection, xcb_window_t window, SizePx size);
// As if the close button had been pressed.
void x_press_close(xcb_connection_t* connection, xcb_window_t window);
// What the server shows in the window's upper left, 0xRRGGBB; empty when it can't be read.
std::vector<uint32_t> x_pixels(xcb_connection_t* connection, xcb_window_t window, SizePx size);

}  // namespace hallows::test
