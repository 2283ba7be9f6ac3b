#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "layout/text/font_store.h"

namespace hallows::text {
namespace {

// A file of the first `share` of a font, gone at the end.
struct CutFont {
  explicit CutFont(double share) {
    std::ifstream in("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    bytes.resize(static_cast<size_t>(static_cast<double>(bytes.size()) * share));
    path = (std::filesystem::temp_directory_path() /
            ("hallows_cut_" + std::to_string(bytes.size()) + ".ttf"))
               .string();
    std::ofstream(path, std::ios::binary) << bytes;
  }
  ~CutFont() { std::filesystem::remove(path); }
  CutFont(const CutFont&) = delete;
  CutFont& operator=(const CutFont&) = delete;
  std::string path;
};

TEST_CASE("a font that is cut short is no member of its family, so that others show its text") {
  for (const double share : {0.001, 0.1, 0.5, 0.7, 0.85}) {
    CAPTURE(share);
    const CutFont font(share);
    FontFaceTable table;
    FontStore store(table);
    std::vector<Diagnostic> problems;
    const FamilyMember members[] = {{font.path}};
    CHECK_FALSE(store.add_family("cut", members, problems));
    REQUIRE(problems.size() == 1);
    CHECK(std::string(problems[0].code) == "font-unusable");
    CHECK(problems[0].place.file == font.path);
  }
}

TEST_CASE("a whole font is a member, and so is one that lacks only names") {
  const CutFont font(0.91);  // what text needs ends at 0.896
  FontFaceTable table;
  FontStore store(table);
  std::vector<Diagnostic> problems;
  const FamilyMember members[] = {{font.path}};
  CHECK(store.add_family("whole", members, problems));
  CHECK(problems.empty());
}

}  // namespace
}  // namespace hallows::text
