// What fontconfig's configuration says of hinting and antialiasing reaches the face. The program
// brings its own configuration: one family name a choice, all of them DejaVu Sans.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "layout/text/font_store.h"

namespace hallows::text {
namespace {

// A rule for patterns that name `family`: it becomes DejaVu Sans with these choices.
std::string rule(const std::string& family, const std::string& edits) {
  return "<match target=\"pattern\"><test name=\"family\"><string>" + family +
         "</string></test><edit name=\"family\" mode=\"assign\" binding=\"same\">"
         "<string>DejaVu Sans</string></edit>" +
         edits + "</match>\n";
}
std::string choice(const std::string& name, const std::string& value) {
  const bool flag = value == "true" || value == "false";
  const std::string tag = flag ? "bool" : "const";
  return "<edit name=\"" + name + "\" mode=\"assign\"><" + tag + ">" + value + "</" + tag +
         "></edit>";
}

// Before the process asks fontconfig anything.
void use_own_configuration() {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / ("hallows-fonts-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const fs::path file = folder / "fonts.conf";
  std::ofstream out(file);
  out << "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
      << "<dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>" << folder.string()
      << "</cachedir>\n"
      << rule("Unset", "") << rule("Slight", choice("hintstyle", "hintslight"))
      << rule("None", choice("hintstyle", "hintnone"))
      << rule("Full", choice("hintstyle", "hintfull"))
      << rule("Medium", choice("hintstyle", "hintmedium"))
      << rule("Off", choice("hintstyle", "hintfull") + choice("hinting", "false"))
      << rule("Automatic", choice("hintstyle", "hintfull") + choice("autohint", "true"))
      << rule("Bilevel", choice("antialias", "false")) << rule("Grey", choice("antialias", "true"))
      << "<match target=\"font\"><test name=\"weight\" compare=\"more_eq\"><const>bold</const>"
         "</test><edit name=\"hintstyle\" mode=\"assign\"><const>hintslight</const></edit>"
         "</match>\n</fontconfig>\n";
  out.close();
  setenv("FONTCONFIG_FILE", file.c_str(), 1);
}

TEST_CASE("hinting and antialiasing are what fontconfig's configuration says") {
  use_own_configuration();
  FontFaceTable table;
  FontStore fonts(table);
  struct Case {
    const char* family;
    FaceRendering expected;
  };
  const Case cases[] = {
      {"Unset", {Hinting::None, Antialias::Grey}},
      {"Slight", {Hinting::Slight, Antialias::Grey}},
      {"None", {Hinting::None, Antialias::Grey}},
      {"Full", {Hinting::Instructions, Antialias::Grey}},
      {"Medium", {Hinting::Instructions, Antialias::Grey}},
      {"Off", {Hinting::None, Antialias::Grey}},
      {"Automatic", {Hinting::Slight, Antialias::Grey}},
      {"Bilevel", {Hinting::None, Antialias::Off}},
      {"Grey", {Hinting::None, Antialias::Grey}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.family);
    Result<FontFaceId> face = fonts.load_system(c.family);
    REQUIRE(face);
    const FontFaceKey& key = table.get(*face);
    CHECK(key.blob->path == "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
    CHECK(key.rendering == c.expected);
  }
  CHECK(table.count() == 4);  // equal choices are one face

  Result<FontFaceId> bold = fonts.load_system("Unset", 700);  // a rule for fonts, after the match
  REQUIRE(bold);
  CHECK(table.get(*bold).rendering == FaceRendering{Hinting::Slight, Antialias::Grey});
}

TEST_CASE("the default stack doesn't depend on fontconfig") {
  FontFaceTable table;
  FontStore fonts(table);
  std::vector<Diagnostic> problems;
  ChainKey key;
  key.stack = fonts.load_default(problems);
  REQUIRE(fonts.prepare(key));
  for (uint16_t face = 0; face < table.count(); ++face) {
    CHECK(table.get(FontFaceId{face}).rendering == FaceRendering{});
  }
}

}  // namespace
}  // namespace hallows::text
