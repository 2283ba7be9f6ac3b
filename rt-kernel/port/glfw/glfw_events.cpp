#include <cmath>

#include "rt-kernel/port/glfw/glfw_port_impl.h"

namespace hallows {
namespace {

// One notch of a wheel, in dp: three lines of text.
constexpr float kNotch = 48;

GlfwWindow& window_of(GLFWwindow* handle) {
  return *static_cast<GlfwWindow*>(glfwGetWindowUserPointer(handle));
}

InputEvent event_of(const GlfwWindow& window, InputKind kind) {
  InputEvent event;
  event.kind = kind;
  event.window = window.id;
  event.position = window.pointer;
  return event;
}

uint8_t mods_of_glfw(int mods) {
  uint8_t out = 0;
  if ((mods & GLFW_MOD_SHIFT) != 0) out |= mod_bit(Mod::Shift);
  if ((mods & GLFW_MOD_CONTROL) != 0) out |= mod_bit(Mod::Control);
  if ((mods & GLFW_MOD_ALT) != 0) out |= mod_bit(Mod::Alt);
  if ((mods & GLFW_MOD_SUPER) != 0) out |= mod_bit(Mod::Super);
  return out;
}

void on_move(GLFWwindow* handle, double x, double y) {
  GlfwWindow& window = window_of(handle);
  window.pointer = {static_cast<float>(x) / window.scale, static_cast<float>(y) / window.scale};
  window.port->send(event_of(window, InputKind::PointerMove));
}

void on_button(GLFWwindow* handle, int button, int action, int mods) {
  GlfwWindow& window = window_of(handle);
  InputEvent event =
      event_of(window, action == GLFW_PRESS ? InputKind::PointerDown : InputKind::PointerUp);
  event.button = static_cast<uint8_t>(button);
  event.mods = mods_of_glfw(mods);
  window.port->send(event);
}

void on_scroll(GLFWwindow* handle, double x, double y) {
  GlfwWindow& window = window_of(handle);
  InputEvent event = event_of(window, InputKind::Wheel);
  // GLFW counts notches towards the left and away from the user.
  event.delta = {static_cast<float>(-x) * kNotch, static_cast<float>(-y) * kNotch};
  window.port->send(event);
}

void on_enter(GLFWwindow* handle, int entered) {
  GlfwWindow& window = window_of(handle);
  if (entered == GLFW_FALSE) window.port->send(event_of(window, InputKind::PointerLeave));
}

void on_key(GLFWwindow* handle, int key, int /*scancode*/, int action, int mods) {
  GlfwWindow& window = window_of(handle);
  InputEvent event =
      event_of(window, action == GLFW_RELEASE ? InputKind::KeyUp : InputKind::KeyDown);
  event.key = key_of_glfw(key);
  event.mods = mods_of_glfw(mods);
  if (action == GLFW_REPEAT) event.flags = kKeyRepeat;
  window.port->send(event);
}

void on_char(GLFWwindow* handle, unsigned int code_point) {
  GlfwWindow& window = window_of(handle);
  window.port->send_code_point(window.id, code_point);
}

void on_focus(GLFWwindow* handle, int focused) {
  GlfwWindow& window = window_of(handle);
  const bool in = focused == GLFW_TRUE;
  window.port->send(event_of(window, in ? InputKind::FocusIn : InputKind::FocusOut));
}

void on_framebuffer_size(GLFWwindow* handle, int width, int height) {
  GlfwWindow& window = window_of(handle);
  window.port->window_resized(window, {width, height});
}

void on_content_scale(GLFWwindow* handle, float x, float /*y*/) {
  GlfwWindow& window = window_of(handle);
  window.scale = x;
  InputEvent event = event_of(window, InputKind::ScaleChange);
  event.scale = x;
  window.port->send(event);
}

void on_refresh(GLFWwindow* handle) {
  GlfwWindow& window = window_of(handle);
  window.port->send(event_of(window, InputKind::Expose));
}

void on_close(GLFWwindow* handle) {
  glfwSetWindowShouldClose(handle, GLFW_FALSE);  // the application decides
  GlfwWindow& window = window_of(handle);
  window.port->send(event_of(window, InputKind::CloseRequest));
}

struct KeyPair {
  int glfw;
  Key key;
};
constexpr KeyPair kKeys[] = {
    {GLFW_KEY_ENTER, Key::Enter},
    {GLFW_KEY_KP_ENTER, Key::Enter},
    {GLFW_KEY_ESCAPE, Key::Escape},
    {GLFW_KEY_TAB, Key::Tab},
    {GLFW_KEY_BACKSPACE, Key::Backspace},
    {GLFW_KEY_DELETE, Key::Delete},
    {GLFW_KEY_INSERT, Key::Insert},
    {GLFW_KEY_LEFT, Key::Left},
    {GLFW_KEY_RIGHT, Key::Right},
    {GLFW_KEY_UP, Key::Up},
    {GLFW_KEY_DOWN, Key::Down},
    {GLFW_KEY_HOME, Key::Home},
    {GLFW_KEY_END, Key::End},
    {GLFW_KEY_PAGE_UP, Key::PageUp},
    {GLFW_KEY_PAGE_DOWN, Key::PageDown},
    {GLFW_KEY_LEFT_SHIFT, Key::Shift},
    {GLFW_KEY_RIGHT_SHIFT, Key::Shift},
    {GLFW_KEY_LEFT_CONTROL, Key::Control},
    {GLFW_KEY_RIGHT_CONTROL, Key::Control},
    {GLFW_KEY_LEFT_ALT, Key::Alt},
    {GLFW_KEY_RIGHT_ALT, Key::Alt},
    {GLFW_KEY_LEFT_SUPER, Key::Super},
    {GLFW_KEY_RIGHT_SUPER, Key::Super},
};

}  // namespace

Key key_of_glfw(int key) {
  if (key >= GLFW_KEY_A && key <= GLFW_KEY_Z) {
    return static_cast<Key>('a' + (key - GLFW_KEY_A));
  }
  // GLFW's other printable keys are their unshifted US character.
  if (key >= GLFW_KEY_SPACE && key <= GLFW_KEY_GRAVE_ACCENT) return static_cast<Key>(key);
  if (key >= GLFW_KEY_F1 && key <= GLFW_KEY_F12) {
    return static_cast<Key>(static_cast<int>(Key::F1) + (key - GLFW_KEY_F1));
  }
  for (const KeyPair& pair : kKeys) {
    if (pair.glfw == key) return pair.key;
  }
  return Key::Unknown;
}

void install_glfw_callbacks(GlfwWindow& window) {
  GLFWwindow* handle = window.handle;
  glfwSetWindowUserPointer(handle, &window);
  glfwSetCursorPosCallback(handle, on_move);
  glfwSetMouseButtonCallback(handle, on_button);
  glfwSetScrollCallback(handle, on_scroll);
  glfwSetCursorEnterCallback(handle, on_enter);
  glfwSetKeyCallback(handle, on_key);
  glfwSetCharCallback(handle, on_char);
  glfwSetWindowFocusCallback(handle, on_focus);
  glfwSetFramebufferSizeCallback(handle, on_framebuffer_size);
  glfwSetWindowContentScaleCallback(handle, on_content_scale);
  glfwSetWindowRefreshCallback(handle, on_refresh);
  glfwSetWindowCloseCallback(handle, on_close);
}

}  // namespace hallows
