// The default stack: which files, and which Debian package brings them.
#include <sys/stat.h>

#include <cstdlib>

#include "layout/text/box_font.h"
#include "layout/text/font_store.h"

namespace hallows::text {
namespace {

enum class Need : uint8_t { Core, Script, Optional };

struct DefaultFont {
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

constexpr const char* kNoto = "truetype/noto";
constexpr const char* kNotoCore = "fonts-noto-core";
constexpr const char* kCjk = "opentype/noto";

#define HALLOWS_NOTO(name, need)                                                                  \
  {"Noto " name, kNoto, "Noto" name "-Regular.ttf", 400, Slant::Upright, 0, "", kNotoCore, need}, \
  {                                                                                               \
    "Noto " name, kNoto, "Noto" name "-Bold.ttf", 700, Slant::Upright, 0, "", kNotoCore, need     \
  }
#define HALLOWS_CJK(index, lang)                                                     \
  {"Noto Sans CJK", kCjk, "NotoSansCJK-Regular.ttc", 400,           Slant::Upright,  \
   index,           lang, "fonts-noto-cjk",          Need::Optional},                \
  {                                                                                  \
    "Noto Sans CJK", kCjk, "NotoSansCJK-Bold.ttc", 700, Slant::Upright, index, lang, \
        "fonts-noto-cjk", Need::Optional                                             \
  }

// In the order of fallback.
constexpr DefaultFont kDefaults[] = {
    {"Inter", "truetype/inter-vf", "Inter-roman.var.ttf", 400, Slant::Upright, 0, "",
     "fonts-inter-variable", Need::Core},
    {"Inter", "truetype/inter-vf", "Inter-italic.var.ttf", 400, Slant::Italic, 0, "",
     "fonts-inter-variable", Need::Core},
    HALLOWS_NOTO("Sans", Need::Core),
    {"Noto Sans", kNoto, "NotoSans-Italic.ttf", 400, Slant::Italic, 0, "", kNotoCore, Need::Core},
    {"Noto Sans", kNoto, "NotoSans-BoldItalic.ttf", 700, Slant::Italic, 0, "", kNotoCore,
     Need::Core},
    HALLOWS_NOTO("SansArabic", Need::Core),
    HALLOWS_NOTO("SansHebrew", Need::Core),
    HALLOWS_NOTO("SansDevanagari", Need::Core),
    HALLOWS_NOTO("SansBengali", Need::Core),
    HALLOWS_NOTO("SansTamil", Need::Core),
    HALLOWS_NOTO("SansThai", Need::Core),
    HALLOWS_CJK(0, "ja"),
    HALLOWS_CJK(1, "ko"),
    HALLOWS_CJK(2, "zh-Hans"),
    HALLOWS_CJK(3, "zh-Hant"),
    {"Noto Color Emoji", kNoto, "NotoColorEmoji.ttf", 400, Slant::Upright, 0, "",
     "fonts-noto-color-emoji", Need::Optional},
    HALLOWS_NOTO("SansGujarati", Need::Script),
    HALLOWS_NOTO("SansGurmukhi", Need::Script),
    HALLOWS_NOTO("SansKannada", Need::Script),
    HALLOWS_NOTO("SansMalayalam", Need::Script),
    HALLOWS_NOTO("SansTelugu", Need::Script),
    HALLOWS_NOTO("SansOriya", Need::Script),
    HALLOWS_NOTO("SansSinhala", Need::Script),
    HALLOWS_NOTO("SansGeorgian", Need::Script),
    HALLOWS_NOTO("SansArmenian", Need::Script),
    HALLOWS_NOTO("SansEthiopic", Need::Script),
    HALLOWS_NOTO("SansKhmer", Need::Script),
    HALLOWS_NOTO("SansLao", Need::Script),
    HALLOWS_NOTO("SansMyanmar", Need::Script),
    HALLOWS_NOTO("SerifTibetan", Need::Script),
    HALLOWS_NOTO("SansThaana", Need::Script),
    HALLOWS_NOTO("SansSyriac", Need::Script),
    HALLOWS_NOTO("SansNKo", Need::Script),
    HALLOWS_NOTO("SansTifinagh", Need::Script),
    HALLOWS_NOTO("SansCherokee", Need::Script),
    HALLOWS_NOTO("SansCanadianAboriginal", Need::Script),
    HALLOWS_NOTO("SansMongolian", Need::Script),
    HALLOWS_NOTO("SansSymbols", Need::Script),
    HALLOWS_NOTO("SansSymbols2", Need::Script),
    HALLOWS_NOTO("SansMath", Need::Script),
};

constexpr DefaultFont kMono[] = {
    {"DejaVu Sans Mono", "truetype/dejavu", "DejaVuSansMono.ttf", 400, Slant::Upright, 0, "",
     "fonts-dejavu-core", Need::Core},
    {"DejaVu Sans Mono", "truetype/dejavu", "DejaVuSansMono-Bold.ttf", 700, Slant::Upright, 0, "",
     "fonts-dejavu-core", Need::Core},
};

#undef HALLOWS_NOTO
#undef HALLOWS_CJK

bool exists(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

// $HALLOWS_FONT_DIR (flat), then where Debian puts it. Empty: nowhere.
std::string locate(const DefaultFont& font) {
  const char* folder = std::getenv("HALLOWS_FONT_DIR");
  if (folder != nullptr && exists(std::string(folder) + "/" + font.file)) {
    return std::string(folder) + "/" + font.file;
  }
  const std::string path = std::string("/usr/share/fonts/") + font.folder + "/" + font.file;
  return exists(path) ? path : std::string();
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

std::vector<FontFamilyId> add_families(FontStore& store, std::span<const DefaultFont> fonts,
                                       std::vector<Diagnostic>& problems) {
  std::vector<FontFamilyId> families;
  for (size_t i = 0; i < fonts.size();) {
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
  std::vector<FontFamilyId> sans = add_families(*this, kDefaults, problems);
  std::vector<FontFamilyId> mono = add_families(*this, kMono, problems);
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
