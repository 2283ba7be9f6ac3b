#include "rt-kernel/base/write_file.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace hallows {
namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    char name[] = "/tmp/hallows-write-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  std::string file(const char* name) const { return (path / name).string(); }
  size_t entries() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
  fs::path path;
};

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Files of this process may not grow past `bytes`: the disk is full, as far as write() can tell.
struct FullDisk {
  explicit FullDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{bytes, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_DFL);
  }
  rlimit before{};
};

TEST_CASE_FIXTURE(Folder, "a file is made, then replaced with its mode") {
  const std::string path = file("a.ptl");
  CHECK(static_cast<bool>(write_file(path, "one")));
  CHECK(content(path) == "one");
  REQUIRE(chmod(path.c_str(), 0640) == 0);
  CHECK(static_cast<bool>(write_file(path, "two, longer")));
  CHECK(content(path) == "two, longer");
  struct stat info{};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == 0640);
  CHECK(entries() == 1);
}

TEST_CASE_FIXTURE(Folder, "on a full disk the file stays what it was") {
  const std::string path = file("a.ptl");
  REQUIRE(static_cast<bool>(write_file(path, "precious")));
  Result<bool> written = true;
  {
    const FullDisk full(16);
    written = write_file(path, std::string(100, 'x'));
  }
  REQUIRE_FALSE(static_cast<bool>(written));
  CHECK(std::string(written.error().code) == "file-unwritable");
  CHECK(written.error().place.file == path);
  CHECK_FALSE(written.error().why.empty());
  CHECK(content(path) == "precious");
  CHECK(entries() == 1);
}

TEST_CASE_FIXTURE(Folder, "a link's target is replaced, not the link") {
  fs::create_directory(path / "real");
  REQUIRE(static_cast<bool>(write_file(file("real/a"), "one")));
  fs::create_symlink("real/a", path / "link");
  CHECK(static_cast<bool>(write_file(file("link"), "two")));
  CHECK(fs::is_symlink(path / "link"));
  CHECK(content(file("real/a")) == "two");
}

TEST_CASE("a folder that isn't there and a full device are reported; a device is written to") {
  const Result<bool> nowhere = write_file("/nowhere/x", "text");
  REQUIRE_FALSE(static_cast<bool>(nowhere));
  CHECK(nowhere.error().place.file == "/nowhere/x");
  CHECK_FALSE(static_cast<bool>(write_file("/dev/full", "text")));
  CHECK(static_cast<bool>(write_file("/dev/null", "text")));
}

}  // namespace
}  // namespace hallows
