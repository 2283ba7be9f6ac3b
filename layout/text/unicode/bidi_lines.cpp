// UAX 9 section 3.4: what depends on where lines end.
#include <algorithm>

#include "layout/text/unicode/bidi.h"
#include "layout/text/unicode/bidi_classes.h"

namespace hallows::unicode {
namespace {

using namespace bidi_classes;

// L1, items 3 and 4, and what rule X9 removes (section 5.2).
constexpr uint32_t kResetWithSpaces =
    bit(B::WS) | kInitiators | bit(B::PDI) | kEmbeddings | bit(B::PDF) | bit(B::BN);

}  // namespace

void reset_line_levels(std::span<const BidiClass> classes, BidiLevel paragraph,
                       std::span<BidiLevel> levels) noexcept {
  bool trailing = true;  // nothing but white space up to a separator or the end
  for (size_t i = classes.size(); i > 0; --i) {
    const B c = classes[i - 1];
    if (c == B::B || c == B::S) {
      trailing = true;
    } else if (!among(c, kResetWithSpaces)) {
      trailing = false;
    }
    if (trailing) levels[i - 1] = paragraph;
  }
}

void reorder_runs(std::span<LevelRun> runs) noexcept {
  BidiLevel highest = 0;
  BidiLevel lowest_odd = 0xFF;
  for (const LevelRun& run : runs) {
    highest = std::max(highest, run.level);
    if ((run.level & 1) != 0) lowest_odd = std::min(lowest_odd, run.level);
  }
  for (BidiLevel level = highest; level >= lowest_odd && level > 0; --level) {
    for (size_t i = 0; i < runs.size();) {
      if (runs[i].level < level) {
        ++i;
        continue;
      }
      size_t end = i;
      while (end < runs.size() && runs[end].level >= level) ++end;
      std::reverse(runs.begin() + static_cast<ptrdiff_t>(i),
                   runs.begin() + static_cast<ptrdiff_t>(end));
      i = end;
    }
  }
}

}  // namespace hallows::unicode
