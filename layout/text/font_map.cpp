#include "layout/text/font_map.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hallows::text {
namespace {

constexpr size_t kMaxFontBytes = size_t{256} << 20;
constexpr size_t kSmallFont = size_t{1} << 20;  // brought in whole
constexpr size_t kPage = 4096;
constexpr uint32_t kMaxFaces = 64;    // of a collection that are looked at
constexpr uint32_t kMaxTables = 128;  // of a face

Diagnostic unreadable(const std::string& path, const char* message, const char* why,
                      const char* fix) {
  Diagnostic d;
  d.code = "font-unusable";
  d.place.file = path;
  d.message = message;
  d.why = why;
  d.fix = fix;
  return d;
}

struct Unmap {
  size_t size;
  void operator()(const void* memory) const {
    if (memory != nullptr) munmap(const_cast<void*>(memory), size);
  }
};

uint32_t word_at(std::span<const uint8_t> bytes, size_t at) {
  if (at + 4 > bytes.size()) return 0;
  return uint32_t{bytes[at]} << 24 | uint32_t{bytes[at + 1]} << 16 | uint32_t{bytes[at + 2]} << 8 |
         bytes[at + 3];
}

constexpr uint32_t tag(const char (&name)[5]) {
  return static_cast<uint32_t>(name[0]) << 24 | static_cast<uint32_t>(name[1]) << 16 |
         static_cast<uint32_t>(name[2]) << 8 | static_cast<uint32_t>(name[3]);
}

// Tables that only drawing reads: most of a large font.
bool is_drawn(uint32_t name) {
  for (const uint32_t drawn :
       {tag("glyf"), tag("CFF "), tag("CFF2"), tag("CBDT"), tag("sbix"), tag("SVG ")}) {
    if (name == drawn) return true;
  }
  return false;
}

// Reads a byte of every page, so that no frame waits for one.
void touch(std::span<const uint8_t> bytes, size_t from, size_t size) {
  from = std::min(from, bytes.size());
  const size_t end = from + std::min(size, bytes.size() - from);
  for (size_t at = from / kPage * kPage; at < end; at += kPage) {
    static_cast<void>(*const_cast<const volatile uint8_t*>(bytes.data() + at));
  }
}

// OpenType 1.9, "Organization of an OpenType Font": a directory of tables at `at`.
void touch_face(std::span<const uint8_t> bytes, size_t at) {
  const uint32_t tables = std::min(word_at(bytes, at + 4) >> 16, kMaxTables);
  for (uint32_t i = 0; i < tables; ++i) {
    const size_t record = at + 12 + size_t{i} * 16;
    if (is_drawn(word_at(bytes, record))) continue;
    touch(bytes, word_at(bytes, record + 8), word_at(bytes, record + 12));
  }
}

void bring_in(std::span<const uint8_t> bytes) {
  // Advice; where it is refused the pages come when they are touched.
  static_cast<void>(madvise(const_cast<uint8_t*>(bytes.data()), bytes.size(), MADV_WILLNEED));
  if (bytes.size() <= kSmallFont) return touch(bytes, 0, bytes.size());
  if (word_at(bytes, 0) != tag("ttcf")) return touch_face(bytes, 0);
  const uint32_t faces = std::min(word_at(bytes, 8), kMaxFaces);
  for (uint32_t i = 0; i < faces; ++i) touch_face(bytes, word_at(bytes, 12 + size_t{i} * 4));
}

}  // namespace

Result<std::shared_ptr<FontBlob>> map_font_file(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return unreadable(path, "the font file can't be opened", std::strerror(errno),
                      "check the path, or install the package that brings the font");
  }
  struct stat info{};
  const bool plain = fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size >= 0 &&
                     static_cast<size_t>(info.st_size) <= kMaxFontBytes;
  auto blob = std::make_shared<FontBlob>();
  blob->path = path;
  const auto size = plain ? static_cast<size_t>(info.st_size) : 0;
  void* memory = MAP_FAILED;
  if (size > 0) memory = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (!plain || (size > 0 && memory == MAP_FAILED)) {
    return unreadable(path, "the font file can't be read",
                      "it is not a plain file of up to 256 MiB", "");
  }
  if (size == 0) return blob;  // then it is no font
  blob->mapping = std::shared_ptr<const void>(memory, Unmap{size});
  blob->file = {static_cast<const uint8_t*>(memory), size};
  bring_in(blob->file);
  return blob;
}

}  // namespace hallows::text
