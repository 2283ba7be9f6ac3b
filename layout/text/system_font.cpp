#include "layout/text/system_font.h"

#include <fontconfig/fontconfig.h>

#include <optional>

namespace hallows::text {
namespace {

std::optional<bool> flag_of(FcPattern* pattern, const char* name) {
  FcBool value = FcFalse;
  if (FcPatternGetBool(pattern, name, 0, &value) != FcResultMatch) return std::nullopt;
  return value != FcFalse;
}

Hinting hinting_of(FcPattern* match) {
  int style = FC_HINT_NONE;
  const bool styled = FcPatternGetInteger(match, FC_HINT_STYLE, 0, &style) == FcResultMatch;
  if (!flag_of(match, FC_HINTING).value_or(true) || !styled || style == FC_HINT_NONE) {
    return Hinting::None;
  }
  const bool automatic = flag_of(match, FC_AUTOHINT).value_or(false);
  return style == FC_HINT_SLIGHT || automatic ? Hinting::Slight : Hinting::Instructions;
}

// Fills in what a match needs, but not the values that nobody chose: fontconfig would say that
// every font is to be hinted fully.
void substitute(FcPattern* pattern) {
  FcConfigSubstitute(nullptr, pattern, FcMatchPattern);
  constexpr const char* kChoices[] = {FC_HINTING, FC_HINT_STYLE, FC_AUTOHINT, FC_ANTIALIAS};
  bool chosen[std::size(kChoices)];
  FcValue value;
  for (size_t i = 0; i < std::size(kChoices); ++i) {
    chosen[i] = FcPatternGet(pattern, kChoices[i], 0, &value) == FcResultMatch;
  }
  FcDefaultSubstitute(pattern);
  for (size_t i = 0; i < std::size(kChoices); ++i) {
    if (!chosen[i]) FcPatternDel(pattern, kChoices[i]);
  }
}

}  // namespace

SystemFont find_system_font(const std::string& family, uint16_t weight, Slant slant) {
  FcPattern* pattern = FcPatternCreate();
  FcPatternAddString(pattern, FC_FAMILY, reinterpret_cast<const FcChar8*>(family.c_str()));
  FcPatternAddInteger(pattern, FC_WEIGHT, FcWeightFromOpenType(weight));
  FcPatternAddInteger(pattern, FC_SLANT, slant == Slant::Italic ? FC_SLANT_ITALIC : FC_SLANT_ROMAN);
  substitute(pattern);
  FcResult result = FcResultNoMatch;
  FcPattern* match = FcFontMatch(nullptr, pattern, &result);
  FcPatternDestroy(pattern);
  SystemFont font;
  if (match == nullptr) return font;
  FcChar8* path = nullptr;
  if (FcPatternGetString(match, FC_FILE, 0, &path) == FcResultMatch) {
    font.path = reinterpret_cast<const char*>(path);
  }
  int index = 0;
  FcPatternGetInteger(match, FC_INDEX, 0, &index);
  font.index = static_cast<uint32_t>(index) & 0xFFFF;  // the upper half names an instance
  font.rendering.hinting = hinting_of(match);
  font.rendering.antialias =
      flag_of(match, FC_ANTIALIAS).value_or(true) ? Antialias::Grey : Antialias::Off;
  FcPatternDestroy(match);
  return font;
}

}  // namespace hallows::text
