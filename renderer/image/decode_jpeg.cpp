#include <csetjmp>
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

#include "renderer/image/codecs.h"

namespace hallows::image {
namespace {

struct Session {
  jpeg_decompress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg_progress_mgr progress;
  std::jmp_buf failed;
  char message[JMSG_LENGTH_MAX];
};

Session& session_of(j_common_ptr jpeg) {
  return *static_cast<Session*>(jpeg->client_data);
}

[[noreturn]] void on_error(j_common_ptr jpeg) {
  Session& session = session_of(jpeg);
  jpeg->err->format_message(jpeg, session.message);
  std::longjmp(session.failed, 1);
}

// A warning is damaged data that libjpeg fills in; a picture with holes isn't shown as if whole.
void on_message(j_common_ptr jpeg, int level) {
  if (level < 0) on_error(jpeg);
}

void on_output(j_common_ptr) {}

// A progressive file of a few bytes may ask for thousands of passes over all pixels.
void on_progress(j_common_ptr jpeg) {
  const auto* decompress = reinterpret_cast<j_decompress_ptr>(jpeg);
  if (decompress->input_scan_number <= 200) return;
  std::snprintf(session_of(jpeg).message, sizeof(Session::message), "more than 200 scans");
  std::longjmp(session_of(jpeg).failed, 1);
}

// No objects with destructors live in this function: it is left by longjmp.
bool read_header(Session& session, std::span<const uint8_t> bytes) {
  if (setjmp(session.failed) != 0) return false;
  jpeg_mem_src(&session.jpeg, bytes.data(), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&session.jpeg, TRUE);
  return true;
}

bool read_rows(Session& session, uint32_t* pixels) {
  if (setjmp(session.failed) != 0) return false;
  session.jpeg.out_color_space = JCS_EXT_BGRA;
  session.jpeg.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&session.jpeg);
  while (session.jpeg.output_scanline < session.jpeg.output_height) {
    auto* row = reinterpret_cast<JSAMPROW>(pixels + size_t{session.jpeg.output_scanline} *
                                                        session.jpeg.output_width);
    jpeg_read_scanlines(&session.jpeg, &row, 1);
  }
  jpeg_finish_decompress(&session.jpeg);
  return true;
}

}  // namespace

void decode_jpeg(std::span<const uint8_t> bytes, Decoded& out) {
  Session session = {};
  session.jpeg.err = jpeg_std_error(&session.errors);
  session.errors.error_exit = on_error;
  session.errors.emit_message = on_message;
  session.errors.output_message = on_output;
  session.jpeg.client_data = &session;
  jpeg_create_decompress(&session.jpeg);
  session.jpeg.client_data = &session;
  session.progress.progress_monitor = on_progress;
  session.jpeg.progress = &session.progress;
  session.jpeg.mem->max_memory_to_use = long{1} << 30;
  if (!read_header(session, bytes)) {
    out.why = std::string("JPEG: ") + session.message;
  } else if (!size_allowed(session.jpeg.image_width, session.jpeg.image_height)) {
    out.too_large = true;
  } else if (session.jpeg.jpeg_color_space == JCS_CMYK ||
             session.jpeg.jpeg_color_space == JCS_YCCK) {
    out.why = "JPEG: it is made of the four colours of print (CMYK)";
  } else {
    out.size = {static_cast<Px>(session.jpeg.image_width),
                static_cast<Px>(session.jpeg.image_height)};
    out.pixels.resize(size_t{session.jpeg.image_width} * session.jpeg.image_height);
    out.ok = read_rows(session, out.pixels.data());
    if (!out.ok) out.why = std::string("JPEG: ") + session.message;
  }
  jpeg_destroy_decompress(&session.jpeg);
}

}  // namespace hallows::image
