#pragma once

#include "layout/text/unicode/character.h"

// What make_tables.py generates, 57 kB with the records that character() finds in three steps.
namespace hallows::unicode::tables {

struct CodePointPair {
  char32_t from;
  char32_t to;
};
struct BracketRow {
  char32_t code_point;
  char32_t pair;
  uint8_t type;
};

extern const uint32_t kScriptTags[];
extern const uint32_t kScriptCount;
extern const uint8_t kExtensions[];
extern const uint16_t kExtensionStarts[];
extern const CodePointPair kMirrors[];  // sorted by `from`
extern const uint32_t kMirrorCount;
extern const BracketRow kBrackets[];  // sorted by code point
extern const uint32_t kBracketCount;

}  // namespace hallows::unicode::tables
