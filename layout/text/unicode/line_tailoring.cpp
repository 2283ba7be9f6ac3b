#include "layout/text/unicode/line_tailoring.h"

namespace hallows::unicode {

using L = LineClass;

// CSS Text 3, section 5.3: what each strictness allows, as a change of class.
bool allowed_when_loose(char32_t c) {
  switch (c) {
    case 0x3005:
    case 0x303B:
    case 0x309D:
    case 0x309E:
    case 0x30FD:
    case 0x30FE:  // iteration marks
    case 0x2025:
    case 0x2026:
    case 0x22EF:
    case 0xFE19:  // inseparable
      return true;
    default:
      return false;
  }
}
bool is_cjk_hyphen(char32_t c) {
  return c == 0x301C || c == 0x30A0 || c == 0x2010 || c == 0x2013;  // with the wave dash
}
bool allowed_in_cjk(char32_t c, LineStrictness strictness) {
  if (is_cjk_hyphen(c)) return true;
  switch (c) {
    case 0x30FB:
    case 0xFF1A:
    case 0xFF1B:
    case 0xFF65:
    case 0x203C:
    case 0x2047:
    case 0x2048:
    case 0x2049:
    case 0xFF01:
    case 0xFF1F:  // centred punctuation
      return strictness == LineStrictness::Loose;
    default:
      return false;
  }
}

// Of East Asian width A, F or W: loose breaks before the suffixes (PO) and after the prefixes (PR).
bool is_loose_suffix(char32_t c) {
  switch (c) {
    case 0x00B0:
    case 0x2030:
    case 0x2032:
    case 0x2033:
    case 0x2035:
    case 0x2103:
    case 0x2109:
    case 0xFE6A:
    case 0xFF05:
    case 0xFFE0:
      return true;
    default:
      return false;
  }
}
bool is_loose_prefix(char32_t c) {
  switch (c) {
    case 0x00A4:
    case 0x00B1:
    case 0x20AC:
    case 0x2116:
    case 0xFE69:
    case 0xFF04:
    case 0xFFE1:
    case 0xFFE5:
    case 0xFFE6:
      return true;
    default:
      return false;
  }
}

// CSS Text 3, section 5.2: keep-all keeps two of these together.
bool is_typographic_letter(const Character& c) {
  switch (static_cast<GeneralCategory>(c.category)) {
    case GeneralCategory::Lu:
    case GeneralCategory::Ll:
    case GeneralCategory::Lt:
    case GeneralCategory::Lm:
    case GeneralCategory::Lo:
    case GeneralCategory::Nd:
    case GeneralCategory::Nl:
    case GeneralCategory::No:
      return c.line != L::SA;
    default:
      return false;
  }
}

// word-break: break-all breaks between letters and numbers as if they were ideographs.
bool is_breakable_letter(const Character& c) {
  switch (c.line) {
    case L::AL:
    case L::HL:
    case L::NU:
    case L::SA:
    case L::AI:
    case L::XX:
    case L::ID:
    case L::CJ:
    case L::H2:
    case L::H3:
    case L::JL:
    case L::JV:
    case L::JT:
      return true;
    default:
      return false;
  }
}

}  // namespace hallows::unicode
