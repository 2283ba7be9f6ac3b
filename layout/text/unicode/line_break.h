#pragma once

#include <cstdint>
#include <span>

#include "layout/text/unicode/segment.h"

namespace hallows::unicode {

// CSS Text 3, section 5.3: strictness of small kana and such.
enum class LineStrictness : uint8_t { Auto, Loose, Normal, Strict, Anywhere };
// CSS Text 3, section 5.2.
enum class WordBreak : uint8_t { Normal, KeepAll, BreakAll };
// Uax14: the algorithm as published. Web: what browsers do with pairs of ASCII characters (a URL
// breaks after '?', not after '/').
enum class PunctuationRules : uint8_t { Uax14, Web };
enum class LineLanguage : uint8_t { Other, Chinese, Japanese, Korean };

struct LineBreakOptions {
  LineStrictness strictness = LineStrictness::Strict;
  WordBreak word_break = WordBreak::Normal;
  PunctuationRules punctuation = PunctuationRules::Uax14;
  LineLanguage language = LineLanguage::Other;  // Chinese and Japanese tailor quotation marks
};

// Sets kLineBreak and kLineMust: bit i speaks of the place before text[i]. The place before text[0]
// is never a break; the end of text always is and has no bit. Default options are UAX 14 of Unicode
// 15.0 with its tailorable number rule (LB25 as regular expression), as LineBreakTest.txt wants it.
// Any thread, no allocation, linear time.
void mark_line_breaks(std::span<const char32_t> text, const LineBreakOptions& options,
                      std::span<uint8_t> flags) noexcept;

}  // namespace hallows::unicode
