#include "rt-kernel/base/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace hallows {
namespace {

Diagnostic unwritable(const std::string& path, int error) {
  Diagnostic d;
  d.code = "file-unwritable";
  d.place.file = path;
  d.message = "this file can't be written";
  d.why = std::strerror(error);
  d.fix = error == ENOSPC || error == EDQUOT || error == EFBIG
              ? "free some space on the disk"
              : "check that the folder exists and the permissions";
  return d;
}

// 0, or errno.
int write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

int write_in_place(const char* path, std::string_view bytes) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno;
  const int error = write_all(file, bytes);
  return close(file) != 0 && error == 0 ? errno : error;
}

// `old`: the file that is replaced; null: there is none.
int fill(int file, std::string_view bytes, const struct stat* old) {
  if (old != nullptr) {
    // Only root can keep another's file another's; the mode comes after, as a new owner resets it.
    [[maybe_unused]] const int owned = fchown(file, old->st_uid, old->st_gid);
    if (fchmod(file, old->st_mode & 07777) != 0) return errno;
  }
  if (const int error = write_all(file, bytes)) return error;
  return fsync(file) == 0 ? 0 : errno;
}

int replace(const std::string& path, std::string_view bytes, const struct stat* old) {
  const std::string beside = path + "." + std::to_string(getpid()) + ".new";
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) return errno;
  int error = fill(file, bytes, old);
  if (close(file) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(beside.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) unlink(beside.c_str());
  return error;
}

}  // namespace

Result<bool> write_file(const std::string& path, std::string_view bytes) {
  struct stat old{};
  const bool exists = stat(path.c_str(), &old) == 0;
  int error = 0;
  if (exists && !S_ISREG(old.st_mode)) {
    error = write_in_place(path.c_str(), bytes);
  } else {
    char target[PATH_MAX];
    const bool linked = exists && realpath(path.c_str(), target) != nullptr;
    error = replace(linked ? std::string(target) : path, bytes, exists ? &old : nullptr);
  }
  if (error != 0) return unwritable(path, error);
  return true;
}

Result<bool> write_file(const std::string& path, std::span<const unsigned char> bytes) {
  return write_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace hallows
