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

// Every script that a font of the default stack has (font_default.cpp), the commonest first.
constexpr Script kScripts[] = {
    {HB_SCRIPT_COMMON, '1'},
    {HB_SCRIPT_LATIN, 'a'},
    {HB_SCRIPT_GREEK, 0x3B1},
    {HB_SCRIPT_CYRILLIC, 0x430},
    {HB_SCRIPT_ARMENIAN, 0x561},
    {HB_SCRIPT_HEBREW, 0x5D0},
    {HB_SCRIPT_ARABIC, 0x627},
    {HB_SCRIPT_DEVANAGARI, 0x915},
    {HB_SCRIPT_BENGALI, 0x995},
    {HB_SCRIPT_GURMUKHI, 0xA15},
    {HB_SCRIPT_GUJARATI, 0xA95},
    {HB_SCRIPT_TAMIL, 0xB95},
    {HB_SCRIPT_TELUGU, 0xC15},
    {HB_SCRIPT_KANNADA, 0xC95},
    {HB_SCRIPT_MALAYALAM, 0xD15},
    {HB_SCRIPT_THAI, 0xE01},
    {HB_SCRIPT_LAO, 0xE81},
    {HB_SCRIPT_GEORGIAN, 0x10D0},
    {HB_SCRIPT_HANGUL, 0xAC00},
    {HB_SCRIPT_HIRAGANA, 0x3042},
    {HB_SCRIPT_KATAKANA, 0x30A2},
    {HB_SCRIPT_HAN, 0x4E2D},
    {HB_SCRIPT_BOPOMOFO, 0x3105},
    {HB_SCRIPT_ORIYA, 0xB15},
    {HB_SCRIPT_SINHALA, 0xD9A},
    {HB_SCRIPT_ETHIOPIC, 0x1200},
    {HB_SCRIPT_KHMER, 0x1780},
    {HB_SCRIPT_MYANMAR, 0x1000},
    {HB_SCRIPT_TIBETAN, 0xF40},
    {HB_SCRIPT_THAANA, 0x780},
    {HB_SCRIPT_SYRIAC, 0x710},
    {HB_SCRIPT_NKO, 0x7CA},
    {HB_SCRIPT_TIFINAGH, 0x2D30},
    {HB_SCRIPT_CHEROKEE, 0x13A0},
    {HB_SCRIPT_CANADIAN_SYLLABICS, 0x1403},
    {HB_SCRIPT_MONGOLIAN, 0x1820},
    {HB_SCRIPT_BRAILLE, 0x2801},
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

// Calls `make` with each face of the chain that text of the script may need: the first that shows
// it, and those of what stands in any text (spaces, digits and emoji), which is shaped in the
// script of the text around it.
template <class Make>
void for_faces(const FontStoreImpl& fonts, const ChainRecord& chain, const Script& script,
               Make make) {
  bool shown = false;
  const auto faces = static_cast<uint8_t>(chain.faces.size());
  for (uint8_t f = 0; f < faces; ++f) {
    const FaceRecord& face = fonts.face(chain.faces[f]);
    const bool shows = !shown && face.coverage->has(script.sample);
    if (!shows && f != 0 && f != chain.color_face) continue;
    shown = shown || shows;
    make(face);
  }
}

}  // namespace

// Both directions: digits run from left to right in any text, and spaces as their paragraph does.
// The commonest come last: HarfBuzz looks at the newest plan first.
void warm_style(const FontStore& store, const ReadyStyle& style, hb_buffer_t* buffer) {
  const FontStoreImpl& fonts = store.impl();
  const ChainRecord& chain = fonts.chain(style.chain);
  for (size_t i = std::size(kScripts); i-- > 0;) {
    for_faces(fonts, chain, kScripts[i], [&](const FaceRecord& face) {
      warm(face, style, kScripts[i], HB_DIRECTION_RTL, buffer);
      warm(face, style, kScripts[i], HB_DIRECTION_LTR, buffer);
    });
  }
}

}  // namespace hallows::text
