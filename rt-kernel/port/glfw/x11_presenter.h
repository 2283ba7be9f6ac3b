#pragma once

#include <xcb/xcb.h>

#include <memory>
#include <span>

#include "rt-kernel/base/buffer.h"
#include "rt-kernel/base/nonblocking.h"
#include "rt-kernel/base/result.h"
#include "rt-kernel/port/glfw/x11_shm.h"
#include "rt-kernel/types/geometry.h"

namespace hallows {

// The presenter's own connection to the X server, for one window: nobody else uses it, so a put
// takes no lock and waits for nobody. Made by the platform thread, then the presenter's.
class X11Presenter {
 public:
  static Result<std::unique_ptr<X11Presenter>> create(uint32_t window,
                                                      const X11PixelAbility& ability);
  ~X11Presenter();
  X11Presenter(const X11Presenter&) = delete;
  X11Presenter& operator=(const X11Presenter&) = delete;

  // False while the server still reads the last put. Never waits; reads the socket only when a put
  // is under way.
  bool ready() noexcept HALLOWS_NONBLOCKING;
  // Rectangles lie inside the window. One flush, at most one put under way: the socket never fills.
  void put(const PixelBuffer& buffer, std::span<const RectPx> damage) noexcept HALLOWS_NONBLOCKING;

 private:
  X11Presenter(xcb_connection_t* connection, uint32_t window, const X11PixelAbility& ability);
  void put_through_socket(const PixelBuffer& buffer, const RectPx& rect) noexcept;

  xcb_connection_t* connection_;
  uint32_t window_;
  uint32_t gc_;
  X11PixelAbility ability_;
  bool under_way_ = false;
  Buffer<uint32_t> scratch_;  // rows of a put without shared memory
};

}  // namespace hallows
