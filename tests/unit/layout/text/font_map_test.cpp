#include "layout/text/font_map.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

namespace hallows::text {
namespace {

constexpr const char* kSans = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

std::vector<uint8_t> read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string write(const char* name, const std::vector<uint8_t>& bytes) {
  const std::string path = std::string("font_map_test_") + name;
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  return path;
}

}  // namespace

TEST_CASE("a mapped font has the bytes of its file, for as long as its blob lives") {
  const std::vector<uint8_t> bytes = read(kSans);
  REQUIRE(!bytes.empty());
  const std::string path = write("whole.ttf", bytes);
  auto blob = map_font_file(path);
  REQUIRE(static_cast<bool>(blob));
  // As a package manager puts a new file under the old name.
  write("new.ttf", {1, 2, 3});
  REQUIRE(std::rename("font_map_test_new.ttf", path.c_str()) == 0);
  CHECK((*blob)->bytes.empty());
  const auto view = (*blob)->view();
  CHECK(std::vector<uint8_t>(view.begin(), view.end()) == bytes);
  std::remove(path.c_str());
}

TEST_CASE("directories of tables that lie are mapped without harm") {
  std::vector<uint8_t> bytes(size_t{3} << 20, 0xFF);
  for (const char* head : {"ttcf", "true", "\x00\x01\x00\x00"}) {
    for (size_t i = 0; i < 4; ++i) bytes[i] = static_cast<uint8_t>(head[i]);
    const std::string path = write("lies.ttf", bytes);
    auto blob = map_font_file(path);
    REQUIRE(static_cast<bool>(blob));
    CHECK((*blob)->view().size() == bytes.size());
    std::remove(path.c_str());
  }
  const std::string path = write("short.ttf", {0, 1, 0, 0, 0, 9});
  CHECK(static_cast<bool>(map_font_file(path)));
  std::remove(path.c_str());
}

TEST_CASE("files that can't be fonts are refused, an empty one is nothing") {
  CHECK(map_font_file("/no/such/font.ttf").error().message == "the font file can't be opened");
  CHECK(map_font_file("/usr/share").error().message == "the font file can't be read");
  const std::string path = write("empty.ttf", {});
  auto blob = map_font_file(path);
  REQUIRE(static_cast<bool>(blob));
  CHECK((*blob)->view().empty());
  std::remove(path.c_str());
}

}  // namespace hallows::text
