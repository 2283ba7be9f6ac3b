#include "rt-kernel/port/glfw/x11_shm.h"

#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>
#include <xcb/shm.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace hallows {
namespace {

struct FreeReply {
  void operator()(void* reply) const { std::free(reply); }
};
template <class T>
using Reply = std::unique_ptr<T, FreeReply>;

// True when the server has taken the request; waits for its answer.
bool accepted(xcb_connection_t* connection, xcb_void_cookie_t cookie) {
  const Reply<xcb_generic_error_t> error(xcb_request_check(connection, cookie));
  return error == nullptr && xcb_connection_has_error(connection) == 0;
}

Diagnostic no_memory(size_t bytes) {
  Diagnostic error;
  error.code = "no-pixel-memory";
  error.message =
      "cannot get " + std::to_string(bytes >> 20) + " MiB of memory for a window's pixels";
  error.why = std::strerror(errno);
  return error;
}

// Shared by file descriptor (MIT-SHM 1.2): gone with the process, whatever happens.
uint32_t share_by_fd(xcb_connection_t* connection, X11Image& image) {
  const int fd = memfd_create("hallows-pixels", MFD_CLOEXEC);
  if (fd < 0) return 0;
  void* block = MAP_FAILED;
  if (ftruncate(fd, static_cast<off_t>(image.bytes)) == 0) {
    block = mmap(nullptr, image.bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  }
  if (block == MAP_FAILED) {
    close(fd);
    return 0;
  }
  const uint32_t segment = xcb_generate_id(connection);
  // The request takes the descriptor over.
  if (!accepted(connection, xcb_shm_attach_fd_checked(connection, segment, fd, 1))) {
    munmap(block, image.bytes);
    return 0;
  }
  image.buffer.pixels = static_cast<uint32_t*>(block);
  return segment;
}

// Shared the old way. Marked for removal at once, so that it dies with its last user.
uint32_t share_by_key(xcb_connection_t* connection, X11Image& image) {
  const int id = shmget(IPC_PRIVATE, image.bytes, IPC_CREAT | 0600);
  if (id < 0) return 0;
  void* block = shmat(id, nullptr, 0);
  const uint32_t segment = xcb_generate_id(connection);
  const bool mapped = reinterpret_cast<intptr_t>(block) != -1;
  const bool taken =
      mapped && accepted(connection,
                         xcb_shm_attach_checked(connection, segment, static_cast<uint32_t>(id), 1));
  shmctl(id, IPC_RMID, nullptr);
  if (!taken) {
    if (mapped) shmdt(block);
    return 0;
  }
  std::memset(block, 0, image.bytes);  // touched: no page fault in a frame
  image.buffer.pixels = static_cast<uint32_t*>(block);
  return segment;
}

}  // namespace

Result<X11PixelAbility> ask_pixel_ability(xcb_connection_t* connection) {
  const xcb_setup_t* setup = xcb_get_setup(connection);
  const xcb_screen_t* screen = xcb_setup_roots_iterator(setup).data;
  X11PixelAbility ability;
  ability.depth = screen->root_depth;
  if ((ability.depth != 24 && ability.depth != 32) ||
      setup->image_byte_order != XCB_IMAGE_ORDER_LSB_FIRST) {
    Diagnostic error;
    error.code = "display-depth";
    error.message = "the display has a colour depth of " + std::to_string(ability.depth) +
                    " bits; Hallows needs 24";
    error.fix = "set the display's depth to 24 (for Xvfb: -screen 0 1280x720x24)";
    return error;
  }
  const xcb_query_extension_reply_t* extension = xcb_get_extension_data(connection, &xcb_shm_id);
  if (extension == nullptr || extension->present == 0) return ability;
  const Reply<xcb_shm_query_version_reply_t> version(
      xcb_shm_query_version_reply(connection, xcb_shm_query_version(connection), nullptr));
  if (version == nullptr) return ability;
  ability.shm = true;
  ability.shm_fd =
      version->major_version > 1 || (version->major_version == 1 && version->minor_version >= 2);
  ability.shm_event = extension->first_event;
  return ability;
}

Result<X11Image> make_x11_image(xcb_connection_t* connection, const X11PixelAbility& ability,
                                SizePx capacity) {
  X11Image image;
  image.buffer.capacity = capacity;
  image.buffer.stride_px = (capacity.width + 15) / 16 * 16;  // rows start on a cache line
  image.bytes = static_cast<size_t>(image.buffer.stride_px) * capacity.height * sizeof(uint32_t);
  if (ability.shm_fd) image.buffer.id = share_by_fd(connection, image);
  // A server on another machine announces MIT-SHM too, and then refuses both.
  if (ability.shm && image.buffer.id == 0) image.buffer.id = share_by_key(connection, image);
  if (image.buffer.id != 0) return image;
  void* block = mmap(nullptr, image.bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (block == MAP_FAILED) return no_memory(image.bytes);
  image.buffer.pixels = static_cast<uint32_t*>(block);
  return image;
}

void free_x11_image(xcb_connection_t* connection, X11Image& image) {
  if (image.buffer.pixels == nullptr) return;
  if (image.buffer.id != 0) {
    xcb_shm_detach(connection, image.buffer.id);
    xcb_flush(connection);
  }
  // A SysV segment is known by its address; anything else was mapped.
  if (shmdt(image.buffer.pixels) != 0) munmap(image.buffer.pixels, image.bytes);
  image = {};
}

}  // namespace hallows
