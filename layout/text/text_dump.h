#pragma once

#include <string>

#include "layout/text/paragraph.h"

namespace hallows::text {

// The stages of a paragraph as text, the same on every machine with the same fonts: one section
// each for analyze (breaks, levels), items (range, script, level, face), glyphs and lines. Tools
// and tests; allocates.
std::string dump_paragraph(const Paragraph& paragraph, const TextContext& context);

}  // namespace hallows::text
