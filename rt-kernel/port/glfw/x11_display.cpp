#include "rt-kernel/port/glfw/x11_display.h"

#include <GLFW/glfw3.h>
#define GLFW_EXPOSE_NATIVE_X11
#include <GLFW/glfw3native.h>

namespace hallows {
namespace {

// One port a process.
void (*g_lost)(void*) = nullptr;

}  // namespace

uint32_t x11_window(GLFWwindow* window) {
  return static_cast<uint32_t>(glfwGetX11Window(window));
}

void x11_sync() {
  XSync(glfwGetX11Display(), False);
}

int x11_fd() {
  return ConnectionNumber(glfwGetX11Display());
}

bool x11_pending() {
  return XPending(glfwGetX11Display()) > 0;
}

void x11_on_lost(void (*lost)(void*), void* context) {
  g_lost = lost;
  // Unless told otherwise twice, Xlib says it on stderr and ends the program.
  XSetIOErrorHandler([](Display*) { return 0; });
  XSetIOErrorExitHandler(glfwGetX11Display(), [](Display*, void* data) { g_lost(data); }, context);
}

}  // namespace hallows
