#pragma once

// Which characters line-break and word-break of CSS Text 3 treat in another way than UAX 14.
#include "layout/text/unicode/character.h"
#include "layout/text/unicode/line_break.h"

namespace hallows::unicode {

// Section 5.3: a line may break before it, as before an ideograph. In Chinese and Japanese alone:
bool allowed_when_loose(char32_t c);
bool allowed_in_cjk(char32_t c, LineStrictness strictness);
bool is_cjk_hyphen(char32_t c);  // of those, the ones that are hyphens
// Of East Asian width A, F or W, there: loose breaks before a suffix (PO), after a prefix (PR).
bool is_loose_suffix(char32_t c);
bool is_loose_prefix(char32_t c);
// Section 5.2: keep-all keeps two of these together,
bool is_typographic_letter(const Character& c);
// and break-all breaks between two of these as if they were ideographs.
bool is_breakable_letter(const Character& c);

}  // namespace hallows::unicode
