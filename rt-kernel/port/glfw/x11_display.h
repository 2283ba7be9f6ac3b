#pragma once

#include <cstdint>

struct GLFWwindow;

namespace hallows {

// What the port needs of GLFW's Xlib connection, without Xlib's macros (None, Success, CursorShape
// and other everyday words). Platform thread, after glfwInit.
uint32_t x11_window(GLFWwindow* window);
// Returns when the server has taken everything so far: other connections may name new windows.
void x11_sync();
int x11_fd();
// Flushes, and says whether events stand ready. The descriptor says nothing about those that have
// been read already.
bool x11_pending();
// Called instead of exit() when the display goes away.
void x11_on_lost(void (*lost)(void*), void* context);

}  // namespace hallows
