// What a scan tells before the algorithm runs: whether it must, and the level of the paragraph.
#include "layout/text/unicode/bidi.h"
#include "layout/text/unicode/bidi_classes.h"

namespace hallows::unicode {
namespace {

using namespace bidi_classes;

constexpr uint32_t kNeedsBidi =
    bit(B::R) | bit(B::AL) | bit(B::AN) | kInitiators | kEmbeddings | bit(B::PDF) | bit(B::PDI);

}  // namespace

bool needs_bidi(std::span<const char32_t> text) noexcept {
  for (const char32_t c : text) {
    if (c >= 0x590 && among(character(c).bidi, kNeedsBidi)) return true;
  }
  return false;
}

BidiLevel first_strong_level(std::span<const char32_t> text, BaseDirection base) noexcept {
  if (base != BaseDirection::Auto) return base == BaseDirection::Rtl ? 1 : 0;
  uint32_t depth = 0;
  for (const char32_t code_point : text) {
    const B c = character(code_point).bidi;
    if (c == B::B) break;
    if (among(c, kInitiators)) ++depth;
    if (c == B::PDI && depth > 0) --depth;
    if (depth == 0 && among(c, bit(B::L) | bit(B::R) | bit(B::AL))) return c == B::L ? 0 : 1;
  }
  return 0;
}

}  // namespace hallows::unicode
