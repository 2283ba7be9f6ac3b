#pragma once

#include <bit>
#include <cstdint>

#include "rt-kernel/types/units.h"

namespace hallows::layout {

// A CSS size: a number of dp, a percentage, the sum of both (`50% + 4dp`), or a keyword. The kind
// stands in the lowest mantissa bit of an ordinary float, dp (0) or percent (1); keywords are NaNs.
// What isn't finite becomes 0, what is huge is cut at kMaxDp, so that sums in layout stay finite.
class Length {
 public:
  enum class Keyword : uint8_t { Auto, MinContent, MaxContent, FitContent, Stretch, None, Content };
  static constexpr float kMaxDp = 33554432.0f;  // 2^25, the range of browsers

  constexpr Length() = default;  // auto
  static constexpr Length dp(float value) { return Length(number_bits(value) & ~1u, 0); }
  // 50 means 50 %.
  static constexpr Length percent(float value) { return Length(number_bits(value) | 1u, 0); }
  // calc(percent + dp): a percentage with something added. Where percentages can't be resolved, it
  // behaves as they do.
  static constexpr Length sum(float percent, float dp) {
    if (percent == 0 || !(percent == percent)) return Length::dp(dp);
    return Length(number_bits(percent) | 1u, std::bit_cast<float>(number_bits(dp)));
  }
  static constexpr Length keyword(Keyword k) { return Length(kKeywordBits | uint32_t(k), 0); }
  static constexpr Length automatic() { return keyword(Keyword::Auto); }
  static constexpr Length min_content() { return keyword(Keyword::MinContent); }
  static constexpr Length max_content() { return keyword(Keyword::MaxContent); }
  static constexpr Length fit_content() { return keyword(Keyword::FitContent); }
  static constexpr Length stretch() { return keyword(Keyword::Stretch); }
  static constexpr Length none() { return keyword(Keyword::None); }        // max-width, max-height
  static constexpr Length content() { return keyword(Keyword::Content); }  // flex-basis

  constexpr bool is_keyword() const { return (bits_ & 0x7F800000u) == 0x7F800000u; }
  // Depends on a base: a percentage, also with dp added.
  constexpr bool is_percent() const { return !is_keyword() && (bits_ & 1u) != 0; }
  constexpr bool is_dp() const { return !is_keyword() && (bits_ & 1u) == 0; }
  constexpr bool is(Keyword k) const { return bits_ == (kKeywordBits | uint32_t(k)); }
  constexpr bool is_auto() const { return is(Keyword::Auto); }
  // min-content, max-content or fit-content: what needs the content to be known.
  constexpr bool is_intrinsic() const {
    const uint32_t k = bits_ - kKeywordBits;
    return k >= uint32_t(Keyword::MinContent) && k <= uint32_t(Keyword::FitContent);
  }
  constexpr Keyword as_keyword() const { return static_cast<Keyword>(bits_ & 0xFu); }
  // The number of dp, or of percent.
  constexpr float value() const { return std::bit_cast<float>(bits_ & ~1u); }
  // What a percentage has added, dp.
  constexpr float plus() const { return plus_; }
  constexpr bool is_zero() const { return (bits_ & 0x7FFFFFFEu) == 0 && plus_ == 0; }
  // Less than nothing whatever the base: invalid for sizes. A sum is cut when it is resolved.
  constexpr bool is_negative() const { return !is_keyword() && plus_ == 0 && value() < 0; }
  // Resolves a number against `base` (dp); not for keywords.
  constexpr float resolve(float base) const {
    return (bits_ & 1u) != 0 ? value() * 0.01f * base + plus_ : value();
  }
  friend constexpr bool operator==(Length, Length) = default;

 private:
  static constexpr uint32_t kKeywordBits = 0x7FC00000u;
  constexpr Length(uint32_t bits, float plus) : bits_(bits), plus_(plus) {}
  static constexpr uint32_t number_bits(float v) {
    if (!(v == v)) return 0;
    if (v > kMaxDp) v = kMaxDp;
    if (v < -kMaxDp) v = -kMaxDp;
    return std::bit_cast<uint32_t>(v);
  }
  uint32_t bits_ = kKeywordBits;
  float plus_ = 0;
};
static_assert(sizeof(Length) == 8);

}  // namespace hallows::layout
