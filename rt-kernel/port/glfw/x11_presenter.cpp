#include "rt-kernel/port/glfw/x11_presenter.h"

#include <xcb/shm.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "rt-kernel/rt/permit.h"

namespace hallows {
namespace {

// Pixels of one request through the socket: below every server's limit of 256 KiB.
constexpr size_t kScratchPx = 60'000;

}  // namespace

Result<std::unique_ptr<X11Presenter>> X11Presenter::create(uint32_t window,
                                                           const X11PixelAbility& ability) {
  xcb_connection_t* connection = xcb_connect(nullptr, nullptr);
  if (xcb_connection_has_error(connection) != 0) {
    xcb_disconnect(connection);
    Diagnostic error;
    error.code = "display-refused";
    error.message = "the display refused a connection for pixels";
    error.fix = "close other programs on this display: the server has a limit of clients";
    return error;
  }
  return std::unique_ptr<X11Presenter>(new X11Presenter(connection, window, ability));
}

X11Presenter::X11Presenter(xcb_connection_t* connection, uint32_t window,
                           const X11PixelAbility& ability)
    : connection_(connection),
      window_(window),
      gc_(xcb_generate_id(connection)),
      ability_(ability) {
  const uint32_t no_exposures = 0;
  xcb_create_gc(connection_, gc_, window_, XCB_GC_GRAPHICS_EXPOSURES, &no_exposures);
  // The extension's opcode is looked up now, not by a round trip in the first frame.
  if (ability_.shm) xcb_get_extension_data(connection_, &xcb_shm_id);
  scratch_.resize(kScratchPx);
  xcb_flush(connection_);
}

X11Presenter::~X11Presenter() {
  xcb_disconnect(connection_);
}

bool X11Presenter::ready() noexcept HALLOWS_NONBLOCKING {
  if (!under_way_) return true;
  const rt::Permit permit(rt::PermitKind::Put);
  while (xcb_generic_event_t* event = xcb_poll_for_event(connection_)) {
    // An error (the window is gone) ends a put as well as its completion does.
    const uint8_t kind = event->response_type & 0x7f;
    if (kind == 0 || kind == ability_.shm_event + XCB_SHM_COMPLETION) under_way_ = false;
    std::free(event);
  }
  return !under_way_;
}

void X11Presenter::put(const PixelBuffer& buffer,
                       std::span<const RectPx> damage) noexcept HALLOWS_NONBLOCKING {
  const rt::Permit permit(rt::PermitKind::Put);
  for (size_t i = 0; i < damage.size(); ++i) {
    const RectPx& r = damage[i];
    if (buffer.id == 0) {
      put_through_socket(buffer, r);
      continue;
    }
    const bool last = i + 1 == damage.size();
    xcb_shm_put_image(connection_, window_, gc_, static_cast<uint16_t>(buffer.stride_px),
                      static_cast<uint16_t>(buffer.capacity.height), static_cast<uint16_t>(r.x0),
                      static_cast<uint16_t>(r.y0), static_cast<uint16_t>(r.width()),
                      static_cast<uint16_t>(r.height()), static_cast<int16_t>(r.x0),
                      static_cast<int16_t>(r.y0), ability_.depth, XCB_IMAGE_FORMAT_Z_PIXMAP, last,
                      buffer.id, 0);
    under_way_ = true;
  }
  xcb_flush(connection_);
}

void X11Presenter::put_through_socket(const PixelBuffer& buffer, const RectPx& r) noexcept {
  const auto width = static_cast<size_t>(r.width());
  const Px rows_at_once = std::max<Px>(1, static_cast<Px>(kScratchPx / width));
  for (Px y = r.y0; y < r.y1; y += rows_at_once) {
    const Px rows = std::min(rows_at_once, r.y1 - y);
    for (Px row = 0; row < rows; ++row) {
      std::memcpy(scratch_.data() + static_cast<size_t>(row) * width,
                  buffer.pixels + static_cast<size_t>(y + row) * buffer.stride_px + r.x0,
                  width * sizeof(uint32_t));
    }
    xcb_put_image(connection_, XCB_IMAGE_FORMAT_Z_PIXMAP, window_, gc_,
                  static_cast<uint16_t>(width), static_cast<uint16_t>(rows),
                  static_cast<int16_t>(r.x0), static_cast<int16_t>(y), 0, ability_.depth,
                  static_cast<uint32_t>(width * rows * sizeof(uint32_t)),
                  reinterpret_cast<const uint8_t*>(scratch_.data()));
  }
}

}  // namespace hallows
