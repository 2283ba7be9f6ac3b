#pragma once

#include <cstdint>

namespace hallows {

// A window as a render back end needs it, without any type of the window system or of Vulkan.
struct NativeWindow {
  enum class System : uint8_t { None, X11, Kms };
  System system = System::None;
  void* connection = nullptr;  // X11: xcb_connection_t*
  uint64_t window = 0;         // X11: xcb_window_t
};

}  // namespace hallows
