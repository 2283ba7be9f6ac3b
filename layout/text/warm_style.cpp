// Everything that HarfBuzz makes on first use of a style, made when the style is first seen: shape
// plans and lookup accelerators for each script that the style's fonts can show. A paragraph that
// later brings another script in that style then shapes without an allocation.
#include "layout/text/paragraph_impl.h"

namespace hallows::text {
namespace {

struct Script {
  hb_script_t script;
  char32_t sample;  // a letter that every font of the script has
};

constexpr Script kScripts[] = {
    {HB_SCRIPT_COMMON, '1'},     {HB_SCRIPT_LATIN, 'a'},        {HB_SCRIPT_GREEK, 0x3B1},
    {HB_SCRIPT_CYRILLIC, 0x430}, {HB_SCRIPT_ARMENIAN, 0x561},   {HB_SCRIPT_HEBREW, 0x5D0},
    {HB_SCRIPT_ARABIC, 0x627},   {HB_SCRIPT_DEVANAGARI, 0x915}, {HB_SCRIPT_BENGALI, 0x995},
    {HB_SCRIPT_GURMUKHI, 0xA15}, {HB_SCRIPT_GUJARATI, 0xA95},   {HB_SCRIPT_TAMIL, 0xB95},
    {HB_SCRIPT_TELUGU, 0xC15},   {HB_SCRIPT_KANNADA, 0xC95},    {HB_SCRIPT_MALAYALAM, 0xD15},
    {HB_SCRIPT_THAI, 0xE01},     {HB_SCRIPT_LAO, 0xE81},        {HB_SCRIPT_GEORGIAN, 0x10D0},
    {HB_SCRIPT_HANGUL, 0xAC00},  {HB_SCRIPT_HIRAGANA, 0x3042},  {HB_SCRIPT_KATAKANA, 0x30A2},
    {HB_SCRIPT_HAN, 0x4E2D},
};

void warm(const FaceRecord& face, const ReadyStyle& style, const Script& script,
          hb_direction_t direction, hb_buffer_t* buffer) {
  const uint32_t sample[] = {script.sample, script.sample};
  hb_buffer_clear_contents(buffer);
  hb_buffer_add_utf32(buffer, sample, 2, 0, 2);
  hb_buffer_set_direction(buffer, direction);
  hb_buffer_set_script(buffer, script.script);
  hb_buffer_set_language(buffer, style.language);
  hb_shape(face.shaper(), buffer, style.features.begin(),
           static_cast<unsigned>(style.features.size()));
}

}  // namespace

void warm_style(const FontStore& store, const ReadyStyle& style, hb_buffer_t* buffer) {
  const FontStoreImpl& fonts = store.impl();
  const ChainRecord& chain = fonts.chain(style.chain);
  // Spaces, digits and emoji are shaped in the script and direction of the text around them, by the
  // first face or the colour face. The commonest come last: HarfBuzz looks at the newest plan
  // first.
  for (size_t i = std::size(kScripts); i-- > 0;) {
    bool shown = false;
    const auto faces = static_cast<uint8_t>(chain.faces.size());
    for (uint8_t f = 0; f < faces; ++f) {
      const FaceRecord& face = fonts.face(chain.faces[f]);
      const bool shows = !shown && face.coverage->has(kScripts[i].sample);
      if (!shows && f != 0 && f != chain.color_face) continue;
      shown = shown || shows;
      warm(face, style, kScripts[i], HB_DIRECTION_RTL, buffer);
      warm(face, style, kScripts[i], HB_DIRECTION_LTR, buffer);
    }
  }
}

}  // namespace hallows::text
