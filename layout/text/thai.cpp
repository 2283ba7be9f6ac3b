#include "layout/text/thai.h"

#ifdef HALLOWS_HAS_THAI
#include <thai/thbrk.h>
#endif

#include <algorithm>
#include <array>

#include "layout/text/unicode/segment.h"

namespace hallows::text {
namespace {

#ifdef HALLOWS_HAS_THAI
constexpr size_t kMaxStretch = 1024;  // longer ones are looked at in parts

bool is_thai(char32_t c) {
  return c >= 0xE01 && c <= 0xE5B;
}
#endif

}  // namespace

#ifdef HALLOWS_HAS_THAI

ThaiWords::~ThaiWords() {
  if (dictionary_ != nullptr) th_brk_delete(static_cast<ThBrk*>(dictionary_));
}

void ThaiWords::mark(std::span<const char32_t> text, std::span<uint8_t> flags) {
  for (size_t i = 0; i < text.size();) {
    if (!is_thai(text[i])) {
      ++i;
      continue;
    }
    const size_t start = i;
    while (i < text.size() && is_thai(text[i]) && i - start < kMaxStretch) ++i;
    mark_stretch(text.subspan(start, i - start), flags.subspan(start, i - start));
  }
}

void ThaiWords::mark_stretch(std::span<const char32_t> text, std::span<uint8_t> flags) {
  if (!tried_) {
    tried_ = true;
    dictionary_ = th_brk_new(nullptr);
  }
  if (dictionary_ == nullptr) return;
  std::array<thchar_t, kMaxStretch + 1> tis;  // TIS-620 follows the Unicode block
  for (size_t i = 0; i < text.size(); ++i) tis[i] = static_cast<thchar_t>(text[i] - 0xE00 + 0xA0);
  tis[text.size()] = 0;
  std::array<int, kMaxStretch> places;
  const int count = th_brk_find_breaks(static_cast<ThBrk*>(dictionary_), tis.data(), places.data(),
                                       places.size());
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<size_t>(places[static_cast<size_t>(i)]);
    const bool inside = at > 0 && at < text.size();
    if (inside && (flags[at] & unicode::kGraphemeStart) != 0) flags[at] |= unicode::kLineBreak;
  }
}

#else

ThaiWords::~ThaiWords() = default;
void ThaiWords::mark(std::span<const char32_t>, std::span<uint8_t>) {}
void ThaiWords::mark_stretch(std::span<const char32_t>, std::span<uint8_t>) {}

#endif

}  // namespace hallows::text
