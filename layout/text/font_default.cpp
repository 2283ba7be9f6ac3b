// Loads the default stacks: the fonts of default_fonts.def that are there. What is missing is told.
#include "layout/text/box_font.h"
#include "layout/text/data_file.h"
#include "layout/text/font_store.h"

namespace hallows::text {
namespace {

enum class Need : uint8_t { Core, Script, Optional };
enum class Stack : uint8_t { Sans, Mono };

struct DefaultFont {
  Stack stack;
  const char* family;
  const char* folder;  // under /usr/share/fonts
  const char* file;
  uint16_t weight;
  Slant slant;
  uint8_t index;
  const char* lang;
  const char* package;
  Need need;
};

// In the order of fallback: first "sans", then what "mono" has before it.
constexpr DefaultFont kDefaults[] = {
#define HALLOWS_FONT(stack, family, folder, file, weight, slant, index, lang, package, need) \
  {Stack::stack, family, folder, file, weight, Slant::slant, index, lang, package, Need::need},
#include "layout/text/default_fonts.def"
#undef HALLOWS_FONT
};

std::string locate(const DefaultFont& font) {
  return find_data_file(font.file, "HALLOWS_FONT_DIR",
                        std::string("/usr/share/fonts/") + font.folder);
}

Diagnostic missing(const DefaultFont& font) {
  Diagnostic d;
  d.severity = Severity::Warning;
  d.code = "font-missing";
  d.message = std::string("the font ") + font.file + " is not installed";
  d.why = font.need == Need::Optional ? "its characters show as boxes"
                                      : "text falls back to another font and looks different";
  d.fix = std::string("apt-get install ") + font.package;
  return d;
}

// One diagnostic a package: the rest of it is missing too.
void report(const DefaultFont& font, std::vector<Diagnostic>& problems) {
  Diagnostic d = missing(font);
  for (const Diagnostic& one : problems) {
    if (one.fix == d.fix) return;
  }
  problems.push_back(std::move(d));
}

std::vector<FontFamilyId> add_families(FontStore& store, Stack stack,
                                       std::vector<Diagnostic>& problems) {
  const std::span<const DefaultFont> fonts = kDefaults;
  std::vector<FontFamilyId> families;
  for (size_t i = 0; i < fonts.size();) {
    if (fonts[i].stack != stack) {
      ++i;
      continue;
    }
    std::vector<FamilyMember> members;
    const std::string_view name = fonts[i].family;
    for (; i < fonts.size() && fonts[i].family == name; ++i) {
      const std::string path = locate(fonts[i]);
      if (!path.empty()) {
        members.push_back({path, fonts[i].index, fonts[i].weight, fonts[i].slant, fonts[i].lang});
      } else if (fonts[i].weight == 400) {
        report(fonts[i], problems);
      }
    }
    const FontFamilyId family = store.add_family(name, members, problems);
    if (family) families.push_back(family);
  }
  return families;
}

}  // namespace

FontStackId FontStore::load_default(std::vector<Diagnostic>& problems) {
  std::vector<FontFamilyId> sans = add_families(*this, Stack::Sans, problems);
  std::vector<FontFamilyId> mono = add_families(*this, Stack::Mono, problems);
  mono.insert(mono.end(), sans.begin(), sans.end());
  if (sans.empty()) {
    Result<FontFaceId> system = load_system("sans");
    Result<FontFaceId> face = system ? system : load_memory(box_font(), {}, "built-in boxes");
    ASSERT(face);
    const FontFaceId faces[] = {*face};
    sans.push_back(add_family("Fallback", faces));
    if (mono.empty()) mono = sans;
  }
  const FontStackId stack = add_stack("sans", sans);
  add_stack("mono", mono);
  return stack;
}

}  // namespace hallows::text
