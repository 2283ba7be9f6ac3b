#include "layout/text/script_samples.h"

#include <hb.h>

namespace hallows::text {
namespace {

// Every script that a font of the default stack has (default_fonts.def), the commonest first.
constexpr ScriptSample kSamples[] = {
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

}  // namespace

std::span<const ScriptSample> script_samples() noexcept {
  return kSamples;
}

}  // namespace hallows::text
