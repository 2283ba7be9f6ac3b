#pragma once

#include <cstdint>

namespace hallows::unicode {

// Line_Break classes (UAX 14, Unicode 15.0, table 1) and the classes that rules LB1, LB15 and LB30
// split off by East Asian width, quotation direction or emoji: generated order, see make_tables.py.
enum class LineClass : uint8_t {
  AL,
  BK,
  CR,
  LF,
  CM,
  NL,
  SG,
  WJ,
  ZW,
  GL,
  SP,
  ZWJ,
  B2,
  BA,
  BB,
  HY,
  CB,
  CL,
  CP,
  EX,
  IN,
  NS,
  OP,
  QU,
  IS,
  NU,
  PO,
  PR,
  SY,
  AI,
  CJ,
  EB,
  EM,
  H2,
  H3,
  HL,
  ID,
  JL,
  JV,
  JT,
  RI,
  SA,
  XX,
};

// Grapheme_Cluster_Break (UAX 29, table 2).
enum class GraphemeClass : uint8_t {
  Other,
  CR,
  LF,
  Control,
  Extend,
  ZWJ,
  RegionalIndicator,
  Prepend,
  SpacingMark,
  L,
  V,
  T,
  LV,
  LVT,
};

// Word_Break (UAX 29, table 3).
enum class WordClass : uint8_t {
  Other,
  CR,
  LF,
  Newline,
  Extend,
  ZWJ,
  RegionalIndicator,
  Format,
  Katakana,
  HebrewLetter,
  ALetter,
  SingleQuote,
  DoubleQuote,
  MidNumLet,
  MidLetter,
  MidNum,
  Numeric,
  ExtendNumLet,
  WSegSpace,
};

// Bidi_Class (UAX 9, table 4).
enum class BidiClass : uint8_t {
  L,
  R,
  AL,
  EN,
  ES,
  ET,
  AN,
  CS,
  NSM,
  BN,
  B,
  S,
  WS,
  ON,
  LRE,
  LRO,
  RLE,
  RLO,
  PDF,
  LRI,
  RLI,
  FSI,
  PDI,
};

// ISO 15924 scripts in the order of PropertyValueAliases.txt; 0 to 2 are fixed. script_tag() of
// script.h gives the four letters.
using ScriptId = uint8_t;
constexpr ScriptId kScriptCommon = 0;     // Zyyy
constexpr ScriptId kScriptInherited = 1;  // Zinh
constexpr ScriptId kScriptUnknown = 2;    // Zzzz

// Everything that layout asks about a code point, found with two table reads.
struct Character {
  using Flag = uint8_t;
  static constexpr Flag kExtendedPictographic = 1;
  static constexpr Flag kEmojiPresentation = 2;
  static constexpr Flag kEmojiModifierBase = 4;
  static constexpr Flag kEastAsianWide = 8;      // East_Asian_Width F, W or H (LB30)
  static constexpr Flag kMirrored = 16;          // Bidi_Mirrored
  static constexpr Flag kMark = 32;              // General_Category M*
  static constexpr Flag kDefaultIgnorable = 64;  // drawn as nothing where no font has it
  static constexpr Flag kEmoji = 128;  // Emoji=Yes (digits too: a variation selector decides)
  LineClass line = LineClass::XX;
  GraphemeClass grapheme = GraphemeClass::Other;
  WordClass word = WordClass::Other;
  BidiClass bidi = BidiClass::L;
  ScriptId script = kScriptUnknown;
  uint8_t flags = 0;
  uint8_t category = 0;    // GeneralCategory
  uint8_t extensions = 0;  // index for script_extensions(), 0: only `script`
  constexpr bool is(Flag flag) const { return (flags & flag) != 0; }
};

enum class GeneralCategory : uint8_t {
  Cn,
  Lu,
  Ll,
  Lt,
  Lm,
  Lo,
  Mn,
  Mc,
  Me,
  Nd,
  Nl,
  No,
  Pc,
  Pd,
  Ps,
  Pe,
  Pi,
  Pf,
  Po,
  Sm,
  Sc,
  Sk,
  So,
  Zs,
  Zl,
  Zp,
  Cc,
  Cf,
  Cs,
  Co,
};

namespace tables {  // generated: tables.cpp
// Code points that an entry of kStage1 and of kStage2 stands for: what shares most.
constexpr uint32_t kOuterBlock = 256;
constexpr uint32_t kInnerBlock = 8;
constexpr char32_t kLimit = 0x110000;
extern const Character kRecords[];
extern const uint8_t kStage1[];
extern const uint16_t kStage2[];
extern const uint16_t kStage3[];
inline constexpr Character kOutside{};
}  // namespace tables

// Data of Unicode 15.0. Values past U+10FFFF read as unassigned. Any thread, no allocation.
inline const Character& character(char32_t code_point) noexcept {
  if (code_point >= tables::kLimit) return tables::kOutside;
  using namespace tables;
  const uint32_t outer = kStage1[code_point / kOuterBlock];
  const uint32_t within = code_point % kOuterBlock / kInnerBlock;
  const uint32_t inner = kStage2[outer * (kOuterBlock / kInnerBlock) + within];
  return kRecords[kStage3[inner * kInnerBlock + code_point % kInnerBlock]];
}

// Bidi_Mirroring_Glyph, or the code point itself.
char32_t mirrored(char32_t code_point) noexcept;

enum class BracketType : uint8_t { None, Open, Close };
struct Bracket {
  BracketType type = BracketType::None;
  char32_t pair = 0;  // of canonically equivalent brackets the same one (UAX 9, BD16)
};
Bracket bidi_bracket(char32_t code_point) noexcept;

}  // namespace hallows::unicode
