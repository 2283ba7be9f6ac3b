#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "rt-kernel/types/geometry.h"
#include "rt-kernel/types/native_window.h"

struct xcb_connection_t;

namespace hallows::render::test {

// An Xvfb of the test's own: nobody's window manager, nobody's focus.
class PrivateDisplay {
 public:
  PrivateDisplay();
  ~PrivateDisplay();
  PrivateDisplay(const PrivateDisplay&) = delete;
  PrivateDisplay& operator=(const PrivateDisplay&) = delete;
  bool running() const { return connection_ != nullptr; }
  NativeWindow open_window(SizePx size);
  void resize(const NativeWindow& window, SizePx size);
  void close(const NativeWindow& window);
  // What the server shows there, as BGRA words with alpha 255.
  std::vector<uint32_t> shown(const NativeWindow& window, SizePx size);

 private:
  void sync();
  pid_t server_ = -1;
  xcb_connection_t* connection_ = nullptr;
};

}  // namespace hallows::render::test
