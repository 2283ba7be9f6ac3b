#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "layout/text/font_store.h"
#include "layout/text/unicode/bidi.h"
#include "layout/text/unicode/line_break.h"
#include "rt-kernel/base/fixed_vector.h"
#include "rt-kernel/types/units.h"

namespace hallows::text {

// A BCP 47 tag by value, cut at 15 bytes.
struct Language {
  std::array<char, 16> bytes{};
  Language() = default;
  explicit Language(std::string_view tag) {
    for (size_t i = 0; i < tag.size() && i < bytes.size() - 1; ++i) bytes[i] = tag[i];
  }
  std::string_view view() const { return bytes.data(); }
  friend bool operator==(const Language&, const Language&) = default;
};

struct FontFeature {
  uint32_t tag = 0;  // OpenType tag, big-endian
  uint32_t value = 1;
  friend bool operator==(FontFeature, FontFeature) = default;
};
constexpr size_t kMaxFeatures = 8;  // further ones are ignored

constexpr uint32_t tag4(const char (&s)[5]) {
  return (uint32_t{static_cast<uint8_t>(s[0])} << 24) |
         (uint32_t{static_cast<uint8_t>(s[1])} << 16) |
         (uint32_t{static_cast<uint8_t>(s[2])} << 8) | static_cast<uint8_t>(s[3]);
}

struct LineHeight {
  enum class Kind : uint8_t { Normal, Factor, Absolute };  // Normal: the primary font's own
  Kind kind = Kind::Normal;
  float value = 0;  // times the size, or dp
  friend bool operator==(LineHeight, LineHeight) = default;
};

enum class Caps : uint8_t { Normal, SmallCaps };
using Decoration = uint8_t;
constexpr Decoration kDecorationNone = 0;
constexpr Decoration kUnderline = 1;
constexpr Decoration kStrike = 2;
constexpr Decoration kOverline = 4;

// What a character looks like to layout. Colour is the widget's business.
struct TextStyle {
  FontStackId stack;      // none: the store's default
  float size = 14;        // em, dp; clamped to 0.01 .. 4096
  uint16_t weight = 400;  // 1 .. 1000
  Slant slant = Slant::Upright;
  Caps caps = Caps::Normal;  // `smcp` where the font has it
  uint8_t decoration = kDecorationNone;
  LineHeight line_height;
  float letter_spacing = 0;  // dp, after every cluster; turns optional ligatures off
  float word_spacing = 0;    // dp, after every space
  float baseline_shift = 0;  // dp, up
  Language language;
  FixedVector<FontFeature, kMaxFeatures> features;
  std::array<FontAxis, 4> axes{};  // further variation axes
  uint8_t axis_count = 0;
};

enum class Wrap : uint8_t {
  Normal,  // white space kept, lines wrap, spaces at line ends hang (CSS pre-wrap)
  NoWrap,  // only forced breaks
};
enum class OverflowWrap : uint8_t {
  Normal,     // a word that is too long overflows
  Anywhere,   // breaks between any two clusters where nothing else fits; counts for min-content
  BreakWord,  // the same, but min-content stays the word's
};
enum class TextAlign : uint8_t { Start, End, Left, Right, Center, Justify };
enum class Elide : uint8_t { None, End, Middle, Start };

// What belongs to the paragraph as a whole.
struct ParagraphStyle {
  unicode::BaseDirection direction = unicode::BaseDirection::Auto;
  TextAlign align = TextAlign::Start;
  Wrap wrap = Wrap::Normal;
  OverflowWrap overflow_wrap = OverflowWrap::Normal;
  unicode::WordBreak word_break = unicode::WordBreak::Normal;
  unicode::LineStrictness strictness = unicode::LineStrictness::Auto;
  unicode::PunctuationRules punctuation = unicode::PunctuationRules::Web;
  Elide elide = Elide::None;
  uint32_t max_lines = 0;  // 0: as many as it takes
  float tab_size = 8;      // in widths of the space of the primary font
  friend bool operator==(const ParagraphStyle&, const ParagraphStyle&) = default;
};

bool operator==(const TextStyle& a, const TextStyle& b) noexcept;

}  // namespace hallows::text
