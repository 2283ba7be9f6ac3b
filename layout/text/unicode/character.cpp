#include "layout/text/unicode/character.h"

#include "layout/text/unicode/tables.h"

namespace hallows::unicode {
namespace {

template <class Row, class Key>
const Row* find_row(const Row* rows, uint32_t count, char32_t code_point, Key key) {
  uint32_t low = 0;
  uint32_t high = count;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    if (key(rows[middle]) < code_point) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < count && key(rows[low]) == code_point ? &rows[low] : nullptr;
}

}  // namespace

char32_t mirrored(char32_t code_point) noexcept {
  const auto* row = find_row(tables::kMirrors, tables::kMirrorCount, code_point,
                             [](const tables::CodePointPair& pair) { return pair.from; });
  return row != nullptr ? row->to : code_point;
}

Bracket bidi_bracket(char32_t code_point) noexcept {
  const auto* row = find_row(tables::kBrackets, tables::kBracketCount, code_point,
                             [](const tables::BracketRow& bracket) { return bracket.code_point; });
  if (row == nullptr) return {};
  return {static_cast<BracketType>(row->type), row->pair};
}

}  // namespace hallows::unicode
